use clickhouse_core::Row;
use std::collections::HashMap;

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "JSON")]
    attributes: HashMap<String, String>,
}

fn main() {}
