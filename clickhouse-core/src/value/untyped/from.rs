//! Rust values as [`Value`]s, each of its natural ClickHouse type.

use super::Value;
use crate::types::{BFloat16, Blob, Decimal, Int256, UInt256};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

macro_rules! from {
    ($($from:ty: |$value:ident| $to:expr;)+) => {
        $(impl From<$from> for Value {
            fn from($value: $from) -> Self {
                $to
            }
        })+
    };
}

from! {
    bool: |value| Value::Bool(value);
    u8: |value| Value::UInt8(value);
    u16: |value| Value::UInt16(value);
    u32: |value| Value::UInt32(value);
    u64: |value| Value::UInt64(value);
    u128: |value| Value::UInt128(value);
    UInt256: |value| Value::UInt256(Box::new(value));
    i8: |value| Value::Int8(value);
    i16: |value| Value::Int16(value);
    i32: |value| Value::Int32(value);
    i64: |value| Value::Int64(value);
    i128: |value| Value::Int128(value);
    Int256: |value| Value::Int256(Box::new(value));
    BFloat16: |value| Value::BFloat16(value);
    f32: |value| Value::Float32(value);
    f64: |value| Value::Float64(value);
    &str: |text| Value::String(text.as_bytes().into());
    String: |text| Value::String(text.into_bytes().into());
    &String: |text| Value::String(text.as_bytes().into());
    Cow<'_, str>: |text| Value::String(text.into_owned().into_bytes().into());
    Box<str>: |text| Value::String(text.into_string().into_bytes().into());
    Arc<str>: |text| Value::String(text.as_bytes().into());
    char: |letter| Value::String(letter.to_string().into_bytes().into());
    Blob: |bytes| Value::String(bytes);
    &[u8]: |bytes| Value::String(bytes.into());
    Ipv4Addr: |address| Value::IPv4(address);
    Ipv6Addr: |address| Value::IPv6(address);
    IpAddr: |address| match address {
        IpAddr::V4(address) => Value::IPv4(address),
        IpAddr::V6(address) => Value::IPv6(address),
    };
}

#[cfg(feature = "uuid")]
from! {
    uuid::Uuid: |uuid| Value::Uuid(uuid.as_u128());
}

impl<const P: u8, const S: u8> From<Decimal<P, S>> for Value {
    fn from(decimal: Decimal<P, S>) -> Self {
        Value::Decimal { mantissa: Box::new(decimal.mantissa()), scale: S }
    }
}

/// `None` is NULL.
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, T::into)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        Value::Array(items.into_iter().map(T::into).collect())
    }
}

impl<T: Into<Value>, const N: usize> From<[T; N]> for Value {
    fn from(items: [T; N]) -> Self {
        Value::Array(items.into_iter().map(T::into).collect())
    }
}

