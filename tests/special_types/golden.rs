//! The golden files: bodies of real servers, and the rows that their own JSON shows.

use clickhouse_core::block::{Block, BlockDecoder};
use serde_json::Value;
use std::fs;

/// The bytes of a file.
pub(crate) fn file(name: &str) -> Vec<u8> {
    fs::read(format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The blocks of a body.
pub(crate) fn blocks(name: &str) -> Vec<Block> {
    let mut decoder = BlockDecoder::new();
    decoder.input().extend(file(&format!("{name}.native")));
    let mut blocks = Vec::new();
    while let Some(block) = decoder.next_block().unwrap() {
        blocks.push(block);
    }
    assert!(decoder.is_at_block_border(), "{name}");
    blocks
}

/// The column `v` of each row.
pub(crate) fn rows(name: &str) -> Vec<Value> {
    let lines = String::from_utf8(file(&format!("{name}.jsonl"))).unwrap();
    lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["v"].take()).collect()
}
