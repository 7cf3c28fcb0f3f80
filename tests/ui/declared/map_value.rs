use clickhouse_core::Row;
use std::collections::HashMap;

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "Map(String, UInt64)")]
    counts: HashMap<String, i64>,
}

fn main() {}
