//! [`Rows`]: a whole result whose columns need not be known beforehand, kept as the blocks that the server sent.
//!
//! Cells are read when they are asked for: typed ones straight from the blocks, untyped ones column by column, each once.
//!
//! Knows no socket.

mod pretty;
mod row;
#[cfg(feature = "serde")]
mod serialize;

pub use pretty::Pretty;
pub use row::{ColumnPlace, RowRef};

use crate::block::Block;
use crate::error::{Error, ErrorKind};
use crate::http::Summary;
use crate::row::{ResultColumn, bind_value, nearest};
use crate::types::DataType;
use crate::value::{CellError, ReadValue, Value};
use std::fmt;
use std::sync::{Arc, OnceLock};

/// All rows of a result, see [`Client::query`](crate::Client::query).
///
/// ```no_run
/// # async fn example(client: clickhouse_core::Client) -> Result<(), clickhouse_core::Error> {
/// let rows = client.query("SELECT name, total_rows FROM system.tables").await?;
/// for row in &rows {
///     let name: String = row.get("name")?;
///     println!("{name}: {}", row.value("total_rows")?);
/// }
/// println!("{rows}");
/// # Ok(())
/// # }
/// ```
///
/// A result without rows has no columns either: the server sends nothing at all.
#[derive(Default)]
pub struct Rows {
    columns: Vec<Column>,
    blocks: Vec<Kept>,
    len: usize,
    summary: Summary,
    query_id: Option<String>,
    /// The zone in which the server shows instants that have none of their own.
    zone: Option<Arc<str>>,
}

/// A column of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Column {
    /// The name, unquoted.
    pub name: String,
    /// The type, whose text is what the server prints.
    pub data_type: DataType,
}

/// A block, the number of its first row, and those of its columns that were asked for as values.
struct Kept {
    block: Block,
    start: usize,
    values: Vec<OnceLock<Vec<Value>>>,
}

impl Rows {
    /// The result of these blocks, in their order.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] where a block has other columns than the first one.
    pub fn from_blocks(blocks: impl IntoIterator<Item = Block>) -> Result<Self, Error> {
        let mut rows = Rows::default();
        blocks.into_iter().try_for_each(|block| rows.push(block))?;
        Ok(rows)
    }

    /// Adds a block to the end.
    pub(crate) fn push(&mut self, block: Block) -> Result<(), Error> {
        if self.blocks.is_empty() {
            self.columns = block
                .columns()
                .map(|(name, data_type)| Column { name: name.to_owned(), data_type: data_type.clone() })
                .collect();
        } else if !block.columns().eq(self.columns.iter().map(|column| (column.name.as_str(), &column.data_type))) {
            let what = format!("the columns of block {} are not those of the first block", self.blocks.len());
            return Err(Error::new(ErrorKind::Decode, what));
        }
        let values = self.columns.iter().map(|_| OnceLock::new()).collect();
        let start = self.len;
        self.len += block.row_count();
        self.blocks.push(Kept { block, start, values });
        Ok(())
    }

    pub(crate) fn finish(mut self, summary: Summary, query_id: Option<&str>, zone: Option<&str>) -> Self {
        self.summary = summary;
        self.query_id = query_id.map(str::to_owned);
        self.zone = zone.map(Arc::from);
        self
    }

    /// The columns, in the order of the result; none where there are no rows.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// What the server counted.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// The id by which the server knows the query.
    pub fn query_id(&self) -> Option<&str> {
        self.query_id.as_deref()
    }

    /// The blocks as the server sent them, each of which can be read as rows of any type.
    pub fn blocks(&self) -> impl ExactSizeIterator<Item = &Block> {
        self.blocks.iter().map(|kept| &kept.block)
    }

