//! Random rows, written in blocks and read from pieces, come back as they were: every type by itself and in the nestings
//! that usually break.

use clickhouse_core::block::BlockDecoder;
use clickhouse_core::row::{ReadRow, RowWriter, TargetColumn, WriteRow};
use clickhouse_core::types::{Blob, DataType, Decimal, Int256};
use clickhouse_core::{Enum, Row};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;
use std::borrow::Cow;
use std::fmt::Debug;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::rc::Rc;
use std::sync::Arc;
use time::{Date, OffsetDateTime, PrimitiveDateTime};
use uuid::Uuid;

/// A type in every place that has a layout of its own.
#[derive(Row, Debug)]
struct Nestings<T> {
    plain: T,
    nullable: Option<T>,
    array: Vec<T>,
    array_of_nullable: Vec<Option<T>>,
    array_of_arrays: Vec<Vec<T>>,
    tuple: (T, Option<T>, Vec<T>),
    array_of_tuples: Vec<(T, u8)>,
    map: Vec<(String, T)>,
    map_of_arrays: Vec<(u8, Vec<Option<T>>)>,
}

fn nestings<T: Clone + Debug + 'static>(
    value: impl Strategy<Value = T> + 'static,
) -> impl Strategy<Value = Nestings<T>> {
    let value = value.boxed();
    let nullable = proptest::option::of(value.clone()).boxed();
    let array = vec(value.clone(), 0..4).boxed();
    let map = vec((text(), value.clone()), 0..4);
    let map_of_arrays = vec((any::<u8>(), vec(nullable.clone(), 0..3)), 0..3);
    let tuple = (value.clone(), nullable.clone(), array.clone());
    let tuples = vec((value.clone(), any::<u8>()), 0..4);
    let arrays = (array.clone(), vec(nullable.clone(), 0..4), vec(array, 0..3));
    (value, nullable, arrays, tuple, tuples, map, map_of_arrays).prop_map(
        |(plain, nullable, (array, array_of_nullable, array_of_arrays), tuple, array_of_tuples, map, map_of_arrays)| {
            Nestings {
                plain,
                nullable,
                array,
                array_of_nullable,
                array_of_arrays,
                tuple,
                array_of_tuples,
                map,
                map_of_arrays,
            }
        },
    )
}

/// The columns of [`Nestings`] where a value has the type `plain`, and one that can be NULL the type `nullable`.
fn columns(plain: &str, nullable: &str) -> Vec<TargetColumn> {
    let columns = [
        ("plain", plain.to_owned()),
        ("nullable", nullable.to_owned()),
        ("array", format!("Array({plain})")),
        ("array_of_nullable", format!("Array({nullable})")),
        ("array_of_arrays", format!("Array(Array({plain}))")),
        ("tuple", format!("Tuple({plain}, {nullable}, Array({plain}))")),
        ("array_of_tuples", format!("Array(Tuple(a {plain}, b UInt8))")),
        ("map", format!("Map(LowCardinality(String), {plain})")),
        ("map_of_arrays", format!("Map(UInt8, Array({nullable}))")),
    ];
    columns.iter().map(|(name, text)| TargetColumn::new(*name, DataType::parse(text).unwrap())).collect()
}

/// Whether the type may be inside LowCardinality.
#[derive(Clone, Copy, PartialEq)]
enum Dictionary {
    Possible,
    Impossible,
}

