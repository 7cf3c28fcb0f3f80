//! [`Table`]: the columns of a table as an insert sees them.

use super::Storage;
use crate::block::Block;
use crate::ddl::ColumnKind;
use crate::error::{Error, ErrorKind};
use crate::row::{RowColumn, TargetColumn};
use crate::types::DataType;
use std::time::{Duration, Instant};

/// So long a table is taken for what it was. Most changes of it are noticed at once, as the server refuses the next block;
/// a column that came without a DEFAULT is not: the server fills it and says nothing. Shorter, and those who insert now and
/// then ask each time; longer, and more rows are filled before anybody knows.
const TRUSTED_FOR: Duration = Duration::from_secs(10);

/// The columns of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Table {
    pub(crate) columns: Vec<TargetColumn>,
    pub(crate) storage: Storage,
    /// When the server was asked for them, if it was.
    pub(crate) asked: Option<Instant>,
}

impl Table {
    /// Whether it may have changed since without anybody being told.
    pub(crate) fn is_old(&self) -> bool {
        self.asked.is_none_or(|asked| asked.elapsed() >= TRUSTED_FOR)
    }

    /// Adds the columns that a block of the result of `DESCRIBE TABLE` tells.
    ///
    /// # Errors
    /// A type is not known, or the block is no such result.
    pub(crate) fn add_described(&mut self, block: &Block) -> Result<(), Error> {
        let names = block.column::<&str>("name")?;
        let types = block.column::<&str>("type")?;
        // Absent with `describe_compact_output`: then a row must have all columns, as nothing is known of defaults.
        let mut kinds = block.column::<&str>("default_type").ok();
        // Present with `describe_include_subcolumns`.
        let mut subcolumns = block.column::<bool>("is_subcolumn").ok();
        for (name, data_type) in names.zip(types) {
            let (name, data_type) = (name?, data_type?);
            let kind = kinds.as_mut().and_then(Iterator::next).transpose()?.unwrap_or_default();
            if subcolumns.as_mut().and_then(Iterator::next).transpose()? == Some(true) {
                continue;
            }
            let data_type = DataType::parse(data_type).map_err(|error| {
                let what = format!("the type of column `{name}`, {data_type}, is not known: {error}");
                Error::new(ErrorKind::Schema, what)
            })?;
            let column = TargetColumn::new(name, data_type);
            self.columns.push(column.of_kind(ColumnKind::of_word(kind).unwrap_or(ColumnKind::Plain)));
        }
        Ok(())
    }

    /// The table as a row type would have it, for users who may not describe the real one.
    pub(crate) fn natural(columns: Vec<RowColumn>) -> Self {
        let there = columns.into_iter().filter(|column| column.insert || column.kind.is_computed());
        let columns = there.map(|column| TargetColumn::new(column.column, column.data_type).of_kind(column.kind));
        let columns = columns.collect();
        Table { columns, ..Table::default() }
    }
}
