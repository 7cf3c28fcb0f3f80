use clickhouse_core::Row;
use std::collections::HashMap;

#[derive(Row)]
struct Visit {
    by: HashMap<char, u64>,
}

fn main() {}
