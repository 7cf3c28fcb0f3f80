//! Random wide rows, of which every column often holds an end of its range, come back as they were: through the codec
//! in pieces of any size, and through a real server, which is also asked what it takes the values for.

mod support;

use clickhouse_core::block::BlockDecoder;
use clickhouse_core::row::{RowWriter, TargetColumn};
use clickhouse_core::types::{Blob, DataType, Decimal};
use clickhouse_core::{Enum, Row};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::net::{Ipv4Addr, Ipv6Addr};
use support::{Outcome, database};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

#[derive(Enum, Debug, Clone, Copy)]
#[clickhouse(rename_all = "lowercase")]
enum Weather {
    Calm,
    Wind,
    Storm,
}

#[derive(Row, Debug, Clone)]
struct Reading {
    id: u32,
    small: i8,
    long: i64,
    wide: u128,
    ratio: f64,
    flag: bool,
    text: String,
    word: Option<String>,
    code: [u8; 5],
    bytes: Blob,
    uuid: Uuid,
    ipv4: Ipv4Addr,
    ipv6: Ipv6Addr,
    day: Date,
    far_day: Date,
    seen: OffsetDateTime,
    moment: OffsetDateTime,
    price: Option<Decimal<38, 10>>,
    weather: Weather,
    tags: Vec<String>,
    grid: Vec<Vec<Option<i16>>>,
    pair: (String, Option<u64>),
    scores: Vec<(String, Vec<(u8, f32)>)>,
}

/// Not in the order of the fields, which is not the order of a table.
const COLUMNS: [(&str, &str); 23] = [
    ("scores", "Map(LowCardinality(String), Array(Tuple(UInt8, Float32)))"),
    ("id", "UInt32"),
    ("small", "Int8"),
    ("long", "Int64"),
    ("wide", "UInt128"),
    ("ratio", "Float64"),
    ("flag", "Bool"),
    ("text", "String"),
    ("word", "LowCardinality(Nullable(String))"),
    ("code", "FixedString(5)"),
    ("bytes", "String"),
    ("uuid", "UUID"),
    ("ipv4", "IPv4"),
    ("ipv6", "IPv6"),
    ("day", "Date"),
    ("far_day", "Date32"),
    ("seen", "DateTime('Europe/Berlin')"),
    ("moment", "DateTime64(9, 'Asia/Kolkata')"),
    ("price", "Nullable(Decimal(38, 10))"),
    ("weather", "Enum8('calm' = -128, 'wind' = 0, 'storm' = 127)"),
    ("tags", "Array(LowCardinality(String))"),
    ("grid", "Array(Array(Nullable(Int16)))"),
    ("pair", "Tuple(name String, number Nullable(UInt64))"),
];

/// 1900-01-01 to the last nanosecond of 64 bits, in nanoseconds since 1970.
const NANOSECONDS: std::ops::RangeInclusive<i64> = -2_208_988_800_000_000_000..=i64::MAX;

/// Any value, or, as often, one of `ends`.
fn ends<T: Clone + std::fmt::Debug + 'static>(
    values: impl Strategy<Value = T> + 'static,
    ends: impl IntoIterator<Item = T>,
) -> BoxedStrategy<T> {
    prop_oneof![values, select(ends.into_iter().collect::<Vec<_>>())].boxed()
}

/// Short texts, among them some that occur again and again, and some longer than a length of one byte says.
fn text() -> BoxedStrategy<String> {
    let short = vec(any::<char>(), 0..6).prop_map(String::from_iter);
    ends(short, ["", "a", "NULL", "\\N", "\0", "'`\"\n"].map(str::to_owned).into_iter().chain(["é".repeat(70)]))
}

/// The day so many days after 1970-01-01.
fn date(days: i32) -> Date {
    Date::from_julian_day(2_440_588 + days).unwrap()
}

fn instant(nanoseconds: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(nanoseconds.into()).unwrap()
}

