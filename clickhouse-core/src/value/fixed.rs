//! The cursor of values of a fixed width.

use super::{BindError, CellError};
use crate::column::View;
use std::ops::Range;

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
    pub(crate) fn read_each(&self, rows: Range<usize>, decode: impl Fn([u8; N]) -> T) -> Result<Vec<T>, CellError> {
        match self.wire.get(rows.clone()) {
            Some(values) => Ok(values.iter().map(|value| decode(*value)).collect()),
            None => self.ready.get(rows).map(<[T]>::to_vec).ok_or_else(CellError::no_such_row),
        }
    }

    #[inline]
    fn read_ready(&self, row: usize) -> Result<T, CellError> {
        self.ready.get(row).copied().ok_or_else(CellError::no_such_row)
    }
}
