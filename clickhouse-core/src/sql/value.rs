//! A [`Value`] as a parameter: each as the Rust value of its type would be sent.

use super::param::moments::instant;
use super::param::{escaped_field, write_list, write_quoted};
use super::{Fits, Param};
use crate::types::Blob;
use crate::value::Value;
use std::fmt::Write;

/// Whether it is one the server says: it knows the parameter's type, the compiler does not know the value's.
impl<D> Fits<D> for Value {}

impl Param for Value {
    fn write_literal(&self, out: &mut String) {
        match self {
            Value::Variant { value, .. } => value.write_literal(out),
            Value::String(bytes) | Value::FixedString(bytes) | Value::AggregateState(bytes) => {
                match str::from_utf8(bytes) {
                    Ok(text) => write_quoted(out, text),
                    Err(_) => Blob::write_literal(bytes, out),
                }
            }
            Value::Enum { name, .. } => write_quoted(out, name),
            Value::Json(_) => write_quoted(out, &self.to_string()),
            Value::Array(items) => write_list(out, '[', items, ']'),
            Value::Tuple(elements) => write_tuple(out, elements.iter()),
            Value::NamedTuple(elements) => write_tuple(out, elements.iter().map(|(_, value)| value)),
            Value::Map(entries) => {
                out.push('{');
                for (place, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if place > 0 { "," } else { "" });
                    key.write_literal(out);
                    out.push(':');
                    value.write_literal(out);
                }
                out.push('}');
            }
            Value::Float64(number) => number.write_literal(out),
            Value::Float32(number) => number.write_literal(out),
            _ if is_quoted(self) => {
                // Writing to a string cannot fail.
                let _ = write!(out, "'{}'", self.to_param());
            }
            other => {
                let _ = write!(out, "{other}");
            }
        }
    }

    fn to_param(&self) -> String {
        match self {
            Value::Null => "\\N".to_owned(),
            Value::Variant { value, .. } => value.to_param(),
            Value::String(bytes) | Value::FixedString(bytes) | Value::AggregateState(bytes) => {
                match str::from_utf8(bytes) {
                    Ok(text) => escaped_field(text),
                    Err(_) => bytes.to_param(),
                }
            }
            Value::Enum { name, .. } => escaped_field(name),
            Value::Json(_) => escaped_field(&self.to_string()),
            // Seconds, which no time zone changes.
            Value::DateTime { seconds, .. } => instant(i64::from(*seconds), 0),
            Value::DateTime64 { ticks, digits, .. } => {
                let per_second = 10i64.pow(u32::from((*digits).min(9)));
                let nanoseconds = ticks.rem_euclid(per_second) * (1_000_000_000 / per_second);
                instant(ticks.div_euclid(per_second), u32::try_from(nanoseconds).unwrap_or(0))
            }
            other if is_quoted(other) => other.to_string(),
            other => {
                let mut out = String::new();
                other.write_literal(&mut out);
                out
            }
        }
    }
}

/// Whether the text, which needs no escape, stands in quotes within others.
fn is_quoted(value: &Value) -> bool {
    matches!(
        value,
        Value::Uuid(_)
            | Value::IPv4(_)
            | Value::IPv6(_)
            | Value::Date(_)
            | Value::Date32(_)
            | Value::DateTime { .. }
            | Value::DateTime64 { .. }
            | Value::Time(_)
            | Value::Time64 { .. }
    )
}

fn write_tuple<'v>(out: &mut String, elements: impl ExactSizeIterator<Item = &'v Value>) {
    // A single value in parentheses is no tuple.
    let close = if elements.len() == 1 { ",)" } else { ")" };
    out.push('(');
    for (place, element) in elements.enumerate() {
        out.push_str(if place > 0 { "," } else { "" });
        element.write_literal(out);
    }
    out.push_str(close);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_as_the_rust_values_of_their_types() {
        assert_eq!(Value::from("it's\t").to_param(), "it's\t".to_param());
        assert_eq!(Value::from(vec!["it's"]).to_param(), vec!["it's"].to_param());
        assert_eq!(Value::from((1u8,)).to_param(), "(1,)");
        assert_eq!(Value::Null.to_param(), None::<u8>.to_param());
        assert_eq!(Value::Array(vec![Value::Null, Value::Date(0)]).to_param(), "[NULL,'1970-01-01']");
        assert_eq!(Value::DateTime { seconds: 5, zone: None }.to_param(), "0000000005");
        assert_eq!(Value::DateTime64 { ticks: 15, digits: 1, zone: None }.to_param(), "0000000001.5");
        assert_eq!(Value::from(1.5).to_param(), 1.5.to_param());
        assert_eq!(Value::from(Blob::from(b"\xff")).to_param(), "\\xff");
    }
}