fn check<T>(data_type: &str, dictionary: Dictionary, value: impl Strategy<Value = T> + 'static)
where
    T: Clone + Debug + 'static,
    Nestings<T>: WriteRow + for<'a> ReadRow<'a>,
{
    let mut tables = vec![columns(data_type, &format!("Nullable({data_type})"))];
    if dictionary == Dictionary::Possible {
        tables
            .push(columns(&format!("LowCardinality({data_type})"), &format!("LowCardinality(Nullable({data_type}))")));
    }
    // Blocks of rows (an empty one among them now and then), and the size of the pieces in which their bytes arrive.
    let rows = (vec(vec(nestings(value), 0..8), 0..4), 1..200usize);
    let mut runner =
        TestRunner::new(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() });
    let outcome = runner.run(&rows, |(blocks, piece)| {
        for table in &tables {
            let written: Vec<_> = blocks.iter().flatten().map(|row| format!("{row:?}")).collect();
            let found = read_back::<Nestings<T>>(table, &blocks, piece);
            prop_assert_eq!(found, written, "{:?}", table.iter().map(|column| &column.data_type).collect::<Vec<_>>());
        }
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{data_type}: {failure}"));
}

/// The rows, as text, after they were written into blocks of these columns and read again.
fn read_back<T>(columns: &[TargetColumn], blocks: &[Vec<T>], piece: usize) -> Vec<String>
where
    T: WriteRow + for<'a> ReadRow<'a> + Debug,
{
    let mut writer = RowWriter::<T>::new(columns).unwrap_or_else(|mismatch| panic!("{mismatch}"));
    let (mut body, mut together) = (Vec::new(), Vec::new());
    for rows in blocks {
        for row in rows {
            writer.push(row).unwrap_or_else(|error| panic!("{error}"));
        }
        writer.finish_block(&mut body);
        writer.push_each(rows).unwrap_or_else(|error| panic!("{error:?}"));
        writer.reserve(rows.len());
        writer.finish_block(&mut together);
    }
    assert_eq!(together, body, "rows gathered together are not those gathered one by one");
    let mut decoder = BlockDecoder::new();
    let mut found = Vec::new();
    for piece in body.chunks(piece) {
        decoder.input().extend_from_slice(piece);
        while let Some(block) = decoder.next_block().unwrap_or_else(|error| panic!("{error}")) {
            let rows = block.rows::<T>().unwrap_or_else(|error| panic!("{error}"));
            found.extend(rows.map(|row| format!("{:?}", row.unwrap_or_else(|error| panic!("{error}")))));
        }
    }
    assert!(decoder.is_at_block_border());
    found
}

/// Any text; short ones are frequent, and now and then one is longer than a length of one byte says.
fn text() -> impl Strategy<Value = String> + Clone {
    let short = vec(any::<char>(), 0..6).prop_map(String::from_iter);
    prop_oneof![8 => short, 1 => select(vec!["a", "b", ""]).prop_map(str::to_owned), 1 => Just("é".repeat(70))]
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..6)
}

/// Days since 1970.
fn day(days: std::ops::RangeInclusive<i32>) -> impl Strategy<Value = Date> {
    let ends = vec![*days.start(), (-1).max(*days.start()), 0, *days.end()];
    prop_oneof![days, select(ends)].prop_map(|days| Date::from_julian_day(2_440_588 + days).unwrap())
}

/// Instants of so many digits, in seconds since 1970.
fn instant(seconds: std::ops::RangeInclusive<i64>, digits: u32) -> impl Strategy<Value = OffsetDateTime> {
    let ends = vec![*seconds.start(), (-1).max(*seconds.start()), 0, *seconds.end()];
    let ticks = 10i128.pow(digits);
    (prop_oneof![seconds, select(ends)], 0..ticks).prop_map(move |(seconds, rest)| {
        let nanoseconds = i128::from(seconds) * 1_000_000_000 + rest * (1_000_000_000 / ticks);
        OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).unwrap()
    })
}

fn decimal<const P: u8, const S: u8>() -> impl Strategy<Value = Decimal<P, S>> {
    let digits = vec(0..10u8, 0..=usize::from(P));
    (any::<bool>(), digits).prop_map(|(is_negative, digits)| {
        let sign = if is_negative { "-0" } else { "0" };
        let digits: String = digits.iter().map(u8::to_string).collect();
        Decimal::new(format!("{sign}{digits}").parse::<Int256>().unwrap()).unwrap()
    })
}

