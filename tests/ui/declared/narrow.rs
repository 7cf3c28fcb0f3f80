//! Numbers that would lose some of their values.

use clickhouse_core::Row;

#[derive(Row)]
struct Narrow {
    #[clickhouse(type = "Float64")]
    float: f32,
    #[clickhouse(type = "UInt64")]
    unsigned: u32,
    #[clickhouse(type = "UInt32")]
    sign: i32,
    #[clickhouse(type = "UInt32")]
    too_wide_to_insert: u64,
    #[clickhouse(type = "Array(Int16)")]
    items: Vec<i8>,
    #[clickhouse(type = "Decimal(18, 4)")]
    decimal: f64,
}

fn main() {}
