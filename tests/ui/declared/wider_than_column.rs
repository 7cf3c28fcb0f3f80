use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "UInt8")]
    age: u32,
}

fn main() {}
