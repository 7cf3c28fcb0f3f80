//! [`Value`]s for serde: numbers as numbers where the format has them, everything else as ClickHouse's own text.
//!
//! | value | becomes |
//! |---|---|
//! | integers to 64 bits, floats, Bool, NULL | themselves |
//! | integers of 128 and 256 bits, Decimal | text, so that no digit is lost |
//! | String, FixedString | text, or bytes where it is not UTF-8 |
//! | Array, Tuple | a sequence |
//! | Tuple with names, Map, JSON | a map; keys are the text of the value, with `\xFF` for bytes that are not UTF-8 |
//! | dates, times, UUID, IP addresses, Enum | text |

use super::Value;
use super::json::{JsonPart, json_parts};
use serde::ser::{Serialize, Serializer};

/// For people 0.1 is 0.1, also where numbers are gathered as doubles: 0.10000000149011612 says nothing more.
fn serialize_single<S: Serializer>(value: f32, serializer: S) -> Result<S::Ok, S::Error> {
    match value.to_string().parse::<f64>() {
        Ok(shortest) if serializer.is_human_readable() && value.is_finite() => serializer.serialize_f64(shortest),
        _ => serializer.serialize_f32(value),
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::UInt8(value) => serializer.serialize_u8(*value),
            Value::UInt16(value) => serializer.serialize_u16(*value),
            Value::UInt32(value) => serializer.serialize_u32(*value),
            Value::UInt64(value) => serializer.serialize_u64(*value),
            Value::Int8(value) => serializer.serialize_i8(*value),
            Value::Int16(value) => serializer.serialize_i16(*value),
            Value::Int32(value) => serializer.serialize_i32(*value),
            Value::Int64(value) => serializer.serialize_i64(*value),
            Value::Interval { count, .. } => serializer.serialize_i64(*count),
            Value::BFloat16(value) => serialize_single(value.to_f32(), serializer),
            Value::Float32(value) => serialize_single(*value, serializer),
            Value::Float64(value) => serializer.serialize_f64(*value),
            Value::String(bytes) | Value::FixedString(bytes) => match str::from_utf8(bytes) {
                Ok(text) => serializer.serialize_str(text),
                Err(_) => serializer.serialize_bytes(bytes),
            },
            Value::AggregateState(bytes) => serializer.serialize_bytes(bytes),
            Value::Enum { name, .. } => serializer.serialize_str(name),
            Value::Array(items) | Value::Tuple(items) => serializer.collect_seq(items),
            Value::NamedTuple(elements) => {
                serializer.collect_map(elements.iter().map(|(name, value)| (&**name, value)))
            }
            Value::Map(entries) => serializer.collect_map(entries.iter().map(|(key, value)| (Key(key), value))),
            Value::Variant { value, .. } => value.serialize(serializer),
            Value::Json(paths) => Object(&json_parts(paths)).serialize(serializer),
            Value::UInt128(_)
            | Value::UInt256(_)
            | Value::Int128(_)
            | Value::Int256(_)
            | Value::Uuid(_)
            | Value::IPv4(_)
            | Value::IPv6(_)
            | Value::Date(_)
            | Value::Date32(_)
            | Value::DateTime { .. }
            | Value::DateTime64 { .. }
            | Value::Time(_)
            | Value::Time64 { .. }
            | Value::Decimal { .. } => serializer.collect_str(self),
        }
    }
}

/// A key of a Map, which most formats want as text.
struct Key<'v>(&'v Value);

impl Serialize for Key<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::String(bytes) | Value::FixedString(bytes) => match str::from_utf8(bytes) {
                Ok(text) => serializer.serialize_str(text),
                Err(_) => serializer.serialize_str(&escaped(bytes)),
            },
            other => serializer.collect_str(other),
        }
    }
}

/// Different bytes as different texts.
fn escaped(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 4);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|byte| text.push_str(&format!("\\x{byte:02X}")));
    }
    text
}

struct Object<'p>(&'p [JsonPart<'p>]);

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|part| match part {
            JsonPart::Value(key, value) => (*key, Part::Value(value)),
            JsonPart::Object(key, parts) => (*key, Part::Object(Object(parts))),
        }))
    }
}

enum Part<'p> {
    Value(&'p Value),
    Object(Object<'p>),
}

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Part::Value(value) => value.serialize(serializer),
            Part::Object(object) => object.serialize(serializer),
        }
    }
}

#[cfg(all(test, feature = "serde_json"))]
mod tests {
    use super::*;

    #[test]
    fn singles_have_their_own_digits_among_doubles() {
        let values =
            [Value::Float32(0.1), Value::Float32(f32::MAX), Value::Float32(-1.5e-45), Value::Float32(f32::NAN)];
        let json = serde_json::to_value(&values[..]).unwrap();
        assert_eq!(json.to_string(), "[0.1,3.4028235e+38,-1e-45,null]");
        assert_eq!(serde_json::to_string(&values[..]).unwrap(), "[0.1,3.4028235e+38,-1e-45,null]");
    }

    #[test]
    fn every_key_of_a_map_is_a_text_of_its_own() {
        let map =
            |keys: &[&[u8]]| Value::Map(keys.iter().map(|key| (Value::String((*key).into()), 1u8.into())).collect());
        assert_eq!(
            serde_json::to_string(&map(&[b"a", b"\xff", b"\xfe", b""])).unwrap(),
            r#"{"a":1,"\\xFF":1,"\\xFE":1,"":1}"#
        );
        let dates = Value::Map(vec![(Value::Date(0), Value::Null)]);
        assert_eq!(serde_json::to_string(&dates).unwrap(), r#"{"1970-01-01":null}"#);
    }
}
