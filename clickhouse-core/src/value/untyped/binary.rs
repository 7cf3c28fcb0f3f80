//! Values in binary with their types, as Dynamic and JSON keep those that have no column of their own.
//!
//! ```text
//! [1, 2]::Array(UInt8)    1e 01 02 01 02      the type; a count, the items
//! (3, 't')                1f 02 01 15 03 01 74
//! NULL                    00                  the type Nothing, and no value
//! ```
//!
//! The values are those of RowBinary. Source: ClickHouse `SerializationDynamic.cpp` and the `serializeBinary` of each
//! type, checked on 26.7.

use super::Value;
use super::scalar::read_scalar;
use crate::column::{GEOMETRY, fixed_width, pass_state, structure};
use crate::types::{DataType, TupleElement};
use crate::value::CellError;
use crate::wire::{Memo, Step, Stop, Walk};
use std::sync::Arc;

const NULL: u8 = 255;
const MAX_TEXT_BYTES: usize = 1 << 34;
/// Items of Tuple() stand for nothing that the bytes at hand could bound: 2 MB of memory for a few of them.
const MAX_EMPTY_ITEMS: usize = 1 << 16;

/// The value that `bytes` hold behind its type.
pub(super) fn typed_value(bytes: &[u8]) -> Result<Value, CellError> {
    let mut memo = Memo::default();
    let mut walk = Walk::new(bytes, 0, &mut memo);
    let read = whole(&mut walk).and_then(|value| match bytes.len() - walk.position() {
        0 => Ok(value),
        rest => walk.refuse(format!("{rest} bytes are left over")),
    });
    read.map_err(|stop| match stop {
        Stop::Need(missing) => {
            CellError::new(format!("a value without a column of its own is short of {missing} bytes"))
        }
        Stop::Refused(refusal) => CellError::new(format!(
            "a value without a column of its own cannot be read at byte {} of {}: {}; read it as toString(..)",
            refusal.position,
            bytes.len(),
            refusal.what
        )),
    })
}

/// The value of a path or of a row, which is all that is left.
fn whole(walk: &mut Walk<'_>) -> Step<Value> {
    let data_type = walk.binary_type()?;
    let value = match &data_type {
        DataType::Nothing => return Ok(Value::Null),
        // Whatever the function, its state ends with the bytes.
        DataType::AggregateFunction(_) => {
            let state = walk.take(walk.left())?;
            Value::AggregateState(walk.bytes(&state).into())
        }
        _ => value(&data_type, walk)?,
    };
    Ok(Value::Variant { data_type: Arc::new(data_type), value: Box::new(value) })
}

fn dynamic(walk: &mut Walk<'_>) -> Step<Value> {
    let data_type = walk.binary_type()?;
    if data_type == DataType::Nothing {
        return Ok(Value::Null);
    }
    let value = value(&data_type, walk)?;
    Ok(Value::Variant { data_type: Arc::new(data_type), value: Box::new(value) })
}

fn value(data_type: &DataType, walk: &mut Walk<'_>) -> Step<Value> {
    use DataType as T;
    walk.descend()?;
    let value = match data_type {
        T::String => Value::String(text(walk)?.into()),
        T::Nullable(inner) => match walk.u8()? {
            0 => value(inner, walk)?,
            _ => Value::Null,
        },
        T::LowCardinality(inner) => value(inner, walk)?,
        T::SimpleAggregateFunction(function) => value(&function.data_type, walk)?,
        T::Array(item) => {
            let mut items = Vec::new();
            for _ in 0..count_of(&[item], walk)? {
                items.push(value(item, walk)?);
            }
            Value::Array(items)
        }
        T::QBit(qbit) => {
            let mut elements = Vec::new();
            for _ in 0..count(walk)? {
                elements.push(value(&qbit.element, walk)?);
            }
            Value::Array(elements)
        }
        T::Map(entry) => {
            let mut entries = Vec::new();
            for _ in 0..count_of(&[&entry.0, &entry.1], walk)? {
                entries.push((value(&entry.0, walk)?, value(&entry.1, walk)?));
            }
            Value::Map(entries)
        }
        T::Tuple(elements) => tuple(elements, walk)?,
        T::Nested(_)
        | T::Point
        | T::Ring
        | T::LineString
        | T::MultiPoint
        | T::Polygon
        | T::MultiLineString
        | T::MultiPolygon => value(&structure(data_type), walk)?,
        T::Variant(types) => variant(types, walk)?,
        T::Geometry => variant(&GEOMETRY, walk)?,
        T::Dynamic(_) => dynamic(walk)?,
        T::Json(json) => {
            let mut paths = Vec::new();
            for _ in 0..count(walk)? {
                let at = walk.position();
                let Ok(path) = str::from_utf8(text(walk)?) else {
                    return walk.refuse_at(at, "a path is not UTF-8");
                };
                let path: Arc<str> = path.into();
                let value = match json.paths.iter().find(|(typed, _)| *typed == path) {
                    Some((_, data_type)) => value(data_type, walk)?,
                    None => dynamic(walk)?,
                };
                paths.push((path, value));
            }
            paths.sort_by(|left, right| left.0.cmp(&right.0));
            Value::Json(paths)
        }
        T::AggregateFunction(function) => match pass_state(function, walk)? {
            Some(state) => Value::AggregateState(walk.bytes(&state).into()),
            None => return walk.refuse(format!("nothing says where a value of {data_type} ends")),
        },
        other => match fixed_width(other) {
            Some(width) => {
                let at = walk.position();
                let bytes = walk.take(width)?;
                match read_scalar(other, walk.bytes(&bytes)) {
                    Ok(value) => value,
                    Err(error) => return walk.refuse_at(at, error.to_string()),
                }
            }
            None => return walk.refuse(format!("nothing says where a value of {other} ends")),
        },
    };
    walk.ascend();
    Ok(value)
}

