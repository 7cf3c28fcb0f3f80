//! Which values `sql!` lets a parameter be, held to the relation of types by which rows are inserted, and to what the
//! server makes of the values.
//!
//! Every value is asked about with every type. What may be inserted into a column may be given to a parameter, and what
//! may be given comes out of the server as it went in.

use crate::support::{Outcome, database};
use clickhouse_core::derived::{ColumnValue, Declared, Shape};
use clickhouse_core::sql::{Fits, Param, param_type as of};
use clickhouse_core::types::{BFloat16, Blob, DataType, Decimal, Int256, UInt256};
use clickhouse_core::value::relation;
use clickhouse_core::{Enum, Value};
use std::marker::PhantomData;
use std::net::{Ipv4Addr, Ipv6Addr};

/// A value's type and a parameter's.
struct Asked<T, D>(PhantomData<(T, D)>);

impl<T: Fits<D>, D> Asked<T, D> {
    fn fits(&self) -> bool {
        T::HOLDS
    }
}

/// The answer where there is no better one.
trait FitsNot {
    fn fits(&self) -> bool {
        false
    }
}

impl<T, D> FitsNot for Asked<T, D> {}

/// A pair of types, and the values that the server has to give back.
struct Pair {
    value: &'static str,
    data_type: &'static str,
    fits: bool,
    is_written: bool,
    samples: Vec<String>,
}

/// The constant of a type, made when the program runs.
fn declared(data_type: &DataType) -> Declared {
    let parts = data_type.declared_parts();
    let names = parts.names.iter().map(|name| &*Box::leak(name.to_string().into_boxed_str()));
    let inner: Vec<_> = parts.parts.iter().map(declared).collect();
    Declared { kind: parts.kind, numbers: parts.numbers, parts: inner.leak(), names: names.collect::<Vec<_>>().leak() }
}

fn is_written(shape: Shape, data_type: &str) -> bool {
    let data_type = DataType::parse(data_type).expect("a type");
    relation::writes(&shape, Box::leak(Box::new(declared(&data_type))))
}

macro_rules! pairs {
    ([$($value:ty: $($sample:expr),+;)+] $types:tt) => {{
        let mut pairs = Vec::new();
        $({
            let samples: Vec<$value> = vec![$($sample),+];
            pairs!(one pairs, $value, samples, $types);
        })+
        pairs
    }};
    (one $pairs:ident, $value:ty, $samples:ident, [$($text:literal $marker:ty),+ $(,)?]) => {
        $($pairs.push(Pair {
            value: stringify!($value),
            data_type: $text,
            fits: Asked::<$value, $marker>(PhantomData).fits(),
            is_written: is_written(<$value as ColumnValue>::SHAPE, $text),
            samples: $samples.iter().map(Param::to_param).collect(),
        });)+
    };
}

enum Colours {}

impl of::HasMember<{ hash("red") }> for Colours {}
impl of::HasMember<{ hash("green") }> for Colours {}

/// As `sql!` has the names of members.
const fn hash(name: &str) -> u64 {
    let (mut hash, mut at) = (0xcbf2_9ce4_8422_2325_u64, 0);
    while at < name.len() {
        hash = (hash ^ name.as_bytes()[at] as u64).wrapping_mul(0x100_0000_01b3);
        at += 1;
    }
    hash
}

#[derive(Enum)]
#[clickhouse(rename_all = "lowercase")]
enum Colour {
    Red,
}

#[derive(Enum)]
#[clickhouse(rename_all = "lowercase")]
enum OtherColour {
    Red,
    Blue,
}

#[derive(Value)]
struct Level(u8);

#[derive(Value)]
struct Labels(Vec<String>);

