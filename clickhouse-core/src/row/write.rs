//! Rows into a table's columns: checked against the table once, then pushed row by row into a builder per column.

use super::{Field, Row, nearest, rust_type_name};
use crate::column::ColumnBuilder;
use crate::error::{Mismatch, Problem};
use crate::types::DataType;
use crate::value::{Bind, CellError, WriteValue, rust_type_for};
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

/// A column of the table that rows are to be written into.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TargetColumn {
    /// The column's name, unquoted.
    pub name: String,
    /// The column's type, which is what is sent.
    pub data_type: DataType,
    /// Whether a row must have a value for it: it can be inserted and has no DEFAULT.
    pub is_required: bool,
    /// Why it cannot be inserted, if so: `MATERIALIZED` or `ALIAS`.
    pub computed: Option<&'static str>,
}

impl TargetColumn {
    /// A column that every row must have a value for.
    pub fn new(name: impl Into<String>, data_type: DataType) -> Self {
        TargetColumn { name: name.into(), data_type, is_required: true, computed: None }
    }

    /// The same column with a DEFAULT, which rows may leave out.
    #[must_use]
    pub fn with_default(self) -> Self {
        TargetColumn { is_required: false, ..self }
    }

    /// The same column, computed by the server (`kind` is `MATERIALIZED` or `ALIAS`), which rows cannot have.
    #[must_use]
    pub fn computed(self, kind: &'static str) -> Self {
        TargetColumn { is_required: false, computed: Some(kind), ..self }
    }
}

/// The columns of a table while a row type is checked against them.
#[derive(Debug)]
pub struct TargetColumns<'t> {
    columns: &'t [TargetColumn],
    /// The places of the columns asked for, in the order of asking.
    taken: Vec<usize>,
    problems: Vec<Problem>,
}

impl<'t> TargetColumns<'t> {
    /// Finds the column of `field` by its name, checks its type, and makes a builder for it.
    pub fn field<T: WriteValue>(&mut self, field: &Field) -> Option<T::Builder> {
        let Some(place) = self.columns.iter().position(|column| column.name == field.column) else {
            self.missing::<T>(field);
            return None;
        };
        self.taken.push(place);
        let column = &self.columns[place];
        let (name, data_type) = (&column.name, &column.data_type);
        let declared = field.declared.and_then(|declared| DataType::parse(declared).ok());
        let text = match (column.computed, T::builder(data_type)) {
            (None, Ok(_)) if declared.as_ref().is_some_and(|declared| !declared.has_values_of(data_type)) => format!(
                "column `{name}` is {data_type}, but `{}::{}` is declared for {}; bring the struct and the table \
                 together",
                field.row,
                field.field,
                field.declared.unwrap_or_default()
            ),
            (None, Ok(builder)) => return Some(builder),
            (Some(kind), _) => format!(
                "column `{name}` is {kind}, computed by the server; mark `{}::{}` with `#[clickhouse(skip_insert)]`",
                field.row, field.field
            ),
            (None, Err(refused)) => format!(
                "column `{name}` is {data_type}, but `{}::{}` is `{}` ({}); {}",
                field.row,
                field.field,
                rust_type_name::<T>(),
                T::data_type(),
                match refused.0 {
                    Bind::Explained(text) => text,
                    Bind::Cell(error) => error.to_string(),
                    Bind::Types => way_out(data_type, &T::data_type()),
                }
            ),
        };
        self.problems.push(Problem {
            column: Some(name.clone()),
            column_type: Some(data_type.to_string()),
            rust_type: Some(rust_type_name::<T>()),
            text,
            ..field.problem()
        });
        None
    }

    /// Ends a struct's search: a column without DEFAULT that nobody asked for is a problem, unless the struct says
    /// `partial`.
    pub fn finish(&mut self, row: &'static str, partial: bool) {
        for (place, column) in self.columns.iter().enumerate() {
            if partial || !column.is_required || self.taken.contains(&place) {
                continue;
            }
            let text = format!(
                "column `{}` is {} without a DEFAULT, and `{row}` has no field for it; add `{}: {}`, or mark the struct \
                 `#[clickhouse(partial)]` to have it filled with the type's default",
                column.name,
                column.data_type,
                column.name,
                rust_type_for(&column.data_type)
            );
            self.problems.push(Problem {
                column: Some(column.name.clone()),
                column_type: Some(column.data_type.to_string()),
                text,
                ..Problem::default()
            });
        }
    }

    /// Whether nothing was found to be wrong so far.
    pub fn is_fine(&self) -> bool {
        self.problems.is_empty()
    }

    fn missing<T>(&mut self, field: &Field) {
        let untaken = self.columns.iter().enumerate().filter(|(place, _)| !self.taken.contains(place));
        let way_out = match nearest(field.column, untaken.map(|(_, column)| column.name.as_str())) {
            Some(name) => format!("did you mean `{name}`? rename the field with `#[clickhouse(rename = \"{name}\")]`"),
            None => "add it with ALTER TABLE, or mark the field `#[clickhouse(skip_insert)]`".to_owned(),
        };
        let text =
            format!("the table has no column `{}` for `{}::{}`; {way_out}", field.column, field.row, field.field);
        self.problems.push(Problem {
            column: Some(field.column.to_owned()),
            rust_type: Some(rust_type_name::<T>()),
            text,
            ..field.problem()
        });
    }
}

fn way_out(column: &DataType, natural: &DataType) -> String {
    match natural {
        DataType::Nullable(inner) if **inner == *column => {
            "the column cannot be NULL: take the field out of its Option, or make the column Nullable".to_owned()
        }
        _ => format!("make the field `{}`", rust_type_for(column)),
    }
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
        let mut target = TargetColumns { columns, taken: Vec::new(), problems: Vec::new() };
        let builders = T::builders(&mut target);
        let TargetColumns { taken, mut problems, .. } = target;
        match builders {
            Some(builders) if problems.is_empty() => {
                let columns = taken.iter().map(|place| &columns[*place]);
                let columns = columns.map(|column| (column.name.clone(), column.data_type.clone())).collect();
                Ok(RowWriter { builders, columns, rows: 0 })
            }
            _ => {
                if problems.is_empty() {
                    let text = format!("`{}` refuses these columns without a reason", T::NAME);
                    problems.push(Problem { text, ..Problem::default() });
                }
                Err(Mismatch { problems })
            }
        }
    }

    /// Gathers one row, or nothing of it.
    ///
    /// # Errors
    /// A value is not one of its column's type; the text names the column.
    #[inline]
    pub fn push(&mut self, row: &T) -> Result<(), CellError> {
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
        for (number, strip) in rows.chunks(Self::STRIP_ROWS).enumerate() {
            if T::write_each(strip, &mut self.builders).is_ok() {
                self.rows += strip.len();
                continue;
            }
            self.truncate();
            // One by one, to find the first row rather than the first column.
            for (place, row) in strip.iter().enumerate() {
                self.push(row).map_err(|error| (number * Self::STRIP_ROWS + place, error))?;
            }
        }
        Ok(())
    }

    /// Rows are gathered column by column, as many at a time as stay in the processor's nearest memory meanwhile.
    const STRIP_ROWS: usize = {
        let rows = STRIP_BYTES / if size_of::<T>() == 0 { 1 } else { size_of::<T>() };
        if rows == 0 { 1 } else { rows }
    };

    /// Forgets what was gathered of rows that are not complete.
    fn truncate(&mut self) {
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
