//! The prefix of a column that has no values: all that such a column has on the wire.
//!
//! A Variant writes the prefixes of all its types, also of those that no row has. Without values below it a
//! LowCardinality has no dictionary, a Dynamic no types and a JSON no paths:
//!
//! ```text
//! Tuple(LowCardinality(String), Dynamic), no value
//!   LowCardinality 01 00 00 00 00 00 00 00                              version
//!   Dynamic        01 00 00 00 00 00 00 00  20  00  00 00 00 00 00 00 00 00   version, limit, types, mode of the Variant
//! ```
//!
//! Source: ClickHouse `src/DataTypes/Serializations/`, accepted by 24.8, 25.8 and 26.7.

use super::{dynamic, json, low_cardinality, variant};
use crate::types::DataType;
use crate::wire::Sink;

/// Writes the state prefix of a column of `data_type` without values.
pub(super) fn write_empty_prefix(data_type: &DataType, out: &mut dyn Sink) {
    use DataType as T;
    match data_type {
        T::LowCardinality(_) => low_cardinality::write_version(out),
        T::Variant(types) => {
            variant::write_mode(out);
            types.iter().for_each(|data_type| write_empty_prefix(data_type, out));
        }
        T::Geometry => variant::write_mode(out),
        T::Dynamic(limit) => dynamic::write_empty_prefix(*limit, out),
        T::Json(json) => json::write_empty_prefix(json, out),
        T::Nullable(inner) | T::Array(inner) => write_empty_prefix(inner, out),
        T::Map(entry) => {
            write_empty_prefix(&entry.0, out);
            write_empty_prefix(&entry.1, out);
        }
        T::Tuple(elements) | T::Nested(elements) => {
            elements.iter().for_each(|element| write_empty_prefix(&element.data_type, out));
        }
        T::SimpleAggregateFunction(function) => write_empty_prefix(&function.data_type, out),
        T::Nothing
        | T::Bool
        | T::UInt8
        | T::UInt16
        | T::UInt32
        | T::UInt64
        | T::UInt128
        | T::UInt256
        | T::Int8
        | T::Int16
        | T::Int32
        | T::Int64
        | T::Int128
        | T::Int256
        | T::BFloat16
        | T::Float32
        | T::Float64
        | T::String
        | T::FixedString(_)
        | T::Uuid
        | T::IPv4
        | T::IPv6
        | T::Date
        | T::Date32
        | T::DateTime(_)
        | T::DateTime64(..)
        | T::Time
        | T::Time64(_)
        | T::Interval(_)
        | T::Decimal(..)
        | T::Enum8(_)
        | T::Enum16(_)
        | T::AggregateFunction(_)
        | T::Point
        | T::Ring
        | T::LineString
        | T::MultiPoint
        | T::Polygon
        | T::MultiLineString
        | T::MultiPolygon
        | T::QBit(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::column::Layout;
    use crate::wire::{Memo, Walk};

    #[test]
    fn the_prefix_of_no_values_is_read_as_such() {
        for text in [
            "UInt8",
            "Tuple(LowCardinality(String), Dynamic)",
            "Variant(Array(LowCardinality(Nullable(String))), Map(LowCardinality(String), UInt8), UInt64)",
            "JSON(a LowCardinality(String), b Dynamic(max_types=3), max_dynamic_paths=200)",
            "Nested(a JSON, b Geometry)",
            "SimpleAggregateFunction(anyLast, LowCardinality(String))",
        ] {
            let data_type = DataType::parse(text).unwrap();
            let mut bytes = Vec::new();
            write_empty_prefix(&data_type, &mut bytes);
            let mut memo = Memo::default();
            let mut walk = Walk::new(&bytes, 0, &mut memo);
            let layout = Layout::read_prefix(&data_type, Some(&mut walk)).unwrap();
            layout.locate(0, &mut walk).unwrap();
            assert_eq!(walk.position(), bytes.len(), "{text}");
        }
    }
}
