//! A type for a field that is no column.

use clickhouse_core::Row;

#[derive(Row)]
struct Skipped {
    key: u32,
    #[clickhouse(skip, type = "UInt8")]
    skipped: u8,
}

fn main() {}
