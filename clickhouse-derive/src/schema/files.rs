//! Where the repository's schema is: the file that an attribute or `CLICKHOUSE_SCHEMA` names, else
//! `clickhouse/schema.sql` or the folder `clickhouse/migrations`, in the crate's folder or one above it, up to the
//! workspace's; else in the folder of the source or one above it, as an example has it. A folder holds migrations.

use super::migrations::migrations;
use crate::snapshot::homes;
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
