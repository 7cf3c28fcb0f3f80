//! [`Value`]: one value of any ClickHouse type, for results and tables whose columns are not known beforehand.
//!
//! A `Value` says its type as far as its bytes do: `UInt8(7)` and `UInt64(7)` are different values, and a DateTime64 has
//! its digits and its zone. Wrappers that add nothing to a value (LowCardinality, Nullable, SimpleAggregateFunction, the
//! names of Nested and of the geometric types) are left out.
//!
//! | file | |
//! |---|---|
//! | `read`, `write` | out of and into a column of any type |
//! | `scalar` | the same for values of a fixed width |
//! | `natural` | the type that a value has by itself |
//! | `binary` | out of the binary form in which Dynamic and JSON keep what has no column of its own |
//! | `json` | out of JSON texts |
//! | `text` | ClickHouse's own text of a value; `calendar` and `zone` say when an instant is |
//! | `from` | out of Rust values |
//! | `serialize` | into serde's formats, of which JSON is one |

mod binary;
mod calendar;
mod from;
mod json;
mod natural;
mod read;
mod scalar;
#[cfg(feature = "serde")]
mod serialize;
mod text;
mod write;
mod zone;

pub(super) use json::parse as parse_json;
pub use read::ValueCursor;
pub use write::ValueBuilder;

use crate::types::{BFloat16, Blob, DataType, Int256, IntervalUnit, UInt256};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

/// A value of any ClickHouse type.
///
/// It reads any column, alone or as a field of a row, and is shown as ClickHouse shows it.
///
/// ```
/// use clickhouse_core::Value;
///
/// let value = Value::from(vec!["it's", "b"]);
/// assert_eq!(value.to_string(), r"['it\'s','b']");
/// assert_eq!(Value::from(1.0).to_string(), "1");
/// assert_eq!(Value::from(None::<u8>), Value::Null);
/// let Value::Array(items) = value else { unreachable!() };
/// assert_eq!(items[1].as_str(), Some("b"));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the variants without a remark carry ClickHouse's own names")]
pub enum Value {
    /// NULL, whatever the type; also the only value of Nothing.
    Null,
    Bool(bool),
    UInt8(u8),
    UInt16(u16),
    UInt32(u32),
    UInt64(u64),
    UInt128(u128),
    UInt256(Box<UInt256>),
    Int8(i8),
    Int16(i16),
    Int32(i32),
    Int64(i64),
    Int128(i128),
    Int256(Box<Int256>),
    BFloat16(BFloat16),
    Float32(f32),
    Float64(f64),
    /// Bytes, which need not be UTF-8.
    String(Blob),
    /// All bytes, those that fill it up included.
    FixedString(Blob),
    /// The number whose hexadecimal digits are those of the text form.
    Uuid(u128),
    IPv4(Ipv4Addr),
    IPv6(Ipv6Addr),
    /// Days since 1970-01-01.
    Date(u16),
    /// Days since 1970-01-01.
    Date32(i32),
    /// Seconds since 1970 in UTC. The zone is for display; the server leaves it out where DateTime is a column's own type.
    DateTime {
        seconds: u32,
        zone: Option<Arc<str>>,
    },
    /// Ticks of 10^-digits seconds since 1970 in UTC. The zone is for display.
    DateTime64 {
        ticks: i64,
        digits: u8,
        zone: Option<Arc<str>>,
    },
    /// Seconds.
    Time(i32),
    /// Ticks of 10^-digits seconds.
    Time64 {
        ticks: i64,
        digits: u8,
    },
    Interval {
        count: i64,
        unit: IntervalUnit,
    },
    /// The number `mantissa / 10^scale`.
    Decimal {
        mantissa: Box<Int256>,
        scale: u8,
    },
    Enum {
        name: Arc<str>,
        number: i16,
    },
    /// Also of Nested, of the geometric types but Point, and the elements of a QBit.
    Array(Vec<Value>),
    /// Also of Point, and without elements of Tuple().
    Tuple(Vec<Value>),
    /// A Tuple whose elements have names, in the order of its type.
    NamedTuple(Vec<(Arc<str>, Value)>),
    /// In the order of the column, which may have a key twice.
    Map(Vec<(Value, Value)>),
    /// A value of Variant, Dynamic or Geometry that is not NULL: which of its types it has, and the value.
    Variant {
        data_type: Arc<DataType>,
        value: Box<Value>,
    },
    /// Paths and values, sorted by path. Objects within the object are part of the path: `a.b`.
    Json(Vec<(Arc<str>, Value)>),
    /// A state of AggregateFunction, in the function's own form.
    AggregateState(Blob),
}

impl Value {
    /// Whether it is NULL.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// The value itself, without the type by which Variant and Dynamic tell it apart.
    pub fn plain(&self) -> &Value {
        match self {
            Value::Variant { value, .. } => value.plain(),
            plain => plain,
        }
    }

