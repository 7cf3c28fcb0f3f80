//! Rows of a derived struct at random: they come back as they were written, and out of bent bytes come rows or errors.

use super::{BYTES_PER_BYTE, Random, assert_is_within, bend, run};
use crate::memory;
use clickhouse_core::block::BlockDecoder;
use clickhouse_core::row::{ReadRow, RowWriter, TargetColumn};
use clickhouse_core::types::{Blob, DataType, Decimal};
use clickhouse_core::{Enum, Row};
use std::fmt::Debug;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

#[derive(Row, Debug)]
struct Mixed {
    small: i8,
    number: u64,
    wide: i128,
    ratio: f64,
    flag: bool,
    name: String,
    bytes: Blob,
    code: [u8; 3],
    at: OffsetDateTime,
    day: Date,
    id: Uuid,
    level: Level,
    price: Decimal<18, 4>,
    user: Option<u32>,
    note: Option<String>,
    list: Vec<Option<String>>,
    lists: Vec<Vec<u16>>,
    pairs: Vec<(String, Vec<Option<f64>>)>,
    pair: (u8, Option<String>),
}

/// [`Mixed`], borrowed where something can be.
#[derive(Row, Debug)]
struct MixedBrief<'a> {
    small: i8,
    number: u64,
    wide: i128,
    ratio: f64,
    flag: bool,
    name: &'a str,
    bytes: Blob,
    code: [u8; 3],
    at: OffsetDateTime,
    day: Date,
    id: Uuid,
    level: Level,
    price: Decimal<18, 4>,
    user: Option<u32>,
    note: Option<&'a str>,
    list: Vec<Option<&'a str>>,
    lists: Vec<Vec<u16>>,
    pairs: Vec<(&'a str, Vec<Option<f64>>)>,
    pair: (u8, Option<&'a str>),
}

#[derive(Enum, Debug, Clone, Copy)]
enum Level {
    Low,
    High,
}

/// The columns with the types that the fields have by nature, and in other orders and layouts.
const COLUMNS: [[(&str, &str); 19]; 2] = [
    [
        ("small", "Int8"),
        ("number", "UInt64"),
        ("wide", "Int128"),
        ("ratio", "Float64"),
        ("flag", "Bool"),
        ("name", "String"),
        ("bytes", "String"),
        ("code", "FixedString(3)"),
        ("at", "DateTime64(3, 'UTC')"),
        ("day", "Date32"),
        ("id", "UUID"),
        ("level", "Enum8('Low' = 1, 'High' = 2)"),
        ("price", "Decimal(18, 4)"),
        ("user", "Nullable(UInt32)"),
        ("note", "Nullable(String)"),
        ("list", "Array(Nullable(String))"),
        ("lists", "Array(Array(UInt16))"),
        ("pairs", "Map(String, Array(Nullable(Float64)))"),
        ("pair", "Tuple(a UInt8, b Nullable(String))"),
    ],
    [
        ("pair", "Tuple(UInt8, LowCardinality(Nullable(String)))"),
        ("pairs", "Map(LowCardinality(String), Array(Nullable(Float64)))"),
        ("lists", "Array(Array(LowCardinality(UInt16)))"),
        ("list", "Array(LowCardinality(Nullable(String)))"),
        ("note", "LowCardinality(Nullable(String))"),
        ("user", "Nullable(UInt32)"),
        ("price", "Decimal(18, 4)"),
        ("level", "Enum16('High' = -300, 'Other' = 7, 'Low' = 300)"),
        ("id", "LowCardinality(UUID)"),
        ("day", "LowCardinality(Date32)"),
        ("at", "DateTime64(6, 'Asia/Kolkata')"),
        ("code", "LowCardinality(FixedString(3))"),
        ("bytes", "LowCardinality(String)"),
        ("name", "LowCardinality(String)"),
        ("flag", "Bool"),
        ("ratio", "SimpleAggregateFunction(max, Float64)"),
        ("wide", "SimpleAggregateFunction(sum, Int128)"),
        ("number", "LowCardinality(UInt64)"),
        ("small", "LowCardinality(Int8)"),
    ],
];

fn columns(all: &[(&str, &str)]) -> Vec<TargetColumn> {
    all.iter().map(|(name, text)| TargetColumn::new(*name, DataType::parse(text).unwrap())).collect()
}

/// A row at random: often small or equal values, now and then those at the ends of their ranges.
fn row(random: &mut Random) -> Mixed {
    fn text(random: &mut Random) -> String {
        let letters = ["a", "é", "\0", "\u{10ffff}", "name ", "same"];
        (0..random.below(4))
            .map(|_| *random.one_of(&letters))
            .collect::<String>()
            .repeat(1 + random.below(40) / 39 * 50)
    }
    fn number(random: &mut Random) -> u64 {
        *random.one_of(&[0, 1, u64::MAX, 0x8000_0000_0000_0000, random.0, random.0 >> 40])
    }
    fn list<T>(random: &mut Random, item: impl Fn(&mut Random) -> T) -> Vec<T> {
        (0..random.below(4)).map(|_| item(random)).collect()
    }
    fn maybe<T>(random: &mut Random, item: impl Fn(&mut Random) -> T) -> Option<T> {
        (random.below(3) > 0).then(|| item(random))
    }
    // Milliseconds of the years 1900 to 2299, and days of them.
    let milliseconds = random.next() % 12_622_780_800_000;
    let days = random.below(120_529 + 25_567) as i32;
    let start = OffsetDateTime::from_unix_timestamp(-2_208_988_800).unwrap();
    Mixed {
        small: number(random) as i8,
        number: number(random),
        wide: i128::from(number(random) as i64) << random.below(64),
        ratio: f64::from_bits(number(random)),
        flag: random.below(2) > 0,
        name: text(random),
        bytes: Blob::from(list(random, |random| number(random) as u8)),
        code: number(random).to_le_bytes()[..3].try_into().unwrap(),
        at: start + time::Duration::milliseconds(milliseconds as i64),
        day: Date::from_julian_day(2_440_588 - 25_567 + days).unwrap(),
        id: Uuid::from_u64_pair(number(random), number(random)),
        level: *random.one_of(&[Level::Low, Level::High]),
        price: Decimal::new(i128::from(number(random) as i64 % 1_000_000_000_000_000_000)).unwrap(),
        user: maybe(random, |random| number(random) as u32),
        note: maybe(random, text),
        list: list(random, |random| maybe(random, text)),
        lists: list(random, |random| list(random, |random| number(random) as u16)),
        pairs: list(random, |random| {
            let ratios = list(random, |random| maybe(random, |random| f64::from_bits(number(random))));
            (text(random), ratios)
        }),
        pair: (number(random) as u8, maybe(random, text)),
    }
}

/// All rows of `bytes` as text, which come in pieces, and whether all went well.
fn read<T: for<'b> Shown<'b>>(random: &mut Random, bytes: &[u8]) -> (Vec<String>, bool) {
    let (mut decoder, mut found, mut rest) = (BlockDecoder::new(), Vec::new(), bytes);
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(1 + random.below(rest.len()));
        rest = after;
        decoder.input().extend_from_slice(piece);
        loop {
            let block = match decoder.next_block() {
                Ok(Some(block)) => block,
                Ok(None) => break,
                Err(_) => return (found, false),
            };
            let Ok(rows) = block.rows::<<T as Shown<'_>>::Row>() else { return (found, false) };
            for row in rows {
                match row {
                    Ok(row) => found.push(format!("{row:?}").replace("MixedBrief", "Mixed")),
                    Err(_) => return (found, false),
                }
            }
        }
    }
    (found, decoder.is_at_block_border())
}

