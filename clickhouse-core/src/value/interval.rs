//! `types::IntervalDay` and its siblings: a count in a column of that very unit.
//!
//! ```text
//! IntervalMonth, 2 rows: 3, -1
//!   counts     03 00 00 00 00 00 00 00 ff ff ff ff ff ff ff ff
//! ```
//!
//! The unit stands in the type's name only. Spans of the calendar crates convert between units that have a length.

use super::fixed::{Fixed, FixedCursor};
use super::{BindError, CellError, ColumnValue, ReadValue, Shape, WriteValue, single_value};
use crate::column::{FixedBuilder, View, Wrapping};
use crate::types::{
    DataType, IntervalDay, IntervalHour, IntervalMicrosecond, IntervalMillisecond, IntervalMinute, IntervalMonth,
    IntervalNanosecond, IntervalQuarter, IntervalSecond, IntervalWeek, IntervalYear,
};

macro_rules! interval {
    ($($interval:ident),* $(,)?) => {
        $(
            single_value!($interval);

            impl ColumnValue for $interval {
                fn data_type() -> DataType {
                    DataType::Interval(Self::UNIT)
                }

                const SHAPE: Shape = Shape::Interval(Self::UNIT);
            }

            impl<'a> ReadValue<'a> for $interval {
                type Cursor = FixedCursor<'a, i64, 8>;

                fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
                    FixedCursor::bind(view, i64::from_le_bytes, |view| match view.data_type() {
                        DataType::Interval(unit) if *unit == Self::UNIT => Some(Fixed::Wire(view.fixed()?)),
                        _ => None,
                    })
                }

                #[inline]
                fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
                    cursor.read(row, i64::from_le_bytes).map($interval)
                }
            }

            impl WriteValue for $interval {
                type Builder = FixedBuilder;

                fn builder(data_type: &DataType) -> Result<FixedBuilder, BindError> {
                    match Wrapping::of(data_type) {
                        (wrapping, DataType::Interval(unit)) if *unit == Self::UNIT => {
                            Ok(FixedBuilder::new(8, wrapping))
                        }
                        _ => Err(BindError::types()),
                    }
                }

                #[inline]
                fn write(&self, builder: &mut FixedBuilder) -> Result<(), CellError> {
                    builder.push(self.0.to_le_bytes());
                    Ok(())
                }
            }
        )*
    };
}

interval!(
    IntervalNanosecond,
    IntervalMicrosecond,
    IntervalMillisecond,
    IntervalSecond,
    IntervalMinute,
    IntervalHour,
    IntervalDay,
    IntervalWeek,
    IntervalMonth,
    IntervalQuarter,
    IntervalYear,
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::{OneColumn, assert_round_trip, refusal, written};

    #[test]
    fn counts_stay_with_their_unit() {
        assert_round_trip("IntervalMonth", [i64::MIN, -1, 0, i64::MAX].map(IntervalMonth).to_vec());
        assert_round_trip("Array(Nullable(IntervalDay))", vec![vec![Some(IntervalDay(3)), None]]);
        assert_eq!(written("IntervalQuarter", &[IntervalQuarter(-2)]), (-2i64).to_le_bytes());
        assert!(OneColumn::of_no_rows("IntervalDay").is_refused_by::<IntervalHour>());
        assert!(OneColumn::of_no_rows("Int64").is_refused_by::<IntervalDay>());
        assert!(OneColumn::of_no_rows("IntervalDay").is_refused_by::<i64>());
        refusal::<IntervalDay>("IntervalWeek");
        refusal::<i64>("IntervalDay");
    }
}
