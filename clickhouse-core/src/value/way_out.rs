//! The Rust type to write for a column: what every refusal of a type ends with.

use crate::types::DataType;

/// The Rust type that reads and writes a column of `data_type`, as it is written in a struct.
pub(crate) fn rust_type_for(data_type: &DataType) -> String {
    use DataType as T;
    let simple = match data_type {
        T::Bool => "bool",
        T::UInt8 => "u8",
        T::UInt16 => "u16",
        T::UInt32 => "u32",
        T::UInt64 => "u64",
        T::UInt128 => "u128",
        T::Int8 => "i8",
        T::Int16 => "i16",
        T::Int32 => "i32",
        T::Int64 => "i64",
        T::Int128 => "i128",
        T::UInt256 => "UInt256",
        T::Int256 => "Int256",
        T::BFloat16 => "BFloat16",
        T::Float32 => "f32",
        T::Float64 => "f64",
        T::String => "String",
        T::Uuid => "uuid::Uuid",
        T::IPv4 => "std::net::Ipv4Addr",
        T::IPv6 => "std::net::Ipv6Addr",
        T::Date | T::Date32 => "time::Date",
        T::DateTime(_) | T::DateTime64(..) => "time::OffsetDateTime",
        T::Time | T::Time64(_) => "time::Duration",
        T::Interval(unit) => return format!("Interval{}", unit.name()),
        T::Enum8(_) | T::Enum16(_) => "String",
        T::FixedString(width) => return format!("[u8; {width}]"),
        T::Decimal(precision, scale) => return format!("Decimal<{precision}, {scale}>"),
        T::Nullable(inner) if **inner == T::Nothing => "Option<String>",
        T::Nullable(inner) => return format!("Option<{}>", rust_type_for(inner)),
        T::LowCardinality(inner) => return rust_type_for(inner),
        T::SimpleAggregateFunction(function) => return rust_type_for(&function.data_type),
        T::Array(item) => return format!("Vec<{}>", rust_type_for(item)),
        T::Map(entry) => return format!("HashMap<{}, {}>", rust_type_for(&entry.0), rust_type_for(&entry.1)),
        T::Tuple(elements) => {
            let elements: Vec<_> = elements.iter().map(|element| rust_type_for(&element.data_type)).collect();
            let comma = if elements.len() == 1 { "," } else { "" };
            return format!("({}{comma})", elements.join(", "));
        }
        T::Nested(elements) => return format!("Vec<{}>", rust_type_for(&T::Tuple(elements.clone()))),
        T::QBit(qbit) => return format!("Vec<{}>", rust_type_for(&qbit.element)),
        T::Point => "(f64, f64)",
        T::Ring | T::LineString | T::MultiPoint => "Vec<(f64, f64)>",
        T::Polygon | T::MultiLineString => "Vec<Vec<(f64, f64)>>",
        T::MultiPolygon => "Vec<Vec<Vec<(f64, f64)>>>",
        T::Json(_) => "types::Json",
        T::Dynamic(_) | T::Variant(_) => "Option<types::Dynamic>",
        T::Geometry => "Option<types::Geometry>",
        T::AggregateFunction(_) => "types::AggregateState",
        // No table has it, and no value is of it; NULL is an Option of anything.
        T::Nothing => "Option<String>",
    };
    simple.to_owned()
}
