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
//! | sum of numbers; of Decimal | 8, 16 or 32 bytes, as the type of the sum; 16 bytes up to 38 digits |
//! | avg of numbers up to 64 bits; of Decimal | as sum, then a varint |
//! | varPop, varSamp, stddevPop, stddevSamp | 24 bytes, 12 of Float32 |
//! | groupBitAnd, groupBitOr, groupBitXor | a value |
//! | min, max, any, anyLast | a single value: 1 byte, then the value unless that is 0; of String: i32 size (-1: none), bytes |
//! | argMin, argMax | two single values |
//! | uniq | 1 byte, varint, then as many hashes of 4 bytes |
//! | uniqExact | varint, then as many values, or hashes of 16 bytes: of texts, Decimal, DateTime64, Time, Interval |
//! | groupArray, groupUniqArray | varint, then as many values; those that are no numbers each with a length |
//! | quantileExact | varint, then as many values |
//! | quantileTDigest | varint, then as many pairs of 4 bytes |
//! | quantile | u64 capacity, u64 count, text, then at most capacity and at most count values |
//! | sum, avg, min, max, any, anyLast of Nullable | 1 byte, then the state unless that is 0 |
//! | any of these with If; with OrNull, OrDefault | the same; the same, 1 byte |
//! | quantiles and median in place of quantile | the same |
//!
//! Source: ClickHouse `src/AggregateFunctions/`, checked on 24.8, 25.8 and 26.7.

use super::{ColumnBuilder, Parts, View, fixed_width};
use crate::types::{AggregateFunction, DataType};
use crate::wire::{Memo, Sink, Step, Walk, put_text};

/// The longest text or list that one state is believed to hold.
const MAX_STATE_ITEMS: usize = 1 << 32;

/// What a reservoir that has seen nothing says of itself.
const RESERVOIR_CAPACITY: u64 = 8192;
const RESERVOIR_GENERATOR: &[u8] = b"6364136223846793005 0 123459";

/// How far one state reaches.
#[derive(Debug, Clone)]
pub(super) enum State {
    Varint,
    Fixed(usize),
    SizedText,
    Counted(usize),
    CountedTexts,
    /// Values of this width out of more of them, with the generator that chose them.
    Reservoir(usize),
    /// One byte, and the state unless that is 0.
    Optional(Box<State>),
    Sequence(Box<[State]>),
}

/// What is known of the states of `function`.
pub(super) fn state_of(function: &AggregateFunction) -> Option<State> {
    let name = function.function.split('(').next().unwrap_or_default();
    for (ending, is_flagged) in [("OrNull", true), ("OrDefault", true), ("If", false)] {
        if let Some(inner) = name.strip_suffix(ending) {
            let mut arguments = function.arguments.clone();
            if ending == "If" && arguments.pop()?.accepts_null() {
                return None;
            }
            let inner = AggregateFunction { version: function.version, function: inner.into(), arguments };
            let state = state_of(&inner)?;
            return Some(if is_flagged { sequence([state, State::Fixed(1)]) } else { state });
        }
    }
    match (name, &*function.arguments) {
        ("count", _) => Some(State::Varint),
        ("uniq", arguments) if !arguments.iter().any(DataType::accepts_null) => {
            Some(sequence([State::Fixed(1), State::Counted(4)]))
        }
        ("argMin" | "argMax", [result, value]) => Some(sequence([single(result)?, single(value)?])),
        ("sum" | "sumWithOverflow" | "avg" | "min" | "max" | "any" | "anyLast", [DataType::Nullable(argument)]) => {
            of_one(name, argument).map(|state| State::Optional(Box::new(state)))
        }
        (name, [argument]) => of_one(name, argument),
        _ => None,
    }
}

