//! [`AggregateState`]: states of aggregate functions, as opaque bytes.

use super::{BindError, CellError, ColumnValue, ReadValue, Shape, WriteValue, single_value};
use crate::column::{StatesBuilder, View};
use crate::types::{AggregateFunction, AggregateState, DataType, Kind};

single_value!(AggregateState);

impl ColumnValue for AggregateState {
    const SHAPE: Shape = Shape::plain(&[Kind::AggregateFunction]);

    /// Bytes do not say of which function they are a state.
    fn data_type() -> DataType {
        let function = AggregateFunction { version: None, function: "nothing".into(), arguments: Vec::new() };
        DataType::AggregateFunction(Box::new(function))
    }
}

impl<'a> ReadValue<'a> for AggregateState {
    /// The state of each row, found once per block.
    type Cursor = Vec<&'a [u8]>;

    fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
        match view.data_type() {
            DataType::AggregateFunction(_) if view.rows() == 0 => Ok(Vec::new()),
            _ => match view.cut_states() {
                Some(reason) => Err(BindError::explained(reason)),
                None => view.states().ok_or_else(BindError::types),
            },
        }
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
        cursor.get(row).map(|state| AggregateState::from(*state)).ok_or_else(CellError::no_such_row)
    }
}

impl WriteValue for AggregateState {
    type Builder = StatesBuilder;

    fn builder(data_type: &DataType) -> Result<Self::Builder, BindError> {
        match data_type {
            DataType::AggregateFunction(function) => Ok(StatesBuilder::new(function)),
            DataType::SimpleAggregateFunction(function) => Self::builder(&function.data_type),
            _ => Err(BindError::types()),
        }
    }

    fn write(&self, builder: &mut Self::Builder) -> Result<(), CellError> {
        match builder.push(self) {
            true => Ok(()),
            false => Err(CellError::new(format!(
                "these {} bytes are no state of the column's function; states go into columns of the function and \
                 arguments that they come from",
                self.len()
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::{OneColumn, assert_round_trip, refusal, try_written};

    #[test]
    fn states_are_kept_as_they_are() {
        let states = |states: &[&[u8]]| states.iter().map(|state| AggregateState::from(*state)).collect::<Vec<_>>();
        let counts = states(&[&[5], &[0x80, 1], &[0]]);
        assert_round_trip("AggregateFunction(count)", counts.clone());
        assert_round_trip("Array(AggregateFunction(count))", vec![counts.clone(), vec![], counts]);
        assert_round_trip("AggregateFunction(max, String)", states(&[&[0xff; 4], &[2, 0, 0, 0, b'a', 0]]));
        // Nothing is known of these, and so nothing is asked.
        assert_eq!(try_written("AggregateFunction(unheardOf(100), UInt64)", &states(&[&[1, 2]])).unwrap(), [1, 2]);
        assert!(OneColumn::of_no_rows("AggregateFunction(unheardOf(100), UInt64)").read::<AggregateState>().is_empty());
    }

    #[test]
    fn what_is_no_state_is_refused() {
        let text = try_written("AggregateFunction(sum, UInt64)", &[AggregateState::from(vec![1, 2])]).unwrap_err();
        assert!(text.starts_with("these 2 bytes are no state of the column's function"), "{text}");
        refusal::<AggregateState>("String");
        assert!(OneColumn::of_no_rows("String").is_refused_by::<AggregateState>());
    }
}
