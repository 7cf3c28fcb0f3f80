//! Flattened fields: a row's columns among those of another row. `column` of the field is what their names begin with.

use super::Visit;
use crate::row::{Field, ReadNamed, ResultColumns, Row, RowColumn, TargetColumns, Wanted, WriteRow};
use crate::value::CellError;

/// [`Row`] for a flattened field, with `TWIN` as in [`ReadField`](super::ReadField).
pub trait FlatColumns<const TWIN: usize> {
    /// As [`Row::columns`].
    fn columns() -> Vec<RowColumn>;
}

#[diagnostic::do_not_recommend]
impl<const TWIN: usize, T: Row> FlatColumns<TWIN> for T {
    fn columns() -> Vec<RowColumn> {
        <T as Row>::columns()
    }
}

/// The columns of a flattened field.
pub fn flattened(field: &Field, mut columns: Vec<RowColumn>, insert: bool, select: bool) -> Vec<RowColumn> {
    for column in &mut columns {
        column.column.insert_str(0, field.column);
        column.insert &= insert;
        column.select &= select;
    }
    columns
}

/// [`ReadNamed`] for a flattened field, with `TWIN` as in [`ReadField`](super::ReadField).
pub trait ReadFlat<'a, const TWIN: usize = 0>: Sized {
    /// As [`ReadNamed::READS_JSON_TEXTS`].
    const READS_JSON_TEXTS: bool;

    /// As [`ReadNamed::WANTED`].
    const WANTED: Wanted;

    /// As [`ReadNamed::Cursor`].
    type Cursor: Send;

    /// As [`ReadNamed::bind`].
    fn bind(columns: &mut ResultColumns<'_, 'a>, field: &Field) -> Option<Self::Cursor>;

    /// As [`ReadNamed::read`].
    ///
    /// # Errors
    /// As [`ReadNamed::read`].
    fn read(cursor: &mut Self::Cursor, row: usize, field: &Field) -> Result<Self, CellError>;
}

impl<'a, const TWIN: usize, T: ReadNamed<'a>> ReadFlat<'a, TWIN> for T {
    const READS_JSON_TEXTS: bool = <T as ReadNamed<'a>>::READS_JSON_TEXTS;

    const WANTED: Wanted = <T as ReadNamed<'a>>::WANTED;

    type Cursor = <T as ReadNamed<'a>>::Cursor;

    fn bind(columns: &mut ResultColumns<'_, 'a>, field: &Field) -> Option<Self::Cursor> {
        columns.flattened(field, <T as ReadNamed<'a>>::bind)
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, row: usize, field: &Field) -> Result<Self, CellError> {
        match <T as ReadNamed<'a>>::read(cursor, row) {
            Ok(value) => Ok(value),
            Err(error) => Err(error.with_prefix(field.column)),
        }
    }
}

/// [`WriteRow`] for a flattened field, with `TWIN` as in [`ReadField`](super::ReadField).
pub trait WriteFlat<const TWIN: usize = 0> {
    /// As [`WriteRow::Builders`].
    type Builder;

    /// As [`WriteRow::builders`].
    fn builder(table: &mut TargetColumns<'_>, field: &Field) -> Option<Self::Builder>;

    /// As [`WriteRow::write`].
    ///
    /// # Errors
    /// As [`WriteRow::write`].
    fn write(&self, builders: &mut Self::Builder, field: &Field) -> Result<(), CellError>;

    /// As [`WriteRow::each_builder`].
    fn each_builder(builders: &mut Self::Builder, visit: &mut Visit<'_>);
}

impl<const TWIN: usize, T: WriteRow> WriteFlat<TWIN> for T {
    type Builder = <T as WriteRow>::Builders;

    fn builder(table: &mut TargetColumns<'_>, field: &Field) -> Option<Self::Builder> {
        table.flattened(field, <T as WriteRow>::builders)
    }

    #[inline]
    fn write(&self, builders: &mut Self::Builder, field: &Field) -> Result<(), CellError> {
        match <T as WriteRow>::write(self, builders) {
            Ok(()) => Ok(()),
            Err(error) => Err(error.with_prefix(field.column)),
        }
    }

    fn each_builder(builders: &mut Self::Builder, visit: &mut Visit<'_>) {
        <T as WriteRow>::each_builder(builders, visit);
    }
}
