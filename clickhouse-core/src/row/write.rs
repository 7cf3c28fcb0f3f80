//! Rows into a table's columns: checked against the table once, then pushed row by row into a builder per column.

use super::target::check_table;
use super::{Row, TargetColumn, TargetColumns};
use crate::column::ColumnBuilder;
use crate::error::Mismatch;
use crate::types::DataType;
use crate::value::CellError;
use crate::wire::{Sink, put_text, put_varint};

/// A row that can be inserted: `#[derive(Row)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be inserted into a ClickHouse table",
    label = "not an insertable row",
    note = "a struct becomes a row by `#[derive(clickhouse_core::Row)]`"
)]
pub trait WriteRow: Row {
    /// One builder per column.
    type Builders;

    /// Checks the table's columns, once per insert, and makes empty builders of exactly their types. `None`: what is
    /// wrong was recorded in `table`.
    fn builders(table: &mut TargetColumns<'_>) -> Option<Self::Builders>;

    /// Gathers this row.
    ///
    /// # Errors
    /// A [`CellError`] with the column's name where a value is not one of its column's type. The columns before it are
    /// then one value ahead and have to be truncated.
    fn write(&self, builders: &mut Self::Builders) -> Result<(), CellError>;

    /// Gathers several rows, column by column.
    ///
    /// # Errors
    /// As [`WriteRow::write`], of any of the rows. The columns may then be of different lengths and have to be truncated.
    fn write_each(rows: &[Self], builders: &mut Self::Builders) -> Result<(), CellError>
    where
        Self: Sized,
    {
        rows.iter().try_for_each(|row| row.write(builders))
    }

    /// Visits the builders in the order in which the columns were asked for.
    fn each_builder(builders: &mut Self::Builders, visit: &mut dyn FnMut(&mut dyn ColumnBuilder));
}

/// Half of a usual L1 data cache.
const STRIP_BYTES: usize = 16 << 10;

/// Gathers rows for one block of a table: builders of exactly the table's types.
pub struct RowWriter<T: WriteRow> {
    builders: T::Builders,
    columns: Vec<(String, DataType)>,
    rows: usize,
}

impl<T: WriteRow> RowWriter<T> {
    /// Checks the row type against the table's columns.
    ///
    /// # Errors
    /// All columns and fields that do not fit.
    pub fn new(columns: &[TargetColumn]) -> Result<Self, Mismatch> {
        let (builders, taken) = check_table(columns, T::NAME, T::builders)?;
        let columns = taken.iter().map(|place| &columns[*place]);
        let columns = columns.map(|column| (column.name.clone(), column.data_type.clone())).collect();
        Ok(RowWriter { builders, columns, rows: 0 })
    }

    /// Gathers one row, or nothing of it.
    ///
    /// # Errors
    /// A value is not one of its column's type; the text names the column.
    #[inline]
    pub fn push(&mut self, row: &T) -> Result<(), CellError> {
        self.push_lent(row)
    }

    /// As [`push`](RowWriter::push), where `R` is `T` with other lifetimes.
    ///
    /// # Errors
    /// As [`push`](RowWriter::push).
    #[inline]
    pub fn push_lent<R: WriteRow<Builders = T::Builders>>(&mut self, row: &R) -> Result<(), CellError> {
        match row.write(&mut self.builders) {
            Ok(()) => {
                self.rows += 1;
                Ok(())
            }
            Err(error) => {
                self.truncate();
                Err(error)
            }
        }
    }

    /// Gathers rows up to the first that is refused: its place among `rows`, and why.
    ///
    /// # Errors
    /// A value is not one of its column's type; the text names the column. The rows before it have been gathered.
    pub fn push_each(&mut self, rows: &[T]) -> Result<(), (usize, CellError)> {
        self.push_each_lent(rows)
    }

    /// As [`push_each`](RowWriter::push_each), where `R` is `T` with other lifetimes.
    ///
    /// # Errors
    /// As [`push_each`](RowWriter::push_each).
    pub fn push_each_lent<R: WriteRow<Builders = T::Builders>>(
        &mut self,
        rows: &[R],
    ) -> Result<(), (usize, CellError)> {
        for (number, strip) in rows.chunks(Self::STRIP_ROWS).enumerate() {
            if R::write_each(strip, &mut self.builders).is_ok() {
                self.rows += strip.len();
                continue;
            }
            self.truncate();
            // One by one, to find the first row rather than the first column.
            for (place, row) in strip.iter().enumerate() {
                self.push_lent(row).map_err(|error| (number * Self::STRIP_ROWS + place, error))?;
            }
        }
        Ok(())
    }

    /// Rows are gathered column by column, as many at a time as stay in the processor's nearest memory meanwhile.
    const STRIP_ROWS: usize = {
        let rows = STRIP_BYTES / if size_of::<T>() == 0 { 1 } else { size_of::<T>() };
        if rows == 0 { 1 } else { rows }
    };

    /// Forgets what was gathered of rows that are not complete: needed after a panic in a row's own code.
    pub(crate) fn truncate(&mut self) {
        let rows = self.rows;
        T::each_builder(&mut self.builders, &mut |builder| builder.truncate(rows));
    }

    /// Takes memory for `rows` more rows, if they are like those gathered so far.
    pub fn reserve(&mut self, rows: usize) {
        T::each_builder(&mut self.builders, &mut |builder| builder.reserve(rows));
    }

    /// Names and types of the columns that are written, in the order of the block.
    pub fn columns(&self) -> impl ExactSizeIterator<Item = (&str, &DataType)> {
        self.columns.iter().map(|(name, data_type)| (name.as_str(), data_type))
    }

    /// The rows gathered so far.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The bytes that the gathered rows take, near enough for a limit on memory.
    pub fn bytes(&mut self) -> usize {
        let mut bytes = 0;
        T::each_builder(&mut self.builders, &mut |builder| bytes += builder.bytes());
        bytes
    }

    /// Writes the gathered rows as one block and forgets them.
    pub fn finish_block(&mut self, out: &mut dyn Sink) {
        let mut head = Vec::new();
        put_varint(&mut head, self.columns.len() as u64);
        put_varint(&mut head, self.rows as u64);
        out.put(&head);
        let mut names = self.columns.iter();
        let rows = std::mem::take(&mut self.rows);
        T::each_builder(&mut self.builders, &mut |builder| {
            debug_assert_eq!(builder.len(), rows);
            if let Some((name, data_type)) = names.next() {
                head.clear();
                put_text(&mut head, name.as_bytes());
                put_text(&mut head, data_type.to_string().as_bytes());
                out.put(&head);
            }
            if rows > 0 {
                builder.write_prefix(out);
                builder.write_values(out);
            }
            builder.truncate(0);
        });
    }
}

impl<T: WriteRow> std::fmt::Debug for RowWriter<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RowWriter").field("columns", &self.columns).field("rows", &self.rows).finish_non_exhaustive()
    }
}
