//! Rows out of a result's columns: matched by name for structs, by position for tuples and single values.

use super::result::{ResultColumn, ResultColumns, check_result};
use super::wanted::Wanted;
use crate::error::Mismatch;
use crate::value::relation::reads_json_texts;
use crate::value::{ByName, ByPosition, CellError, OneColumn, ReadValue, RowShape};

/// A row that can be read from a result, borrowing for `'a` from the block that holds it.
///
/// | row | columns |
/// |---|---|
/// | a struct with `#[derive(Row)]` | by name, in any order |
/// | a tuple of up to 16 values | by position |
/// | `(Struct, A, B)` | the struct's by name among the first, the others by position |
/// | a single value | the only one |
///
/// Implemented for every type whose [`RowShape`] can be read as that type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row that can be read from a ClickHouse result",
    label = "not a readable row",
    note = "a row is a struct with `#[derive(clickhouse_core::Row)]`, a tuple of up to 16 column values, or a single column value, such as `u64` instead of `usize`",
    note = "a struct with lifetimes borrows from its block: read it with `.blocks()` and `block.rows::<{Self}>()`"
)]
pub trait ReadRow<'a>: Sized {
    /// Whether a value of the row is best read from JSON columns that come as texts.
    #[doc(hidden)]
    const READS_JSON_TEXTS: bool = false;

    /// The columns that are read, as far as the compiler knows them.
    #[doc(hidden)]
    const WANTED: Wanted = Wanted::Unknown;

    /// The places in all columns of the row.
    type Cursor: Send;

    /// Checks the columns, once per block. `None`: what is wrong was recorded in `columns`.
    fn bind(columns: &mut ResultColumns<'_, 'a>) -> Option<Self::Cursor>;

    /// The row with number `row` in the block. Rows are asked for in their order, each once.
    ///
    /// # Errors
    /// A [`CellError`] with the column's name where a column's bytes are no value of the field's type.
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError>;
}

impl<'a, T: RowShape<Shape: ReadAs<'a, T>>> ReadRow<'a> for T {
    const READS_JSON_TEXTS: bool = <T::Shape as ReadAs<'a, T>>::READS_JSON_TEXTS;

    const WANTED: Wanted = <T::Shape as ReadAs<'a, T>>::WANTED;

    type Cursor = <T::Shape as ReadAs<'a, T>>::Cursor;

    #[inline]
    fn bind(columns: &mut ResultColumns<'_, 'a>) -> Option<Self::Cursor> {
        T::Shape::bind(columns)
    }

    // From here down to the texts in it: a row that comes out of a call is moved once more, and the move waits for the
    // stores of the call. With that, and one place less in `RowStream`, three million streamed rows of two numbers and a
    // text took 98 ms of processor time instead of 111.
    #[inline(always)]
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
        T::Shape::read(cursor, row)
    }
}

/// A struct that is read from columns by their names: `#[derive(Row)]`.
pub trait ReadNamed<'a>: Sized {
    /// As [`ReadRow::READS_JSON_TEXTS`].
    #[doc(hidden)]
    const READS_JSON_TEXTS: bool = false;

    /// As [`ReadRow::WANTED`].
    #[doc(hidden)]
    const WANTED: Wanted = Wanted::Unknown;

    /// As [`ReadRow::Cursor`].
    type Cursor: Send;

    /// As [`ReadRow::bind`].
    fn bind(columns: &mut ResultColumns<'_, 'a>) -> Option<Self::Cursor>;

    /// As [`ReadRow::read`].
    ///
    /// # Errors
    /// As [`ReadRow::read`].
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError>;
}

/// A shape as which the row `T` can be read.
pub trait ReadAs<'a, T> {
    /// As [`ReadRow::READS_JSON_TEXTS`].
    #[doc(hidden)]
    const READS_JSON_TEXTS: bool = false;

    /// As [`ReadRow::WANTED`].
    #[doc(hidden)]
    const WANTED: Wanted = Wanted::Unknown;

    /// As [`ReadRow::Cursor`].
    type Cursor: Send;

    /// As [`ReadRow::bind`].
    fn bind(columns: &mut ResultColumns<'_, 'a>) -> Option<Self::Cursor>;

    /// As [`ReadRow::read`].
    ///
    /// # Errors
    /// As [`ReadRow::read`].
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<T, CellError>;
}

