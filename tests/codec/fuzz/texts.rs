//! Texts of types and of schema files, bent: they are read or refused, and what is printed is read back.

use super::{BYTES_PER_BYTE, assert_is_within, bend, run};
use crate::{files, memory};
use clickhouse_core::ddl::Schema;
use clickhouse_core::types::DataType;
use std::path::Path;

#[test]
fn fuzz_types() {
    let texts: Vec<String> = files::type_texts().into_iter().map(|(text, _)| text).collect();
    run(|random| {
        let mut text = random.one_of(&texts).clone().into_bytes();
        let other = random.one_of(&texts).as_bytes();
        for _ in 0..1 + random.below(4) {
            bend(random, &mut text, other);
        }
        let text = String::from_utf8_lossy(&text);
        let peak = memory::peak_of(|| {
            if let Ok(data_type) = DataType::parse(&text) {
                let printed = data_type.to_string();
                let again =
                    DataType::parse(&printed).unwrap_or_else(|error| panic!("{text} is printed {printed}: {error}"));
                assert_eq!(again.to_string(), printed, "{text}");
            }
        });
        assert_is_within(peak, text.len(), BYTES_PER_BYTE);
    });
}

/// The schema files and migrations of all tests, each cut into its statements as well.
fn schema_texts() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let files = [
        "schema_files/tables.sql",
        "clickhouse/schema.sql",
        "declared/schema.sql",
        "declared/migrations/0001_create.up.sql",
        "declared/migrations/0002_change.sql",
        "declared/migrations/0010_rename.sql",
        "ui/clickhouse_schema.sql",
    ];
    let whole = files.iter().map(|file| std::fs::read_to_string(folder.join(file)).unwrap());
    let whole: Vec<String> = whole.collect();
    let statements = whole.iter().flat_map(|text| text.split_inclusive(';')).map(str::to_owned);
    statements.chain(whole.iter().cloned()).collect()
}

#[test]
fn fuzz_schema_files() {
    let texts = schema_texts();
    assert!(texts.len() > 30, "only {} statements were found", texts.len());
    run(|random| {
        let mut text = random.one_of(&texts).clone().into_bytes();
        let other = random.one_of(&texts).as_bytes();
        for _ in 0..1 + random.below(4) {
            bend(random, &mut text, other);
        }
        let text = String::from_utf8_lossy(&text);
        let peak = memory::peak_of(|| {
            let mut schema = Schema::default();
            if let Err(error) = schema.read("schema.sql", &text) {
                assert!(error.place.line <= 1 + text.matches('\n').count(), "{error}");
                drop(error.to_string());
            }
            for table in schema.tables() {
                for column in table.columns.iter().flatten() {
                    let printed = column.data_type.as_ref().map(ToString::to_string);
                    let again = printed.as_ref().map(|text| DataType::parse(text).map(|again| again.to_string()));
                    assert_eq!(again.transpose().ok(), Some(printed), "{}", column.name);
                }
            }
        });
        assert_is_within(peak, text.len(), BYTES_PER_BYTE);
    });
}
