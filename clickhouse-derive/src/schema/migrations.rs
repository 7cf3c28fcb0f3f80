//! The files of a folder of migrations, in the order in which they run: by the numbers at the beginning of their names.
//!
//! ```text
//! 0001_create.sql    0002_add_host.up.sql    0002_add_host.down.sql (the way back, not read)    0003_more/up.sql
//! V4__flyway.sql     U4__flyway.sql (the way back)    R__views.sql (after all others)    20240131_name/migration.sql
//! ```

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// The files of a folder in the order in which they run: by their numbers if all have one, by their names if none has.
pub(crate) fn migrations(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let unreadable = |error: std::io::Error| format!("{} cannot be read: {error}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if name.starts_with('.') || is_way_back(&name) {
            continue;
        }
        if path.is_dir() {
            files.extend(migration_in(&path, &name)?);
        } else if path.extension() == Some(OsStr::new("sql")) {
            files.push((number(&name), name, path));
        }
    }
    if files.is_empty() {
        return Err(format!("there are no .sql files in {}", folder.display()));
    }
    if files.iter().any(|(number, ..)| number.is_some())
        && let Some((_, name, _)) = files.iter().find(|(number, ..)| number.is_none())
    {
        return Err(format!(
            "{name} in {} has no number, so it is not clear when it runs; begin its name with one, as the others do",
            folder.display()
        ));
    }
    files.sort_by(|left, right| (left.0, &left.1).cmp(&(right.0, &right.1)));
    Ok(files.into_iter().map(|(_, _, path)| path).collect())
}

/// A folder for one migration, with the ways forward and back in it.
fn migration_in(folder: &Path, name: &str) -> Result<Option<(Option<u128>, String, PathBuf)>, String> {
    let ways = ["up.sql", "migration.sql"].map(|file| folder.join(file));
    if let Some(up) = ways.into_iter().find(|path| path.is_file()) {
        return Ok(Some((number(name), name.to_owned(), up)));
    }
    let is_sql = |entry: &fs::DirEntry| entry.path().extension() == Some(OsStr::new("sql"));
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    match entries.into_iter().find(is_sql) {
        // Whether it belongs to the schema, nobody can tell.
        Some(file) => Err(format!(
            "{} is not read: a folder within the migrations has an up.sql or a migration.sql; move the file, or name its \
             folder with `#[clickhouse(schema = \"path\")]`",
            file.path().display()
        )),
        None => Ok(None),
    }
}

/// Whether the name is that of a way back: `0001_create.down.sql`, `U1__create.sql`, a folder `down`.
fn is_way_back(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let plain = name.strip_suffix(".sql").unwrap_or(&name);
    let is_undo = plain.strip_prefix('u').is_some_and(|rest| rest.starts_with(|letter: char| letter.is_ascii_digit()));
    let ways = ["down", "rollback", "undo"];
    is_undo && plain.contains("__")
        || ways
            .iter()
            .any(|way| plain == *way || plain.ends_with(&format!(".{way}")) || plain.ends_with(&format!("_{way}")))
}

/// The number with which the name of a migration begins: `0001_create.sql`, `V2__more.sql`. What is made anew each time,
/// `R__views.sql`, comes after all others.
fn number(name: &str) -> Option<u128> {
    if name.starts_with("R__") {
        return Some(u128::MAX);
    }
    let name = name.strip_prefix(['V', 'v']).unwrap_or(name);
    let end = name.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(name.len());
    name[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_run_by_their_numbers() {
        assert_eq!(number("0001_create.sql"), Some(1));
        assert_eq!(number("V12__more.sql"), Some(12));
        assert_eq!(number("20240131120000-first.up.sql"), Some(20_240_131_120_000));
        assert_eq!(number("schema.sql"), None);
        assert!(number("R__views.sql") > number("9999_last.sql"));
        for name in ["0001_create.down.sql", "1_x_down.sql", "U1__x.sql", "down", "3_x.rollback.sql", "down.sql"] {
            assert!(is_way_back(name), "{name}");
        }
        for name in ["0001_create.up.sql", "0002_users.sql", "u2.sql", "0003_shutdown.sql", "0004_drop_down_menu.sql"] {
            assert!(!is_way_back(name), "{name}");
        }
    }
}
