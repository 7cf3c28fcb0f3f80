use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(type = UInt64)]
    id: u64,
    #[clickhouse(type("String"))]
    host: String,
    #[clickhouse(type)]
    browser: String,
}

fn main() {}
