//! Snapshots: what a query gives, as a readable file beside the sources, so that the compiler needs no server.
//!
//! ```text
//! # What this query gives. Written by clickhouse-prepare for query_as!; commit it.
//! server: 26.7.2.1
//!
//! query:
//!     SELECT host, count() AS hits
//!     FROM requests
//!
//! columns:
//!     `host` LowCardinality(String)
//!     `hits` UInt64
//! ```
//!
//! The file's name comes from the query alone, so that everybody finds it who has the query. Uses the standard library
//! only: `clickhouse-prepare` includes this very file.

use std::fmt;
use std::path::{Path, PathBuf};

/// The folder of snapshots, within that of a source or one above it.
pub(crate) const FOLDER: &str = "clickhouse/queries";

const HEAD: &str = "# What this query gives. Written by clickhouse-prepare for query_as!; commit it.";

/// What a query gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Snapshot {
    /// The version of the server that said so.
    pub(crate) server: String,
    /// The query as it is written.
    pub(crate) query: String,
    /// Name and type of each column.
    pub(crate) columns: Vec<(String, String)>,
}

impl Snapshot {
    /// The snapshot that a file holds.
    ///
    /// # Errors
    /// The text is none; what is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Snapshot, String> {
        let mut snapshot = Snapshot { server: String::new(), query: String::new(), columns: Vec::new() };
        let mut section = "";
        for (place, line) in text.lines().enumerate() {
            let number = place + 1;
            match line.strip_prefix("    ") {
                Some(line) if section == "query" => {
                    snapshot.query.push_str(line);
                    snapshot.query.push('\n');
                }
                Some(line) if section == "columns" => {
                    let column = column(line)
                        .ok_or_else(|| format!("line {number} is no column: a name in backticks and a type"))?;
                    snapshot.columns.push(column);
                }
                _ if line.is_empty() && section == "query" => snapshot.query.push('\n'),
                _ if line.is_empty() || line.starts_with('#') => {}
                _ => match line.split_once(':') {
                    Some(("server", version)) => snapshot.server = version.trim().to_owned(),
                    Some(("query", "")) => section = "query",
                    Some(("columns", "")) => section = "columns",
                    _ => {
                        return Err(format!(
                            "line {number} is neither `server:`, `query:`, `columns:` nor indented below one"
                        ));
                    }
                },
            }
        }
        snapshot.query.truncate(snapshot.query.trim_end().len());
        if snapshot.columns.is_empty() {
            return Err("it has no columns".to_owned());
        }
        Ok(snapshot)
    }
}

impl fmt::Display for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEAD}\nserver: {}\n\nquery:", self.server)?;
        for line in without_indent(&self.query).lines() {
            writeln!(f, "{}", format!("    {line}").trim_end())?;
        }
        writeln!(f, "\ncolumns:")?;
        for (name, data_type) in &self.columns {
            writeln!(f, "    `{}` {data_type}", escaped(name))?;
        }
        Ok(())
    }
}

/// The lines without the spaces that all but the first have in common, and without those around all.
fn without_indent(query: &str) -> String {
    let query = query.trim();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let common = query.lines().skip(1).filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    let mut lines: Vec<&str> = query.lines().take(1).collect();
    lines.extend(query.lines().skip(1).map(|line| line.get(common..).unwrap_or_default()));
    lines.join("\n")
}

fn escaped(name: &str) -> String {
    name.replace('\\', "\\\\").replace('`', "\\`").replace('\n', "\\n").replace('\r', "\\r")
}

/// Name and type of a line "`name` Type".
fn column(line: &str) -> Option<(String, String)> {
    let mut letters = line.strip_prefix('`')?.chars();
    let mut name = String::new();
    loop {
        match letters.next()? {
            '`' => break,
            '\\' => name.push(match letters.next()? {
                'n' => '\n',
                'r' => '\r',
                letter => letter,
            }),
            letter => name.push(letter),
        }
    }
    let data_type = letters.as_str().trim();
    (!data_type.is_empty()).then(|| (name, data_type.to_owned()))
}

/// The name of the file for a query whose spaces and comments have been normalised: some of its words, and a hash.
pub(crate) fn file_name(normalised: &str) -> String {
    let hash = hash(normalised);
    let mut words = String::new();
    for word in normalised.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_') {
        if word.is_empty() || words.len() + word.len() > MAX_WORDS_BYTES {
            continue;
        }
        if !words.is_empty() {
            words.push('_');
        }
        words.push_str(&word.to_ascii_lowercase());
    }
    format!("{words}-{hash:016x}.txt")
}

/// FNV-1a, 64 bits: the same on every machine and in every version.
pub(crate) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// Enough to recognise a query in a list of files.
const MAX_WORDS_BYTES: usize = 48;

/// The folders in which what belongs to a source may stand: its own and those above it, up to its workspace's. Without a
/// workspace, up to its package's.
pub(crate) fn homes(folder: &Path) -> Vec<PathBuf> {
    let mut homes = Vec::new();
    let mut until = 1;
    for folder in folder.ancestors() {
        homes.push(folder.to_owned());
        let Ok(manifest) = std::fs::read_to_string(folder.join("Cargo.toml")) else { continue };
        if manifest.lines().any(|line| line.trim_start().starts_with("[workspace")) {
            return homes;
        }
        if until == 1 {
            until = homes.len();
        }
    }
    homes.truncate(until);
    homes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_is_read_as_it_was_written() {
        let snapshot = Snapshot {
            server: "26.7.2.1".to_owned(),
            query: "SELECT host,\n\n       count()\nFROM t".to_owned(),
            columns: vec![
                ("a`\\b\nc: d".to_owned(), "Enum8('x: y' = 1)".to_owned()),
                ("count()".to_owned(), "UInt64".to_owned()),
            ],
        };
        let text = snapshot.to_string();
        assert_eq!(Snapshot::parse(&text).map(|read| read.columns), Ok(snapshot.columns.clone()));
        assert_eq!(Snapshot::parse(&text).map(|read| read.to_string()), Ok(text));
    }

    #[test]
    fn what_is_no_snapshot_says_where() {
        for (text, part) in [
            ("", "no columns"),
            ("columns:\n    a UInt8", "line 2"),
            ("columns:\n    `a`", "line 2"),
            ("<<<<<<< HEAD\nserver: 1", "line 1"),
        ] {
            assert!(Snapshot::parse(text).unwrap_err().contains(part), "{text}");
        }
    }

    #[test]
    fn a_name_is_stable_and_readable() {
        assert_eq!(file_name("SELECT host, count() FROM t"), "select_host_count_from_t-2380a4112e546031.txt");
        assert_eq!(file_name("é"), "-0ac21707b7181e01.txt");
    }
}
