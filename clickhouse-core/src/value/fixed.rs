//! The cursor of values of a fixed width, and `[u8; N]` as FixedString(N).

use super::Shape;
use super::{BindError, CellError, ColumnValue, OneColumn, ReadValue, RowShape, WriteValue};
use crate::column::{FixedBuilder, View, Wrapping};
use crate::types::DataType;

/// A place in a column of fixed width: at the bytes themselves, or at values that were converted once per block
/// because the column is narrower or has a dictionary. Of both, one is empty: the length that a read has to compare with
/// also tells which of them it is.
#[derive(Debug)]
pub struct FixedCursor<'a, T, const N: usize> {
    wire: &'a [[u8; N]],
    ready: Vec<T>,
}

/// The values of a column that is neither NULL nor a dictionary.
#[derive(Debug)]
pub(crate) enum Fixed<'a, T, const N: usize> {
    /// As they stand in the block.
    Wire(&'a [[u8; N]]),
    /// Converted.
    Ready(Vec<T>),
}

impl<'a, T: Copy, const N: usize> FixedCursor<'a, T, N> {
    /// Binds `plain` to the column, or to its dictionary, whose values are then set beside the rows.
    pub(crate) fn bind(
        view: View<'a>,
        decode: impl Fn([u8; N]) -> T,
        plain: impl Fn(View<'a>) -> Option<Fixed<'a, T, N>>,
    ) -> Result<Self, BindError> {
        if view.accepts_null() {
            return Err(BindError::types());
        }
        let Some((dictionary, indexes)) = view.low_cardinality() else {
            return match plain(view).ok_or_else(BindError::types)? {
                Fixed::Wire(wire) => Ok(FixedCursor { wire, ready: Vec::new() }),
                Fixed::Ready(ready) => Ok(FixedCursor { wire: &[], ready }),
            };
        };
        let entries: Vec<T> = match plain(dictionary).ok_or_else(BindError::types)? {
            Fixed::Wire(values) => values.iter().map(|value| decode(*value)).collect(),
            Fixed::Ready(values) => values,
        };
        let rows = (0..view.rows()).map(|row| entries.get(indexes.at(row)).copied());
        match rows.collect() {
            Some(ready) => Ok(FixedCursor { wire: &[], ready }),
            None => Err(CellError::no_such_row().into()),
        }
    }

    #[inline]
    pub(crate) fn read(&self, row: usize, decode: impl Fn([u8; N]) -> T) -> Result<T, CellError> {
        match self.wire.get(row) {
            Some(value) => Ok(decode(*value)),
            None => self.read_ready(row),
        }
    }

    #[inline]
    fn read_ready(&self, row: usize) -> Result<T, CellError> {
        self.ready.get(row).copied().ok_or_else(CellError::no_such_row)
    }
}

impl<const N: usize> RowShape for [u8; N] {
    type Shape = OneColumn;
}

impl<const N: usize> ColumnValue for [u8; N] {
    fn data_type() -> DataType {
        DataType::FixedString(N)
    }

    const SHAPE: Shape = Shape::FixedBytes(N);
}

impl<'a, const N: usize> ReadValue<'a> for [u8; N] {
    type Cursor = FixedCursor<'a, [u8; N], N>;

    fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
        FixedCursor::bind(
            view,
            |value| value,
            |view| match view.data_type() {
                DataType::FixedString(width) if *width == N => Some(Fixed::Wire(view.fixed()?)),
                _ => None,
            },
        )
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
        cursor.read(row, |value| value)
    }
}

impl<const N: usize> WriteValue for [u8; N] {
    type Builder = FixedBuilder;

    fn builder(data_type: &DataType) -> Result<FixedBuilder, BindError> {
        match Wrapping::of(data_type) {
            (wrapping, DataType::FixedString(width)) if *width == N => Ok(FixedBuilder::new(N, wrapping)),
            _ => Err(BindError::types()),
        }
    }

    #[inline]
    fn write(&self, builder: &mut FixedBuilder) -> Result<(), CellError> {
        builder.push(*self);
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
        builder.push_each(values.copied());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::value::testing::{OneColumn, assert_round_trip, refusal};

    #[test]
    fn a_fixed_string_has_exactly_the_arrays_length() {
        assert_round_trip("FixedString(3)", vec![*b"abc", *b"\0\0\0", *b"a\0b"]);
        assert_round_trip("LowCardinality(FixedString(3))", vec![*b"abc", *b"\0\0\0", *b"abc"]);
        assert_round_trip("LowCardinality(Nullable(FixedString(3)))", vec![Some(*b"abc"), Some([0; 3]), None]);
        assert!(OneColumn::of_no_rows("FixedString(3)").is_refused_by::<[u8; 4]>());
        refusal::<[u8; 2]>("FixedString(3)");
        refusal::<[u8; 2]>("String");
    }
}
