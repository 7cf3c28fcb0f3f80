//! AggregateFunction(f, T..): one state per row, back to back, without any length.
//!
//! ```text
//! AggregateFunction(sum, UInt64), 2 rows    05 00 00 00 00 00 00 00  07 00 00 00 00 00 00 00
//! AggregateFunction(min, String), 1 row     02 00 00 00 61 00        size with a trailing NUL, then the bytes
//! ```
//!
//! Where a state ends is known only to who knows its function, so that columns after an unknown one cannot be reached:
//! such a column is refused by name. `functions` says which are known, `states` how far each reaches.
//!
//! Source: ClickHouse `src/AggregateFunctions/`, checked on 24.8, 25.8 and 26.7.

mod analysis;
mod binary;
mod functions;
mod states;

use super::{ColumnBuilder, Parts, View};
use crate::types::AggregateFunction;
use crate::wire::{Memo, Sink, Step, Walk};
pub(super) use functions::state_of;
pub(super) use states::State;
use states::{is_cut, pass, put_nothing};
use std::ops::Range;

pub(super) fn locate(state: &State, rows: usize, walk: &mut Walk<'_>) -> Step<Parts> {
    let values = walk.each(rows, |walk| pass(state, walk))?;
    Ok(Parts::States { state: state.clone(), values })
}

/// Passes one state of `function`, if it is known where that ends.
pub(crate) fn pass_state(function: &AggregateFunction, walk: &mut Walk<'_>) -> Step<Option<Range<usize>>> {
    let Some(state) = state_of(function) else { return Ok(None) };
    let start = walk.position();
    pass(&state, walk)?;
    Ok(Some(start..walk.position()))
}

impl<'a> View<'a> {
    /// Why no state of this column is to be had, though what stands behind it is: they have not come whole.
    pub(crate) fn cut_states(&self) -> Option<String> {
        let Parts::States { state, .. } = &self.column.parts else { return None };
        is_cut(state).then(|| {
            format!(
                "the sums in states of {} come over HTTP as narrow as the values that are summed, so that larger ones \
                 have lost their high bits; select finalizeAggregation(..) of the column instead, or leave it out by \
                 SELECT * EXCEPT (..)",
                self.column.data_type
            )
        })
    }

    /// The bytes of each row's state, if this is an AggregateFunction column whose states have come whole.
    pub fn states(&self) -> Option<Vec<&'a [u8]>> {
        let Parts::States { state, values } = &self.column.parts else { return None };
        if is_cut(state) {
            return None;
        }
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
    use crate::types::DataType;
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
        assert!(builder("AggregateFunction(unheardOf(100), UInt64)").push(&[1, 2, 3]));
        assert!(!builder("AggregateFunction(unheardOf(100), UInt64)").push(&[]));
    }

    /// As 25.8 sent them for one row; 26.7 has a number more, and a byte before the sample.
    #[test]
    fn states_have_one_of_the_forms_that_servers_send() {
        let series = "AggregateFunction(timeSeriesResampleToGridWithStaleness(0, 10, 5, 5), DateTime, Float64)";
        let [number, one] = [3u64, 1].map(u64::to_le_bytes);
        let head = |form| [&[form, 0][..], &number, &one, &one].concat();
        let sample = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f];
        let without_byte = [head(2), sample.to_vec()].concat();
        let with_byte = [head(3), vec![1], sample.to_vec()].concat();
        assert!(builder(series).push(&without_byte) && builder(series).push(&with_byte));
        assert!(!builder(series).push(&[head(3), sample.to_vec()].concat()));
        assert!(!builder(series).push(&[head(4), sample.to_vec()].concat()));
    }
}
