//! NULL where the field has none, and the other way round.

use clickhouse_core::Row;
use std::collections::BTreeMap;

#[derive(Row)]
struct Null<'a> {
    #[clickhouse(type = "Nullable(String)")]
    text: String,
    #[clickhouse(type = "LowCardinality(Nullable(String))")]
    borrowed: &'a str,
    #[clickhouse(type = "Array(Nullable(UInt8))")]
    items: Vec<u8>,
    #[clickhouse(type = "Map(String, Nullable(UInt64))")]
    map: BTreeMap<String, u64>,
    #[clickhouse(type = "String")]
    never: Option<String>,
}

fn main() {}
