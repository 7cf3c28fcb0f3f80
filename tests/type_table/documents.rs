//! The tables of types in the README and in the docs of `ColumnValue`: each Rust type that they name reads, writes and, in
//! the docs, is by nature what they say.
//!
//! In both tables, where a row has as many Rust types as ClickHouse types, each stands beside its own; else each of the
//! first is taken for all of the second. A `T` is a `String`, a `K` as well, a `V` a `u64`, an `N` 3, a Decimal (18, 4).

use super::is_read;
use clickhouse_core::types::{
    AggregateState, BFloat16, Blob, DataType, Decimal, Dynamic, Geometry, Int256, IntervalDay, Json, Point, Polygon,
    Ring, UInt256,
};
use clickhouse_core::value::{ColumnValue, ReadValue, Value, WriteValue};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::rc::Rc;
use std::sync::Arc;

/// What a Rust type is, found out at run time.
struct Known {
    reads: Option<fn(&str) -> bool>,
    writes: fn(&DataType) -> bool,
    natural: fn() -> DataType,
}

fn both<T: for<'a> ReadValue<'a> + WriteValue>() -> Known {
    Known { reads: Some(is_read::<T>), ..written::<T>() }
}

fn written<T: WriteValue>() -> Known {
    Known { reads: None, writes: |data_type| T::builder(data_type).is_ok(), natural: <T as ColumnValue>::data_type }
}

/// The Rust types that the tables may name, as they name them.
fn known() -> HashMap<&'static str, Known> {
    macro_rules! known {
        ($($name:literal: $call:ident::<$value:ty>;)*) => {
            HashMap::from([$(($name, $call::<$value>())),*])
        };
    }
    known! {
        "u8": both::<u8>; "u128": both::<u128>; "i8": both::<i8>; "i128": both::<i128>;
        "UInt256": both::<UInt256>; "Int256": both::<Int256>;
        "f32": both::<f32>; "f64": both::<f64>; "BFloat16": both::<BFloat16>; "half::bf16": both::<half::bf16>;
        "bool": both::<bool>; "String": both::<String>; "&str": written::<&str>; "Cow<str>": written::<Cow<'static, str>>;
        "Box<str>": both::<Box<str>>; "Rc<str>": both::<Rc<str>>; "Arc<str>": both::<Arc<str>>;
        "Blob": both::<Blob>; "&[u8]": written::<&[u8]>; "Cow<[u8]>": written::<Cow<'static, [u8]>>;
        "bytes::Bytes": both::<bytes::Bytes>; "[u8; N]": both::<[u8; 3]>;
        "uuid::Uuid": both::<uuid::Uuid>; "Ipv4Addr": both::<Ipv4Addr>; "Ipv6Addr": both::<Ipv6Addr>;
        "time::Date": both::<time::Date>; "chrono::NaiveDate": both::<chrono::NaiveDate>;
        "time::OffsetDateTime": both::<time::OffsetDateTime>; "time::PrimitiveDateTime": both::<time::PrimitiveDateTime>;
        "chrono::DateTime": both::<chrono::DateTime<chrono::Utc>>; "chrono::NaiveDateTime": both::<chrono::NaiveDateTime>;
        "std::time::SystemTime": both::<std::time::SystemTime>; "time::Duration": both::<time::Duration>;
        "chrono::TimeDelta": both::<chrono::TimeDelta>; "std::time::Duration": both::<std::time::Duration>;
        "time::Time": both::<time::Time>; "chrono::NaiveTime": both::<chrono::NaiveTime>;
        "IntervalDay": both::<IntervalDay>; "Decimal<P, S>": both::<Decimal<18, 4>>;
        "rust_decimal::Decimal": both::<rust_decimal::Decimal>; "bigdecimal::BigDecimal": both::<bigdecimal::BigDecimal>;
        "Json": both::<Json>; "serde_json::Value": both::<serde_json::Value>; "Dynamic": both::<Option<Dynamic>>; "Value": both::<Value>;
        "Geometry": both::<Option<Geometry>>; "AggregateState": both::<AggregateState>;
        "Option<T>": both::<Option<String>>; "Vec<T>": both::<Vec<String>>; "[T; N]": both::<[String; 3]>;
        "Box<[T]>": both::<Box<[String]>>; "Rc<[T]>": both::<Rc<[String]>>; "Arc<[T]>": both::<Arc<[String]>>;
        "VecDeque<T>": both::<VecDeque<String>>; "HashSet<T>": both::<HashSet<String>>;
        "BTreeSet<T>": both::<BTreeSet<String>>; "indexmap::IndexSet<T>": both::<indexmap::IndexSet<String>>;
        "&[T]": written::<&[String]>; "()": both::<()>; "Point": both::<Point>; "Ring": both::<Ring>;
        "LineString": both::<Ring>; "Polygon": both::<Polygon>;
        "HashMap<K, V>": both::<HashMap<String, u64>>; "BTreeMap<K, V>": both::<BTreeMap<String, u64>>;
        "Vec<(K, V)>": both::<Vec<(String, u64)>>; "indexmap::IndexMap<K, V>": both::<indexmap::IndexMap<String, u64>>;
        "&T": written::<&String>; "Box<T>": both::<Box<String>>; "Rc<T>": both::<Rc<String>>; "Arc<T>": both::<Arc<String>>;
    }
}

