//! Only the ways that a field is used count: the refused ones are refused for the way that is left.

use clickhouse_core::Row;

#[derive(Row)]
struct OneWay {
    #[clickhouse(type = "UInt64", skip_select)]
    narrow_is_fine: u32,
    #[clickhouse(type = "UInt32", skip_insert)]
    wide_is_fine: u64,
    #[clickhouse(type = "UInt64", skip_insert)]
    narrow_is_not: u32,
    #[clickhouse(type = "UInt32", skip_select)]
    wide_is_not: u64,
}

fn main() {}