    /// The row with this number, counted from 0.
    pub fn row(&self, row: usize) -> Option<RowRef<'_>> {
        (row < self.len).then(|| RowRef::new(self, row))
    }

    /// The rows, one after another.
    pub fn iter(&self) -> RowsIter<'_> {
        RowsIter { rows: self, next: 0 }
    }

    /// The cell in `row` (counted from 0) and `column` (a name, or a place counted from 0) as a Rust value.
    ///
    /// Looks for the row from the start of its block; to read a whole column, take [`Rows::column`].
    ///
    /// # Errors
    /// There is no such row or column, or the column does not hold values of this type.
    pub fn get<'a, T: ReadValue<'a>>(&'a self, row: usize, column: impl ColumnPlace) -> Result<T, Error> {
        let place = self.place(&column)?;
        let kept = self.kept(row)?;
        let mut cursor = self.bind::<T>(kept, place)?;
        let row_of_block = row - kept.start;
        for before in 0..row_of_block {
            T::skip(&mut cursor, before);
        }
        T::read(&mut cursor, row_of_block).map_err(|error| self.unreadable(row, place, &error))
    }

    /// The cell in `row` (counted from 0) and `column` (a name, or a place counted from 0).
    ///
    /// # Errors
    /// There is no such row or column, or the column's bytes are no values of its type.
    pub fn value(&self, row: usize, column: impl ColumnPlace) -> Result<&Value, Error> {
        let place = self.place(&column)?;
        let kept = self.kept(row)?;
        let values = self.values(kept, place)?;
        values.get(row - kept.start).ok_or_else(|| self.no_such_row(row))
    }

    /// All cells of `column` (a name, or a place counted from 0) as Rust values.
    ///
    /// # Errors
    /// There is no such column, or it does not hold values of this type.
    pub fn column<'a, T: ReadValue<'a>>(&'a self, column: impl ColumnPlace) -> Result<Vec<T>, Error> {
        let place = self.place(&column)?;
        let mut values = Vec::with_capacity(self.len);
        for kept in &self.blocks {
            let mut cursor = self.bind::<T>(kept, place)?;
            for row in 0..kept.block.row_count() {
                let value = T::read(&mut cursor, row);
                values.push(value.map_err(|error| self.unreadable(kept.start + row, place, &error))?);
            }
        }
        Ok(values)
    }

    fn place(&self, column: &impl ColumnPlace) -> Result<usize, Error> {
        column.place(&self.columns).map_err(|what| match self.columns.is_empty() {
            true => Error::new(ErrorKind::Mismatch, format!("{what}: a result without rows has no columns")),
            false => Error::new(ErrorKind::Mismatch, what),
        })
    }

    fn kept(&self, row: usize) -> Result<&Kept, Error> {
        let after = self.blocks.partition_point(|kept| kept.start <= row);
        let kept = after.checked_sub(1).and_then(|place| self.blocks.get(place)).filter(|_| row < self.len);
        kept.ok_or_else(|| self.no_such_row(row))
    }

    fn no_such_row(&self, row: usize) -> Error {
        let rows = match self.len {
            1 => "1 row".to_owned(),
            len => format!("{len} rows"),
        };
        Error::new(ErrorKind::Value, format!("row {row} is asked for, and the result has {rows}, counted from 0"))
    }

    fn bind<'a, T: ReadValue<'a>>(&'a self, kept: &'a Kept, place: usize) -> Result<T::Cursor, Error> {
        let (Some(column), Some(view)) = (self.columns.get(place), kept.block.view(place)) else {
            return Err(Error::new(ErrorKind::Decode, format!("a block has no column {place}")));
        };
        bind_value::<T>(ResultColumn::new(&column.name, view), place).map_err(Error::from_mismatch)
    }

    fn values<'a>(&'a self, kept: &'a Kept, place: usize) -> Result<&'a [Value], Error> {
        let Some(known) = kept.values.get(place) else {
            return Err(Error::new(ErrorKind::Decode, format!("a block has no column {place}")));
        };
        if let Some(values) = known.get() {
            return Ok(values);
        }
        let mut cursor = self.bind::<Value>(kept, place)?;
        let mut values = Vec::with_capacity(kept.block.row_count());
        for row in 0..kept.block.row_count() {
            let value = Value::read(&mut cursor, row);
            values.push(value.map_err(|error| self.unreadable(kept.start + row, place, &error))?);
        }
        Ok(known.get_or_init(|| values))
    }

    /// The value as the server shows it: an instant without a zone of its own in that of the session.
    fn shown(&self, mut value: Value) -> Value {
        if let Some(zone) = &self.zone {
            value.set_zone(zone);
        }
        value
    }

    fn unreadable(&self, row: usize, place: usize, error: &CellError) -> Error {
        let name = self.columns.get(place).map_or("", |column| &column.name);
        Error::new(ErrorKind::Decode, format!("row {row}, column `{name}`: {error}"))
    }

    /// The name of a column that was probably meant.
    fn nearest<'c>(name: &str, columns: &'c [Column]) -> Option<&'c str> {
        nearest(name, columns.iter().map(|column| column.name.as_str()))
    }
}

/// Goes through the rows of a result, see [`Rows::iter`].
#[derive(Debug, Clone)]
pub struct RowsIter<'a> {
    rows: &'a Rows,
    next: usize,
}

impl<'a> Iterator for RowsIter<'a> {
    type Item = RowRef<'a>;

    fn next(&mut self) -> Option<RowRef<'a>> {
        let row = self.rows.row(self.next)?;
        self.next += 1;
        Some(row)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.rows.len - self.next;
        (left, Some(left))
    }
}

impl ExactSizeIterator for RowsIter<'_> {}

impl std::iter::FusedIterator for RowsIter<'_> {}

impl<'a> IntoIterator for &'a Rows {
    type Item = RowRef<'a>;
    type IntoIter = RowsIter<'a>;

    fn into_iter(self) -> RowsIter<'a> {
        self.iter()
    }
}

/// Without the rows.
impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows").field("columns", &self.columns).field("len", &self.len).finish_non_exhaustive()
    }
}