/// The number of items that follow, each of which takes a byte at least.
fn count(walk: &mut Walk<'_>) -> Step<usize> {
    let at = walk.position();
    let count = walk.count("items", usize::MAX)?;
    match walk.has(count) {
        true => Ok(count),
        false => walk.refuse_at(at, format!("{count} items are more than the bytes that are left")),
    }
}

/// The same of items of these types, which may take no bytes at all.
fn count_of(types: &[&DataType], walk: &mut Walk<'_>) -> Step<usize> {
    if !types.iter().all(|data_type| takes_no_bytes(data_type)) {
        return count(walk);
    }
    walk.count("items without bytes", MAX_EMPTY_ITEMS)
}

fn takes_no_bytes(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Tuple(elements) if elements.iter().all(|element| takes_no_bytes(&element.data_type)))
}

fn text<'a>(walk: &mut Walk<'a>) -> Step<&'a [u8]> {
    let bytes = walk.text(MAX_TEXT_BYTES)?;
    Ok(walk.bytes(&bytes))
}

fn tuple(elements: &[TupleElement], walk: &mut Walk<'_>) -> Step<Value> {
    if elements.iter().any(|element| element.name.is_none()) || elements.is_empty() {
        return elements.iter().map(|element| value(&element.data_type, walk)).collect::<Step<_>>().map(Value::Tuple);
    }
    let named = elements.iter().filter_map(|element| Some((element.name.clone()?, &element.data_type)));
    named.map(|(name, data_type)| Ok((name, value(data_type, walk)?))).collect::<Step<_>>().map(Value::NamedTuple)
}

fn variant(types: &[DataType], walk: &mut Walk<'_>) -> Step<Value> {
    let at = walk.position();
    match walk.u8()? {
        NULL => Ok(Value::Null),
        place => match types.get(usize::from(place)) {
            Some(data_type) => {
                let value = value(data_type, walk)?;
                Ok(Value::Variant { data_type: Arc::new(data_type.clone()), value: Box::new(value) })
            }
            None => walk.refuse_at(at, format!("type {place} of {}", types.len())),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(bytes: &[u8]) -> String {
        match typed_value(bytes) {
            Ok(Value::Variant { data_type, value }) => format!("{value}::{data_type}"),
            Ok(other) => other.to_string(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn values_of_overflowing_types_are_read() {
        // dynamic_shared_default.native.
        assert_eq!(shown(&[0x1e, 1, 2, 1, 2]), "[1,2]::Array(UInt8)");
        assert_eq!(shown(&[0x1f, 2, 1, 0x15, 3, 1, 0x74]), "(3,'t')::Tuple(UInt8, String)");
        assert_eq!(shown(&[0x0f, 0x0b, 0x4d]), "2024-01-01::Date");
        assert_eq!(shown(&[0x36, 0x0d, 2, 2, 0, 0, 0x80, 0x3f, 0, 0, 0, 0x40]), "[1,2]::QBit(Float32, 2)");
        assert_eq!(
            shown(&[0x2c, 5, b'P', b'o', b'i', b'n', b't', 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0x40]),
            "(1,2)::Point"
        );
        let json = [&[0x30, 0, 0x80, 8, 0x20, 1, 1, b't', 1, 0, 0, 2, 1, b't', 5, 3][..], b"a.b\x01\x07"].concat();
        assert_eq!(shown(&json), "{\"a\":{\"b\":7},\"t\":5}::JSON(t UInt8)");
        assert_eq!(shown(&[0]), "NULL");
        // Values of Tuple() take no bytes.
        assert_eq!(shown(&[0x1e, 0x1f, 0, 2]), "[(),()]::Array(Tuple())");
        assert_eq!(shown(&[0x1e, 0x1f, 1, 0x1f, 0, 1]), "[(())]::Array(Tuple(Tuple()))");
        // A state by itself ends with its bytes; within others, where its function says.
        let gk = [&[0x25, 0, 10][..], b"quantileGK", &[1, 1, 100, 1, 4, 1, 2, 3]].concat();
        assert!(shown(&gk).ends_with("::AggregateFunction(quantileGK(100), UInt64)"), "{}", shown(&gk));
        let counts = [&[0x1e, 0x25, 0, 5][..], b"count", &[0, 0, 2, 5, 0x80, 1]].concat();
        assert!(shown(&counts).ends_with("::Array(AggregateFunction(count))"), "{}", shown(&counts));
    }

    #[test]
    fn broken_values_are_refused() {
        // A parameter of no known kind, and lists in lists of them without end.
        assert!(typed_value(b"\x25\0\x01f\x01\x05").is_err());
        assert!(typed_value(&[b"\x25\0\x01f\x01".as_slice(), &[0x0d, 1].repeat(1000)].concat()).is_err());
        for bytes in [&[][..], &[0x1e], &[0x1e, 1, 3, 1], &[0xff], &[0x0f, 1], &[1, 1, 1], &[0x16, 0]] {
            assert!(typed_value(bytes).is_err(), "{bytes:?}");
        }
        // Items that take no bytes cannot be counted without end.
        assert!(typed_value(&[0x1e, 0x1f, 0, 0xff, 0xff, 0xff, 0xff, 0x0f]).is_err());
        assert!(typed_value(&[0x1e; 1000]).is_err());
    }
}
