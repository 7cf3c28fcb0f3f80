//! Values as the server's JSON shows them, to be compared with the golden `.jsonl` files: 64-bit integers and decimals
//! in quotes, maps as lists of keys and values, named tuples as objects, instants in their column's time zone.

use clickhouse_core::types::{Blob, DataType, Decimal, TupleElement};
use serde_json::{Value, json};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::rc::Rc;
use std::sync::Arc;
use time::{Date, OffsetDateTime, PrimitiveDateTime, UtcOffset};
use uuid::Uuid;

/// A value of a column.
pub(crate) trait ToJson {
    /// As the server shows it in a column of this type.
    fn to_json(&self, data_type: &DataType) -> Value;
}

/// The type inside wrappers that JSON does not show.
fn plain(data_type: &DataType) -> &DataType {
    match data_type {
        DataType::Nullable(inner) | DataType::LowCardinality(inner) => plain(inner),
        DataType::SimpleAggregateFunction(function) => plain(&function.data_type),
        other => other,
    }
}

/// Whether the server means the same by both: numbers are compared as floats to the last bit.
pub(crate) fn is_same(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Number(found), Value::Number(expected)) => {
            found.as_f64().map(f64::to_bits) == expected.as_f64().map(f64::to_bits)
        }
        (Value::Array(found), Value::Array(expected)) => {
            found.len() == expected.len()
                && found.iter().zip(expected).all(|(found, expected)| is_same(found, expected))
        }
        (Value::Object(found), Value::Object(expected)) => {
            found.len() == expected.len()
                && found
                    .iter()
                    .zip(expected)
                    .all(|(found, expected)| found.0 == expected.0 && is_same(found.1, expected.1))
        }
        (found, expected) => found == expected,
    }
}

macro_rules! shown {
    ($($type:ty)*: |$value:ident| $shown:expr) => {
        $(impl ToJson for $type {
            fn to_json(&self, _: &DataType) -> Value {
                let $value = self;
                json!($shown)
            }
        })*
    };
}

