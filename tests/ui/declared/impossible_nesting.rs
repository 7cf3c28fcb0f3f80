//! Types that ClickHouse does not have inside each other.

use clickhouse_core::Row;
use std::collections::HashMap;

#[derive(Row)]
struct Impossible {
    #[clickhouse(type = "Nullable(Array(UInt8))")]
    array: Option<Vec<u8>>,
    #[clickhouse(type = "Nullable(Map(String, UInt8))")]
    map: Option<HashMap<String, u8>>,
    #[clickhouse(type = "Nullable(LowCardinality(String))")]
    dictionary: Option<String>,
    #[clickhouse(type = "Nullable(Nullable(String))")]
    twice: Option<String>,
    #[clickhouse(type = "LowCardinality(Decimal(9, 2))")]
    decimal: f64,
    #[clickhouse(type = "Map(Nullable(String), UInt8)")]
    key: HashMap<Option<String>, u8>,
}

fn main() {}
