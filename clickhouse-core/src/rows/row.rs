//! One row of a result, and how its columns are named.

use super::{Column, Rows};
use crate::error::Error;
use crate::value::{ReadValue, Value};
use std::fmt;

/// A row of [`Rows`].
#[derive(Clone, Copy)]
pub struct RowRef<'a> {
    pub(super) rows: &'a Rows,
    row: usize,
}

impl<'a> RowRef<'a> {
    pub(super) fn new(rows: &'a Rows, row: usize) -> Self {
        RowRef { rows, row }
    }

    /// The number of the row in its result, counted from 0.
    pub fn number(&self) -> usize {
        self.row
    }

    /// The columns, in the order of the result.
    pub fn columns(&self) -> &'a [Column] {
        self.rows.columns()
    }

    /// The cell of `column` (a name, or a place counted from 0) as a Rust value.
    ///
    /// # Errors
    /// As [`Rows::get`].
    pub fn get<T: ReadValue<'a>>(&self, column: impl ColumnPlace) -> Result<T, Error> {
        self.rows.get(self.row, column)
    }

    /// The cell of `column` (a name, or a place counted from 0).
    ///
    /// # Errors
    /// As [`Rows::value`].
    pub fn value(&self, column: impl ColumnPlace) -> Result<&'a Value, Error> {
        self.rows.value(self.row, column)
    }

    /// All cells, in the order of the columns.
    ///
    /// # Errors
    /// As [`Rows::value`].
    pub fn values(&self) -> Result<Vec<&'a Value>, Error> {
        (0..self.columns().len()).map(|place| self.value(place)).collect()
    }
}

/// Without the cells.
impl fmt::Debug for RowRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowRef").field("number", &self.row).finish_non_exhaustive()
    }
}

/// What says which column is meant: its name, or its place counted from 0.
pub trait ColumnPlace {
    /// The place, or the text of why there is none.
    #[doc(hidden)]
    fn place(&self, columns: &[Column]) -> Result<usize, String>;
}

impl ColumnPlace for str {
    fn place(&self, columns: &[Column]) -> Result<usize, String> {
        let found = columns.iter().position(|column| column.name == *self);
        found.ok_or_else(|| match (Rows::nearest(self, columns), columns) {
            (Some(name), _) => format!("the result has no column `{self}`; did you mean `{name}`?"),
            (None, []) => format!("the result has no column `{self}`"),
            (None, columns) => {
                let names: Vec<_> = columns.iter().map(|column| format!("`{}`", column.name)).collect();
                format!("the result has no column `{self}`; it has {}", names.join(", "))
            }
        })
    }
}

impl ColumnPlace for String {
    fn place(&self, columns: &[Column]) -> Result<usize, String> {
        self.as_str().place(columns)
    }
}

impl ColumnPlace for usize {
    fn place(&self, columns: &[Column]) -> Result<usize, String> {
        match columns.len() {
            len if *self < len => Ok(*self),
            1 => Err(format!("column {self} is asked for, and the result has 1 column, counted from 0")),
            len => Err(format!("column {self} is asked for, and the result has {len} columns, counted from 0")),
        }
    }
}

impl<C: ColumnPlace + ?Sized> ColumnPlace for &C {
    fn place(&self, columns: &[Column]) -> Result<usize, String> {
        C::place(self, columns)
    }
}
