//! The three mistakes that the README shows.

use clickhouse_core::Row;

#[derive(Row)]
#[clickhouse(table = "metrics", partial)]
struct Metric {
    day: time::Date,
    hots: String,
    value: f32,
    note: String,
}

fn main() {}
