//! `[u8; N]` as FixedString(N), and `[T; N]` as an Array, all of whose rows have exactly N items; also as a QBit of that
//! dimension.

use super::array::{ArrayCursor, builder_of, write_items};
use super::builder::builds_in;
use super::fixed::{Fixed, FixedCursor};
use super::{BindError, CellError, ColumnValue, OneColumn, ReadValue, RowShape, Shape, WriteValue};
use crate::column::{ArrayBuilder, FixedBuilder, View, Wrapping};
use crate::types::DataType;

impl<T: ColumnValue, const N: usize> RowShape for [T; N] {
    type Shape = OneColumn;
}

impl<T: ColumnValue, const N: usize> ColumnValue for [T; N] {
    fn data_type() -> DataType {
        if T::IS_BYTE { DataType::FixedString(N) } else { DataType::Array(Box::new(T::data_type())) }
    }

    const SHAPE: Shape = if T::IS_BYTE { Shape::FixedBytes(N) } else { Shape::FixedArray(&T::SHAPE, N) };
}

/// A place in a column of FixedString or of arrays.
#[derive(Debug)]
pub enum FixedArrayCursor<'a, C, const N: usize> {
    /// N bytes per row.
    Bytes(FixedCursor<'a, [u8; N], N>),
    /// N items per row.
    Items(ArrayCursor<'a, C>),
}

/// Whether vectors of N elements are those of a column, if it is a QBit.
fn has_dimension<const N: usize>(data_type: &DataType) -> bool {
    match data_type {
        DataType::SimpleAggregateFunction(function) => has_dimension::<N>(&function.data_type),
        DataType::QBit(qbit) => qbit.dimension == N as u64,
        _ => true,
    }
}

impl<'a, T: ReadValue<'a>, const N: usize> ReadValue<'a> for [T; N] {
    type Cursor = FixedArrayCursor<'a, T::Cursor, N>;

    fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
        if T::IS_BYTE {
            let bytes = FixedCursor::bind(
                view,
                |value| value,
                |view| match view.data_type() {
                    DataType::FixedString(width) if *width == N => Some(Fixed::Wire(view.fixed()?)),
                    _ => None,
                },
            );
            return bytes.map(FixedArrayCursor::Bytes);
        }
        match has_dimension::<N>(view.data_type()) {
            true => Vec::<T>::bind(view).map(FixedArrayCursor::Items),
            false => Err(BindError::types()),
        }
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
        match cursor {
            FixedArrayCursor::Bytes(bytes) => {
                T::array_of_bytes(bytes.read(row, |value| value)?).ok_or_else(CellError::no_such_row)
            }
            FixedArrayCursor::Items(items) => {
                Vec::<T>::read(items, row)?.try_into().map_err(|items: Vec<T>| wrong_length(items.len(), N))
            }
        }
    }

    #[inline]
    fn skip(cursor: &mut Self::Cursor, row: usize) {
        match cursor {
            FixedArrayCursor::Bytes(_) => {}
            FixedArrayCursor::Items(items) => Vec::<T>::skip(items, row),
        }
    }
}

#[cold]
fn wrong_length(array: usize, rust: usize) -> CellError {
    CellError::new(format!("the array has {array} items, and `[T; {rust}]` takes exactly {rust}; read it as a Vec"))
}

/// Gathers `[T; N]`: bytes as FixedString, all else as arrays.
#[derive(Debug)]
pub enum FixedArrayBuilder<B> {
    /// A FixedString per array.
    Bytes(FixedBuilder),
    /// An array per array.
    Items(ArrayBuilder<B>),
}

impl<T: WriteValue, const N: usize> WriteValue for [T; N] {
    type Builder = FixedArrayBuilder<T::Builder>;

    fn builder(data_type: &DataType) -> Result<Self::Builder, BindError> {
        match (T::IS_BYTE, Wrapping::of(data_type)) {
            (false, _) if has_dimension::<N>(data_type) => builder_of::<T>(data_type).map(FixedArrayBuilder::Items),
            (true, (wrapping, DataType::FixedString(width))) if *width == N => {
                Ok(FixedArrayBuilder::Bytes(FixedBuilder::new(N, wrapping)))
            }
            _ => Err(BindError::types()),
        }
    }

    #[inline]
    fn write(&self, builder: &mut Self::Builder) -> Result<(), CellError> {
        match builder {
            FixedArrayBuilder::Bytes(bytes) => {
                bytes.push(as_bytes(self));
                Ok(())
            }
            FixedArrayBuilder::Items(items) => write_items(self.iter(), items),
        }
    }

    #[inline]
    fn write_each<'v>(
        values: impl ExactSizeIterator<Item = &'v Self> + Clone,
        builder: &mut Self::Builder,
    ) -> Result<(), CellError>
    where
        Self: 'v,
    {
        match builder {
            FixedArrayBuilder::Bytes(bytes) => {
                bytes.push_each(values.map(as_bytes));
                Ok(())
            }
            FixedArrayBuilder::Items(items) => {
                values.into_iter().try_for_each(|value| write_items(value.iter(), items))
            }
        }
    }
}

/// The bytes of an array of bytes, which has as many.
#[inline]
fn as_bytes<T: WriteValue, const N: usize>(array: &[T; N]) -> [u8; N] {
    T::bytes_of(array).and_then(|bytes| bytes.try_into().ok()).unwrap_or([0; N])
}

builds_in!([B] FixedArrayBuilder<B>: Bytes(inner), Items(inner));

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
        refusal::<[u8; 2]>("Array(UInt8)");
    }

    #[test]
    fn an_array_has_exactly_so_many_items() {
        assert_round_trip("Array(UInt16)", vec![[1u16, 2, 3], [4, 5, 6]]);
        assert_round_trip("Array(Nullable(String))", vec![[Some("a".to_owned()), None]]);
        assert_round_trip("Array(Array(Int8))", vec![[[1i8, 2], [3, 4], [5, 6]]]);
        assert_round_trip("Array(FixedString(2))", vec![[*b"ab", *b"cd"]]);
        assert_round_trip("Array(UInt16)", vec![[0u16; 0], []]);
        let column = OneColumn::of("Array(UInt16)", &[vec![1u16, 2], vec![3]]);
        let text = column.try_read::<[u16; 2]>().unwrap_err();
        assert_eq!(text, "the array has 1 items, and `[T; 2]` takes exactly 2; read it as a Vec");
        assert!(OneColumn::of_no_rows("String").is_refused_by::<[u16; 2]>());
        refusal::<[u16; 2]>("FixedString(2)");
    }
}
