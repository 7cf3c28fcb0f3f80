//! Every field that does not fit its table's column, all in one go.

use clickhouse_core::Row;
use std::collections::HashMap;

#[derive(clickhouse_core::Enum)]
enum Level {
    Debug,
    Info,
}

#[derive(Row)]
#[clickhouse(table = "metrics")]
struct Metric<'a> {
    day: u64,
    hots: &'a str,
    level: u8,
    value: f32,
    note: String,
    digest: [u8; 20],
    tags: Vec<u64>,
    counts: HashMap<String, i64>,
    #[clickhouse(rename = "mont")]
    month: u8,
    colour: String,
    #[clickhouse(rename = "spread.x")]
    x: Vec<u16>,
    found: u8,
}

#[derive(Row)]
#[clickhouse(table = "metrics", partial)]
struct Members {
    level: Level,
}

fn main() {}
