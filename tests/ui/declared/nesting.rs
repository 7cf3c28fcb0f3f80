use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "Nullable(Array(String))")]
    tags: Option<Vec<String>>,
    #[clickhouse(type = "Nullable(LowCardinality(String))")]
    host: Option<String>,
    #[clickhouse(type = "LowCardinality(Array(String))")]
    hosts: Vec<String>,
    #[clickhouse(type = "Nullable(Nullable(String))")]
    name: Option<String>,
    #[clickhouse(type = "Nullable(Map(String, String))")]
    map: Option<std::collections::HashMap<String, String>>,
    #[clickhouse(type = "Map(Array(String), UInt8)")]
    odd: Vec<(Vec<String>, u8)>,
}

fn main() {}
