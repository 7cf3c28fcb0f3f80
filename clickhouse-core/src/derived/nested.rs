//! Nested fields: lists of structs, in the columns of a Nested or in one column of arrays of Tuples.

use super::Visit;
use crate::row::{
    Field, ItemColumns, NestedBuilder, NestedCursor, ReadItems, ResultColumns, RowColumn, TargetColumns, Wanted,
    WriteItems,
};
use crate::types::DataType;
use crate::value::{CellError, RowShape};

/// A list whose items have columns, with `TWIN` as in [`ReadField`](super::ReadField).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of structs, which a nested field is",
    label = "not a `Vec` of structs",
    note = "`#[clickhouse(nested)]` belongs on a `Vec` of structs that derive `Row` or `Value`"
)]
pub trait NestedColumns<const TWIN: usize = 0> {
    /// The columns of an item, as [`Row::WANTED`](crate::row::Row::WANTED).
    const WANTED: Wanted;

    /// The columns of the field: arrays.
    fn columns(field: &Field, insert: bool, select: bool) -> Vec<RowColumn>;
}

impl<const TWIN: usize, T: RowShape<Shape: ItemColumns<T>>> NestedColumns<TWIN> for Vec<T> {
    const WANTED: Wanted = <T::Shape as ItemColumns<T>>::WANTED;

    fn columns(field: &Field, insert: bool, select: bool) -> Vec<RowColumn> {
        let mut columns = T::Shape::columns();
        for column in &mut columns {
            column.column = format!("{}.{}", field.column, column.column);
            let item = std::mem::replace(&mut column.data_type, DataType::Nothing);
            column.data_type = DataType::Array(Box::new(item));
            column.insert &= insert;
            column.select &= select;
        }
        columns
    }
}

/// A list that can be read, with `TWIN` as in [`ReadField`](super::ReadField).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of structs, which a nested field is read as",
    label = "not a `Vec` of structs",
    note = "`#[clickhouse(nested)]` belongs on a `Vec` of structs that derive `Row` or `Value`"
)]
pub trait ReadNested<'a, const TWIN: usize = 0>: Sized {
    /// As [`ReadNamed::READS_JSON_TEXTS`](crate::row::ReadNamed::READS_JSON_TEXTS).
    const READS_JSON_TEXTS: bool;

    /// The places in all columns of the items.
    type Cursor: Send;

    /// Finds and checks the columns of `field`.
    fn bind(columns: &mut ResultColumns<'_, 'a>, field: &Field) -> Option<Self::Cursor>;

    /// The same where the columns may be absent, which is `Some(None)`.
    fn bind_or_default(columns: &mut ResultColumns<'_, 'a>, field: &Field) -> Option<Option<Self::Cursor>>;

    /// Reads the items of `row`.
    ///
    /// # Errors
    /// As [`ReadNamed::read`](crate::row::ReadNamed::read), with the column's name.
    fn read(cursor: &mut Self::Cursor, row: usize, field: &Field) -> Result<Self, CellError>;

    /// The same, or `default` where the columns are absent.
    ///
    /// # Errors
    /// As [`ReadNested::read`].
    #[inline]
    fn read_or(
        cursor: &mut Option<Self::Cursor>,
        row: usize,
        field: &Field,
        default: impl FnOnce() -> Self,
    ) -> Result<Self, CellError> {
        match cursor {
            Some(cursor) => Self::read(cursor, row, field),
            None => Ok(default()),
        }
    }
}

impl<'a, const TWIN: usize, T: RowShape<Shape: ReadItems<'a, T>>> ReadNested<'a, TWIN> for Vec<T> {
    const READS_JSON_TEXTS: bool = T::Shape::READS_JSON_TEXTS;

    type Cursor = NestedCursor<'a, <T::Shape as ReadItems<'a, T>>::Cursor>;

    fn bind(columns: &mut ResultColumns<'_, 'a>, field: &Field) -> Option<Self::Cursor> {
        let bound = columns.nested(field, T::Shape::bind)?;
        if bound.is_none() {
            columns.missing::<Self>(field);
        }
        bound
    }

    fn bind_or_default(columns: &mut ResultColumns<'_, 'a>, field: &Field) -> Option<Option<Self::Cursor>> {
        columns.nested(field, T::Shape::bind)
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, row: usize, field: &Field) -> Result<Self, CellError> {
        match cursor.read(row, T::Shape::read) {
            Ok(items) => Ok(items),
            Err(error) => Err(error.in_column(field.column)),
        }
    }
}

/// A list that can be inserted, with `TWIN` as in [`ReadField`](super::ReadField).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of structs, which a nested field is inserted as",
    label = "not a `Vec` of structs",
    note = "`#[clickhouse(nested)]` belongs on a `Vec` of structs that derive `Row` or `Value`"
)]
pub trait WriteNested<const TWIN: usize = 0> {
    /// The builders of all columns of the items.
    type Builder;

    /// Finds and checks the columns of `field`.
    fn builder(table: &mut TargetColumns<'_>, field: &Field) -> Option<Self::Builder>;

    /// Gathers the items of a row.
    ///
    /// # Errors
    /// As [`WriteRow::write`](crate::row::WriteRow::write), with the column's name.
    fn write(&self, builder: &mut Self::Builder, field: &Field) -> Result<(), CellError>;

    /// Visits the builders of the columns.
    fn each_builder(builder: &mut Self::Builder, visit: &mut Visit<'_>);
}

impl<const TWIN: usize, T: RowShape<Shape: WriteItems<T>>> WriteNested<TWIN> for Vec<T> {
    type Builder = NestedBuilder<<T::Shape as WriteItems<T>>::Builders>;

    fn builder(table: &mut TargetColumns<'_>, field: &Field) -> Option<Self::Builder> {
        table.nested::<Self, _>(field, T::Shape::each_builder, T::Shape::builders)
    }

    #[inline]
    fn write(&self, builder: &mut Self::Builder, field: &Field) -> Result<(), CellError> {
        match builder.write(self, T::Shape::write) {
            Ok(()) => Ok(()),
            Err(error) => Err(error.in_column(field.column)),
        }
    }

    fn each_builder(builder: &mut Self::Builder, visit: &mut Visit<'_>) {
        builder.each_builder(T::Shape::each_builder, visit);
    }
}
