use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "FixedString")]
    code: [u8; 3],
    #[clickhouse(type = "Array")]
    tags: Vec<String>,
    #[clickhouse(type = "Map(String)")]
    counts: std::collections::HashMap<String, u64>,
    #[clickhouse(type = "Enum8")]
    level: String,
    #[clickhouse(type = "LowCardinality")]
    host: String,
}

fn main() {}
