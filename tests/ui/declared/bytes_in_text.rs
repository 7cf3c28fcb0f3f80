use clickhouse_core::Row;

#[derive(Row)]
struct Blob {
    #[clickhouse(type = "String")]
    content: Vec<u8>,
}

fn main() {}
