//! Schema files: which tables and columns a text of `CREATE TABLE`, `ALTER TABLE` and their like leaves behind.
//!
//! Reads what people write and what `SHOW CREATE TABLE` prints, statement by statement, as the server would run them:
//! a folder of migrations is one such text. What changes no columns is passed over if it is known, and refused with
//! its place if it is not, so that nothing is misread silently. Knows no files and no server; uses the standard library
//! only, so that the derive crate can include these very files.
//!
//! ```text
//! CREATE TABLE metrics (day Date, value Float64 DEFAULT 0) ENGINE = MergeTree ORDER BY day;
//! ALTER TABLE metrics ADD COLUMN host LowCardinality(String) AFTER day;
//!   metrics: day Date, host LowCardinality(String), value Float64 (with a DEFAULT)
//! ```
//!
//! Source: ClickHouse `src/Parsers/ParserCreateQuery.cpp`, `ParserAlterQuery.cpp`, compared with 26.7 statement by
//! statement.

mod alter;
mod column;
mod create;
mod statement;
#[cfg(test)]
mod tests;
mod tokens;

use crate::types::DataType;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use tokens::Tokens;

/// The tables that the statements read so far leave behind.
#[derive(Debug, Default)]
pub struct Schema {
    tables: Vec<Table>,
    /// What `USE` said last.
    database: Option<String>,
    /// What `SET flatten_nested` said last, turned round, as 1 is its default.
    keeps_nested: bool,
}

/// A table, a view or a dictionary.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its database, where one is said.
    pub database: Option<String>,
    /// Its name, unquoted.
    pub name: String,
    /// Where it is created.
    pub place: Place,
    /// Its columns, or why they are not known, with the way out.
    pub columns: Result<Vec<Column>, String>,
}

/// A column as the server has it once all statements have run.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name, unquoted; columns of a Nested have the name of it and a point before theirs.
    pub name: String,
    /// Its type; `None` where the server finds it from an expression.
    pub data_type: Option<DataType>,
    /// Where its values come from.
    pub kind: ColumnKind,
    /// Where its type was last said.
    pub place: Place,
}

/// Where the values of a column come from when a row is inserted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// From the row.
    Plain,
    /// From the row, or from an expression.
    Default,
    /// From an expression, stored.
    Materialized,
    /// From an expression whenever it is asked for.
    Alias,
    /// From the row, for other columns' expressions; never stored.
    Ephemeral,
}

impl ColumnKind {
    /// The word by which a declaration says it; empty for a plain column.
    pub const fn word(self) -> &'static str {
        match self {
            ColumnKind::Plain => "",
            ColumnKind::Default => "DEFAULT",
            ColumnKind::Materialized => "MATERIALIZED",
            ColumnKind::Alias => "ALIAS",
            ColumnKind::Ephemeral => "EPHEMERAL",
        }
    }

    /// The kind that DESCRIBE TABLE calls so; `None` for a word of a newer server.
    pub fn of_word(word: &str) -> Option<ColumnKind> {
        use ColumnKind::{Alias, Default, Ephemeral, Materialized, Plain};
        [Plain, Default, Materialized, Alias, Ephemeral].into_iter().find(|kind| kind.word() == word)
    }

    /// Whether the server alone makes the values: MATERIALIZED and ALIAS.
    pub const fn is_computed(self) -> bool {
        matches!(self, ColumnKind::Materialized | ColumnKind::Alias)
    }
}

/// What the column is, as error texts say it: `MATERIALIZED`, `a plain column`.
impl fmt::Display for ColumnKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ColumnKind::Plain => "a plain column",
            ColumnKind::Default => "a column with a DEFAULT",
            kind => kind.word(),
        })
    }
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, as error texts name it.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// Why a schema file cannot be read.
#[derive(Debug, Clone)]
pub struct DdlError {
    /// Where.
    pub place: Place,
    /// What is wrong, and the way out.
    pub text: String,
}

impl fmt::Display for DdlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.text)
    }
}