    /// The text of a String, FixedString or Enum, if it is UTF-8.
    pub fn as_str(&self) -> Option<&str> {
        match self.plain() {
            Value::String(text) | Value::FixedString(text) => str::from_utf8(text).ok(),
            Value::Enum { name, .. } => Some(name),
            _ => None,
        }
    }

    /// The bytes of a String, a FixedString or an aggregate state.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self.plain() {
            Value::String(bytes) | Value::FixedString(bytes) | Value::AggregateState(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The Bool.
    pub fn as_bool(&self) -> Option<bool> {
        match self.plain() {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The integer, of whatever width, if it fits.
    pub fn as_i64(&self) -> Option<i64> {
        i64::try_from(self.as_i128()?).ok()
    }

    /// The integer, of whatever width, if it fits.
    pub fn as_u64(&self) -> Option<u64> {
        u64::try_from(self.as_i128()?).ok()
    }

    /// The integer, of whatever width, if it fits.
    pub fn as_i128(&self) -> Option<i128> {
        match self.plain() {
            Value::UInt8(value) => Some(i128::from(*value)),
            Value::UInt16(value) => Some(i128::from(*value)),
            Value::UInt32(value) => Some(i128::from(*value)),
            Value::UInt64(value) => Some(i128::from(*value)),
            Value::UInt128(value) => i128::try_from(*value).ok(),
            Value::UInt256(value) => value.to_string().parse().ok(),
            Value::Int8(value) => Some(i128::from(*value)),
            Value::Int16(value) => Some(i128::from(*value)),
            Value::Int32(value) => Some(i128::from(*value)),
            Value::Int64(value) => Some(i128::from(*value)),
            Value::Int128(value) => Some(*value),
            Value::Int256(value) => value.to_i128(),
            _ => None,
        }
    }

    /// The float, of whatever width.
    pub fn as_f64(&self) -> Option<f64> {
        match self.plain() {
            Value::Float64(value) => Some(*value),
            Value::Float32(value) => Some(f64::from(*value)),
            Value::BFloat16(value) => Some(f64::from(value.to_f32())),
            _ => None,
        }
    }

    /// The items of an Array, or the elements of a Tuple without names.
    pub fn as_array(&self) -> Option<&[Value]> {
        match self.plain() {
            Value::Array(items) | Value::Tuple(items) => Some(items),
            _ => None,
        }
    }

    /// Gives instants without a zone of their own this one, to be shown in.
    #[cfg(feature = "http")]
    pub(crate) fn set_zone(&mut self, to: &Arc<str>) {
        match self {
            Value::DateTime { zone, .. } | Value::DateTime64 { zone, .. } => {
                zone.get_or_insert_with(|| Arc::clone(to));
            }
            Value::Array(items) | Value::Tuple(items) => items.iter_mut().for_each(|item| item.set_zone(to)),
            Value::NamedTuple(elements) | Value::Json(elements) => {
                elements.iter_mut().for_each(|(_, value)| value.set_zone(to));
            }
            Value::Map(entries) => entries.iter_mut().for_each(|(key, value)| {
                key.set_zone(to);
                value.set_zone(to);
            }),
            Value::Variant { value, .. } => value.set_zone(to),
            _ => {}
        }
    }

    /// The element `name` of a Tuple with names, the value of the path `name` of a JSON, or of the key `name` of a Map.
    pub fn get(&self, name: &str) -> Option<&Value> {
        match self.plain() {
            Value::NamedTuple(elements) | Value::Json(elements) => {
                elements.iter().find(|(element, _)| **element == *name).map(|(_, value)| value)
            }
            Value::Map(entries) => {
                entries.iter().rev().find(|(key, _)| key.as_str() == Some(name)).map(|(_, value)| value)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_takes_32_bytes() {
        assert_eq!(size_of::<Value>(), 32);
    }

    #[test]
    fn parts_are_found_by_their_names() {
        let tuple = Value::NamedTuple(vec![("a".into(), Value::UInt8(1)), ("b".into(), Value::Null)]);
        let data_type = Arc::new(DataType::parse("Tuple(a UInt8, b Nullable(UInt8))").unwrap());
        let variant = Value::Variant { data_type, value: Box::new(tuple.clone()) };
        assert_eq!((tuple.get("a"), variant.get("a")), (Some(&Value::UInt8(1)), Some(&Value::UInt8(1))));
        assert_eq!(tuple.get("c"), None);
        let map = Value::Map(vec![("k".into(), 1u8.into()), ("k".into(), 2u8.into())]);
        assert_eq!(map.get("k").and_then(Value::as_u64), Some(2));
    }

    #[test]
    fn integers_of_any_width_are_taken_where_they_fit() {
        assert_eq!(Value::from(Int256::from(-5)).as_i64(), Some(-5));
        assert_eq!(Value::from(u128::MAX).as_i128(), None);
        assert_eq!(Value::from(UInt256::from(7u8)).as_u64(), Some(7));
        assert_eq!(Value::from(-1i8).as_u64(), None);
        assert_eq!(Value::from(1.5f32).as_i64(), None);
    }
}
