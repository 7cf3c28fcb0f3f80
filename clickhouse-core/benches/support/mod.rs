//! The three rows that everything is measured with: a narrow one, one of telemetry, one of numbers.
//!
//! Each has an owned and a borrowed form, rows as a program would make them, and the same rows as SQL.

// Each bench uses its part of this.
#![allow(dead_code, reason = "each bench uses its own part")]

pub(crate) mod in_memory;

use clickhouse_core::Row;
use clickhouse_core::types::Decimal;
use std::net::Ipv4Addr;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

/// A row in its owned form.
pub(crate) trait Owned: Row {
    /// The table's name, and the case's.
    const TABLE: &'static str;
    /// Name and type of each column.
    const COLUMNS: &'static [(&'static str, &'static str)];
    /// What stands for each column in `SELECT .. FROM numbers(n)`, so that the rows are like those of `make`.
    const VALUES: &'static str;

    /// Row number `number`.
    fn make(number: u64) -> Self;
}

/// A number and a short text: 29 bytes and a length in three columns.
#[derive(Row, Debug, Clone, PartialEq)]
pub(crate) struct Narrow {
    pub(crate) key: u32,
    pub(crate) value: String,
    pub(crate) metric: f64,
}

/// [`Narrow`], borrowed from its block.
#[derive(Row, Debug)]
pub(crate) struct NarrowBrief<'a> {
    pub(crate) key: u32,
    pub(crate) value: &'a str,
    pub(crate) metric: f64,
}

impl Owned for Narrow {
    const TABLE: &'static str = "narrow";
    const COLUMNS: &'static [(&'static str, &'static str)] =
        &[("key", "UInt32"), ("value", "String"), ("metric", "Float64")];
    const VALUES: &'static str =
        "number, concat('String Value ', leftPad(toString(number % 10000), 4, '0')), number * 0.25";

    fn make(number: u64) -> Self {
        Narrow {
            key: number as u32,
            value: format!("String Value {:04}", number % 10_000),
            metric: number as f64 * 0.25,
        }
    }
}

/// Ten numbers: 68 bytes.
#[derive(Row, Debug, Clone, PartialEq)]
pub(crate) struct Numbers {
    pub(crate) a: u64,
    pub(crate) b: i64,
    pub(crate) c: u32,
    pub(crate) d: i32,
    pub(crate) e: f64,
    pub(crate) f: f64,
    pub(crate) g: u64,
    pub(crate) h: i64,
    pub(crate) i: f64,
    pub(crate) j: u32,
}

impl Owned for Numbers {
    const TABLE: &'static str = "numbers";
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("a", "UInt64"),
        ("b", "Int64"),
        ("c", "UInt32"),
        ("d", "Int32"),
        ("e", "Float64"),
        ("f", "Float64"),
        ("g", "UInt64"),
        ("h", "Int64"),
        ("i", "Float64"),
        ("j", "UInt32"),
    ];
    const VALUES: &'static str = "number, -number, number, -number, number * 0.5, number * 1.5, \
        cityHash64(number), number * 3, number / 7, number % 1000";

    fn make(number: u64) -> Self {
        Numbers {
            a: number,
            b: -(number as i64),
            c: number as u32,
            d: -(number as i32),
            e: number as f64 * 0.5,
            f: number as f64 * 1.5,
            g: mixed(number),
            h: number as i64 * 3,
            i: number as f64 / 7.0,
            j: (number % 1000) as u32,
        }
    }
}

/// One request that a service has answered, in twenty columns of mixed types.
#[derive(Row, Debug, Clone, PartialEq)]
pub(crate) struct Telemetry {
    pub(crate) at: OffsetDateTime,
    pub(crate) day: Date,
    pub(crate) service: String,
    pub(crate) host: String,
    pub(crate) method: Method,
    pub(crate) url: String,
    pub(crate) status: u16,
    pub(crate) duration: f64,
    pub(crate) bytes_in: u64,
    pub(crate) bytes_out: u64,
    pub(crate) trace: Uuid,
    pub(crate) client: Ipv4Addr,
    pub(crate) is_cached: bool,
    pub(crate) price: Decimal<18, 4>,
    pub(crate) user: Option<u64>,
    pub(crate) referrer: Option<String>,
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) phases: Vec<u32>,
    pub(crate) retries: u8,
    pub(crate) region: [u8; 4],
}

