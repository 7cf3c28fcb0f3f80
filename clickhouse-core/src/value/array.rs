//! `Vec<T>` and `Box<[T]>`: Array, and all that is laid out as one (Nested and Map as arrays of tuples, Ring, Polygon..).

use super::{BindError, CellError, ColumnValue, OneColumn, ReadValue, RowShape, WriteValue};
use crate::column::{ArrayBuilder, Offsets, View, structure};
use crate::types::DataType;

impl<T: ColumnValue> RowShape for Vec<T> {
    type Shape = OneColumn;
}

impl<T: ColumnValue> RowShape for Box<[T]> {
    type Shape = OneColumn;
}

/// A place in a column of arrays: where each row's items are, and the items.
#[derive(Debug)]
pub struct ArrayCursor<'a, C> {
    offsets: Offsets<'a>,
    items: C,
}

/// The type of the items, if `data_type` is laid out as an Array.
fn item_type(data_type: &DataType) -> Result<DataType, BindError> {
    match data_type {
        DataType::SimpleAggregateFunction(function) => item_type(&function.data_type),
        other => match structure(other) {
            DataType::Array(item) => Ok(*item),
            _ => Err(BindError::types()),
        },
    }
}

impl<T: ColumnValue> ColumnValue for Vec<T> {
    fn data_type() -> DataType {
        DataType::Array(Box::new(T::data_type()))
    }
}

impl<'a, T: ReadValue<'a>> ReadValue<'a> for Vec<T> {
    type Cursor = ArrayCursor<'a, T::Cursor>;

    fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
        let (offsets, items) = view.array().ok_or_else(BindError::types)?;
        Ok(ArrayCursor { offsets, items: T::bind(items)? })
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
        let items = cursor.offsets.items(row);
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            values.push(T::read(&mut cursor.items, item)?);
        }
        Ok(values)
    }

    #[inline]
    fn skip(cursor: &mut Self::Cursor, row: usize) {
        for item in cursor.offsets.items(row) {
            T::skip(&mut cursor.items, item);
        }
    }
}

impl<T: WriteValue> WriteValue for Vec<T> {
    type Builder = ArrayBuilder<T::Builder>;

    fn builder(data_type: &DataType) -> Result<Self::Builder, BindError> {
        Ok(ArrayBuilder::new(T::builder(&item_type(data_type)?)?))
    }

    #[inline]
    fn write(&self, builder: &mut Self::Builder) -> Result<(), CellError> {
        write_items(self, builder)
    }
}

fn write_items<T: WriteValue>(items: &[T], builder: &mut ArrayBuilder<T::Builder>) -> Result<(), CellError> {
    for item in items {
        item.write(builder.items())?;
    }
    builder.end();
    Ok(())
}

impl<T: ColumnValue> ColumnValue for Box<[T]> {
    fn data_type() -> DataType {
        Vec::<T>::data_type()
    }
}

impl<'a, T: ReadValue<'a>> ReadValue<'a> for Box<[T]> {
    type Cursor = ArrayCursor<'a, T::Cursor>;

    fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
        Vec::<T>::bind(view)
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
        Vec::<T>::read(cursor, row).map(Vec::into_boxed_slice)
    }

    #[inline]
    fn skip(cursor: &mut Self::Cursor, row: usize) {
        Vec::<T>::skip(cursor, row);
    }
}

impl<T: WriteValue> WriteValue for Box<[T]> {
    type Builder = ArrayBuilder<T::Builder>;

    fn builder(data_type: &DataType) -> Result<Self::Builder, BindError> {
        Vec::<T>::builder(data_type)
    }

    #[inline]
    fn write(&self, builder: &mut Self::Builder) -> Result<(), CellError> {
        write_items(self, builder)
    }
}
