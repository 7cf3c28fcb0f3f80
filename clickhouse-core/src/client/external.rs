//! [`External`]: rows that a query brings along, as a table for this query only.
//!
//! Knows no request: it is a name, the columns as SQL, and the rows in Native.

use crate::error::{Error, ErrorKind};
use crate::row::{RowWriter, WriteRow};
use crate::schema::Table;
use crate::sql::quote;
use bytes::Bytes;

/// A table that is sent along with a query.
#[derive(Debug, Clone)]
pub(super) struct External {
    pub(super) name: String,
    /// `id UInt64, host String`.
    pub(super) structure: String,
    /// One block.
    pub(super) rows: Bytes,
}

/// What is wrong with such a table; told when the query is run.
pub(super) type Refused = (ErrorKind, String);

impl External {
    /// The rows as a table of this name, with columns of the types that are natural for the fields.
    pub(super) fn new<T: WriteRow>(name: String, rows: &[T]) -> Result<External, Refused> {
        let mut letters = name.chars();
        let is_word = letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
            && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
        if !is_word {
            let what = "the name of an external table is made of ASCII letters, digits and `_`, no digit first";
            return Err((ErrorKind::Config, format!("external table `{name}`: {what}")));
        }
        let refused = |error: Error| (error.kind(), format!("external table `{name}`: {error}"));
        let table = Table::natural(T::columns());
        let mut writer =
            RowWriter::<T>::new(&table.columns).map_err(|mismatch| refused(Error::from_mismatch(mismatch)))?;
        for (place, row) in rows.iter().enumerate() {
            let cell = |error| (ErrorKind::Value, format!("external table `{name}`: row {place}, {error}"));
            writer.push(row).map_err(cell)?;
        }
        let mut block = Vec::new();
        if !rows.is_empty() {
            writer.finish_block(&mut block);
        }
        let columns = table.columns.iter().map(|column| format!("{} {}", quote(&column.name), column.data_type));
        let structure = columns.collect::<Vec<_>>().join(", ");
        Ok(External { name, structure, rows: Bytes::from(block) })
    }
}