fn price() -> BoxedStrategy<Decimal<38, 10>> {
    let greatest = 10i128.pow(38) - 1;
    ends(-greatest..=greatest, [-greatest, -1, 0, 1, greatest])
        .prop_map(|mantissa| Decimal::new(mantissa).unwrap())
        .boxed()
}

fn reading() -> impl Strategy<Value = Reading> {
    let numbers = (
        ends(any::<u32>(), [0, u32::MAX]),
        ends(any::<i8>(), [i8::MIN, -1, i8::MAX]),
        ends(any::<i64>(), [i64::MIN, -1, 0, i64::MAX]),
        ends(any::<u128>(), [0, u64::MAX.into(), 1 << 64, u128::MAX]),
        ends(
            any::<f64>(),
            [0.0, -0.0, f64::MIN, f64::MIN_POSITIVE, 5e-324, f64::INFINITY, f64::NEG_INFINITY, f64::NAN],
        ),
        any::<bool>(),
        option::of(price()),
    );
    let texts = (
        text(),
        option::of(text()),
        ends(any::<[u8; 5]>(), [[0; 5], [0xFF; 5]]),
        vec(any::<u8>(), 0..6).prop_map(Blob::from),
        ends(any::<u128>(), [0, 1, u128::MAX]).prop_map(Uuid::from_u128),
        ends(any::<u32>(), [0, 1, u32::MAX]).prop_map(Ipv4Addr::from),
        ends(any::<u128>(), [0, 1, u128::MAX]).prop_map(Ipv6Addr::from),
        select(vec![Weather::Calm, Weather::Wind, Weather::Storm]),
    );
    let times = (
        ends(any::<u16>(), [0, u16::MAX]).prop_map(|days| date(days.into())),
        ends(-25_567..=120_529, [-25_567, -1, 0, 120_529]).prop_map(date),
        ends(any::<u32>(), [0, u32::MAX]).prop_map(|seconds| instant(i64::from(seconds) * 1_000_000_000)),
        ends(NANOSECONDS, [*NANOSECONDS.start(), -1, 0, *NANOSECONDS.end()]).prop_map(instant),
    );
    let small = ends(any::<i16>(), [i16::MIN, i16::MAX]);
    let nested = (
        vec(text(), 0..4),
        vec(vec(option::of(small), 0..4), 0..3),
        (text(), option::of(ends(any::<u64>(), [0, u64::MAX]))),
        vec((text(), vec((any::<u8>(), any::<f32>()), 0..3)), 0..3),
    );
    (numbers, texts, times, nested).prop_map(|(numbers, texts, times, nested)| {
        let (id, small, long, wide, ratio, flag, price) = numbers;
        let (text, word, code, bytes, uuid, ipv4, ipv6, weather) = texts;
        let (day, far_day, seen, moment) = times;
        let (tags, grid, pair, scores) = nested;
        Reading {
            id,
            small,
            long,
            wide,
            ratio,
            flag,
            text,
            word,
            code,
            bytes,
            uuid,
            ipv4,
            ipv6,
            day,
            far_day,
            seen,
            moment,
            price,
            weather,
            tags,
            grid,
            pair,
            scores,
        }
    })
}

/// The rows as text, in which a NaN equals a NaN and -0 is not 0.
fn shown(rows: &[Reading]) -> Vec<String> {
    rows.iter().map(|row| format!("{row:?}")).collect()
}

