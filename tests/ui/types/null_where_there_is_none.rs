use clickhouse_core::Row;
use std::collections::{BTreeMap, HashMap};

#[derive(Row)]
struct Visit<'a> {
    tags: Option<Vec<String>>,
    labels: Option<HashMap<&'a str, u8>>,
    score: Option<Option<f64>>,
    counts: BTreeMap<Option<String>, u64>,
    pages: Vec<(u64, Option<Box<Vec<&'a str>>>)>,
    #[clickhouse(skip_insert)]
    only_read: Option<Vec<String>>,
    #[clickhouse(default)]
    may_be_absent: Option<Vec<String>>,
}

fn main() {}
