//! What the program is told.

use std::path::PathBuf;

pub(crate) const HELP: &str = "\
Writes a snapshot for each query_as! of a package or a workspace: what the query gives, in clickhouse/queries/ of the
nearest folder that has one, or a clickhouse/schema.sql, else of FOLDER.

usage: cargo run -p clickhouse-prepare -- [--check] [--schema PATH] [--exclude PATH].. [FOLDER]

  FOLDER           the folder of the package or its workspace; the current one unless given
  --check          writes nothing; fails where a snapshot is missing, stale, or of no query
  --schema PATH    the file, or folder of numbered migrations, that makes the tables; otherwise that of
                   CLICKHOUSE_SCHEMA, else the nearest clickhouse/schema.sql or folder clickhouse/migrations
  --exclude PATH   a folder or file, from FOLDER, whose queries are left out
  --help           this text

The server is that of CLICKHOUSE_URL, whose tables are taken as they are; otherwise one is started, and the
schema is loaded into it; tables that only another server can have, of Kafka or of replicas, become plain ones with
the same columns. Queries are described, not run. A parameter has the default of its type, or the sample
that a comment in the SQL gives it: `-- table = events`.";

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Arguments {
    pub(crate) check: bool,
    pub(crate) folder: PathBuf,
    pub(crate) schema: Option<PathBuf>,
    pub(crate) exclude: Vec<PathBuf>,
}

impl Arguments {
    /// `None`: help is wanted.
    pub(crate) fn read(mut words: impl Iterator<Item = String>) -> Result<Option<Arguments>, String> {
        let mut read = Arguments { folder: PathBuf::from("."), ..Arguments::default() };
        let mut is_folder_given = false;
        while let Some(word) = words.next() {
            let (name, value) = match word.split_once('=') {
                Some((name, value)) if name.starts_with("--") => (name.to_owned(), Some(value.to_owned())),
                _ => (word, None),
            };
            let mut path =
                || value.clone().or_else(|| words.next()).map(PathBuf::from).ok_or(format!("{name}: no path after it"));
            match name.as_str() {
                "--help" | "-h" => return Ok(None),
                "--check" => read.check = true,
                "--schema" => read.schema = Some(path()?),
                "--exclude" => read.exclude.push(path()?),
                option if option.starts_with('-') => return Err(format!("unknown argument `{option}`")),
                _ if is_folder_given => return Err(format!("a second folder, `{name}`")),
                folder => (read.folder, is_folder_given) = (PathBuf::from(folder), true),
            }
        }
        Ok(Some(read))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Result<Option<Arguments>, String> {
        Arguments::read(words.iter().map(|word| (*word).to_owned()))
    }

    #[test]
    fn arguments_are_read_in_any_order() {
        let all = read(&["--exclude", "a", "here", "--check", "--schema=s.sql", "--exclude=b"]).unwrap().unwrap();
        assert!(all.check);
        assert_eq!((all.folder, all.schema), ("here".into(), Some("s.sql".into())));
        assert_eq!(all.exclude, [PathBuf::from("a"), PathBuf::from("b")]);
        assert_eq!(read(&["--help"]), Ok(None));
        for wrong in [&["--what"][..], &["a", "b"], &["--schema"]] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
    }
}
