//! Columns whose values say themselves what they are.
//!
//! Each is written by us and compared by a real server, which is also asked what it takes the values for.

mod dynamic;
mod functions;
mod geometry;
mod golden;
mod hostile;
mod json;
mod states;
#[path = "../support/mod.rs"]
mod support;
mod variant;

use clickhouse_core::block::{Block, BlockDecoder};
use clickhouse_core::row::{ReadRow, RowWriter, TargetColumn, WriteRow};
use clickhouse_core::types::DataType;

/// The block that an insert of `rows` sends to a table of these columns, or why there is none.
fn inserted<T: WriteRow>(columns: &[(&str, &str)], rows: &[T]) -> Result<Block, String> {
    let target: Vec<_> =
        columns.iter().map(|(name, text)| TargetColumn::new(*name, DataType::parse(text).unwrap())).collect();
    let mut writer = RowWriter::<T>::new(&target).map_err(|mismatch| mismatch.to_string())?;
    for row in rows {
        writer.push(row).map_err(|error| error.to_string())?;
    }
    let mut decoder = BlockDecoder::new();
    writer.finish_block(decoder.input());
    Ok(decoder.next_block().map_err(|error| error.to_string())?.expect("a whole block was written"))
}

/// All rows of a block, or the first refusal.
fn read<'a, T: ReadRow<'a>>(block: &'a Block) -> Result<Vec<T>, String> {
    let rows = block.rows::<T>().map_err(|error| error.to_string())?;
    rows.map(|row| row.map_err(|error| error.to_string())).collect()
}