/// What is known of the states of a function of one argument.
fn of_one(name: &str, argument: &DataType) -> Option<State> {
    let quantile = ["quantiles", "quantile", "median"].into_iter().find_map(|word| name.strip_prefix(word));
    match (quantile, name) {
        (Some(""), _) => fixed_width(argument).map(State::Reservoir),
        (Some("Exact"), _) => fixed_width(argument).map(State::Counted),
        (Some("TDigest"), _) => fixed_width(argument).map(|_| State::Counted(8)),
        (Some(_), _) => None,
        (None, "sum" | "sumWithOverflow") => sum_width(name, argument).map(State::Fixed),
        (None, "avg") => match sum_width("sum", argument) {
            Some(width) if width == 8 || matches!(argument, DataType::Decimal(..)) => {
                Some(sequence([State::Fixed(width), State::Varint]))
            }
            _ => None,
        },
        (None, "varPop" | "varSamp" | "stddevPop" | "stddevSamp") => match (argument, sum_width("sum", argument)) {
            (DataType::Float32, _) => Some(State::Fixed(12)),
            (argument, Some(8)) if !matches!(argument, DataType::Decimal(..)) => Some(State::Fixed(24)),
            _ => None,
        },
        (None, "groupBitAnd" | "groupBitOr" | "groupBitXor") => fixed_width(argument).map(State::Fixed),
        (None, "min" | "max" | "any" | "anyLast") => single(argument),
        (None, "uniqExact") if is_hashed(argument) => Some(State::Counted(16)),
        (None, "groupArray" | "groupUniqArray") if is_hashed(argument) || is_boxed(argument) => {
            Some(State::CountedTexts)
        }
        (None, "uniqExact" | "groupArray" | "groupUniqArray") => fixed_width(argument).map(State::Counted),
        (None, _) => None,
    }
}

fn sequence<const N: usize>(states: [State; N]) -> State {
    State::Sequence(Box::new(states))
}

/// Whether uniqExact keeps a hash of 16 bytes instead of the value.
fn is_hashed(data_type: &DataType) -> bool {
    use DataType as T;
    matches!(
        data_type,
        T::String | T::FixedString(_) | T::Decimal(..) | T::DateTime64(..) | T::Interval(_) | T::Time | T::Time64(_)
    )
}

/// Whether groupArray keeps texts, as of everything that is hashed, and not numbers.
fn is_boxed(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Date32 | DataType::Uuid | DataType::IPv6)
}

/// A value that may be missing.
fn single(data_type: &DataType) -> Option<State> {
    match data_type {
        DataType::String => Some(State::SizedText),
        data_type => fixed_width(data_type).map(|width| State::Optional(Box::new(State::Fixed(width)))),
    }
}

fn sum_width(function: &str, argument: &DataType) -> Option<usize> {
    use DataType as T;
    match argument {
        T::BFloat16 => None,
        T::Decimal(precision, _) => (*precision <= 38 && function == "sum").then_some(16),
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
        State::Optional(inner) => match walk.u8()? {
            0 => Ok(()),
            _ => pass(inner, walk),
        },
        State::Sequence(states) => states.iter().try_for_each(|state| pass(state, walk)),
        State::Reservoir(width) => {
            let (capacity, count) = (walk.u64()?, walk.u64()?);
            walk.text(MAX_STATE_ITEMS)?;
            let at = walk.position();
            match usize::try_from(capacity.min(count)) {
                Ok(count) if count <= MAX_STATE_ITEMS => walk.fixed(count, *width).map(drop),
                _ => walk.refuse_at(at, format!("a state of {count} values is larger than any that is read")),
            }
        }
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
        State::SizedText => out.extend((-1i32).to_le_bytes()),
        State::Reservoir(_) => {
            out.extend(RESERVOIR_CAPACITY.to_le_bytes());
            out.extend([0; 8]);
            put_text(out, RESERVOIR_GENERATOR);
        }
        State::Sequence(states) => states.iter().for_each(|state| put_nothing(state, out)),
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
            ("AggregateFunction(argMax, UInt8, String)", [&[1, 7, 2, 0, 0, 0, b'a', 0], &[0, 0xff, 0xff, 0xff, 0xff]]),
            ("AggregateFunction(max, Nullable(UInt8))", [&[1, 1, 7], &[0]]),
            ("AggregateFunction(uniq, String, UInt8)", [&[0, 1, 1, 2, 3, 4], &[0, 0]]),
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
        assert!(builder("AggregateFunction(uniqCombined, UInt64)").push(&[1, 2, 3]));
        assert!(!builder("AggregateFunction(uniqCombined, UInt64)").push(&[]));
    }
}