fn all() -> Vec<Pair> {
    let v6 = Ipv6Addr::LOCALHOST;
    pairs! {
        [
            bool: true, false;
            u8: 0, u8::MAX;
            u16: u16::MAX;
            u32: u32::MAX;
            u64: u64::MAX;
            u128: u128::MAX;
            UInt256: UInt256::MAX;
            i8: i8::MIN, i8::MAX;
            i16: i16::MIN;
            i32: i32::MIN, i32::MAX;
            i64: i64::MIN;
            i128: i128::MIN;
            Int256: Int256::MIN;
            f32: 0.1, f32::MAX, -0.5;
            f64: 0.1, f64::MAX, 1e-300;
            BFloat16: BFloat16::nearest(1.5);
            &str: "red";
            String: "red".to_owned();
            Blob: Blob::from(b"red".to_vec());
            [u8; 3]: *b"red";
            uuid::Uuid: uuid::Uuid::from_u128(7);
            Ipv4Addr: Ipv4Addr::BROADCAST;
            Ipv6Addr: v6;
            time::Date: time::macros::date!(2024-06-05);
            time::OffsetDateTime: time::macros::datetime!(2024-06-05 4:03:02 UTC);
            time::Duration: time::Duration::seconds(3_723);
            Decimal<9, 2>: Decimal::new(12_345).expect("nine digits");
            Decimal<18, 4>: Decimal::new(12_345).expect("eighteen digits");
            Colour: Colour::Red;
            OtherColour: OtherColour::Red, OtherColour::Blue;
            Level: Level(7);
            Labels: Labels(vec!["red".to_owned()]);
            Option<u8>: Some(7), None;
            Option<String>: Some("red".to_owned()), None;
            Vec<u8>: vec![1, 2], vec![];
            Vec<String>: vec!["red".to_owned()];
            Vec<Option<u16>>: vec![None, Some(1)];
            (u8, String): (1, "red".to_owned());
        ]
        [
            "Bool" of::BoolParam,
            "UInt8" of::UInt8Param,
            "UInt16" of::UInt16Param,
            "UInt32" of::UInt32Param,
            "UInt64" of::UInt64Param,
            "UInt128" of::UInt128Param,
            "UInt256" of::UInt256Param,
            "Int8" of::Int8Param,
            "Int16" of::Int16Param,
            "Int32" of::Int32Param,
            "Int64" of::Int64Param,
            "Int128" of::Int128Param,
            "Int256" of::Int256Param,
            "Float32" of::Float32Param,
            "Float64" of::Float64Param,
            "String" of::StringParam,
            "FixedString(3)" of::FixedStringParam<3>,
            "UUID" of::UuidParam,
            "IPv4" of::IPv4Param,
            "IPv6" of::IPv6Param,
            "Date" of::DateParam,
            "Date32" of::Date32Param,
            "DateTime('UTC')" of::DateTimeParam,
            "DateTime64(3, 'UTC')" of::DateTime64Param,
            "Decimal(9, 2)" of::DecimalParam<9, 2>,
            "Decimal(18, 4)" of::DecimalParam<18, 4>,
            "Enum8('red' = 1, 'green' = 2)" of::EnumParam<Colours>,
            "Nullable(UInt16)" of::NullableParam<of::UInt16Param>,
            "Nullable(String)" of::NullableParam<of::StringParam>,
            "Array(UInt16)" of::ArrayParam<of::UInt16Param>,
            "Array(String)" of::ArrayParam<of::StringParam>,
            "Array(Nullable(UInt32))" of::ArrayParam<of::NullableParam<of::UInt32Param>>,
            "Tuple(UInt16, String)" of::TupleParam<(of::UInt16Param, of::StringParam)>,
        ]
    }
}

/// Pairs that may be inserted but not given, and why.
fn is_for_columns_only(value: &str, data_type: &str) -> bool {
    match value {
        // The text of a bool is a word.
        "bool" => data_type == "UInt8",
        // A list of numbers has one text, which is that of an Array.
        "[u8; 3]" => data_type.contains("String"),
        // A member is given by its name.
        "Blob" => data_type.starts_with("Enum"),
        _ => false,
    }
}

#[test]
fn what_may_be_inserted_may_be_given() {
    let wrong: Vec<_> = all()
        .iter()
        .filter(|pair| pair.is_written && !pair.fits && !is_for_columns_only(pair.value, pair.data_type))
        .map(|pair| format!("{} {}", pair.value, pair.data_type))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn what_may_be_given_comes_back_as_it_went() -> Outcome {
    let (_database, client) = database().await?;
    let mut wrong = Vec::new();
    let mut asked = 0;
    for pair in all().iter().filter(|pair| pair.fits) {
        for sample in &pair.samples {
            asked += 1;
            // The text of the value, read as the type and compared with what the text says to the server by itself.
            let sql = format!("SELECT toString({{x:{}}})", pair.data_type);
            let read = client.query_as::<Option<String>>(sql).param("x", Text(sample)).fetch_one().await;
            let is_same = match &read {
                Ok(Some(text)) => is_same(text, sample, pair.data_type),
                Ok(None) => sample == "\\N",
                Err(_) => false,
            };
            if !is_same {
                wrong.push(format!("{} `{sample}` as {}: {read:?}", pair.value, pair.data_type));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(asked > 150, "{asked}");
    Ok(())
}

/// The text of a value as it is sent.
struct Text<'t>(&'t str);

impl Param for Text<'_> {
    fn write_literal(&self, out: &mut String) {
        out.push_str(self.0);
    }
}

/// Whether the server's text for a value means what the client's did.
fn is_same(read: &str, sent: &str, data_type: &str) -> bool {
    match data_type {
        "Float32" => read.parse::<f32>().ok() == sent.parse::<f32>().ok(),
        "Float64" => read.parse::<f64>().ok() == sent.parse::<f64>().ok(),
        "IPv6" => read == sent || read == format!("::ffff:{sent}"),
        _ if sent.starts_with("\\x") => read == "red",
        _ if data_type.starts_with("Decimal") => read.parse::<f64>().ok() == sent.parse::<f64>().ok(),
        _ if data_type.starts_with("DateTime") => read.starts_with("2024-06-05 04:03:02"),
        _ => read == sent,
    }
}
