//! Blocks: a number of rows, column by column, as they stand in a Native body.
//!
//! ```text
//! 01 02                    1 column, 2 rows
//! 01 6e  05 55496e7438     its name `n`, its type `UInt8`
//! 00 01                    its values: prefix (none here), then data; absent where there are no rows
//! ```
//!
//! A body is blocks one after another until its end. Every block repeats names and types, and begins all prefixes and
//! dictionaries anew. [`BlockDecoder`] finds blocks in bytes that arrive piece by piece; a [`Block`] keeps the bytes and
//! knows where each column lies in them. Blocks are written by [`RowWriter`](crate::row::RowWriter).
//!
//! Knows no Rust types but those a row type brings, and no socket. Source: ClickHouse `src/Formats/NativeReader.cpp`,
//! checked on 24.8, 25.8 and 26.7 (revision 0).

mod decoder;
mod revision;
mod rows;

pub use decoder::BlockDecoder;
pub use rows::{ColumnValues, Rows};

use crate::column::{Column, View};
use crate::error::{Error, ErrorKind, Mismatch};
use crate::row::{ReadRow, ResultColumn, bind_row, bind_value};
use crate::types::DataType;
use crate::value::ReadValue;
#[cfg(feature = "http")]
use crate::wire::{put_text, put_varint};

/// Rows of a result, column by column, in the bytes that the server sent.
#[derive(Debug, Clone)]
pub struct Block {
    bytes: Vec<u8>,
    columns: Vec<NamedColumn>,
    rows: usize,
}

#[derive(Debug, Clone)]
struct NamedColumn {
    name: Box<str>,
    /// The SimpleAggregateFunction that the column says it is, which its values know nothing of.
    function: Option<Box<DataType>>,
    column: Column,
}

impl NamedColumn {
    fn data_type<'b>(&'b self, bytes: &'b [u8]) -> &'b DataType {
        self.function.as_deref().unwrap_or_else(|| View::new(bytes, &self.column).data_type())
    }
}

impl Block {
    /// The number of rows.
    pub fn row_count(&self) -> usize {
        self.rows
    }

    /// Name and type of each column, in the order of the result.
    pub fn columns(&self) -> impl ExactSizeIterator<Item = (&str, &DataType)> {
        self.columns.iter().map(|column| (&*column.name, column.data_type(&self.bytes)))
    }

    /// A look at the column with number `place`, counted from 0.
    pub fn view(&self, place: usize) -> Option<View<'_>> {
        self.columns.get(place).map(|column| View::new(&self.bytes, &column.column))
    }

    /// The rows, each read when it is asked for; strings may borrow from this block.
    ///
    /// # Errors
    /// [`ErrorKind::Mismatch`] with all columns that do not fit the row type.
    pub fn rows<'a, T: ReadRow<'a>>(&'a self) -> Result<Rows<'a, T>, Error> {
        let columns = self.columns.iter();
        let columns = columns.map(|column| ResultColumn::new(&column.name, View::new(&self.bytes, &column.column)));
        let cursor = bind_row::<T>(columns.collect()).map_err(Error::from_mismatch)?;
        Ok(Rows::new(cursor, self.rows))
    }

    /// The values of the column `name`, each read when it is asked for.
    ///
    /// # Errors
    /// [`ErrorKind::Mismatch`] where there is no such column, or it does not hold values of this type.
    pub fn column<'a, T: ReadValue<'a>>(&'a self, name: &str) -> Result<ColumnValues<'a, T>, Error> {
        let column = self.columns.iter().enumerate().find(|(_, column)| *column.name == *name);
        let Some((place, column)) = column else {
            let names: Vec<_> = self.columns.iter().map(|column| format!("`{}`", column.name)).collect();
            let what = format!("the result has no column `{name}`; it has {}", names.join(", "));
            return Err(Error::new(ErrorKind::Mismatch, what));
        };
        let column = ResultColumn::new(&column.name, View::new(&self.bytes, &column.column));
        let cursor = bind_value::<T>(column, place).map_err(Error::from_mismatch)?;
        Ok(ColumnValues::new(cursor, self.rows))
    }

    /// The memory the block's bytes take.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// The bytes of a block with these columns and no rows.
#[cfg(feature = "http")]
pub(crate) fn header(columns: &[(String, DataType)]) -> Vec<u8> {
    let mut header = Vec::new();
    put_varint(&mut header, columns.len() as u64);
    put_varint(&mut header, 0);
    for (name, data_type) in columns {
        put_text(&mut header, name.as_bytes());
        put_text(&mut header, data_type.to_string().as_bytes());
    }
    header
}

impl From<Mismatch> for Error {
    fn from(mismatch: Mismatch) -> Self {
        Error::from_mismatch(mismatch)
    }
}