macro_rules! round_trips {
    ($($claim:ident: $data_type:literal $dictionary:ident $value:expr;)*) => {
        $(#[test]
        fn $claim() {
            check($data_type, Dictionary::$dictionary, $value);
        })*
    };
}

const DATE_TIME: std::ops::RangeInclusive<i64> = 0..=u32::MAX as i64;
/// 1900 to 2299.
const DATE_TIME_64: std::ops::RangeInclusive<i64> = -2_208_988_800..=10_413_791_999;
/// 1900 to 2262, where nanoseconds end.
const DATE_TIME_64_NANOSECONDS: std::ops::RangeInclusive<i64> = -2_208_988_800..=9_223_372_035;

round_trips! {
    int8: "Int8" Possible any::<i8>();
    int16: "Int16" Possible any::<i16>();
    int32: "Int32" Possible any::<i32>();
    int64: "Int64" Possible any::<i64>();
    int128: "Int128" Possible any::<i128>();
    uint8: "UInt8" Possible any::<u8>();
    uint16: "UInt16" Possible any::<u16>();
    uint32: "UInt32" Possible any::<u32>();
    uint64: "UInt64" Possible any::<u64>();
    uint128: "UInt128" Possible any::<u128>();
    float32: "Float32" Possible any::<u32>().prop_map(f32::from_bits);
    float64: "Float64" Possible any::<u64>().prop_map(f64::from_bits);
    bool: "Bool" Possible any::<bool>();
    string: "String" Possible text();
    blob: "String" Possible bytes().prop_map(Blob::from);
    fixed_string: "FixedString(3)" Possible any::<[u8; 3]>();
    uuid: "UUID" Possible any::<u128>().prop_map(Uuid::from_u128);
    ipv4: "IPv4" Possible any::<u32>().prop_map(Ipv4Addr::from);
    ipv6: "IPv6" Possible any::<u128>().prop_map(Ipv6Addr::from);
    date: "Date" Possible day(0..=65_535);
    date32: "Date32" Possible day(-25_567..=120_529);
    datetime: "DateTime('Asia/Kolkata')" Possible instant(DATE_TIME, 0);
    datetime64_of_seconds: "DateTime64(0)" Impossible instant(DATE_TIME_64, 0);
    datetime64_of_milliseconds: "DateTime64(3, 'America/St_Johns')" Impossible instant(DATE_TIME_64, 3);
    datetime64_of_nanoseconds: "DateTime64(9)" Impossible instant(DATE_TIME_64_NANOSECONDS, 9);
    datetime_without_zone: "DateTime64(6)" Impossible instant(DATE_TIME_64, 6).prop_map(|instant| {
        PrimitiveDateTime::new(instant.date(), instant.time())
    });
    decimal_of_4_bytes: "Decimal(9, 2)" Impossible decimal::<9, 2>();
    decimal_of_8_bytes: "Decimal(18, 18)" Impossible decimal::<18, 18>();
    decimal_of_16_bytes: "Decimal(38, 0)" Impossible decimal::<38, 0>();
    decimal_of_32_bytes: "Decimal(76, 20)" Impossible decimal::<76, 20>();
    enum8: "Enum8('calm' = -128, 'wind' = 0, 'storm' = 127, 'unused' = 5)" Impossible select(WEATHER.to_vec());
    enum16: "Enum16('storm' = -32768, 'wind' = 7, 'calm' = 32767)" Impossible select(WEATHER.to_vec());
    enum_in_string: "String" Possible select(WEATHER.to_vec());
    boxed: "String" Possible text().prop_map(Box::new);
}

#[derive(Enum, Debug, Clone, Copy)]
#[clickhouse(rename_all = "lowercase")]
enum Weather {
    Calm,
    Wind,
    Storm,
}

const WEATHER: [Weather; 3] = [Weather::Calm, Weather::Wind, Weather::Storm];