impl std::error::Error for DdlError {}

/// Why there is no such table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoTable {
    /// No table has the name.
    Unknown,
    /// Several databases have one; these are their full names.
    Ambiguous(Vec<String>),
}

impl Schema {
    /// Runs the statements of `sql`, which stands in `file`.
    ///
    /// # Errors
    /// A statement is not known, or the server would refuse it for what it does to columns.
    pub fn read(&mut self, file: &str, sql: &str) -> Result<(), DdlError> {
        let file: Arc<str> = file.into();
        let sql = &*without_down(sql);
        let read = Tokens::new(sql).and_then(|tokens| statement::read_all(self, tokens, &file));
        read.map_err(|refusal| {
            let mut text = refusal.text;
            if sql.contains("\\n(\\n") {
                text.push_str(
                    "; the text has its line ends written as `\\n`, as TabSeparated has them: print the statements with \
                     `SHOW CREATE TABLE .. FORMAT TSVRaw`",
                );
            }
            DdlError { place: place(&file, sql, refusal.position), text }
        })
    }

    /// All tables, in the order of their creation.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// The table that `name` (`table` or `database.table`) means.
    ///
    /// # Errors
    /// There is none, or more than one.
    pub fn table(&self, name: &str) -> Result<&Table, NoTable> {
        let (database, table) = match name.split_once('.') {
            Some((database, table)) if !self.tables.iter().any(|known| known.name == name) => (Some(database), table),
            _ => (None, name),
        };
        let place = self.find(database, table)?;
        Ok(&self.tables[place])
    }

    /// The place of the only table that can be meant: in its very database, or in one that nobody has said.
    fn find(&self, database: Option<&str>, name: &str) -> Result<usize, NoTable> {
        let named = || self.tables.iter().enumerate().filter(|(_, table)| table.name == name);
        if let Some((place, _)) = named().find(|(_, table)| table.database.as_deref() == database) {
            return Ok(place);
        }
        let mut near = named().filter(|(_, table)| table.database.is_none() || database.is_none());
        match (near.next(), near.next()) {
            (None, _) => Err(NoTable::Unknown),
            (Some((place, _)), None) => Ok(place),
            (Some(_), Some(_)) => Err(NoTable::Ambiguous(named().map(|(_, table)| table.full_name()).collect())),
        }
    }
}

impl Table {
    /// The name with the database in front, where one is said.
    pub fn full_name(&self) -> String {
        match &self.database {
            Some(database) => format!("{database}.{}", self.name),
            None => self.name.clone(),
        }
    }
}

/// The line in which `position` stands.
fn place(file: &Arc<str>, sql: &str, position: usize) -> Place {
    let before = &sql.as_bytes()[..position.min(sql.len())];
    Place { file: Arc::clone(file), line: 1 + before.iter().filter(|byte| **byte == b'\n').count() }
}

/// The part of a migration that goes forward: goose and dbmate keep the way back below a mark in the same file. The lines
/// stay where they are.
#[doc(hidden)]
pub fn without_down(sql: &str) -> Cow<'_, str> {
    let mark = |line: &str| -> Option<bool> {
        let comment = line.trim().strip_prefix("--")?.trim_start().to_ascii_lowercase();
        let begins = |marks: [&str; 3]| marks.iter().any(|mark| comment.starts_with(mark));
        if begins(["+goose down", "migrate:down", "+migrate down"]) {
            return Some(true);
        }
        begins(["+goose up", "migrate:up", "+migrate up"]).then_some(false)
    };
    if !sql.lines().any(|line| mark(line) == Some(true)) {
        return Cow::Borrowed(sql);
    }
    let (mut forward, mut is_down) = (String::with_capacity(sql.len()), false);
    for line in sql.split_inclusive('\n') {
        is_down = mark(line).unwrap_or(is_down);
        forward.push_str(match is_down {
            true if line.ends_with('\n') => "\n",
            true => "",
            false => line,
        });
    }
    Cow::Owned(forward)
}
