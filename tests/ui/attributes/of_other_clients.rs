use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(column = "URL")]
    url: String,
    #[clickhouse(name = "D")]
    day: u16,
    #[clickhouse(nullable)]
    status: Option<u8>,
    #[clickhouse(primary_key)]
    id: u64,
    #[clickhouse(low_cardinality)]
    host: String,
    #[clickhouse(enum8)]
    level: String,
}

fn main() {}
