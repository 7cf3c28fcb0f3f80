use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "Bool")]
    is_new: u8,
}

fn main() {}
