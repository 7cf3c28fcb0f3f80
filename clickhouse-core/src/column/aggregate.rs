//! AggregateFunction(f, T..): one state per row, back to back, without any length.
//!
//! ```text
//! AggregateFunction(sum, UInt64), 2 rows    05 00 00 00 00 00 00 00  07 00 00 00 00 00 00 00
//! AggregateFunction(min, String), 1 row     02 00 00 00 61 00        size with a trailing NUL, then the bytes
//! ```
//!
//! Where a state ends is known only to who knows its function, so that columns after an unknown one cannot be reached:
//! such a column is refused by name. Known are:
//!
//! | function | state |
//! |---|---|
//! | count | varint |
//! | sum of numbers | 8, 16 or 32 bytes, as the type of the sum |
//! | avg of numbers up to 64 bits | 8 bytes, varint |
//! | min, max, any, anyLast of values of a fixed width | 1 byte, then the value unless that is 0 |
//! | the same of String | i32 size (-1: none), bytes |
//! | uniqExact | varint, then as many values (16 bytes each for String) |
//! | groupArray, groupUniqArray | varint, then as many values |
//! | any of these with If; with OrNull, OrDefault | the same; the same, 1 byte |
//!
//! Source: ClickHouse `src/AggregateFunctions/`, checked on 24.8, 25.8 and 26.7.

use super::{Parts, View, fixed_width};
use crate::types::{AggregateFunction, DataType};
use crate::wire::{Memo, Step, Walk};

/// The longest text or list that one state is believed to hold.
const MAX_STATE_ITEMS: usize = 1 << 32;

/// How far one state reaches.
#[derive(Debug, Clone)]
pub(super) enum State {
    Varint,
    Fixed(usize),
    FixedThenVarint(usize),
    Optional(usize),
    SizedText,
    Counted(usize),
    CountedTexts,
    Flagged(Box<State>),
}

/// What is known of the states of `function`.
pub(super) fn state_of(function: &AggregateFunction) -> Option<State> {
    let name = function.function.split('(').next().unwrap_or_default();
    for (ending, is_flagged) in [("OrNull", true), ("OrDefault", true), ("If", false)] {
        if let Some(inner) = name.strip_suffix(ending) {
            let mut arguments = function.arguments.clone();
            if ending == "If" {
                arguments.pop();
            }
            let inner = AggregateFunction { version: function.version, function: inner.into(), arguments };
            let state = state_of(&inner)?;
            return Some(if is_flagged { State::Flagged(Box::new(state)) } else { state });
        }
    }
    let argument = function.arguments.first();
    match (name, argument) {
        ("count", _) => Some(State::Varint),
        ("sum" | "sumWithOverflow", Some(argument)) => sum_width(name, argument).map(State::Fixed),
        ("avg", Some(argument)) => match sum_width("sum", argument) {
            Some(8) => Some(State::FixedThenVarint(8)),
            _ => None,
        },
        ("min" | "max" | "any" | "anyLast", Some(DataType::String)) => Some(State::SizedText),
        ("min" | "max" | "any" | "anyLast", Some(argument)) => fixed_width(argument).map(State::Optional),
        ("uniqExact", Some(DataType::String)) if function.arguments.len() == 1 => Some(State::Counted(16)),
        ("uniqExact", Some(argument)) if function.arguments.len() == 1 => fixed_width(argument).map(State::Counted),
        ("groupArray" | "groupUniqArray", Some(DataType::String)) => Some(State::CountedTexts),
        ("groupArray" | "groupUniqArray", Some(argument)) => fixed_width(argument).map(State::Counted),
        _ => None,
    }
}

fn sum_width(function: &str, argument: &DataType) -> Option<usize> {
    use DataType as T;
    match argument {
        T::Decimal(..) | T::BFloat16 => None,
        argument if function == "sumWithOverflow" => fixed_width(argument),
        T::UInt8 | T::UInt16 | T::UInt32 | T::UInt64 | T::Int8 | T::Int16 | T::Int32 | T::Int64 => Some(8),
        T::Float32 | T::Float64 => Some(8),
        T::UInt128 | T::Int128 => Some(16),
        T::UInt256 | T::Int256 => Some(32),
        _ => None,
    }
}

pub(super) fn locate(state: &State, rows: usize, walk: &mut Walk<'_>) -> Step<Parts> {
    let values = walk.each(rows, |walk| pass(state, walk))?;
    Ok(Parts::States { state: state.clone(), values })
}

/// Passes one state.
fn pass(state: &State, walk: &mut Walk<'_>) -> Step<()> {
    match state {
        State::Varint => walk.varint().map(drop),
        State::Fixed(width) => walk.take(*width).map(drop),
        State::FixedThenVarint(width) => {
            walk.take(*width)?;
            walk.varint().map(drop)
        }
        State::Optional(width) => match walk.u8()? {
            0 => Ok(()),
            _ => walk.take(*width).map(drop),
        },
        State::SizedText => {
            let size = i32::from_le_bytes(walk.array()?);
            walk.take(usize::try_from(size).unwrap_or(0)).map(drop)
        }
        State::Counted(width) => {
            let count = walk.count("values of a state", MAX_STATE_ITEMS)?;
            walk.fixed(count, *width).map(drop)
        }
        State::CountedTexts => {
            for _ in 0..walk.count("values of a state", MAX_STATE_ITEMS)? {
                walk.text(MAX_STATE_ITEMS)?;
            }
            Ok(())
        }
        State::Flagged(inner) => {
            pass(inner, walk)?;
            walk.take(1).map(drop)
        }
    }
}

impl<'a> View<'a> {
    /// The bytes of each row's state, if this is an AggregateFunction column.
    pub fn states(&self) -> Option<Vec<&'a [u8]>> {
        let Parts::States { state, values } = &self.column.parts else { return None };
        let (bytes, mut memo) = (self.part(values), Memo::default());
        let mut walk = Walk::new(bytes, 0, &mut memo);
        let mut states = Vec::with_capacity(self.rows());
        for _ in 0..self.rows() {
            let start = walk.position();
            pass(state, &mut walk).ok()?;
            states.push(&bytes[start..walk.position()]);
        }
        Some(states)
    }
}
