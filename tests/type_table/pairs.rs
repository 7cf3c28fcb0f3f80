//! The Rust types of the table, each with values at the ends of its range and the SQL of the same values.

use super::{Values, agree};
use clickhouse_core::types::{
    AggregateState, BFloat16, Blob, Decimal, Dynamic, Geometry, Int256, IntervalDay, IntervalHour, IntervalMicrosecond,
    IntervalMillisecond, IntervalMinute, IntervalMonth, IntervalNanosecond, IntervalQuarter, IntervalSecond,
    IntervalWeek, IntervalYear, Json, MultiPolygon, UInt256,
};
use clickhouse_core::value::AsJson;
use clickhouse_core::{Client, Enum, Value, Variant};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::UNIX_EPOCH;
use time::macros::{date, datetime, time};

#[derive(Enum, Debug, Clone, Copy, PartialEq)]
#[clickhouse(rename_all = "lowercase")]
enum Word {
    Abc,
    Xyz,
}

#[derive(Variant, Debug, Clone, PartialEq)]
enum Either {
    Text(String),
    Number(u64),
}

#[derive(Value, Debug, Clone, PartialEq)]
struct Pair {
    b: String,
    a: u8,
}

#[derive(Value, Debug, Clone, PartialEq)]
#[clickhouse(partial)]
struct Part {
    b: String,
    #[clickhouse(default)]
    c: u8,
}

