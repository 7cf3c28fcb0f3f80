//! Bodies of blocks, bent: they are decoded in pieces, and what is decoded is read.

use super::{BYTES_PER_BYTE, Random, assert_is_within, bend, run};
use crate::{files, memory};
use clickhouse_core::Value;
use clickhouse_core::block::{Block, BlockDecoder};
use clickhouse_core::value::ReadValue;

/// A value of each kind of layout, as typed readers see it.
fn read_typed(block: &Block, name: &str) {
    fn read<'b, T: ReadValue<'b>>(block: &'b Block, name: &str) {
        if let Ok(values) = block.column::<T>(name) {
            values.for_each(drop);
        }
    }
    read::<&str>(block, name);
    read::<u64>(block, name);
    read::<Option<String>>(block, name);
    read::<Vec<Option<String>>>(block, name);
    read::<Vec<Vec<u64>>>(block, name);
    read::<Vec<(String, i128)>>(block, name);
    read::<time::OffsetDateTime>(block, name);
    read::<Option<time::Date>>(block, name);
    read::<Option<uuid::Uuid>>(block, name);
    read::<bool>(block, name);
}

fn read_untyped(block: &Block, name: &str) {
    if let Ok(values) = block.column::<Value>(name) {
        values.for_each(|value| drop(value.map(|value| value.to_string())));
    }
}

/// Decodes a body in pieces and reads all that can be read.
fn decode(random: &mut Random, body: &[u8], read: fn(&Block, &str)) {
    let mut decoder = BlockDecoder::new();
    let mut rest = body;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(1 + random.below(rest.len()));
        rest = after;
        decoder.input().extend_from_slice(piece);
        loop {
            match decoder.next_block() {
                Ok(Some(block)) => {
                    for (name, _) in block.columns() {
                        read(&block, name);
                    }
                    decoder.recycle(block);
                }
                Ok(None) => break,
                Err(error) => return drop(error.to_string()),
            }
        }
    }
}

#[test]
fn fuzz_blocks() {
    let bodies = files::bodies();
    run(|random| {
        let mut body = random.one_of(&bodies).1.clone();
        let other = &random.one_of(&bodies).1;
        for _ in 0..1 + random.below(4) {
            bend(random, &mut body, other);
        }
        let read = *random.one_of(&[read_typed as fn(&Block, &str), read_untyped, |_, _| {}]);
        let peak = memory::peak_of(|| decode(random, &body, read));
        assert_is_within(peak, body.len(), BYTES_PER_BYTE);
    });
}
