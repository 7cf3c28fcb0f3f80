//! What a field says of its column's expression, and what the schema says.

use clickhouse_core::Row;

#[derive(Row)]
#[clickhouse(table = "metrics", partial)]
struct Metric {
    #[clickhouse(materialized = "today()")]
    day: time::Date,
    #[clickhouse(ephemeral)]
    level: String,
    #[clickhouse(alias = "toMonth(day)")]
    month: u8,
    #[clickhouse(default_expr = "''")]
    note: Option<String>,
    #[clickhouse(materialized = "''")]
    raw: String,
}

#[derive(Row)]
struct Quarrels {
    #[clickhouse(materialized = "1", skip_insert)]
    a: u8,
    #[clickhouse(alias = "1", materialized = "1")]
    b: u8,
    #[clickhouse(ephemeral, skip_select, skip_insert)]
    c: u8,
    #[clickhouse(default_expr = "1", skip)]
    d: u8,
    #[clickhouse(materialized)]
    e: u8,
    #[clickhouse(ephemeral = 5)]
    f: u8,
}

#[derive(clickhouse_core::Value)]
struct Point {
    x: f64,
    #[clickhouse(alias = "x")]
    y: f64,
}

fn main() {}