/// One text in every type that holds texts.
#[derive(Row, Debug, Clone, PartialEq)]
struct Texts<'a> {
    owned: String,
    borrowed: &'a str,
    bytes: &'a [u8],
    cow: Cow<'a, str>,
    cow_bytes: Cow<'a, [u8]>,
    boxed: Box<str>,
    counted: Rc<str>,
    shared: Arc<str>,
}

impl<'a> Texts<'a> {
    fn new(text: &'a str) -> Self {
        Texts {
            owned: text.to_owned(),
            borrowed: text,
            bytes: text.as_bytes(),
            cow: text.into(),
            cow_bytes: text.as_bytes().into(),
            boxed: text.into(),
            counted: text.into(),
            shared: text.into(),
        }
    }
}

#[test]
fn texts_are_the_same_in_every_type_that_holds_them() {
    let names = ["owned", "borrowed", "bytes", "cow", "cow_bytes", "boxed", "counted", "shared"];
    let mut runner = TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() });
    let outcome = runner.run(&vec(text(), 0..20), |texts| {
        for data_type in [DataType::String, DataType::LowCardinality(Box::new(DataType::String))] {
            let columns = names.map(|name| TargetColumn::new(name, data_type.clone()));
            let mut writer = RowWriter::<Texts<'_>>::new(&columns).unwrap();
            for text in &texts {
                writer.push(&Texts::new(text)).unwrap();
            }
            let mut decoder = BlockDecoder::new();
            writer.finish_block(decoder.input());
            let block = decoder.next_block().unwrap().unwrap();
            let found: Vec<Texts<'_>> = block.rows().unwrap().map(Result::unwrap).collect();
            prop_assert_eq!(found, texts.iter().map(|text| Texts::new(text)).collect::<Vec<_>>());
        }
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn the_first_refused_row_is_found_and_those_before_it_stay() {
    #[derive(Row, Clone, Debug, PartialEq)]
    struct Mixed {
        lists: Vec<(String, Option<Date>)>,
        day: Date,
        name: String,
    }
    let columns = [
        TargetColumn::new("lists", DataType::parse("Array(Tuple(LowCardinality(String), Nullable(Date)))").unwrap()),
        TargetColumn::new("day", DataType::Date),
        TargetColumn::new("name", DataType::FixedString(3)),
    ];
    let day = Date::from_calendar_date(2026, time::Month::May, 4).unwrap();
    let early = Date::from_calendar_date(1960, time::Month::May, 4).unwrap();
    let good = |number: usize| {
        let lists = (0..number % 3).map(|item| (format!("item {item}"), (item == 1).then_some(day))).collect();
        Mixed { lists, day, name: "abc".to_owned() }
    };
    let bad = [
        ("day", Mixed { day: early, ..good(1) }),
        ("name", Mixed { name: "abcd".to_owned(), ..good(2) }),
        ("lists", Mixed { lists: vec![("x".to_owned(), None), ("y".to_owned(), Some(early))], ..good(0) }),
    ];
    for place in [0, 1, 255, 256, 257, 1000] {
        for (column, bad) in &bad {
            let mut rows: Vec<Mixed> = (0..1010).map(good).collect();
            rows[place] = bad.clone();
            // A later refusal in an earlier column does not come first.
            rows[place + 5].lists = bad.lists.iter().cloned().chain([("z".to_owned(), Some(early))]).collect();
            let mut writer = RowWriter::<Mixed>::new(&columns).unwrap();
            writer.push_each(&rows[..0]).unwrap();
            let (row, error) = writer.push_each(&rows).unwrap_err();
            assert_eq!(row, place);
            assert!(error.to_string().contains(&format!("column `{column}`")), "{error}");
            assert_eq!(writer.rows(), place);
            writer.push_each(&rows[place + 6..]).unwrap();
            let mut decoder = BlockDecoder::new();
            writer.finish_block(decoder.input());
            let block = decoder.next_block().unwrap().unwrap();
            let found: Vec<Mixed> = block.rows().unwrap().map(Result::unwrap).collect();
            assert_eq!(found, [&rows[..place], &rows[place + 6..]].concat());
        }
    }
}