macro_rules! map {
    ($($map:ident<K, V $(, $hasher:ident)?>),+) => {
        $(impl<K: Into<Value>, V: Into<Value> $(, $hasher)?> From<$map<K, V $(, $hasher)?>> for Value {
            fn from(map: $map<K, V $(, $hasher)?>) -> Self {
                Value::Map(map.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
            }
        })+
    };
}

map!(HashMap<K, V, S>, BTreeMap<K, V>);

macro_rules! tuple {
    ($($element:ident $place:tt),+) => {
        impl<$($element: Into<Value>),+> From<($($element,)+)> for Value {
            fn from(tuple: ($($element,)+)) -> Self {
                Value::Tuple(vec![$(tuple.$place.into()),+])
            }
        }
    };
}

crate::tuples::for_each_tuple!(tuple);

/// An instant as a DateTime64(9) from 1677 to 2262, else of as many digits as 64 bits hold.
#[cfg(any(feature = "time", feature = "chrono"))]
fn instant(nanoseconds: i128) -> Value {
    let fits = |digits: u8| i64::try_from(nanoseconds.div_euclid(10i128.pow(9 - u32::from(digits)))).ok();
    let (ticks, digits) = (0..=9).rev().find_map(|digits| Some((fits(digits)?, digits))).unwrap_or((0, 0));
    Value::DateTime64 { ticks, digits, zone: None }
}

#[cfg(feature = "time")]
from! {
    // All calendars reach less far than 32 bits of days.
    time::Date: |date| Value::Date32(date.to_julian_day() - 2_440_588);
    time::OffsetDateTime: |moment| instant(moment.unix_timestamp_nanos());
    time::PrimitiveDateTime: |moment| instant(moment.assume_utc().unix_timestamp_nanos());
}

#[cfg(feature = "chrono")]
from! {
    chrono::NaiveDate: |date| {
        let days = date.signed_duration_since(chrono::DateTime::UNIX_EPOCH.date_naive()).num_days();
        Value::Date32(i32::try_from(days).unwrap_or(i32::MAX))
    };
    chrono::NaiveDateTime: |moment| moment.and_utc().into();
}

#[cfg(feature = "chrono")]
impl<Z: chrono::TimeZone> From<chrono::DateTime<Z>> for Value {
    fn from(moment: chrono::DateTime<Z>) -> Self {
        instant(i128::from(moment.timestamp()) * 1_000_000_000 + i128::from(moment.timestamp_subsec_nanos()))
    }
}

#[cfg(feature = "rust_decimal")]
from! {
    rust_decimal::Decimal: |decimal| Value::Decimal {
        mantissa: Box::new(Int256::from(decimal.mantissa())),
        // At most 28 digits.
        scale: u8::try_from(decimal.scale()).unwrap_or(u8::MAX),
    };
}

#[cfg(feature = "half")]
from! {
    half::bf16: |number| Value::BFloat16(BFloat16::from_bits(number.to_bits()));
}

/// An object is a JSON; anything else the value that it is by itself.
#[cfg(feature = "serde_json")]
impl From<serde_json::Value> for Value {
    fn from(value: serde_json::Value) -> Self {
        use serde_json::Value as J;
        match value {
            J::Null => Value::Null,
            J::Bool(value) => Value::Bool(value),
            J::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(number), _) => Value::Int64(number),
                (_, Some(number)) => Value::UInt64(number),
                _ => Value::Float64(number.as_f64().unwrap_or(f64::NAN)),
            },
            J::String(text) => text.into(),
            J::Array(items) => items.into(),
            J::Object(_) => {
                let text = value.to_string();
                // An object that is nested too deep stays a text.
                super::json::parse(text.as_bytes()).unwrap_or_else(|_| text.into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_values_have_their_natural_types() {
        assert_eq!(Value::from("a"), Value::String(Blob::from(b"a")));
        assert_eq!(Value::from([Some(1u8), None]), Value::Array(vec![Value::UInt8(1), Value::Null]));
        assert_eq!(Value::from((1u8, true)), Value::Tuple(vec![Value::UInt8(1), Value::Bool(true)]));
        assert_eq!(Value::from(BTreeMap::from([("k", 1i8)])), Value::Map(vec![("k".into(), Value::Int8(1))]));
        let decimal: Decimal<9, 2> = "1.5".parse().unwrap();
        assert_eq!(Value::from(decimal), Value::Decimal { mantissa: Box::new(Int256::from(150)), scale: 2 });
    }

    #[cfg(all(feature = "chrono", feature = "half", feature = "rust_decimal", feature = "serde_json"))]
    #[test]
    fn values_of_other_crates_are_those_of_their_types() {
        let moment = chrono::DateTime::from_timestamp(-1, 500_000_000).unwrap();
        assert_eq!(Value::from(moment), Value::DateTime64 { ticks: -500_000_000, digits: 9, zone: None });
        assert_eq!(Value::from(moment.date_naive()), Value::Date32(-1));
        assert_eq!(Value::from(rust_decimal::Decimal::new(-125, 2)).to_string(), "-1.25");
        assert_eq!(Value::from(half::bf16::from_f32(0.5)).as_f64(), Some(0.5));
        let json = serde_json::json!({"a": {"b": [1, "x", null]}, "c": -0.5});
        assert_eq!(Value::from(json).to_string(), r#"{"a":{"b":[1,"x",null]},"c":-0.5}"#);
        assert_eq!(Value::from(serde_json::json!([true, 7])), Value::Array(vec![true.into(), 7i64.into()]));
    }

    #[cfg(feature = "time")]
    #[test]
    fn instants_keep_as_many_digits_as_64_bits_hold() {
        let instant = time::OffsetDateTime::from_unix_timestamp_nanos(-1).unwrap();
        assert_eq!(Value::from(instant), Value::DateTime64 { ticks: -1, digits: 9, zone: None });
        let far = time::OffsetDateTime::from_unix_timestamp(10_413_791_999).unwrap();
        assert_eq!(Value::from(far), Value::DateTime64 { ticks: 1_041_379_199_900_000_000, digits: 8, zone: None });
        assert_eq!(Value::from(time::Date::MIN).to_string(), "-9999-01-01");
    }
}
