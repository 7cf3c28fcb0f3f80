//! What the cases of [`crate::cases`] are put through: rows out of the server's bytes, and the same bytes out of the rows.

use crate::json::is_same;
use crate::{cases, files};
use clickhouse_core::block::{Block, BlockDecoder};
use clickhouse_core::row::{ReadRow, RowWriter, TargetColumn, WriteRow};
use clickhouse_core::types::DataType;
use serde_json::{Map, Value};

/// A struct with the columns of a case.
pub(crate) trait CaseRow: WriteRow + for<'a> ReadRow<'a> {
    /// As the server's JSON shows the row in columns of these names and types.
    fn to_json(&self, declared: &[(&str, DataType)]) -> Map<String, Value>;
}

/// All rows of a block.
pub(crate) fn read<'a, T: ReadRow<'a>>(block: &'a Block) -> Vec<T> {
    let rows = block.rows().unwrap_or_else(|error| panic!("{error}"));
    rows.map(|row| row.unwrap_or_else(|error| panic!("{error}"))).collect()
}

/// Rows are what the server's JSON shows.
pub(crate) fn rows_are_the_servers<T: CaseRow>(name: &str) {
    let declared: Vec<_> = files::case(name).declared().collect();
    let blocks = files::blocks(&files::body(name));
    let found = blocks.iter().flat_map(|block| read::<T>(block)).map(|row| row.to_json(&declared));
    let expected = files::rows(name);
    assert_eq!(blocks.iter().map(Block::row_count).sum::<usize>(), expected.len());
    for (row, (found, expected)) in found.zip(expected).enumerate() {
        let (found, expected) = (Value::from(found), Value::from(expected));
        assert!(is_same(&found, &expected), "{name}, row {row}\n  found    {found}\n  expected {expected}");
    }
}

/// Below a NULL the server leaves whatever the query had calculated there, and we write zeros.
const WITH_FILLERS_OF_THE_QUERY: [&str; 2] = ["kitchen_sink", "multi_block"];

/// The rows of each block, written into its types, are the server's bytes again.
pub(crate) fn bytes_are_the_servers<T: CaseRow>(name: &str) {
    let body = files::body(name);
    let declared: Vec<_> = sent(name).collect();
    let columns: Vec<_> =
        declared.iter().map(|(name, data_type)| TargetColumn::new(*name, data_type.clone())).collect();
    let blocks = files::blocks(&body);
    let mut written = Vec::new();
    for block in &blocks {
        let mut writer = RowWriter::<T>::new(&columns).unwrap_or_else(|mismatch| panic!("{mismatch}"));
        for row in read::<T>(block) {
            writer.push(&row).unwrap_or_else(|error| panic!("{error}"));
        }
        writer.finish_block(&mut written);
    }
    if WITH_FILLERS_OF_THE_QUERY.contains(&name) {
        let rows = |blocks: &[Block]| -> Vec<_> {
            blocks.iter().flat_map(|block| read::<T>(block)).map(|row| row.to_json(&declared)).collect()
        };
        assert_eq!(written.len(), body.len());
        assert_eq!(rows(&files::blocks(&written)), rows(&blocks));
    } else if let Some(at) = (0..body.len().max(written.len())).find(|at| body.get(*at) != written.get(*at)) {
        let around = |bytes: &[u8]| {
            let bytes = &bytes[at.saturating_sub(16).min(bytes.len())..bytes.len().min(at + 16)];
            bytes.iter().map(|byte| format!("{byte:02x} ")).collect::<String>()
        };
        panic!("{name}: byte {at} differs\n  written  {}\n  expected {}", around(&written), around(&body));
    }
}

/// The columns of a case as a block has them: a DateTime on the outside comes without its time zone.
fn sent(name: &str) -> impl Iterator<Item = (&str, DataType)> {
    files::case(name).declared().map(|(name, data_type)| match data_type {
        DataType::DateTime(_) => (name, DataType::DateTime(None)),
        other => (name, other),
    })
}

#[test]
fn columns_have_the_declared_names_and_types() {
    for (name, body) in files::bodies() {
        let case = name.split('.').next().unwrap_or(&name);
        if case == "geometry" && case != name {
            // Before 26 a Geometry came as its text.
            continue;
        }
        let declared: Vec<_> = sent(case).collect();
        for block in files::blocks(&body) {
            let found: Vec<_> = block.columns().map(|(name, data_type)| (name, data_type.clone())).collect();
            assert_eq!(found, declared, "{name}");
        }
    }
}

/// Cases whose bytes are located (see [`crate::prefixes`]), but which have no Rust type yet, or none of a fixed shape.
const WITHOUT_A_ROW_TYPE: &[&str] = &[
    "int256",
    "uint256",
    "bfloat16",
    "time",
    "time64_0",
    "time64_3",
    "time64_9",
    "interval",
    "tuple_empty",
    "nothing",
    "geometry",
    "geo_multipoint",
    "aggregate_function_states",
    "empty_result",
    "many_columns",
];

/// Beginnings of the names of more of them.
const FAMILIES_WITHOUT_A_ROW_TYPE: &[&str] =
    &["dynamic_", "array_dynamic_", "json_", "array_json_", "nullable_json_", "qbit_"];

#[test]
fn no_golden_file_is_forgotten() {
    for (name, _) in files::bodies() {
        let case = name.split('.').next().unwrap_or(&name);
        let is_known = WITHOUT_A_ROW_TYPE.contains(&case)
            || FAMILIES_WITHOUT_A_ROW_TYPE.iter().any(|family| case.starts_with(family));
        assert_ne!(is_known, cases::NAMES.contains(&case), "{case} belongs either into cases.rs or into the list here");
    }
}

#[test]
fn an_empty_result_is_no_bytes_at_all() {
    assert!(files::body("empty_result").is_empty());
    assert!(BlockDecoder::new().is_at_block_border());
    assert!(files::blocks(&[]).is_empty());
}

#[test]
fn three_hundred_columns_are_found_by_name() {
    let blocks = files::blocks(&files::body("many_columns"));
    let expected = &files::rows("many_columns")[0];
    assert_eq!((blocks.len(), expected.len(), blocks[0].columns().len()), (1, 300, 300));
    for (name, value) in expected {
        let found: Vec<u8> = blocks[0].column(name).unwrap().map(Result::unwrap).collect();
        assert_eq!(found.iter().map(|value| u64::from(*value)).collect::<Vec<_>>(), [value.as_u64().unwrap()]);
    }
}
