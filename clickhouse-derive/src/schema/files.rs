//! Where the repository's schema is: the file that an attribute or `CLICKHOUSE_SCHEMA` names, else
//! `clickhouse/schema.sql` or the folder `clickhouse/migrations`, in the crate's folder or one above it, up to the
//! workspace's; else in the folder of the source or one above it, as an example has it.
//!
//! A folder holds migrations, which run in the order of the numbers at the beginning of their names:
//!
//! ```text
//! 0001_create.sql    0002_add_host.up.sql    0002_add_host.down.sql (the way back, not read)    0003_more/up.sql
//! V4__flyway.sql     U4__flyway.sql (the way back)    R__views.sql (after all others)    20240131_name/migration.sql
//! ```

use crate::snapshot::homes;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The files of a schema, in the order in which they run.
pub(super) struct SchemaFiles {
    pub(super) files: Vec<SchemaFile>,
    /// The file or the folder, as error texts name it.
    pub(super) shown: String,
}

/// One file.
pub(super) struct SchemaFile {
    pub(super) path: PathBuf,
    /// The path as error texts name it.
    pub(super) shown: String,
    pub(super) text: String,
}

/// Far more than any schema has; protects the compilation from a dump of data.
const MAX_FILE_BYTES: u64 = 16 << 20;

impl SchemaFiles {
    /// The schema that `attribute` names, from the crate's folder, or else the one that is found; `source` is the folder
    /// of the file in which the struct stands.
    pub(super) fn find(attribute: Option<&str>, source: &Path) -> Result<SchemaFiles, String> {
        let crate_folder =
            env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).ok_or("cargo says no crate's folder")?;
        let root = root_of(&crate_folder);
        let variable = env::var_os("CLICKHOUSE_SCHEMA").filter(|path| !path.is_empty());
        let path = match (attribute, variable) {
            (Some(path), _) => named(&crate_folder, &crate_folder, Path::new(path), "`schema`")?,
            (None, Some(path)) => named(&crate_folder, &root, Path::new(&path), "`CLICKHOUSE_SCHEMA`")?,
            (None, None) => usual(&crate_folder, &root, source)?,
        };
        let shown = shown(&path, &root);
        let paths = if path.is_dir() { migrations(&path)? } else { vec![path] };
        let files: Result<Vec<_>, String> = paths.into_iter().map(|path| SchemaFile::read(path, &root)).collect();
        Ok(SchemaFiles { files: files?, shown })
    }
}

impl SchemaFile {
    fn read(path: PathBuf, root: &Path) -> Result<SchemaFile, String> {
        let shown = shown(&path, root);
        let unreadable = |error: std::io::Error| format!("{shown} cannot be read: {error}");
        let about = fs::metadata(&path).map_err(unreadable)?;
        if !about.is_file() {
            return Err(format!(
                "{shown} is neither a file nor a folder; name a file of SQL or a folder of migrations"
            ));
        }
        if about.len() > MAX_FILE_BYTES {
            let mebibytes = about.len() >> 20;
            return Err(format!(
                "{shown} has {mebibytes} MiB; a schema has 16 at most: leave the data out, and keep what creates tables"
            ));
        }
        let bytes = fs::read(&path).map_err(unreadable)?;
        match String::from_utf8(bytes) {
            Ok(text) => Ok(SchemaFile { path, shown, text }),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                Err(format!("{shown} is no text: byte {at} is not UTF-8; save it as UTF-8"))
            }
        }
    }
}

/// The workspace's folder: the nearest one whose `Cargo.toml` begins a workspace, else the crate's own.
fn root_of(crate_folder: &Path) -> PathBuf {
    let begins_workspace = |folder: &&Path| {
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
        manifest.lines().any(|line| line.trim_start().starts_with("[workspace"))
    };
    crate_folder.ancestors().find(begins_workspace).unwrap_or(crate_folder).to_owned()
}

/// The path that somebody named, in the crate's folder or one above it up to `top`.
fn named(crate_folder: &Path, top: &Path, path: &Path, by: &str) -> Result<PathBuf, String> {
    let folders = crate_folder.ancestors().take_while(|folder| folder.starts_with(top));
    match folders.map(|folder| folder.join(path)).find(|path| path.exists()) {
        Some(path) => Ok(path),
        None => Err(format!(
            "there is no {}, which {by} names; the path is looked up from the crate's folder, {}",
            path.display(),
            crate_folder.display()
        )),
    }
}

fn usual(crate_folder: &Path, root: &Path, source: &Path) -> Result<PathBuf, String> {
    let folders = crate_folder.ancestors().take_while(|folder| folder.starts_with(root)).map(Path::to_owned);
    let places = folders
        .chain(homes(source))
        .flat_map(|folder| ["schema.sql", "migrations"].map(|name| folder.join("clickhouse").join(name)));
    places.into_iter().find(|path| path.exists()).ok_or_else(|| {
        format!(
            "there is no schema to look the table up in: write its CREATE TABLE into clickhouse/schema.sql (or numbered \
             files in clickhouse/migrations) in {} or a folder above it up to the workspace's, or say where it is with \
             `#[clickhouse(schema = \"path\")]` or the variable CLICKHOUSE_SCHEMA",
            crate_folder.display()
        )
    })
}

/// The path from the workspace's folder, if it is in there.
fn shown(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

/// The files of a folder in the order in which they run: by their numbers if all have one, by their names if none has.
fn migrations(folder: &Path) -> Result<Vec<PathBuf>, String> {
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
