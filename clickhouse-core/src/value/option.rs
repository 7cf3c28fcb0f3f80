//! `Option<T>`: NULL of Nullable, of LowCardinality(Nullable), and of types that have a NULL of their own.

use super::{BindError, CellError, ColumnValue, OneColumn, ReadValue, RowShape, WriteValue};
use crate::column::{Indexes, NullableBuilder, Variants, View};
use crate::types::DataType;

impl<T: ColumnValue> RowShape for Option<T> {
    type Shape = OneColumn;
}

impl<T: ColumnValue> ColumnValue for Option<T> {
    fn data_type() -> DataType {
        match T::data_type() {
            natural if natural.accepts_null() => natural,
            natural => DataType::Nullable(Box::new(natural)),
        }
    }
}

/// A place in a column that can be NULL: where the NULLs are, and the values.
#[derive(Debug)]
pub struct OptionCursor<'a, C> {
    nulls: Nulls<'a>,
    values: C,
}

#[derive(Debug)]
enum Nulls<'a> {
    None,
    /// A byte per row; not 0 is NULL.
    Map(&'a [u8]),
    /// Index 0 of a dictionary is NULL.
    Index(Indexes<'a>),
    /// A row without any of the types.
    Variants(Variants<'a>),
}

impl<C> OptionCursor<'_, C> {
    #[inline]
    fn is_null(&self, row: usize) -> bool {
        match &self.nulls {
            Nulls::None => false,
            Nulls::Map(nulls) => nulls.get(row).is_some_and(|null| *null != 0),
            Nulls::Index(indexes) => indexes.at(row) == 0,
            Nulls::Variants(variants) => variants.place(row) >= variants.columns().len(),
        }
    }
}

impl<'a, T: ReadValue<'a>> ReadValue<'a> for Option<T> {
    type Cursor = OptionCursor<'a, T::Cursor>;

    fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
        if let Some((nulls, values)) = view.nullable() {
            return Ok(OptionCursor { nulls: Nulls::Map(nulls), values: T::bind(values)? });
        }
        let nulls = match (view.low_cardinality(), view.variants()) {
            (Some((_, indexes)), _) if view.accepts_null() => Nulls::Index(indexes),
            (None, Some(variants)) => Nulls::Variants(variants),
            _ => Nulls::None,
        };
        Ok(OptionCursor { nulls, values: T::bind(view.without_nulls())? })
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
        if cursor.is_null(row) {
            T::skip(&mut cursor.values, row);
            return Ok(None);
        }
        T::read(&mut cursor.values, row).map(Some)
    }

    #[inline]
    fn skip(cursor: &mut Self::Cursor, row: usize) {
        T::skip(&mut cursor.values, row);
    }
}

impl<T: WriteValue> WriteValue for Option<T> {
    type Builder = NullableBuilder<T::Builder>;

    fn builder(data_type: &DataType) -> Result<Self::Builder, BindError> {
        match data_type {
            DataType::Nullable(inner) => Ok(NullableBuilder::with_null_map(T::builder(inner)?)),
            DataType::SimpleAggregateFunction(function) => Self::builder(&function.data_type),
            data_type if data_type.accepts_null() => Ok(NullableBuilder::without_null_map(T::builder(data_type)?)),
            _ => Err(BindError::types()),
        }
    }

    #[inline]
    fn write(&self, builder: &mut Self::Builder) -> Result<(), CellError> {
        match self {
            Some(value) => value.write(builder.some()),
            None => {
                crate::column::ColumnBuilder::push_null(builder);
                Ok(())
            }
        }
    }
}
