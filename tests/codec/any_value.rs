//! Random trees of types, and random values of each: what is written comes back, whatever is within what.

use crate::files;
use crate::untyped::{are_same, values, written};
use clickhouse_core::Value;
use clickhouse_core::types::{BFloat16, DataType, Int256, UInt256};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Types without parts that can be within Nullable; `true`: within LowCardinality as well.
const LEAVES: &[(&str, bool)] = &[
    ("UInt8", true),
    ("UInt16", true),
    ("UInt32", true),
    ("UInt64", true),
    ("UInt128", true),
    ("UInt256", true),
    ("Int8", true),
    ("Int16", true),
    ("Int32", true),
    ("Int64", true),
    ("Int128", true),
    ("Int256", true),
    ("BFloat16", false),
    ("Float32", true),
    ("Float64", true),
    ("Bool", false),
    ("String", true),
    ("FixedString(3)", true),
    ("UUID", true),
    ("IPv4", true),
    ("IPv6", true),
    ("Date", true),
    ("Date32", false),
    ("DateTime", true),
    ("DateTime('Asia/Kathmandu')", true),
    ("DateTime64(0)", false),
    ("DateTime64(9, 'Europe/Berlin')", false),
    ("Time", false),
    ("Time64(5)", false),
    ("IntervalDay", false),
    ("IntervalNanosecond", false),
    ("Decimal(9, 2)", false),
    ("Decimal(18, 18)", false),
    ("Decimal(38, 10)", false),
    ("Decimal(76, 20)", false),
    ("Enum8('a' = -1, 'it\\'s' = 2)", false),
    ("Enum16('a' = -300, ', )' = 2)", false),
];

/// Types with a layout of their own that cannot be within Nullable.
const WHOLE: &[&str] = &[
    "Dynamic",
    "JSON",
    "JSON(max_dynamic_paths=2, `t.u` UInt8, v Array(Nullable(String)))",
    "Point",
    "Ring",
    "MultiPolygon",
    "Geometry",
    "AggregateFunction(sum, UInt64)",
    "AggregateFunction(groupArray, String)",
    "QBit(Float32, 11)",
    "QBit(BFloat16, 16, 8)",
    "Tuple()",
];

fn data_type() -> impl Strategy<Value = String> {
    let leaf = (select(LEAVES), 0..4).prop_map(|((name, has_dictionary), wrapper)| match wrapper {
        0 => format!("Nullable({name})"),
        1 if has_dictionary => format!("LowCardinality({name})"),
        2 if has_dictionary => format!("LowCardinality(Nullable({name}))"),
        _ => name.to_owned(),
    });
    let leaf = prop_oneof![5 => leaf, 1 => select(WHOLE).prop_map(str::to_owned)];
    leaf.prop_recursive(4, 16, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|item| format!("Array({item})")),
            vec(inner.clone(), 1..4).prop_map(|elements| format!("Tuple({})", elements.join(", "))),
            vec(inner.clone(), 1..4).prop_map(|elements| {
                let named = elements.iter().enumerate().map(|(place, element)| format!("`e {place}` {element}"));
                format!("Tuple({})", named.collect::<Vec<_>>().join(", "))
            }),
            inner.clone().prop_map(|value| format!("Map(LowCardinality(String), {value})")),
            vec(inner.clone(), 1..3).prop_map(|elements| {
                let named = elements.iter().enumerate().map(|(place, element)| format!("n{place} {element}"));
                format!("Nested({})", named.collect::<Vec<_>>().join(", "))
            }),
            vec(select(LEAVES).prop_map(|leaf| leaf.0.to_owned()), 1..5).prop_map(|mut types| {
                types.sort();
                types.dedup();
                format!("Variant({})", types.join(", "))
            }),
            inner.prop_map(|item| format!("Variant(Array({item}), String)")),
        ]
    })
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![vec(any::<u8>(), 0..6), vec(b'a'..b'd', 0..3), vec(any::<u8>(), 120..140)]
}

fn mantissa(digits: u32) -> impl Strategy<Value = Int256> {
    let most = 10i128.pow(digits.min(38)) - 1;
    (-most..=most).prop_map(Int256::from)
}