shown!(u8 u16 u32 i8 i16 i32 bool: |value| value);
shown!(u64 u128 i64 i128 Uuid Ipv4Addr Ipv6Addr Date: |value| value.to_string());
shown!(String &str Box<str> Rc<str> Arc<str> Cow<'_, str>: |text| &**text);
shown!(Blob &[u8] Cow<'_, [u8]>: |bytes| bytes.iter().map(|byte| format!("{byte:02X}")).collect::<String>());

/// The shortest digits, which are the server's, also where JSON would show the float in full.
fn float(shortest: String) -> Value {
    match shortest.parse::<f64>() {
        Ok(number) if number.is_finite() => json!(number),
        _ => json!(shortest.to_lowercase()),
    }
}

impl ToJson for f32 {
    fn to_json(&self, _: &DataType) -> Value {
        float(self.to_string())
    }
}

impl ToJson for f64 {
    fn to_json(&self, _: &DataType) -> Value {
        float(self.to_string())
    }
}

impl<const N: usize> ToJson for [u8; N] {
    fn to_json(&self, _: &DataType) -> Value {
        json!(str::from_utf8(self).unwrap())
    }
}

impl<const P: u8, const S: u8> ToJson for Decimal<P, S> {
    fn to_json(&self, _: &DataType) -> Value {
        let digits = self.to_string();
        json!(if S > 0 { digits.trim_end_matches('0').trim_end_matches('.') } else { &digits })
    }
}

impl ToJson for PrimitiveDateTime {
    fn to_json(&self, data_type: &DataType) -> Value {
        self.assume_utc().to_json(data_type)
    }
}

impl ToJson for OffsetDateTime {
    fn to_json(&self, data_type: &DataType) -> Value {
        let (digits, zone) = match plain(data_type) {
            DataType::DateTime(zone) => (0, zone),
            DataType::DateTime64(digits, zone) => (usize::from(*digits), zone),
            other => panic!("an instant in a column of {other}"),
        };
        let local = self.to_offset(offset(zone.as_deref(), *self));
        let fraction = format!(".{:09}", local.nanosecond());
        let fraction = if digits == 0 { "" } else { &fraction[..=digits] };
        json!(format!("{} {:02}:{:02}:{:02}{fraction}", local.date(), local.hour(), local.minute(), local.second()))
    }
}

/// The offset of the zones that occur in the golden files, at the instants that occur there.
fn offset(zone: Option<&str>, instant: OffsetDateTime) -> UtcOffset {
    let is_summer = (4..=10).contains(&u8::from(instant.month()));
    let minutes = match zone {
        None | Some("UTC") => 0,
        Some("Asia/Kolkata") => 330,
        Some("Europe/Berlin") if !is_summer => 60,
        Some("America/New_York") => {
            if is_summer {
                -240
            } else {
                -300
            }
        }
        Some(zone) => panic!("the offset of {zone} at {instant} is to be added here"),
    };
    UtcOffset::from_whole_seconds(minutes * 60).unwrap()
}

impl<T: ToJson> ToJson for Option<T> {
    fn to_json(&self, data_type: &DataType) -> Value {
        self.as_ref().map_or(Value::Null, |value| value.to_json(data_type))
    }
}

/// The type of the items of what is laid out as an Array.
fn item(data_type: &DataType) -> DataType {
    let named =
        |name: &str, data_type: &DataType| TupleElement { name: Some(name.into()), data_type: data_type.clone() };
    match plain(data_type) {
        DataType::Array(item) => (**item).clone(),
        DataType::Nested(columns) => DataType::Tuple(columns.clone()),
        DataType::Map(entry) => DataType::Tuple(Box::new([named("keys", &entry.0), named("values", &entry.1)])),
        DataType::Ring | DataType::LineString => DataType::Point,
        DataType::Polygon => DataType::Ring,
        DataType::MultiLineString => DataType::LineString,
        DataType::MultiPolygon => DataType::Polygon,
        other => panic!("a list in a column of {other}"),
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn to_json(&self, data_type: &DataType) -> Value {
        let item = item(data_type);
        self.iter().map(|value| value.to_json(&item)).collect()
    }
}

macro_rules! map {
    ($($map:ident)*) => {
        $(impl<K: ToJson, V: ToJson> ToJson for $map<K, V> {
            fn to_json(&self, data_type: &DataType) -> Value {
                let entry = item(data_type);
                self.iter().map(|(key, value)| tuple(&entry, &[key, value])).collect()
            }
        })*
    };
}

map!(HashMap BTreeMap);

fn tuple(data_type: &DataType, values: &[&dyn ToJson]) -> Value {
    let elements = match plain(data_type) {
        DataType::Tuple(elements) => elements.to_vec(),
        DataType::Point => vec![TupleElement { name: None, data_type: DataType::Float64 }; 2],
        other => panic!("a tuple in a column of {other}"),
    };
    assert_eq!(elements.len(), values.len());
    let shown = elements.iter().zip(values).map(|(element, value)| value.to_json(&element.data_type));
    match elements.iter().map(|element| element.name.as_deref()).collect::<Option<Vec<_>>>() {
        Some(names) if !names.is_empty() => names.into_iter().map(str::to_owned).zip(shown).collect(),
        _ => shown.collect(),
    }
}

macro_rules! tuples {
    ($(($($element:ident $place:tt),*))*) => {
        $(impl<$($element: ToJson),*> ToJson for ($($element,)*) {
            fn to_json(&self, data_type: &DataType) -> Value {
                tuple(data_type, &[$(&self.$place),*])
            }
        })*
    };
}

tuples!((A 0) (A 0, B 1) (A 0, B 1, C 2) (A 0, B 1, C 2, D 3));

/// Enums are shown by name.
macro_rules! named {
    ($($type:ty),*) => {
        $(impl crate::json::ToJson for $type {
            fn to_json(&self, _: &clickhouse_core::types::DataType) -> serde_json::Value {
                let place = clickhouse_core::value::EnumValue::place(self).unwrap();
                serde_json::json!(<$type as clickhouse_core::value::EnumValue>::NAMES[place])
            }
        })*
    };
}
pub(crate) use named;
