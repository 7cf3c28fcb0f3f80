//! Bytes in pieces: a body is found block by block however it is cut, and what is cut short is never taken for whole.

use crate::files;
use clickhouse_core::block::{Block, BlockDecoder};

/// A block as text: its bytes, and where each part of each column lies in them.
fn shown(block: &Block) -> String {
    format!("{block:?}")
}

/// All blocks of `body`, which arrives in pieces of `size` bytes.
fn blocks_in_pieces(body: &[u8], size: usize) -> Vec<String> {
    let mut decoder = BlockDecoder::new();
    let mut blocks = Vec::new();
    for piece in body.chunks(size) {
        decoder.input().extend_from_slice(piece);
        while let Some(block) = decoder.next_block().unwrap() {
            blocks.push(shown(&block));
            decoder.recycle(block);
        }
    }
    assert!(decoder.is_at_block_border());
    blocks
}

#[test]
fn blocks_are_the_same_in_pieces_of_any_size() {
    for (name, body) in files::bodies() {
        let whole: Vec<_> = files::blocks(&body).iter().map(shown).collect();
        let sizes: &[usize] = if body.len() < 50_000 { &[1, 2, 3, 7, 64, 1000] } else { &[1000, 65_536] };
        for &size in sizes {
            assert!(blocks_in_pieces(&body, size) == whole, "{name} in pieces of {size}");
        }
    }
}

/// Where each block of `body` ends.
fn borders(body: &[u8]) -> Vec<usize> {
    let mut decoder = BlockDecoder::new();
    decoder.input().extend_from_slice(body);
    let mut borders = vec![0];
    while decoder.next_block().unwrap().is_some() {
        borders.push(body.len() - decoder.unread().len());
    }
    borders
}

#[test]
fn every_proper_prefix_asks_for_more_bytes() {
    for (name, body) in files::bodies() {
        let borders = borders(&body);
        for cut in files::places(body.len()) {
            let mut decoder = BlockDecoder::new();
            decoder.input().extend_from_slice(&body[..cut]);
            let mut blocks = 0;
            while decoder.next_block().unwrap_or_else(|error| panic!("{name}, {cut} bytes: {error}")).is_some() {
                blocks += 1;
            }
            assert_eq!(blocks, borders.iter().filter(|end| (1..=cut).contains(*end)).count(), "{name}, {cut} bytes");
            assert_eq!(decoder.is_at_block_border(), borders.contains(&cut), "{name}, {cut} bytes");
        }
    }
}