/// A row type for the block's own lifetime.
trait Shown<'b> {
    type Row: ReadRow<'b> + Debug;
}

struct Owned;
struct Borrowed;

impl<'b> Shown<'b> for Owned {
    type Row = Mixed;
}

impl<'b> Shown<'b> for Borrowed {
    type Row = MixedBrief<'b>;
}

#[test]
fn fuzz_rows() {
    let tables = COLUMNS.map(|all| columns(&all));
    run(|random| {
        let table: &Vec<_> = random.one_of(&tables);
        let mut writer = RowWriter::<Mixed>::new(table).unwrap_or_else(|error| panic!("{error}"));
        let (mut bytes, mut written) = (Vec::new(), Vec::new());
        for _ in 0..1 + random.below(2) {
            let rows: Vec<Mixed> = (0..random.below(5)).map(|_| row(random)).collect();
            if random.below(2) == 0 {
                writer.push_each(&rows).unwrap_or_else(|error| panic!("{error:?}"));
            } else {
                rows.iter().for_each(|row| writer.push(row).unwrap_or_else(|error| panic!("{error}")));
            }
            writer.finish_block(&mut bytes);
            written.extend(rows.iter().map(|row| format!("{row:?}")));
        }
        let reader = *random.one_of(&[read::<Owned> as fn(&mut Random, &[u8]) -> _, read::<Borrowed>]);
        assert_eq!(reader(random, &bytes), (written, true));

        let other = bytes.clone();
        for _ in 0..1 + random.below(3) {
            bend(random, &mut bytes, &other);
        }
        let peak = memory::peak_of(|| drop(reader(random, &bytes)));
        assert_is_within(peak, bytes.len(), BYTES_PER_BYTE);
    });
}
