//! The golden files with types that rows have: name of the case, and its columns as fields.
//!
//! Each case becomes a module with the tests that hold for all of them.

use crate::json::named;
use ::time::{Date, OffsetDateTime, PrimitiveDateTime};
use ::uuid::Uuid;
use clickhouse_core::types::{Blob, DataType, Decimal};
use clickhouse_core::{Enum, Row, Variant};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, Ipv6Addr};

macro_rules! cases {
    ($($case:ident { $($(#[$attribute:meta])* $field:ident: $type:ty),* $(,)? })*) => {
        /// The names of the cases.
        pub(crate) const NAMES: &[&str] = &[$(stringify!($case)),*];

        $(mod $case {
            use super::*;

            #[derive(Row, Debug)]
            struct Case { $($(#[$attribute])* $field: $type),* }

            impl crate::golden::CaseRow for Case {
                fn to_json(
                    &self,
                    declared: &[(&str, clickhouse_core::types::DataType)],
                ) -> serde_json::Map<String, serde_json::Value> {
                    let values: &[&dyn crate::json::ToJson] = &[$(&self.$field),*];
                    assert_eq!(values.len(), declared.len());
                    let columns = declared.iter().zip(values);
                    columns.map(|((name, data_type), value)| ((*name).to_owned(), value.to_json(data_type))).collect()
                }
            }

            #[test]
            fn rows_are_the_servers() {
                crate::golden::rows_are_the_servers::<Case>(stringify!($case));
            }

            #[test]
            fn bytes_are_the_servers() {
                crate::golden::bytes_are_the_servers::<Case>(stringify!($case));
            }

            #[test]
            fn broken_bytes_are_read_or_refused() {
                crate::flips::are_read_or_refused::<Case>(stringify!($case));
            }
        })*
    };
}

#[derive(Enum, Debug)]
#[clickhouse(rename_all = "lowercase")]
enum Sign {
    Neg,
    Zero,
    Max,
}

#[derive(Enum, Debug)]
#[clickhouse(rename_all = "lowercase")]
enum AOrB {
    A,
    B,
}

/// The member without letters, which no row has, is left out.
#[derive(Enum, Debug)]
enum OddName {
    #[clickhouse(rename = "it's")]
    Quote,
    #[clickhouse(rename = "a,b")]
    Comma,
    #[clickhouse(rename = "x = 1)")]
    Parenthesis,
    #[clickhouse(rename = "é€😀")]
    Unicode,
    #[clickhouse(rename = "tab\t")]
    Tab,
    #[clickhouse(rename = "b\\s")]
    Backslash,
}

#[derive(Enum, Debug)]
#[clickhouse(rename_all = "lowercase")]
enum OnlyA {
    A,
}

#[derive(Enum, Debug)]
#[clickhouse(rename_all = "lowercase")]
enum Axis {
    X,
    Y,
    Z,
}

named!(Sign, AOrB, OddName, OnlyA, Axis);

type Point = (f64, f64);

/// What the columns of these cases hold; 64-bit integers stand in their JSON without quotes.
#[derive(Variant, Debug)]
enum Listed {
    Text(String),
    Number(u64),
    Items(Vec<u8>),
    Null,
}

#[derive(Variant, Debug)]
enum Small {
    Number(u8),
    Text(String),
}

impl crate::json::ToJson for Listed {
    fn to_json(&self, _: &DataType) -> Value {
        match self {
            Listed::Text(text) => Value::from(&**text),
            Listed::Number(number) => Value::from(*number),
            Listed::Items(items) => Value::from(&**items),
            Listed::Null => Value::Null,
        }
    }
}

impl crate::json::ToJson for Small {
    fn to_json(&self, _: &DataType) -> Value {
        match self {
            Small::Number(number) => Value::from(*number),
            Small::Text(text) => Value::from(&**text),
        }
    }
}

impl crate::json::ToJson for SmallByKey {
    fn to_json(&self, _: &DataType) -> Value {
        let entries = self.0.iter();
        entries.map(|(key, value)| (key.clone(), value.to_json(&DataType::Nothing))).collect::<Map<_, _>>().into()
    }
}

/// A map that its JSON shows as an object.
#[derive(clickhouse_core::Value, Debug)]
struct SmallByKey(BTreeMap<String, Option<Small>>);

cases! {
    int8 { v: i8 }
    uint8 { v: u8 }
    int16 { v: i16 }
    uint16 { v: u16 }
    int32 { v: i32 }
    uint32 { v: u32 }
    int64 { v: i64 }
    uint64 { v: u64 }
    int128 { v: i128 }
    uint128 { v: u128 }
    float32 { v: f32 }
    float64 { v: f64 }
    bool { v: bool }
    string { v: String }
    string_binary { v: Blob }
    fixed_string { v: [u8; 5] }
    fixed_string_16 { v: [u8; 16] }
    date { v: Date }
    date32 { v: Date }
    datetime { v: OffsetDateTime }
    datetime_tz { v: OffsetDateTime }
    datetime_tz_nested {
        a: Vec<OffsetDateTime>,
        n: Option<OffsetDateTime>,
        t: (OffsetDateTime,),
        l: OffsetDateTime,
    }
    datetime64_0 { v: OffsetDateTime }
    datetime64_3 { v: OffsetDateTime }
    datetime64_6 { v: OffsetDateTime }
    datetime64_9 { v: OffsetDateTime }
    datetime64_tz { v: OffsetDateTime, w: PrimitiveDateTime }
    decimal_9_0 { v: Decimal<9, 0> }
    decimal_9_2 { v: Decimal<9, 2> }
    decimal_9_9 { v: Decimal<9, 9> }
    decimal_18_6 { v: Decimal<18, 6> }
    decimal_38_10 { v: Decimal<38, 10> }
    decimal_76_20 { v: Decimal<76, 20> }
    decimal_aliases {
        a: Decimal<9, 2>,
        b: Decimal<18, 3>,
        c: Decimal<38, 4>,
        d: Decimal<76, 5>,
        e: Decimal<10, 3>,
        f: Decimal<1, 0>,
    }
    enum8 { v: Sign }
    enum16 { v: AOrB }
    enum_names { v: OddName }
    uuid { v: Uuid }
    ipv4 { v: Ipv4Addr }
    ipv6 { v: Ipv6Addr }
    nullable_uint8 { v: Option<u8> }
    nullable_int64 { v: Option<i64> }
    nullable_float64 { v: Option<f64> }
    nullable_string { v: Option<String> }
    nullable_fixedstring { v: Option<[u8; 3]> }
    nullable_date { v: Option<Date> }
    nullable_datetime64 { v: Option<OffsetDateTime> }
    nullable_uuid { v: Option<Uuid> }
    nullable_decimal { v: Option<Decimal<18, 4>> }
    nullable_enum8 { v: Option<OnlyA> }
    nullable_ipv6 { v: Option<Ipv6Addr> }
    nullable_bool { v: Option<bool> }
    nullable_all_null { v: Option<Box<str>> }
    nullable_tuple { v: Option<(u8, String)> }
    array_uint8 { v: Vec<u8> }
    array_string { v: Vec<String> }
    array_nullable { v: Vec<Option<i32>> }
    array_array { v: Vec<Vec<u16>> }
    array_array_array_string { v: Vec<Vec<Vec<String>>> }
    array_all_empty { v: Vec<String> }
    tuple_unnamed { v: (u8, String) }
    tuple_named { v: (u8, String) }
    tuple_quoted_names { v: (u8, String, Vec<u8>) }
    tuple_nested { v: (String, Vec<(i32, String)>) }
    tuple_one { v: (u64,) }
    map_string_uint64 { v: BTreeMap<String, u64> }
    map_string_array_nullable_float64 { v: BTreeMap<String, Vec<Option<f64>>> }
    map_uint8_map { v: BTreeMap<u8, BTreeMap<String, Date>> }
    map_duplicate_keys { v: Vec<(String, u8)> }
    map_lc_key { v: BTreeMap<String, Option<String>> }
    map_array_lc_tuple { v: BTreeMap<String, Vec<(String, u8)>> }
    nested_unflattened { n: Vec<(u8, String)> }
    nested_flattened {
        #[clickhouse(rename = "n.x")]
        x: Vec<u8>,
        #[clickhouse(rename = "n.y")]
        y: Vec<String>,
    }
    lc_string { v: String }
    lc_nullable_string { v: Option<String> }
    lc_nullable_all_null { v: Option<String> }
    lc_fixed_string { v: [u8; 3] }
    lc_numbers { u: u64, i: Option<i8>, d: Date, f: f64, g: Uuid }
    lc_index_u16 { v: String }
    lc_index_u32 { v: String }
    lc_multi_block { v: String }
    array_lc_nullable_string { v: Vec<Option<String>> }
    array_lc_all_empty { v: Vec<String>, n: u64 }
    array_lc_first_block_empty { v: Vec<String> }
    tuple_lc_prefix_order { v: (String, String, Vec<String>, u8) }
    simple_aggregate_function { s: u64, g: Vec<String>, l: String }
    geo {
        p: Point,
        r: Vec<Point>,
        l: Vec<Point>,
        pg: Vec<Vec<Point>>,
        ml: Vec<Vec<Point>>,
        mp: Vec<Vec<Vec<Point>>>,
    }
    variant { v: Listed }
    variant_all_null { v: Option<Small> }
    variant_nested { a: Vec<Option<Small>>, t: (Option<Small>, String), m: SmallByKey }
    multi_block { n: u64, s: String, x: Option<u64>, a: Vec<u64> }
    column_names {
        #[clickhouse(rename = "a b")]
        a: u8,
        #[clickhouse(rename = "x.y")]
        b: u8,
        #[clickhouse(rename = "é€😀")]
        c: u8,
        #[clickhouse(rename = "back`tick")]
        d: u8,
        #[clickhouse(rename = "q'uote")]
        e: u8,
        #[clickhouse(rename = "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn")]
        f: u8,
        #[clickhouse(rename = "plus(CAST('7', 'UInt8'), 1)")]
        g: u16,
    }
    rows_200 { v: u8 }
    kitchen_sink {
        id: u64,
        name: String,
        ratio: Option<f64>,
        ts: OffsetDateTime,
        host: String,
        tags: Vec<String>,
        m: BTreeMap<String, f64>,
        u: Uuid,
        ok: bool,
        price: Decimal<18, 4>,
        t: (u64, String),
        e: Axis,
    }
}
