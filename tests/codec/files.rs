//! The golden files and what `index.json` says about them.

#![allow(dead_code, reason = "each test program uses its own part")]

use clickhouse_core::block::{Block, BlockDecoder};
use clickhouse_core::types::DataType;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// What `index.json` says about one case.
#[derive(Debug, Deserialize)]
pub(crate) struct Case {
    pub(crate) name: String,
    settings: BTreeMap<String, serde_json::Value>,
    #[serde(default)]
    declared_types: Vec<(String, String)>,
    /// Settings of the rows' JSON that differ from those of all cases.
    expected_settings: Option<BTreeMap<String, serde_json::Value>>,
    /// Another query for the rows' JSON.
    expected_sql: Option<String>,
}

impl Case {
    /// Name and type of each column, as `DESCRIBE` has them: with the time zones that a block leaves out.
    pub(crate) fn declared(&self) -> impl Iterator<Item = (&str, DataType)> {
        let parse = |text: &str| DataType::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        self.declared_types.iter().map(move |(name, text)| (name.as_str(), parse(text)))
    }

    /// The texts of the declared types.
    pub(crate) fn declared_texts(&self) -> impl Iterator<Item = &str> {
        self.declared_types.iter().map(|(_, text)| text.as_str())
    }

    /// Whether the rows' JSON has integers of 64 bits in quotes.
    pub(crate) fn quotes_64_bits(&self) -> bool {
        !self.expects("output_format_json_quote_64bit_integers")
    }

    /// Whether the rows' JSON has maps as lists of keys and values.
    pub(crate) fn maps_are_lists(&self) -> bool {
        !self.expects("output_format_json_map_as_array_of_tuples")
    }

    /// The settings with which the rows' JSON was made.
    pub(crate) fn shown_with(&self) -> BTreeMap<String, String> {
        let of_all = INDEX.json_settings.iter();
        let settings = of_all.chain(self.expected_settings.iter().flatten());
        settings.map(|(name, value)| (name.clone(), value.to_string())).collect()
    }

    /// Whether the rows' JSON has bytes in hex.
    pub(crate) fn shows_hex(&self) -> bool {
        self.expected_sql.is_some()
    }

    fn expects(&self, setting: &str) -> bool {
        self.expected_settings.as_ref().is_some_and(|settings| settings.contains_key(setting))
    }

    /// Whether it is in the layout that the client asks for: revision 0, types by their names.
    fn is_of_revision_0(&self) -> bool {
        let other = ["client_protocol_version", "output_format_native_encode_types_in_binary_format"];
        !other.iter().any(|setting| self.settings.contains_key(*setting))
    }
}

#[derive(Deserialize)]
struct Index {
    json_settings: BTreeMap<String, serde_json::Value>,
    cases: Vec<Case>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let text = std::fs::read_to_string(folder().join("index.json")).unwrap();
    serde_json::from_str(&text).unwrap()
});

/// All cases.
pub(crate) static CASES: LazyLock<&[Case]> = LazyLock::new(|| &INDEX.cases);

/// The case called `name`.
pub(crate) fn case(name: &str) -> &'static Case {
    CASES.iter().find(|case| case.name == name).unwrap_or_else(|| panic!("index.json has no case {name}"))
}

/// The body that the server sent.
pub(crate) fn body(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(format!("{name}.native"))).unwrap()
}

/// The rows as the server's JSON shows them, as text.
pub(crate) fn text_of_rows(name: &str) -> String {
    std::fs::read_to_string(folder().join(format!("{name}.jsonl"))).unwrap()
}

/// The rows as the server's JSON shows them.
pub(crate) fn rows(name: &str) -> Vec<serde_json::Map<String, serde_json::Value>> {
    text_of_rows(name).lines().filter(|line| !line.is_empty()).map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Name and body of every file in the layout that the client asks for, those of other servers included.
pub(crate) fn bodies() -> Vec<(String, Vec<u8>)> {
    let mut names: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().to_str()?.strip_suffix(".native").map(str::to_owned))
        .filter(|name| case(name.split('.').next().unwrap_or(name)).is_of_revision_0())
        .collect();
    names.sort();
    assert!(names.len() > 100, "only {} golden files were found", names.len());
    names.into_iter().map(|name| (name.clone(), body(&name))).collect()
}

/// Texts of types, and what 26.7 makes of them: the name it prints, or `code` and the number of its refusal.
pub(crate) fn type_texts() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(folder().join("type_texts.tsv")).unwrap();
    let pairs = text.lines().map(|line| line.split_once('\t').unwrap());
    pairs.map(|(text, answer)| (text.to_owned(), answer.to_owned())).collect()
}

/// Name, revision and body of every file that was written for a client of another revision.
pub(crate) fn bodies_of_other_revisions() -> Vec<(String, u64, Vec<u8>)> {
    let names = std::fs::read_dir(folder()).unwrap();
    let names =
        names.filter_map(|entry| entry.unwrap().file_name().to_str()?.strip_suffix(".native").map(str::to_owned));
    let of_revision = |name: String| {
        let case = case(name.split('.').next().unwrap_or(&name));
        let revision = case.settings.get("client_protocol_version")?.as_u64()?;
        let body = body(&name);
        Some((name, revision, body))
    };
    names.filter_map(of_revision).collect()
}

/// All blocks of a whole body.
pub(crate) fn blocks(body: &[u8]) -> Vec<Block> {
    blocks_by(BlockDecoder::new(), body)
}

/// All blocks of a whole body, found by this decoder.
pub(crate) fn blocks_by(mut decoder: BlockDecoder, body: &[u8]) -> Vec<Block> {
    decoder.input().extend_from_slice(body);
    let blocks = std::iter::from_fn(|| decoder.next_block().unwrap_or_else(|error| panic!("{error}"))).collect();
    assert!(decoder.is_at_block_border(), "{} bytes are left", decoder.unread().len());
    blocks
}

/// Places to try something at: all of a small body; of a large one the beginning, the end and a choice.
pub(crate) fn places(length: usize) -> impl Iterator<Item = usize> {
    let step = 1 + length / 2000 + length / 30_000 * 1000;
    (0..length).filter(move |place| *place < 64 || place.is_multiple_of(step) || length - place < 8)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}
