//! Fields of an altogether different type, each with the Rust type to write.

use clickhouse_core::Row;
use std::collections::HashMap;

#[derive(Row)]
struct Other {
    #[clickhouse(type = "String")]
    number: u64,
    #[clickhouse(type = "UUID")]
    uuid: String,
    #[clickhouse(type = "FixedString(16)")]
    bytes: [u8; 20],
    #[clickhouse(type = "DateTime64(3, 'UTC')")]
    at: u64,
    #[clickhouse(type = "IPv4")]
    address: std::net::Ipv6Addr,
    #[clickhouse(type = "Map(LowCardinality(String), Float64)")]
    map: HashMap<String, f32>,
    #[clickhouse(type = "Tuple(UInt8, String)")]
    tuple: (u8, String, String),
    #[clickhouse(type = "Array(String)")]
    list: String,
    #[clickhouse(type = "Enum8('on' = 1, 'off' = 0)")]
    number_of_enum: u8,
}

fn main() {}