/// The pieces in backticks; those with braces give one for each name within.
fn code(cell: &str) -> Vec<String> {
    let pieces = cell.split('`').skip(1).step_by(2);
    pieces
        .flat_map(|piece| match piece.split_once('{').and_then(|(_, rest)| rest.split_once('}')) {
            Some((names, _)) => names.split(", ").filter(|name| *name != "..").map(str::to_owned).collect(),
            None => vec![piece.trim_start_matches("types::").trim_start_matches("value::").to_owned()],
        })
        .collect()
}

/// The table's Rust types and ClickHouse types, row by row; `None` where one has no arguments.
fn rows<'t>(text: &'t str, heading: &str) -> impl Iterator<Item = (Vec<String>, Vec<Option<DataType>>)> + use<'t> {
    let start = text.find(heading).unwrap_or_else(|| panic!("no table under {heading:?}"));
    let lines = text[start..].lines().map(|line| line.trim_start_matches("///").trim());
    let lines = lines.skip_while(|line| !line.starts_with("|---")).skip(1).take_while(|line| line.starts_with('|'));
    lines.map(|line| {
        let mut cells = line.trim_matches('|').split(" | ");
        let (rust, clickhouse) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
        let types = code(clickhouse).into_iter().map(|text| {
            let text =
                text.replace("(T)", "(String)").replace("(K, V)", "(String, UInt64)").replace("(P, S)", "(18, 4)");
            let text = if text == "DateTime64" || text == "Time64" { format!("{text}(3)") } else { text };
            DataType::parse(&text.replace("(N)", "(3)")).ok()
        });
        (code(rust), types.collect())
    })
}

/// What is wrong with a table, whose second column `says` something about the types of its first.
fn lies(text: &str, heading: &str, says: impl Fn(&Known, &DataType) -> bool) -> Vec<String> {
    let known = known();
    let (mut found, mut pairs) = (Vec::new(), 0);
    for (names, types) in rows(text, heading) {
        for (place, name) in names.iter().enumerate() {
            // Derived types are those of the reader; the last is a feature.
            if name.starts_with('#') || name.starts_with("struct") || name.starts_with("AsJson") || name == "serde_json"
            {
                continue;
            }
            let Some(known) = known.get(name.as_str()) else {
                found.push(format!("`{name}` is not among the known types of this test; add it there"));
                continue;
            };
            let own = if names.len() == types.len() { place..place + 1 } else { 0..types.len() };
            for data_type in types[own].iter().flatten() {
                pairs += 1;
                if !says(known, data_type) {
                    found.push(format!("`{name}` is not what the table says about {data_type}"));
                }
            }
        }
    }
    assert!(pairs > 40, "only {pairs} pairs were found under {heading:?}");
    found
}

#[test]
fn the_readme_says_what_is_read_and_written() {
    let reads_and_writes = |known: &Known, data_type: &DataType| {
        (known.writes)(data_type) && known.reads.is_none_or(|reads| reads(&data_type.to_string()))
    };
    let found = lies(include_str!("../../README.md"), "## Types", reads_and_writes);
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn the_docs_say_what_a_new_table_has() {
    let text = include_str!("../../clickhouse-core/src/value/mod.rs");
    let found = lies(text, "| natural ClickHouse type", |known, data_type| (known.natural)() == *data_type);
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}
