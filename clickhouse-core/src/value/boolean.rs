//! `bool`: Bool, and UInt8 where it holds only 0 and 1.

use super::Shape;
use super::fixed::{Fixed, FixedCursor};
use super::{BindError, CellError, ColumnValue, ReadValue, WriteValue, single_value};
use crate::column::{FixedBuilder, View, Wrapping};
use crate::types::{DataType, Kind};

single_value!(bool);

impl ColumnValue for bool {
    fn data_type() -> DataType {
        DataType::Bool
    }

    const SHAPE: Shape = Shape::plain(&[Kind::Bool, Kind::UInt8]);
}

impl<'a> ReadValue<'a> for bool {
    type Cursor = FixedCursor<'a, u8, 1>;

    fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
        FixedCursor::bind(
            view,
            |[byte]| byte,
            |view| match view.data_type() {
                DataType::Bool | DataType::UInt8 => Some(Fixed::Wire(view.fixed()?)),
                _ => None,
            },
        )
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
        match cursor.read(row, |[byte]| byte)? {
            0 => Ok(false),
            1 => Ok(true),
            // 26.7 stores such a byte in Bool as it is: it prints as `true`, yet `x = true` is false.
            other => Err(CellError::new(format!("{other} is neither 0 nor 1, so it is no bool; read it as u8"))),
        }
    }
}

impl WriteValue for bool {
    type Builder = FixedBuilder;

    fn builder(data_type: &DataType) -> Result<FixedBuilder, BindError> {
        match Wrapping::of(data_type) {
            (wrapping, DataType::Bool | DataType::UInt8) => Ok(FixedBuilder::new(1, wrapping)),
            _ => Err(BindError::types()),
        }
    }

    #[inline]
    fn write(&self, builder: &mut FixedBuilder) -> Result<(), CellError> {
        builder.push([u8::from(*self)]);
        Ok(())
    }

    #[inline]
    fn write_each<'v>(
        values: impl ExactSizeIterator<Item = &'v Self> + Clone,
        builder: &mut FixedBuilder,
    ) -> Result<(), CellError>
    where
        Self: 'v,
    {
        builder.push_each(values.map(|value| [u8::from(*value)]));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::value::testing::{OneColumn, assert_round_trip, refusal};

    #[test]
    fn only_zero_and_one_are_bools() {
        assert_round_trip("Bool", vec![true, false]);
        assert_round_trip("UInt8", vec![true, false]);
        assert_round_trip("Nullable(Bool)", vec![Some(true), None, Some(false)]);
        let text = OneColumn::decode("Bool", 3, vec![0, 1, 2]).try_read::<bool>().unwrap_err();
        assert_eq!(text, "2 is neither 0 nor 1, so it is no bool; read it as u8");
        refusal::<bool>("Int8");
    }
}
