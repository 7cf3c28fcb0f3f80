//! The ClickHouse type that a [`Value`] has by itself, for columns that take values of any type.

use super::Value;
use crate::types::{DataType, EnumMembers, TupleElement};

impl Value {
    /// The word for its type in error texts.
    pub(super) fn type_name(&self) -> String {
        let word = match self {
            Value::Array(_) => "Array",
            Value::Tuple(_) | Value::NamedTuple(_) => "Tuple",
            Value::Map(_) => "Map",
            Value::Json(_) => "JSON",
            Value::Enum { .. } => "Enum",
            Value::AggregateState(_) => "AggregateFunction",
            Value::Decimal { .. } => "Decimal",
            Value::Variant { value, .. } => return value.type_name(),
            other => return other.natural_type().map_or_else(|| "NULL".to_owned(), |data_type| data_type.to_string()),
        };
        word.to_owned()
    }

    /// The type that holds this value, as a Dynamic column would have it; `None` for NULL and for aggregate states, which
    /// do not say their function. An array of items of several types, or with NULLs that its type cannot have, is an
    /// Array(Dynamic).
    pub fn natural_type(&self) -> Option<DataType> {
        use DataType as T;
        Some(match self {
            Value::Null | Value::AggregateState(_) => return None,
            Value::Bool(_) => T::Bool,
            Value::UInt8(_) => T::UInt8,
            Value::UInt16(_) => T::UInt16,
            Value::UInt32(_) => T::UInt32,
            Value::UInt64(_) => T::UInt64,
            Value::UInt128(_) => T::UInt128,
            Value::UInt256(_) => T::UInt256,
            Value::Int8(_) => T::Int8,
            Value::Int16(_) => T::Int16,
            Value::Int32(_) => T::Int32,
            Value::Int64(_) => T::Int64,
            Value::Int128(_) => T::Int128,
            Value::Int256(_) => T::Int256,
            Value::BFloat16(_) => T::BFloat16,
            Value::Float32(_) => T::Float32,
            Value::Float64(_) => T::Float64,
            Value::String(_) => T::String,
            Value::FixedString(bytes) if bytes.is_empty() => T::String,
            Value::FixedString(bytes) => T::FixedString(bytes.len()),
            Value::Uuid(_) => T::Uuid,
            Value::IPv4(_) => T::IPv4,
            Value::IPv6(_) => T::IPv6,
            Value::Date(_) => T::Date,
            Value::Date32(_) => T::Date32,
            Value::DateTime { zone, .. } => T::DateTime(zone.clone()),
            Value::DateTime64 { digits, zone, .. } => T::DateTime64((*digits).min(9), zone.clone()),
            Value::Time(_) => T::Time,
            Value::Time64 { digits, .. } => T::Time64((*digits).min(9)),
            Value::Interval { unit, .. } => T::Interval(*unit),
            Value::Decimal { mantissa, scale } => {
                let digits = u8::try_from(mantissa.unsigned_abs().to_string().len()).unwrap_or(u8::MAX).max(*scale);
                let precision = [9, 18, 38].into_iter().find(|precision| digits <= *precision).unwrap_or(76);
                T::Decimal(precision, (*scale).min(precision))
            }
            Value::Enum { name, number } => {
                let members = EnumMembers::new(vec![(name.clone(), *number)]);
                if i8::try_from(*number).is_ok() { T::Enum8(members) } else { T::Enum16(members) }
            }
            Value::Array(items) => T::Array(Box::new(common_type(items.iter())?)),
            Value::Tuple(elements) => {
                let element = |value: &Value| Some(TupleElement { name: None, data_type: element_type(value)? });
                T::Tuple(elements.iter().map(element).collect::<Option<_>>()?)
            }
            Value::NamedTuple(elements) => {
                let element = |(name, value): &(_, Value)| {
                    Some(TupleElement { name: Some(std::sync::Arc::clone(name)), data_type: element_type(value)? })
                };
                T::Tuple(elements.iter().map(element).collect::<Option<_>>()?)
            }
            Value::Map(entries) => {
                let keys = common_type(entries.iter().map(|(key, _)| key))?;
                T::Map(Box::new((keys, common_type(entries.iter().map(|(_, value)| value))?)))
            }
            Value::Variant { data_type, .. } => (**data_type).clone(),
            Value::Json(_) => T::Json(Box::default()),
        })
    }
}

/// The type of an element of a tuple, which has a type of its own even where it is NULL.
fn element_type(value: &Value) -> Option<DataType> {
    match value {
        Value::Null => Some(DataType::Dynamic(None)),
        value => value.natural_type(),
    }
}

/// One type for all values; of no values a type that has none.
fn common_type<'v>(mut values: impl Iterator<Item = &'v Value> + Clone) -> Option<DataType> {
    let has_null = values.clone().any(Value::is_null);
    let Some(first) = values.find(|value| !value.is_null()) else {
        let nothing = DataType::Nothing;
        return Some(if has_null { DataType::Nullable(Box::new(nothing)) } else { nothing });
    };
    let data_type = first.natural_type()?;
    for value in values.filter(|value| !value.is_null()) {
        if value.natural_type()? != data_type {
            return Some(DataType::Dynamic(None));
        }
    }
    Some(match has_null {
        false => data_type,
        true if data_type.accepts_null() => data_type,
        true if can_be_nullable(&data_type) => DataType::Nullable(Box::new(data_type)),
        true => DataType::Dynamic(None),
    })
}

/// Whether every server has the type within Nullable.
fn can_be_nullable(data_type: &DataType) -> bool {
    use DataType as T;
    !matches!(
        data_type,
        T::Array(_)
            | T::Tuple(_)
            | T::Map(_)
            | T::Nested(_)
            | T::Json(_)
            | T::LowCardinality(_)
            | T::AggregateFunction(_)
            | T::Point
            | T::Ring
            | T::LineString
            | T::MultiPoint
            | T::Polygon
            | T::MultiLineString
            | T::MultiPolygon
            | T::QBit(_)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_the_type_that_holds_them() {
        let natural = |value: Value| value.natural_type().map(|data_type| data_type.to_string());
        for (value, text) in [
            (Value::from(vec![1u8, 2]), "Array(UInt8)"),
            (Value::from(vec![Some("a"), None]), "Array(Nullable(String))"),
            (Value::Array(vec![1u8.into(), "a".into(), Value::Null]), "Array(Dynamic)"),
            (Value::Array(vec![Value::from([1u8]), Value::Null]), "Array(Dynamic)"),
            (Value::Array(Vec::new()), "Array(Nothing)"),
            (Value::from((1u8, "a")), "Tuple(UInt8, String)"),
            (Value::NamedTuple(vec![("a b".into(), 1u8.into())]), "Tuple(`a b` UInt8)"),
            (Value::Map(vec![("k".into(), 1u8.into())]), "Map(String, UInt8)"),
            (Value::Json(Vec::new()), "JSON"),
            (Value::Enum { name: "a".into(), number: 300 }, "Enum16('a' = 300)"),
            (Value::from("1.50".parse::<crate::types::Decimal<18, 2>>().unwrap()), "Decimal(9, 2)"),
        ] {
            assert_eq!(natural(value).as_deref(), Some(text));
        }
        assert_eq!(natural(Value::Null), None);
    }
}
