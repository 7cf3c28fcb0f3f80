//! The statements that make the tables: a file, or a folder of numbered migrations.

use crate::arguments::Arguments;
use crate::scan::statements;
use crate::snapshot::homes;
use std::fs;
use std::path::{Path, PathBuf};

/// The schema that is taken unless another is said.
pub(crate) const SCHEMA: &str = "clickhouse/schema.sql";

/// A statement and where it stands.
pub(crate) struct SchemaStatement {
    pub(crate) file: PathBuf,
    pub(crate) line: usize,
    pub(crate) sql: String,
}

/// The schema for a home: as the user says, else the nearest `clickhouse/schema.sql`; none is fine, for queries of system tables.
pub(crate) fn find(home: &Path, arguments: &Arguments) -> Option<PathBuf> {
    let said = std::env::var_os("CLICKHOUSE_SCHEMA").filter(|path| !path.is_empty()).map(PathBuf::from);
    let nearest = || homes(home).into_iter().map(|home| home.join(SCHEMA)).find(|path| path.exists());
    arguments.schema.clone().or(said).or_else(nearest)
}

/// The statements of the schema at `path`, in their order.
pub(crate) fn read(path: &Path) -> Result<Vec<SchemaStatement>, String> {
    let mut found = Vec::new();
    for file in files(path)? {
        let text = fs::read_to_string(&file).map_err(|error| format!("the schema {}: {error}", file.display()))?;
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

/// The file itself, or the `.sql` files of a folder by their numbers; those that undo a migration are left out.
fn files(path: &Path) -> Result<Vec<PathBuf>, String> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = fs::read_dir(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let entries = entries.map_err(|error| format!("the schema `{}` cannot be read: {error}", path.display()))?;
    let name_of = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut files: Vec<_> = entries.iter().map(fs::DirEntry::path).collect();
    files.retain(|file| name_of(file).ends_with(".sql") && !name_of(file).ends_with(".down.sql"));
    files.sort_by_key(|file| {
        let name = name_of(file);
        let digits = name.trim_start_matches(|letter: char| !letter.is_ascii_digit());
        let end = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
        (digits[..end].parse::<u128>().unwrap_or(u128::MAX), name)
    });
    Ok(files)
}
