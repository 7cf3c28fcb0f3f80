//! Values within states: those of RowBinary, as far as their type says where they end.
//!
//! ```text
//! 5::UInt16                         05 00
//! ['a']                             01 01 61            a count, the items
//! 'x'::Variant(String, UInt8)       00 01 78            the place of its type, ff for NULL
//! 7::UInt8::Dynamic                 01 07               the type in binary
//! {"a": 7}::JSON(a UInt8)           01 01 61 07         a count; a path, and no type where the column's type has it
//! ```
//!
//! Source: ClickHouse `serializeBinary` of each type in `src/DataTypes/Serializations/`, checked on 26.7.

use super::state_of;
use super::states::{State, list, optional, pass};
use crate::column::{GEOMETRY, fixed_width, structure};
use crate::types::DataType;
use crate::wire::{Step, Walk};

/// What stands in the place of a Variant's type for NULL.
const NULL: u8 = 255;

/// The form of a value of this type, if that is known.
pub(super) fn binary(data_type: &DataType) -> Option<State> {
    use DataType as T;
    Some(match data_type {
        T::String => State::Text,
        T::Nullable(inner) => State::Unless(Box::new(binary(inner)?)),
        T::LowCardinality(inner) => binary(inner)?,
        T::SimpleAggregateFunction(function) => binary(&function.data_type)?,
        T::AggregateFunction(function) => state_of(function)?,
        T::Array(item) => list(binary(item)?),
        T::Tuple(elements) => {
            let states = elements.iter().map(|element| binary(&element.data_type)).collect::<Option<Vec<_>>>()?;
            in_one(states)
        }
        T::Variant(types) => variant(types)?,
        T::Geometry => variant(&GEOMETRY)?,
        T::Dynamic(_) => State::Dynamic,
        T::Json(json) => {
            let typed = json.paths.iter().map(|(path, data_type)| Some((path.clone(), binary(data_type)?)));
            State::Json(typed.collect::<Option<_>>()?)
        }
        T::QBit(qbit) => list(State::Fixed(fixed_width(&qbit.element)?)),
        T::Map(_)
        | T::Nested(_)
        | T::Point
        | T::Ring
        | T::LineString
        | T::MultiPoint
        | T::Polygon
        | T::MultiLineString
        | T::MultiPolygon => binary(&structure(data_type))?,
        other => State::Fixed(fixed_width(other)?),
    })
}

/// States one after the other. Those of fixed widths are one, so that what takes no bytes is never gone through one by one.
pub(super) fn in_one(states: Vec<State>) -> State {
    let width = |state: &State| match state {
        State::Fixed(width) => Some(*width),
        _ => None,
    };
    match states.iter().map(width).sum::<Option<usize>>() {
        Some(width) => State::Fixed(width),
        None => State::Sequence(states.into()),
    }
}

fn variant(types: &[DataType]) -> Option<State> {
    let mut states = vec![(NULL, State::Fixed(0))];
    for (place, data_type) in types.iter().enumerate() {
        states.push((u8::try_from(place).ok()?, binary(data_type)?));
    }
    Some(State::OneOf(states.into()))
}

/// Passes a value with its type in binary before it.
pub(super) fn pass_dynamic(walk: &mut Walk<'_>) -> Step<()> {
    walk.descend()?;
    let at = walk.position();
    let data_type = walk.binary_type()?;
    match (&data_type, binary(&data_type)) {
        (DataType::Nothing, _) => {}
        (_, Some(state)) => pass(&state, walk)?,
        (_, None) => return walk.refuse_at(at, format!("nothing says where a value of {data_type} ends")),
    }
    walk.ascend();
    Ok(())
}

/// The state of a single value that may be missing.
pub(super) fn single(data_type: &DataType) -> Option<State> {
    match data_type {
        DataType::String => Some(State::SizedText),
        data_type => binary(data_type).map(optional),
    }
}
