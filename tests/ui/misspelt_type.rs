//! A type that does not exist is reported once, not once for each mention in derived code.

use clickhouse_core::Row;

#[derive(Row)]
struct Metric {
    key: u32,
    value: Strnig,
}

fn main() {}
