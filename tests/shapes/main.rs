//! Shapes of rows and values: conversions, flattened structs, nested ones, structs as Tuples, collections of all kinds.
//! Through the codec alone where that shows the claim, and against the real server.

#![allow(unreachable_pub, reason = "modules of `with` have public functions")]

mod containers;
mod conversions;
mod flatten;
mod json;
mod nested;
#[path = "../support/mod.rs"]
mod support;
mod values;

use clickhouse_core::block::{Block, BlockDecoder};
use clickhouse_core::row::{ReadRow, RowWriter, TargetColumn, WriteRow};
use clickhouse_core::types::DataType;

/// A table of these columns.
fn table(columns: &[(&str, &str)]) -> Vec<TargetColumn> {
    columns.iter().map(|(name, text)| TargetColumn::new(*name, DataType::parse(text).unwrap())).collect()
}

/// The block that an insert of `rows` sends to a table of these columns.
#[track_caller]
fn inserted<T: WriteRow>(columns: &[(&str, &str)], rows: &[T]) -> Block {
    let mut writer = RowWriter::<T>::new(&table(columns)).unwrap_or_else(|mismatch| panic!("{mismatch}"));
    writer.push_each(rows).unwrap_or_else(|(row, error)| panic!("row {row}: {error}"));
    let mut decoder = BlockDecoder::new();
    writer.finish_block(decoder.input());
    decoder.next_block().unwrap().expect("a whole block was written")
}

/// All rows of a block.
#[track_caller]
fn read<'a, T: ReadRow<'a>>(block: &'a Block) -> Vec<T> {
    try_read(block).unwrap_or_else(|error| panic!("{error}"))
}

/// All rows of a block, or the text of the first refusal.
fn try_read<'a, T: ReadRow<'a>>(block: &'a Block) -> Result<Vec<T>, String> {
    let rows = block.rows().map_err(|error| error.to_string())?;
    rows.map(|row| row.map_err(|error| error.to_string())).collect()
}

/// The text of the refusal to insert rows into a table of these columns.
#[track_caller]
fn refused<T: WriteRow>(columns: &[(&str, &str)]) -> String {
    RowWriter::<T>::new(&table(columns)).map(|_| ()).unwrap_err().to_string()
}
