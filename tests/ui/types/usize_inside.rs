use clickhouse_core::Row;
use std::collections::HashMap;

#[derive(Row)]
struct Visit {
    counts: HashMap<String, usize>,
    pairs: Vec<(String, isize)>,
}

fn main() {}