#[test]
fn wide_rows_come_back_from_pieces_of_any_size() {
    let columns = COLUMNS.map(|(name, text)| TargetColumn::new(name, DataType::parse(text).unwrap()));
    let blocks = vec(vec(reading(), 0..8), 0..4);
    let pieces = vec(prop_oneof![1..4usize, 1..300usize], 1..20);
    let mut runner = TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() });
    let outcome = runner.run(&(blocks, pieces), |(blocks, pieces)| {
        let mut writer = RowWriter::<Reading>::new(&columns).unwrap_or_else(|mismatch| panic!("{mismatch}"));
        let mut body = Vec::new();
        for rows in &blocks {
            for row in rows {
                writer.push(row).unwrap_or_else(|error| panic!("{error}"));
            }
            writer.finish_block(&mut body);
        }
        let mut decoder = BlockDecoder::new();
        let mut found = Vec::new();
        let mut rest = body.as_slice();
        for piece in pieces.iter().cycle() {
            let (piece, later) = rest.split_at(rest.len().min(*piece));
            decoder.input().extend_from_slice(piece);
            while let Some(block) = decoder.next_block().unwrap_or_else(|error| panic!("{error}")) {
                let rows = block.rows().unwrap_or_else(|error| panic!("{error}"));
                found.extend(rows.map(|row| row.unwrap_or_else(|error| panic!("{error}"))));
                decoder.recycle(block);
            }
            rest = later;
            if rest.is_empty() {
                break;
            }
        }
        prop_assert!(decoder.is_at_block_border());
        prop_assert_eq!(shown(&found), shown(&blocks.concat()));
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

/// What the server takes the values for, in types that do not share a mistake with those of the columns.
#[derive(Row, Debug, PartialEq)]
struct Meaning {
    id: u32,
    long: String,
    wide: String,
    ratio: u64,
    text: String,
    code: String,
    bytes: String,
    uuid: String,
    ipv4: String,
    ipv6: String,
    day: String,
    far_day: String,
    seen: u32,
    moment: i64,
    weather: String,
    price: Option<String>,
}

const MEANINGS: &str = "\
    SELECT id, toString(long) long, toString(wide) wide, reinterpretAsUInt64(ratio) ratio, hex(text) text, \
    hex(code) code, hex(bytes) bytes, toString(uuid) uuid, toString(ipv4) ipv4, hex(ipv6) ipv6, toString(day) day, \
    toString(far_day) far_day, toUnixTimestamp(seen) seen, toUnixTimestamp64Nano(moment) moment, \
    toString(weather) weather, toString(reinterpretAsInt128(price)) price FROM readings ORDER BY id";

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn meaning(row: &Reading) -> Meaning {
    Meaning {
        id: row.id,
        long: row.long.to_string(),
        wide: row.wide.to_string(),
        ratio: row.ratio.to_bits(),
        text: hex(row.text.as_bytes()),
        code: hex(&row.code),
        bytes: hex(&row.bytes),
        uuid: row.uuid.to_string(),
        ipv4: row.ipv4.to_string(),
        ipv6: hex(&row.ipv6.octets()),
        day: row.day.to_string(),
        far_day: row.far_day.to_string(),
        seen: row.seen.unix_timestamp().try_into().unwrap(),
        moment: row.moment.unix_timestamp_nanos().try_into().unwrap(),
        weather: format!("{:?}", row.weather).to_lowercase(),
        price: row.price.map(|price| price.mantissa().to_string()),
    }
}

#[tokio::test]
async fn a_server_keeps_and_understands_random_rows() -> Outcome {
    let mut runner = TestRunner::deterministic();
    let mut rows = vec(reading(), 500).new_tree(&mut runner).unwrap().current();
    for (id, row) in rows.iter_mut().enumerate() {
        row.id = id.try_into()?;
    }
    let (_database, client) = database().await?;
    let columns = COLUMNS.map(|(name, data_type)| format!("{name} {data_type}")).join(", ");
    client.command(format!("CREATE TABLE readings ({columns}) ENGINE MergeTree ORDER BY id")).await?;
    // In two parts, so that the result has several blocks with dictionaries of their own.
    for part in rows.chunks(250) {
        client.insert("readings", part).await?;
    }
    let found = client.query_as::<Reading>("SELECT * FROM readings ORDER BY id").setting("max_block_size", 99).await?;
    assert_eq!(found.len(), rows.len());
    for (found, row) in shown(&found).iter().zip(shown(&rows)) {
        assert_eq!(*found, row);
    }
    let meanings = client.query_as::<Meaning>(MEANINGS).await?;
    assert_eq!(meanings.len(), rows.len());
    for (found, row) in meanings.into_iter().zip(&rows) {
        assert_eq!(found, meaning(row), "{row:?}");
    }
    Ok(())
}