/// Runs over all of the table. Returns how many pairs the server has seen.
#[allow(clippy::too_many_lines, reason = "a table")]
pub(super) async fn all(client: &Client, found: &mut Vec<String>) -> Result<usize, Box<dyn std::error::Error>> {
    let mut pairs = 0;
    macro_rules! table {
        ($($value:ty: [$($common:expr => $sql:literal),* $(,)?] $([$($of:literal: $exact:expr => $of_sql:literal),* $(,)?])?;)*) => {
            $({
                let values = Values::<$value> {
                    common: vec![$(($common, $sql)),*],
                    exact: vec![$($(($of, $exact, $of_sql)),*)?],
                };
                pairs += agree(client, values, found).await?;
            })*
        };
    }
    let text = str::to_owned;
    let owned = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>();
    table! {
        bool: [true => "true", false => "false"];
        u8: [0 => "0", u8::MAX => "255"];
        u16: [0 => "0", u16::MAX => "65535"] ["UInt8": 255 => "255"];
        u32: [0 => "0", u32::MAX => "4294967295"] ["UInt8": 255 => "255", "UInt16": 65535 => "65535"];
        u64: [0 => "0", u64::MAX => "18446744073709551615"]
            ["UInt8": 255 => "255", "UInt16": 65535 => "65535", "UInt32": 4294967295 => "4294967295"];
        u128: [0 => "0", u128::MAX => "'340282366920938463463374607431768211455'"]
            ["UInt8": 255 => "255", "UInt16": 65535 => "65535", "UInt32": 4294967295 => "4294967295",
             "UInt64": u64::MAX.into() => "18446744073709551615", "LowCardinality(UInt64)": 7 => "7",
             "SimpleAggregateFunction(max, UInt64)": 7 => "7"];
        UInt256: [UInt256::MIN => "0",
                  UInt256::MAX => "'115792089237316195423570985008687907853269984665640564039457584007913129639935'"]
            ["UInt8": 255u8.into() => "255", "UInt16": 65535u16.into() => "65535", "UInt32": u32::MAX.into() => "4294967295",
             "UInt64": u64::MAX.into() => "18446744073709551615", "LowCardinality(UInt64)": 7u8.into() => "7",
             "UInt128": u128::MAX.into() => "'340282366920938463463374607431768211455'",
             "SimpleAggregateFunction(max, UInt64)": 7u8.into() => "7"];
        i8: [i8::MIN => "-128", i8::MAX => "127"];
        i16: [i16::MIN => "-32768", i16::MAX => "32767"] ["Int8": -128 => "-128", "UInt8": 255 => "255"];
        i32: [i32::MIN => "-2147483648", i32::MAX => "2147483647"]
            ["Int8": -128 => "-128", "UInt8": 255 => "255", "Int16": -32768 => "-32768", "UInt16": 65535 => "65535"];
        i64: [i64::MIN => "-9223372036854775808", i64::MAX => "9223372036854775807"]
            ["Int8": -128 => "-128", "UInt8": 255 => "255", "Int16": -32768 => "-32768", "UInt16": 65535 => "65535",
             "Int32": -2147483648 => "-2147483648", "UInt32": 4294967295 => "4294967295"];
        i128: [i128::MIN => "'-170141183460469231731687303715884105728'", -1 => "-1"]
            ["Int8": -128 => "-128", "UInt8": 255 => "255", "Int16": -32768 => "-32768", "UInt16": 65535 => "65535",
             "Int32": -2147483648 => "-2147483648", "UInt32": 4294967295 => "4294967295",
             "Int64": i64::MIN.into() => "-9223372036854775808", "UInt64": u64::MAX.into() => "18446744073709551615",
             "LowCardinality(UInt64)": 7 => "7", "SimpleAggregateFunction(max, UInt64)": 7 => "7"];
        Int256: [Int256::MIN => "'-57896044618658097711785492504343953926634992332820282019728792003956564819968'",
                 Int256::from(-1) => "-1"]
            ["Int8": (-128).into() => "-128", "UInt8": 255.into() => "255", "Int16": (-32768).into() => "-32768",
             "UInt16": 65535.into() => "65535", "Int32": i32::MIN.into() => "-2147483648",
             "UInt32": u32::MAX.into() => "4294967295", "Int64": i64::MIN.into() => "-9223372036854775808",
             "UInt64": u64::MAX.into() => "18446744073709551615", "LowCardinality(UInt64)": 7.into() => "7",
             "SimpleAggregateFunction(max, UInt64)": 7.into() => "7",
             "Int128": (-1).into() => "-1", "UInt128": u128::MAX.into() => "'340282366920938463463374607431768211455'"];
        BFloat16: [BFloat16::nearest(-1.5) => "-1.5", BFloat16::from_bits(1) => "'9.183549615799121e-41'::Float32"];
        half::bf16: [half::bf16::from_f32(-1.5) => "-1.5", half::bf16::INFINITY => "inf"];
        f32: [f32::MIN => "'-3.4028234663852886e38'", 1.5 => "1.5"] ["BFloat16": -1.5 => "-1.5"];
        f64: [f64::MIN => "'-1.7976931348623157e308'", 5e-324 => "'5e-324'", f64::INFINITY => "inf"]
            ["BFloat16": -1.5 => "-1.5", "Float32": 0.25 => "0.25"];
        String: [text("abc") => "'abc'", text("\0'\\ é") => "'\\0\\'\\\\ é'"];
        Box<str>: ["abc".into() => "'abc'", "".into() => "''"];
        Arc<str>: ["abc".into() => "'abc'", "".into() => "''"];
        Blob: [Blob::from(b"abc") => "'abc'", Blob::from(b"\xff\0\n") => "'\\xff\\0\\n'"];
        bytes::Bytes: [bytes::Bytes::from_static(b"abc") => "'abc'"];
        [u8; 3]: [*b"abc" => "'abc'", [0xff, 0, 0] => "'\\xff\\0\\0'"];
        uuid::Uuid: [uuid::Uuid::from_u128(0x0011_2233_4455_6677_8899_aabb_ccdd_eeff) => "'00112233-4455-6677-8899-aabbccddeeff'"];
        Ipv4Addr: [Ipv4Addr::new(1, 2, 3, 255) => "'1.2.3.255'"];
        Ipv6Addr: [Ipv6Addr::LOCALHOST => "'::1'", Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1) => "'2001:db8::1'"];
        time::Date: [date!(1970-01-01) => "'1970-01-01'", date!(2149-06-06) => "'2149-06-06'",
                     date!(1900-01-01) => "'1900-01-01'", date!(2299-12-31) => "'2299-12-31'"];
        chrono::NaiveDate: [chrono::NaiveDate::from_ymd_opt(1969, 12, 31).unwrap() => "'1969-12-31'",
                            chrono::NaiveDate::from_ymd_opt(2000, 2, 29).unwrap() => "'2000-02-29'"];
        time::OffsetDateTime: [datetime!(1970-01-01 0:00 UTC) => "toDateTime64('1970-01-01 00:00:00', 0, 'UTC')",
                               datetime!(2106-02-07 6:28:15 UTC) => "toDateTime64('2106-02-07 06:28:15', 0, 'UTC')",
                               datetime!(1969-12-31 23:59:59 UTC) => "toDateTime64('1969-12-31 23:59:59', 0, 'UTC')",
                               datetime!(9999-12-31 23:59:59 UTC) => "toDateTime64('9999-12-31 23:59:59', 0, 'UTC')",
                               datetime!(0001-01-01 0:00 UTC) => "toDateTime64('0001-01-01 00:00:00', 0, 'UTC')"]
            ["DateTime64(9, 'UTC')": datetime!(1969-12-31 23:59:59.123456789 UTC) => "'1969-12-31 23:59:59.123456789'",
             "DateTime64(9, 'UTC')": datetime!(2262-04-11 23:47:16.854775807 UTC) => "'2262-04-11 23:47:16.854775807'",
             "DateTime64(9, 'UTC')": datetime!(1677-09-21 0:12:44 UTC) => "'1677-09-21 00:12:44'"];
        time::PrimitiveDateTime: [datetime!(2000-01-01 12:34:56) => "toDateTime64('2000-01-01 12:34:56', 0, 'UTC')"];
        std::time::SystemTime: [UNIX_EPOCH => "toDateTime64('1970-01-01 00:00:00', 0, 'UTC')",
                                UNIX_EPOCH - std::time::Duration::from_secs(1) => "toDateTime64('1969-12-31 23:59:59', 0, 'UTC')"];
        chrono::DateTime<chrono::Utc>: [chrono::DateTime::from_timestamp(-1, 0).unwrap() => "toDateTime64('1969-12-31 23:59:59', 0, 'UTC')",
                                        chrono::DateTime::from_timestamp(1, 0).unwrap() => "toDateTime64('1970-01-01 00:00:01', 0, 'UTC')"];
        chrono::DateTime<chrono::FixedOffset>: [chrono::DateTime::from_timestamp(1, 0).unwrap().fixed_offset() => "toDateTime64('1970-01-01 00:00:01', 0, 'UTC')"];
        chrono::NaiveDateTime: [chrono::DateTime::from_timestamp(1, 0).unwrap().naive_utc() => "toDateTime64('1970-01-01 00:00:01', 0, 'UTC')"];
        time::Time: [time!(0:00) => "'00:00:00'", time!(23:59:59) => "'23:59:59'"]
            ["Time64(9)": time!(23:59:59.999999999) => "'23:59:59.999999999'"];
        chrono::NaiveTime: [chrono::NaiveTime::from_hms_opt(1, 2, 3).unwrap() => "'01:02:03'"];
        time::Duration: [time::Duration::seconds(-3_599_999) => "'-999:59:59'", time::Duration::seconds(-1) => "'-00:00:01'"]
            ["Time64(3)": time::Duration::milliseconds(-1_500) => "'-00:00:01.5'",
             "Time64(9)": time::Duration::nanoseconds(-3_599_999_999_999_999) => "'-999:59:59.999999999'",
             "IntervalNanosecond": time::Duration::nanoseconds(i64::MIN) => "toInt64(-9223372036854775808)",
             "IntervalMicrosecond": time::Duration::microseconds(-3) => "-3",
             "IntervalMillisecond": time::Duration::milliseconds(-3) => "-3",
             "IntervalSecond": time::Duration::seconds(3) => "3", "IntervalMinute": time::Duration::minutes(-3) => "-3",
             "IntervalHour": time::Duration::hours(3) => "3", "IntervalDay": time::Duration::days(3) => "3",
             "IntervalWeek": time::Duration::weeks(-3) => "-3"];
        chrono::TimeDelta: [chrono::TimeDelta::seconds(-1) => "'-00:00:01'"]
            ["IntervalNanosecond": chrono::TimeDelta::nanoseconds(-3) => "-3",
             "IntervalMicrosecond": chrono::TimeDelta::microseconds(-3) => "-3",
             "IntervalMillisecond": chrono::TimeDelta::milliseconds(-3) => "-3",
             "IntervalSecond": chrono::TimeDelta::seconds(3) => "3", "IntervalMinute": chrono::TimeDelta::minutes(-3) => "-3",
             "IntervalHour": chrono::TimeDelta::hours(3) => "3", "IntervalDay": chrono::TimeDelta::days(3) => "3",
             "IntervalWeek": chrono::TimeDelta::weeks(-3) => "-3"];
        std::time::Duration: [std::time::Duration::from_secs(3_599_999) => "'999:59:59'"]
            ["IntervalNanosecond": std::time::Duration::from_nanos(3) => "3",
             "IntervalMicrosecond": std::time::Duration::from_micros(3) => "3",
             "IntervalMillisecond": std::time::Duration::from_millis(3) => "3",
             "IntervalSecond": std::time::Duration::from_secs(3) => "3",
             "IntervalMinute": std::time::Duration::from_secs(180) => "3",
             "IntervalHour": std::time::Duration::from_secs(10_800) => "3",
             "IntervalDay": std::time::Duration::from_secs(259_200) => "3",
             "IntervalWeek": std::time::Duration::from_secs(604_800) => "1"];
        IntervalNanosecond: [IntervalNanosecond(i64::MAX) => "9223372036854775807"];
        IntervalMicrosecond: [IntervalMicrosecond(-1) => "-1"];
        IntervalMillisecond: [IntervalMillisecond(-1) => "-1"];
        IntervalSecond: [IntervalSecond(-1) => "-1"];
        IntervalMinute: [IntervalMinute(-1) => "-1"];
        IntervalHour: [IntervalHour(-1) => "-1"];
        IntervalDay: [IntervalDay(-1) => "-1"];
        IntervalWeek: [IntervalWeek(-1) => "-1"];
        IntervalMonth: [IntervalMonth(-1) => "-1"];
        IntervalQuarter: [IntervalQuarter(-1) => "-1"];
        IntervalYear: [IntervalYear(i64::MIN) => "toInt64(-9223372036854775808)"];
        Decimal<18, 4>: ["-99999999999999.9999".parse()? => "'-99999999999999.9999'", "0.0001".parse()? => "'0.0001'"]
            ["Decimal(9, 2)": "-1.25".parse()? => "'-1.25'"];
        Decimal<76, 38>: ["-0.5".parse()? => "'-0.5'"]
            ["Decimal(9, 2)": "-1.25".parse()? => "'-1.25'", "Decimal(18, 4)": "-1.25".parse()? => "'-1.25'",
             "Decimal(38, 10)": "-1.25".parse()? => "'-1.25'", "Decimal(57, 28)": "-1.25".parse()? => "'-1.25'"];
        rust_decimal::Decimal: ["-1.25".parse()? => "'-1.25'", rust_decimal::Decimal::MAX => "'79228162514264337593543950335'"];
        bigdecimal::BigDecimal: ["-1.25".parse()? => "'-1.25'", "1e-38".parse()? => "'0.00000000000000000000000000000000000001'"];
        Word: [Word::Abc => "'abc'", Word::Xyz => "'xyz'"] ["FixedString(3)": Word::Abc => "'abc'"];
        Option<u8>: [Some(255) => "255", None => "NULL"]
            ["UInt8": Some(255) => "255"];
        Option<String>: [Some(text("abc")) => "'abc'", None => "NULL"]
            ["String": Some(text("abc")) => "'abc'", "FixedString(3)": Some(text("abc")) => "'abc'",
             "Enum8('abc' = -1, 'xyz' = 2)": Some(text("abc")) => "'abc'",
             "Enum16('abc' = -300, 'xyz' = 2000)": Some(text("xyz")) => "'xyz'",
             "LowCardinality(String)": Some(text("abc")) => "'abc'"];
        Vec<u16>: [vec![1, 65535] => "[1, 65535]", vec![] => "[]"];
        Vec<String>: [owned(&["a", "", "a"]) => "['a', '', 'a']", vec![] => "[]"];
        Vec<Option<String>>: [vec![Some(text("a")), None] => "['a', NULL]", vec![] => "[]"]
            ["Array(String)": vec![Some(text("a"))] => "['a']",
             "SimpleAggregateFunction(groupArrayArray, Array(String))": vec![Some(text("a"))] => "['a']"];
        VecDeque<String>: [VecDeque::from(owned(&["b", "a"])) => "['b', 'a']"];
        BTreeSet<u16>: [BTreeSet::from([2, 1]) => "[1, 2]"];
        indexmap::IndexSet<u16>: [indexmap::IndexSet::from([2, 1]) => "[2, 1]"];
        [u16; 2]: [[1, 65535] => "[1, 65535]"];
        [[i32; 2]; 2]: [[[1, -1], [i32::MIN, 0]] => "[[1, -1], [-2147483648, 0]]"];
        Vec<f32>: [vec![1.5, -0.25] => "[1.5, -0.25]"] ["QBit(BFloat16, 2)": vec![1.5, -0.25] => "[1.5, -0.25]"];
        Vec<f64>: [vec![1.5, -0.25] => "[1.5, -0.25]"]
            ["QBit(BFloat16, 2)": vec![1.5, -0.25] => "[1.5, -0.25]", "QBit(Float32, 2)": vec![1.5, -0.25] => "[1.5, -0.25]"];
        Vec<BFloat16>: [[1.5, -0.25].map(BFloat16::nearest).to_vec() => "[1.5, -0.25]"];
        [f32; 2]: [[1.5, -0.25] => "[1.5, -0.25]"] ["QBit(BFloat16, 2)": [1.5, -0.25] => "[1.5, -0.25]"];
        (): [() => "tuple()"];
        (u8, String): [(255, text("a")) => "(255, 'a')"];
        Pair: [Pair { a: 255, b: text("a") } => "(255, 'a')"];
        Part: [] ["Tuple(a UInt8, b String)": Part { b: text("a"), c: 0 } => "(255, 'a')"];
        Option<Pair>: [] ["Tuple(a UInt8, b String)": Some(Pair { a: 255, b: text("a") }) => "(255, 'a')"];
        (f64, f64): [(1.5, -0.25) => "(1.5, -0.25)"];
        Vec<(f64, f64)>: [vec![(1.5, -0.25), (0.0, 1.0)] => "[(1.5, -0.25), (0., 1.)]", vec![] => "[]"];
        Vec<Vec<(f64, f64)>>: [vec![vec![(1.5, -0.25)], vec![]] => "[[(1.5, -0.25)], []]"];
        MultiPolygon: [vec![vec![vec![(1.5, -0.25)]], vec![]] => "[[[(1.5, -0.25)]], []]"];
        BTreeMap<String, u64>: [BTreeMap::from([(text("a"), 1), (text("b"), u64::MAX)]) => "map('a', 1, 'b', 18446744073709551615)"];
        HashMap<String, u64>: [HashMap::from([(text("a"), 1)]) => "map('a', 1)", HashMap::new() => "map()"];
        indexmap::IndexMap<String, u64>: [indexmap::IndexMap::from([(text("b"), 1), (text("a"), 2)]) => "map('b', 1, 'a', 2)"];
        Vec<(String, u64)>: [vec![(text("b"), 1), (text("b"), 2)] => "[('b', 1), ('b', 2)]"];
        Json: [r#"{"a":1}"#.parse()? => "'{\"a\":1}'"];
        serde_json::Value: [serde_json::json!({"a": 1}) => "'{\"a\":1}'"]
            ["String": serde_json::json!([1, "x", null]) => "'[1,\"x\",null]'"];
        AsJson<BTreeMap<String, u8>>: [AsJson(BTreeMap::from([(text("a"), 1)])) => "'{\"a\":1}'"];
        Option<Json>: [Some(r#"{"a":1}"#.parse()?) => "'{\"a\":1}'", None => "NULL"]
            ["JSON": Some(r#"{"a":1}"#.parse()?) => "'{\"a\":1}'", "JSON(a UInt8)": Some(r#"{"a":1}"#.parse()?) => "'{\"a\":1}'",
             "String": Some(r#"{"a":1}"#.parse()?) => "'{\"a\":1}'", "LowCardinality(String)": Some(Json::default()) => "'{}'"];
        Option<Dynamic>: [Some(Dynamic::new(&7u64)?) => "7::UInt64", None => "NULL"]
            ["Variant(Array(UInt8), Date)": Some(Dynamic::new(&vec![1u8, 2])?) => "[1, 2]::Array(UInt8)"];
        Option<Geometry>: [Some(Geometry::Point((1.5, -0.25))) => "(1.5, -0.25)::Point", None => "NULL"];
        AggregateState: [AggregateState::from(7u64.to_le_bytes().to_vec()) => "initializeAggregation('sumState', 7::UInt64)"]
            ["AggregateFunction(aggThrow(0.), UInt64)": AggregateState::from(vec![0]) => "arrayReduce('aggThrowState(0.)', []::Array(UInt64))"];
        Either: [Either::Text(text("x")) => "'x'::String", Either::Number(7) => "7::UInt64"];
        Option<Either>: [Some(Either::Text(text("x"))) => "'x'::String", Some(Either::Number(7)) => "7::UInt64", None => "NULL"];
        Option<(u8, String)>: [Some((1, text("a"))) => "(1, 'a')", None => "NULL"]
            ["Tuple(UInt8, String)": Some((1, text("a"))) => "(1, 'a')", "Tuple(a UInt8, b String)": Some((1, text("a"))) => "(1, 'a')"];
        Vec<(u8, String)>: [vec![(1, text("a")), (2, text("b"))] => "[(1, 'a'), (2, 'b')]"];
        BTreeMap<String, Vec<String>>: [BTreeMap::from([(text("k"), owned(&["a", "b"]))]) => "map('k', ['a', 'b'])"];
        Box<u64>: [Box::new(u64::MAX) => "18446744073709551615"]
            ["UInt8": Box::new(255) => "255", "UInt16": Box::new(7) => "7", "UInt32": Box::new(7) => "7"];
        Arc<Vec<String>>: [Arc::new(owned(&["a"])) => "['a']"];
    }
    Ok(pairs)
}
