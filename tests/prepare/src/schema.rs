//! The statements that make the tables: a file, or a folder of numbered migrations.

use crate::arguments::Arguments;
use crate::migrations::migrations;
use crate::scan::statements;
use crate::snapshot::homes;
use clickhouse_core::ddl::without_down;
use std::fs;
use std::path::{Path, PathBuf};

/// The schemas of which the nearest is taken unless another is said.
pub(crate) const SCHEMAS: [&str; 2] = ["clickhouse/schema.sql", "clickhouse/migrations"];

/// A statement and where it stands.
pub(crate) struct SchemaStatement {
    pub(crate) file: PathBuf,
    pub(crate) line: usize,
    pub(crate) sql: String,
}

/// The schema for a home: as the user says, else the nearest; none is fine, for queries of system tables.
pub(crate) fn find(home: &Path, arguments: &Arguments) -> Option<PathBuf> {
    let said = std::env::var_os("CLICKHOUSE_SCHEMA").filter(|path| !path.is_empty()).map(PathBuf::from);
    let places = || homes(home).into_iter().flat_map(|home| SCHEMAS.map(|schema| home.join(schema)));
    let nearest = || places().find(|path| path.exists());
    arguments.schema.clone().or(said).or_else(nearest)
}

/// The statements of the schema at `path`, in their order.
pub(crate) fn read(path: &Path) -> Result<Vec<SchemaStatement>, String> {
    let files = if path.is_dir() { migrations(path)? } else { vec![path.to_owned()] };
    let mut found = Vec::new();
    for file in files {
        // What is no file, a pipe, would be waited for.
        if fs::metadata(&file).is_ok_and(|about| !about.is_file()) {
            return Err(format!("the schema {} is no file of SQL", file.display()));
        }
        let text = fs::read_to_string(&file).map_err(|error| format!("the schema {}: {error}", file.display()))?;
        // The way back in the same file is not gone.
        let text = without_down(&text);
        let line = |position: usize| text[..position].matches('\n').count() + 1;
        let statements = statements(&text)
            .map_err(|error| format!("the schema {}:{}: {error}", file.display(), line(error.position)))?;
        found.extend(statements.into_iter().map(|(position, sql)| SchemaStatement {
            file: file.clone(),
            line: line(position),
            sql: sql.to_owned(),
        }));
    }
    Ok(found)
}