/// [`Telemetry`], borrowed from its block.
#[derive(Row, Debug)]
pub(crate) struct TelemetryBrief<'a> {
    pub(crate) at: OffsetDateTime,
    pub(crate) day: Date,
    pub(crate) service: &'a str,
    pub(crate) host: &'a str,
    pub(crate) method: Method,
    pub(crate) url: &'a str,
    pub(crate) status: u16,
    pub(crate) duration: f64,
    pub(crate) bytes_in: u64,
    pub(crate) bytes_out: u64,
    pub(crate) trace: Uuid,
    pub(crate) client: Ipv4Addr,
    pub(crate) is_cached: bool,
    pub(crate) price: Decimal<18, 4>,
    pub(crate) user: Option<u64>,
    pub(crate) referrer: Option<&'a str>,
    pub(crate) tags: Vec<(&'a str, &'a str)>,
    pub(crate) phases: Vec<u32>,
    pub(crate) retries: u8,
    pub(crate) region: [u8; 4],
}

/// How a request was made.
#[derive(clickhouse_core::Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[clickhouse(rename_all = "UPPERCASE")]
pub(crate) enum Method {
    Get,
    Put,
    Post,
}

impl Owned for Telemetry {
    const TABLE: &'static str = "telemetry";
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("at", "DateTime64(3, 'UTC')"),
        ("day", "Date"),
        ("service", "LowCardinality(String)"),
        ("host", "LowCardinality(String)"),
        ("method", "Enum8('GET' = 1, 'PUT' = 2, 'POST' = 3)"),
        ("url", "String"),
        ("status", "UInt16"),
        ("duration", "Float64"),
        ("bytes_in", "UInt64"),
        ("bytes_out", "UInt64"),
        ("trace", "UUID"),
        ("client", "IPv4"),
        ("is_cached", "Bool"),
        ("price", "Decimal(18, 4)"),
        ("user", "Nullable(UInt64)"),
        ("referrer", "Nullable(String)"),
        ("tags", "Map(LowCardinality(String), String)"),
        ("phases", "Array(UInt32)"),
        ("retries", "UInt8"),
        ("region", "FixedString(4)"),
    ];
    const VALUES: &'static str = "\
        toDateTime64('2026-01-01 00:00:00', 3, 'UTC') + toIntervalMillisecond(number * 7), \
        toDate('2026-01-01') + number % 365, \
        concat('service-', toString(number % 50)), \
        concat('host-', toString(intDiv(number, 3) % 50)), \
        ['GET', 'PUT', 'POST'][number % 3 + 1], \
        concat('https://shop.example.com/v2/catalogue/items/', leftPad(toString(number % 100000), 8, '0'), '/details'), \
        [200, 201, 304, 404, 500][number % 5 + 1], \
        number % 10000 / 16, \
        cityHash64(number) % 10000, \
        cityHash64(number) % 1000000, \
        reinterpretAsUUID(concat(reinterpretAsFixedString(cityHash64(number)), reinterpretAsFixedString(number))), \
        toIPv4(167772160 + number % 65536), \
        number % 4 = 0, \
        toDecimal64(number % 100000, 4) / 100, \
        if(number % 4 = 0, NULL, number), \
        if(number % 2 = 0, NULL, 'https://www.example.com/search'), \
        map('zone', concat('zone-', toString(number % 8)), 'version', '1.18.2'), \
        [toUInt32(number % 1000), toUInt32(number % 700), toUInt32(number % 300)], \
        number % 3, \
        ['euno', 'euwe', 'usea', 'apso'][number % 4 + 1]";

    fn make(number: u64) -> Self {
        let random = mixed(number);
        let start = OffsetDateTime::from_unix_timestamp(1_767_225_600).expect("2026 is in range");
        Telemetry {
            at: start + time::Duration::milliseconds(number as i64 * 7),
            day: start.date() + time::Duration::days(number as i64 % 365),
            service: format!("service-{}", number % 50),
            host: format!("host-{}", number / 3 % 50),
            method: [Method::Get, Method::Put, Method::Post][number as usize % 3],
            url: format!("https://shop.example.com/v2/catalogue/items/{:08}/details", number % 100_000),
            status: [200, 201, 304, 404, 500][number as usize % 5],
            duration: (number % 10_000) as f64 / 16.0,
            bytes_in: random % 10_000,
            bytes_out: random % 1_000_000,
            trace: Uuid::from_u64_pair(random, number),
            client: Ipv4Addr::from(0x0A00_0000 + number as u32 % 65_536),
            is_cached: number.is_multiple_of(4),
            price: Decimal::new(i128::from(number % 100_000 * 100)).expect("far below 18 digits"),
            user: (!number.is_multiple_of(4)).then_some(number),
            referrer: (!number.is_multiple_of(2)).then(|| "https://www.example.com/search".to_owned()),
            tags: vec![
                ("zone".to_owned(), format!("zone-{}", number % 8)),
                ("version".to_owned(), "1.18.2".to_owned()),
            ],
            phases: vec![(number % 1000) as u32, (number % 700) as u32, (number % 300) as u32],
            retries: (number % 3) as u8,
            region: [*b"euno", *b"euwe", *b"usea", *b"apso"][number as usize % 4],
        }
    }
}

/// Something like a random number (splitmix64).
fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