/// A value of the type, as reading a column of it gives one.
fn value(data_type: &DataType) -> BoxedStrategy<Value> {
    use DataType as T;
    match data_type {
        T::UInt8 => any::<u8>().prop_map(Value::from).boxed(),
        T::UInt16 => any::<u16>().prop_map(Value::from).boxed(),
        T::UInt32 => any::<u32>().prop_map(Value::from).boxed(),
        T::UInt64 => any::<u64>().prop_map(Value::from).boxed(),
        T::UInt128 => any::<u128>().prop_map(Value::from).boxed(),
        T::UInt256 => any::<[u8; 32]>().prop_map(|bytes| UInt256::from_le_bytes(bytes).into()).boxed(),
        T::Int8 => any::<i8>().prop_map(Value::from).boxed(),
        T::Int16 => any::<i16>().prop_map(Value::from).boxed(),
        T::Int32 => any::<i32>().prop_map(Value::from).boxed(),
        T::Int64 => any::<i64>().prop_map(Value::from).boxed(),
        T::Int128 => any::<i128>().prop_map(Value::from).boxed(),
        T::Int256 => any::<[u8; 32]>().prop_map(|bytes| Int256::from_le_bytes(bytes).into()).boxed(),
        T::BFloat16 => any::<u16>().prop_map(|bits| BFloat16::from_bits(bits).into()).boxed(),
        T::Float32 => any::<u32>().prop_map(|bits| f32::from_bits(bits).into()).boxed(),
        T::Float64 => any::<u64>().prop_map(|bits| f64::from_bits(bits).into()).boxed(),
        T::Bool => any::<bool>().prop_map(Value::from).boxed(),
        T::String => bytes().prop_map(|bytes| Value::String(bytes.into())).boxed(),
        T::FixedString(width) => vec(any::<u8>(), *width).prop_map(|bytes| Value::FixedString(bytes.into())).boxed(),
        T::Uuid => any::<u128>().prop_map(Value::Uuid).boxed(),
        T::IPv4 => any::<u32>().prop_map(|bits| Value::IPv4(bits.into())).boxed(),
        T::IPv6 => any::<u128>().prop_map(|bits| Value::IPv6(bits.into())).boxed(),
        T::Date => any::<u16>().prop_map(Value::Date).boxed(),
        T::Date32 => (-25_567..=120_529).prop_map(Value::Date32).boxed(),
        T::DateTime(zone) => {
            let zone = zone.clone();
            any::<u32>().prop_map(move |seconds| Value::DateTime { seconds, zone: zone.clone() }).boxed()
        }
        T::DateTime64(digits, zone) => {
            let (digits, zone) = (*digits, zone.clone());
            let ticks = if digits == 0 { -62_135_596_800..=253_402_300_799 } else { i64::MIN..=i64::MAX };
            ticks.prop_map(move |ticks| Value::DateTime64 { ticks, digits, zone: zone.clone() }).boxed()
        }
        T::Time => (-3_599_999..=3_599_999).prop_map(Value::Time).boxed(),
        T::Time64(digits) => {
            let digits = *digits;
            (-359_999_900_000i64..=359_999_900_000).prop_map(move |ticks| Value::Time64 { ticks, digits }).boxed()
        }
        T::Interval(unit) => {
            let unit = *unit;
            any::<i64>().prop_map(move |count| Value::Interval { count, unit }).boxed()
        }
        T::Decimal(precision, scale) => {
            let scale = *scale;
            let decimal = move |mantissa| Value::Decimal { mantissa: Box::new(mantissa), scale };
            mantissa(u32::from(*precision)).prop_map(decimal).boxed()
        }
        T::Enum8(members) | T::Enum16(members) => {
            let members: Vec<_> = members.iter().map(|(name, number)| (Arc::<str>::from(name), number)).collect();
            select(members).prop_map(|(name, number)| Value::Enum { name, number }).boxed()
        }
        T::Nullable(inner) => prop_oneof![Just(Value::Null), value(inner)].boxed(),
        T::LowCardinality(inner) => value(inner),
        T::Array(item) => vec(value(item), 0..4).prop_map(Value::Array).boxed(),
        T::Map(entry) => vec((value(&entry.0), value(&entry.1)), 0..4).prop_map(Value::Map).boxed(),
        T::Tuple(elements) => {
            let names: Option<Vec<_>> = elements.iter().map(|element| element.name.clone()).collect();
            let values: Vec<_> = elements.iter().map(|element| value(&element.data_type)).collect();
            let tuple = move |values: Vec<Value>| match names.clone().filter(|names| !names.is_empty()) {
                Some(names) => Value::NamedTuple(names.into_iter().zip(values).collect()),
                None => Value::Tuple(values),
            };
            values.prop_map(tuple).boxed()
        }
        T::Nested(elements) => vec(value(&T::Tuple(elements.clone())), 0..4).prop_map(Value::Array).boxed(),
        T::Variant(types) => {
            let types: Vec<DataType> = types.to_vec();
            prop_oneof![1 => Just(Value::Null), 4 => select(types).prop_flat_map(typed)].boxed()
        }
        T::Dynamic(_) => {
            let types =
                ["UInt8", "String", "Array(Nullable(Int64))", "Tuple(a Date, b Map(String, Bool))", "Array(JSON)"];
            let types: Vec<_> = types.into_iter().map(|text| DataType::parse(text).unwrap()).collect();
            prop_oneof![1 => Just(Value::Null), 4 => select(types).prop_flat_map(typed)].boxed()
        }
        T::Json(json) => {
            let typed_paths: Vec<_> =
                json.paths.iter().map(|(path, data_type)| (path.clone(), value(data_type))).collect();
            let (paths, values): (Vec<_>, Vec<_>) = typed_paths.into_iter().unzip();
            let dynamic = btree_map("[a-c](\\.[x-z]){0,2}", select(&["Int64", "Array(String)"]), 0..4).prop_flat_map(
                |paths: BTreeMap<String, &str>| {
                    let (names, types): (Vec<_>, Vec<_>) = paths.into_iter().unzip();
                    let values: Vec<_> = types.into_iter().map(|text| typed(DataType::parse(text).unwrap())).collect();
                    values.prop_map(move |values| {
                        names
                            .iter()
                            .map(|name| Arc::from(name.as_str()))
                            .zip(values)
                            .collect::<Vec<(Arc<str>, Value)>>()
                    })
                },
            );
            (values, dynamic)
                .prop_map(move |(values, mut all)| {
                    all.extend(paths.iter().cloned().zip(values));
                    all.sort_by(|left, right| left.0.cmp(&right.0));
                    Value::Json(all)
                })
                .boxed()
        }
        T::QBit(qbit) => {
            vec(value(&qbit.element), usize::try_from(qbit.dimension).unwrap()).prop_map(Value::Array).boxed()
        }
        T::Point => (-1e3..1e3, -1e3..1e3).prop_map(|point: (f64, f64)| point.into()).boxed(),
        T::Ring | T::LineString | T::MultiPoint => vec(value(&T::Point), 0..3).prop_map(Value::Array).boxed(),
        T::Polygon | T::MultiLineString => vec(value(&T::Ring), 0..3).prop_map(Value::Array).boxed(),
        T::MultiPolygon => vec(value(&T::Polygon), 0..3).prop_map(Value::Array).boxed(),
        T::Geometry => prop_oneof![
            Just(Value::Null),
            select(&[T::Point, T::Ring, T::LineString, T::Polygon, T::MultiLineString, T::MultiPolygon][..])
                .prop_flat_map(typed)
        ]
        .boxed(),
        T::AggregateFunction(function) if &*function.function == "sum" => {
            any::<[u8; 8]>().prop_map(|state| Value::AggregateState(state.as_slice().into())).boxed()
        }
        T::AggregateFunction(_) => vec(0u8..4, 0..4)
            .prop_map(|lengths| {
                let mut state = vec![lengths.len() as u8];
                lengths
                    .iter()
                    .for_each(|length| state.extend(std::iter::once(*length).chain((0..*length).map(|_| b'x'))));
                Value::AggregateState(state.into())
            })
            .boxed(),
        other => panic!("{other} has no values here"),
    }
}

/// A value with its type, as Variant and Dynamic have it.
fn typed(data_type: DataType) -> BoxedStrategy<Value> {
    let of_type = Arc::new(data_type);
    value(&of_type)
        .prop_map(move |value| Value::Variant { data_type: Arc::clone(&of_type), value: Box::new(value) })
        .boxed()
}

fn column() -> impl Strategy<Value = (DataType, Vec<Value>)> {
    data_type().prop_flat_map(|text| {
        let data_type = DataType::parse(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(DataType::parse(&data_type.to_string()).unwrap(), data_type, "{text}");
        let values = vec(value(&data_type), 1..6);
        (Just(data_type), values)
    })
}

#[test]
fn any_value_of_any_type_comes_back() {
    let columns = vec(column(), 1..3);
    let mut runner = TestRunner::new(Config { cases: 200, failure_persistence: None, ..Config::default() });
    runner
        .run(&columns, |columns| {
            for (data_type, expected) in &columns {
                let body = written(&[("v", data_type.clone(), expected)]);
                let blocks = files::blocks(&body);
                let found = values(&blocks[0]);
                assert!(are_same(&found[0], expected), "{data_type}\n  found    {found:?}\n  expected {expected:?}");
            }
            Ok(())
        })
        .unwrap();
}
