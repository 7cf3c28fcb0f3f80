use clickhouse_core::Row;
use std::borrow::Cow;

#[derive(Row)]
struct Visit<'a> {
    #[clickhouse(type = "UUID")]
    id: &'a str,
    #[clickhouse(type = "Nullable(String)")]
    host: Cow<'a, str>,
    #[clickhouse(type = "Array(UInt8)")]
    bytes: &'a [u8],
}

fn main() {}