impl<'a, T: ReadValue<'a>> ReadAs<'a, T> for OneColumn {
    const READS_JSON_TEXTS: bool = reads_json_texts(&T::SHAPE);

    const WANTED: Wanted = Wanted::One(T::SHAPE);

    type Cursor = T::Cursor;

    fn bind(columns: &mut ResultColumns<'_, 'a>) -> Option<Self::Cursor> {
        columns.expect_width::<T>(1).then(|| columns.next::<T>()).flatten()
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<T, CellError> {
        T::read(cursor, row)
    }
}

impl<'a, T: ReadNamed<'a>> ReadAs<'a, T> for ByName {
    const READS_JSON_TEXTS: bool = T::READS_JSON_TEXTS;

    const WANTED: Wanted = T::WANTED;

    type Cursor = T::Cursor;

    #[inline]
    fn bind(columns: &mut ResultColumns<'_, 'a>) -> Option<Self::Cursor> {
        T::bind(columns)
    }

    #[inline(always)]
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<T, CellError> {
        T::read(cursor, row)
    }
}

/// A shape as which an element of a tuple row can be read: a value of one column, or a derived struct that takes all
/// columns left to it.
pub trait ReadPart<'a, T> {
    /// As [`ReadRow::READS_JSON_TEXTS`].
    #[doc(hidden)]
    const READS_JSON_TEXTS: bool = false;

    /// Whether this takes all columns that the other elements leave.
    const IS_ROW: bool;

    /// As [`ReadRow::WANTED`].
    #[doc(hidden)]
    const WANTED: Wanted = Wanted::Unknown;

    /// The places in the columns of this part.
    type Cursor: Send;

    /// As [`ReadRow::bind`].
    fn bind(columns: &mut ResultColumns<'_, 'a>) -> Option<Self::Cursor>;

    /// As [`ReadRow::read`].
    ///
    /// # Errors
    /// As [`ReadRow::read`].
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<T, CellError>;
}

macro_rules! part_is_one_column {
    ($($shape:ident),+) => {
        $(impl<'a, T: ReadValue<'a>> ReadPart<'a, T> for $shape {
            const READS_JSON_TEXTS: bool = reads_json_texts(&T::SHAPE);

            const IS_ROW: bool = false;

            const WANTED: Wanted = Wanted::One(T::SHAPE);

            type Cursor = T::Cursor;

            fn bind(columns: &mut ResultColumns<'_, 'a>) -> Option<Self::Cursor> {
                columns.next::<T>()
            }

            #[inline]
            fn read(cursor: &mut Self::Cursor, row: usize) -> Result<T, CellError> {
                T::read(cursor, row)
            }
        })+
    };
}

// A tuple within a tuple is a Tuple column.
part_is_one_column!(OneColumn, ByPosition);

impl<'a, T: ReadNamed<'a>> ReadPart<'a, T> for ByName {
    const READS_JSON_TEXTS: bool = T::READS_JSON_TEXTS;

    const IS_ROW: bool = true;

    const WANTED: Wanted = T::WANTED;

    type Cursor = T::Cursor;

    fn bind(columns: &mut ResultColumns<'_, 'a>) -> Option<Self::Cursor> {
        T::bind(columns)
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<T, CellError> {
        T::read(cursor, row)
    }
}

/// Checks the row type `T` against the columns of a result.
pub(crate) fn bind_row<'a, T: ReadRow<'a>>(columns: Vec<ResultColumn<'a>>) -> Result<T::Cursor, Mismatch> {
    check_result(columns, 0, T::bind)
}

/// Checks the value type `T` against the column at `place` of its result.
pub(crate) fn bind_value<'a, T: ReadValue<'a>>(column: ResultColumn<'a>, place: usize) -> Result<T::Cursor, Mismatch> {
    check_result(vec![column], place, |columns| columns.next::<T>())
}
