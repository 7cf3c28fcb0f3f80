//! Tables and files that are not there, or not to be told apart.

use clickhouse_core::Row;

#[derive(Row)]
#[clickhouse(table = "metric")]
struct Misspelt {
    key: u32,
}

#[derive(Row)]
#[clickhouse(table = "shop.metrics", partial)]
struct AnyDatabase {
    value: f64,
}

#[derive(Row)]
#[clickhouse(table = "of_query")]
struct NoColumns {
    one: u8,
}

#[derive(Row)]
#[clickhouse(table = "small")]
struct Altered {
    key: u32,
    text: String,
    added: u64,
}

#[derive(Row)]
#[clickhouse(schema = "clickhouse/schema.sql")]
struct NoTable {
    key: u32,
}

fn main() {}
