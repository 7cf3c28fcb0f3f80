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

use super::{ColumnBuilder, Parts, View, fixed_width};
use crate::types::{AggregateFunction, DataType};
use crate::wire::{Memo, Sink, Step, Walk};

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

/// Gathers states, each as its bytes.
#[derive(Debug)]
pub struct StatesBuilder {
    state: Option<State>,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl StatesBuilder {
    /// An empty column of states of `function`.
    pub fn new(function: &AggregateFunction) -> Self {
        StatesBuilder { state: state_of(function), bytes: Vec::new(), ends: Vec::new() }
    }

    /// Gathers one state. Returns whether it is one: where nothing is known of the function's states, any bytes are.
    #[must_use]
    pub fn push(&mut self, state: &[u8]) -> bool {
        let is_one = match &self.state {
            None => !state.is_empty(),
            Some(known) => {
                let mut memo = Memo::default();
                let mut walk = Walk::new(state, 0, &mut memo);
                pass(known, &mut walk).is_ok() && walk.position() == state.len()
            }
        };
        if is_one {
            self.bytes.extend_from_slice(state);
            self.ends.push(self.bytes.len());
        }
        is_one
    }
}

/// Writes the state of no rows.
fn put_nothing(state: &State, out: &mut Vec<u8>) {
    match state {
        State::Varint | State::Optional(_) | State::Counted(_) | State::CountedTexts => out.push(0),
        State::Fixed(width) => out.resize(out.len() + width, 0),
        State::FixedThenVarint(width) => out.resize(out.len() + width + 1, 0),
        State::SizedText => out.extend((-1i32).to_le_bytes()),
        State::Flagged(inner) => {
            put_nothing(inner, out);
            out.push(0);
        }
    }
}

impl ColumnBuilder for StatesBuilder {
    fn len(&self) -> usize {
        self.ends.len()
    }

    fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Gathers the state of no rows, as far as one is known: no NULL can stand above states.
    fn push_null(&mut self) {
        if let Some(state) = &self.state {
            put_nothing(state, &mut self.bytes);
        }
        self.ends.push(self.bytes.len());
    }

    fn truncate(&mut self, len: usize) {
        self.ends.truncate(len);
        self.bytes.truncate(self.ends.last().copied().unwrap_or(0));
    }

    fn write_prefix(&self, _: &mut dyn Sink) {}

    fn write_values(&mut self, out: &mut dyn Sink) {
        out.put_all(&mut self.bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::OneColumn;

    fn builder(data_type: &str) -> StatesBuilder {
        match DataType::parse(data_type).unwrap() {
            DataType::AggregateFunction(function) => StatesBuilder::new(&function),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn states_come_back_one_by_one_and_nothing_else_is_a_state() {
        for (data_type, states) in [
            ("AggregateFunction(count)", [&[0x80, 1][..], &[0]]),
            ("AggregateFunction(sum, UInt64)", [&[5, 0, 0, 0, 0, 0, 0, 0], &[0; 8]]),
            ("AggregateFunction(avg, UInt8)", [&[5, 0, 0, 0, 0, 0, 0, 0, 1], &[0; 9]]),
            ("AggregateFunction(min, String)", [&[2, 0, 0, 0, b'a', 0], &[0xff; 4]]),
            ("AggregateFunction(maxIf, UInt16, UInt8)", [&[1, 7, 0], &[0]]),
            ("AggregateFunction(uniqExact, UInt8)", [&[2, 1, 2], &[0]]),
            ("AggregateFunction(groupArray, String)", [&[2, 1, b'a', 0], &[0]]),
            ("AggregateFunction(sumOrNull, UInt8)", [&[5, 0, 0, 0, 0, 0, 0, 0, 1], &[0; 9]]),
        ] {
            let mut builder = builder(data_type);
            assert!(builder.push(states[0]) && builder.push(states[1]), "{data_type}");
            builder.push_null();
            // Taken back without a trace.
            assert!(builder.push(states[0]), "{data_type}");
            builder.truncate(3);
            let mut bytes = Vec::new();
            builder.write_values(&mut bytes);
            let column = OneColumn::decode(data_type, 3, bytes);
            assert_eq!(column.view().states().unwrap(), [states[0], states[1], states[1]], "{data_type}");
        }
        assert!(!builder("AggregateFunction(sum, UInt64)").push(&[0; 9]));
        assert!(!builder("AggregateFunction(sum, UInt64)").push(&[0; 16]));
        assert!(builder("AggregateFunction(uniq, UInt64)").push(&[1, 2, 3]));
        assert!(!builder("AggregateFunction(uniq, UInt64)").push(&[]));
    }
}
