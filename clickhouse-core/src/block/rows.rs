//! Going through a block: rows that are built one by one while all columns' cursors walk in lockstep.

use crate::error::{Error, ErrorKind};
use crate::row::ReadRow;
use crate::value::{CellError, ReadValue};
use std::fmt;

/// The rows of a block, in their order. After an error there are no more.
pub struct Rows<'a, T: ReadRow<'a>> {
    cursor: T::Cursor,
    next: usize,
    end: usize,
}

impl<'a, T: ReadRow<'a>> Rows<'a, T> {
    pub(super) fn new(cursor: T::Cursor, rows: usize) -> Self {
        Rows { cursor, next: 0, end: rows }
    }

    /// Appends all rows that are left to `rows`.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] with row and column where a column's bytes are no value of the field's type.
    pub fn append_to(mut self, rows: &mut Vec<T>) -> Result<(), Error> {
        rows.reserve(self.end - self.next);
        for row in self.next..self.end {
            match T::read(&mut self.cursor, row) {
                Ok(value) => rows.push(value),
                Err(error) => return Err(unreadable(row, error)),
            }
        }
        Ok(())
    }
}

impl<'a, T: ReadRow<'a>> Iterator for Rows<'a, T> {
    type Item = Result<T, Error>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.next == self.end {
            return None;
        }
        let row = self.next;
        self.next += 1;
        match T::read(&mut self.cursor, row) {
            Ok(value) => Some(Ok(value)),
            Err(error) => {
                self.next = self.end;
                Some(Err(unreadable(row, error)))
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.end - self.next, Some(self.end - self.next))
    }
}

impl<'a, T: ReadRow<'a>> ExactSizeIterator for Rows<'a, T> {}

impl<'a, T: ReadRow<'a>> std::iter::FusedIterator for Rows<'a, T> {}

impl<'a, T: ReadRow<'a>> fmt::Debug for Rows<'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows").field("next", &self.next).field("end", &self.end).finish_non_exhaustive()
    }
}

/// The values of one column of a block, in the order of the rows. After an error there are no more.
pub struct ColumnValues<'a, T: ReadValue<'a>> {
    cursor: T::Cursor,
    next: usize,
    end: usize,
}

impl<'a, T: ReadValue<'a>> ColumnValues<'a, T> {
    pub(super) fn new(cursor: T::Cursor, rows: usize) -> Self {
        ColumnValues { cursor, next: 0, end: rows }
    }
}

impl<'a, T: ReadValue<'a>> Iterator for ColumnValues<'a, T> {
    type Item = Result<T, Error>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.next == self.end {
            return None;
        }
        let row = self.next;
        self.next += 1;
        match T::read(&mut self.cursor, row) {
            Ok(value) => Some(Ok(value)),
            Err(error) => {
                self.next = self.end;
                Some(Err(unreadable(row, error)))
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.end - self.next, Some(self.end - self.next))
    }
}

impl<'a, T: ReadValue<'a>> ExactSizeIterator for ColumnValues<'a, T> {}

impl<'a, T: ReadValue<'a>> std::iter::FusedIterator for ColumnValues<'a, T> {}

impl<'a, T: ReadValue<'a>> fmt::Debug for ColumnValues<'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ColumnValues").field("next", &self.next).field("end", &self.end).finish_non_exhaustive()
    }
}

#[cold]
fn unreadable(row: usize, error: CellError) -> Error {
    Error::new(ErrorKind::Decode, error.to_string()).doing(format_args!("row {row} of the block"))
}
