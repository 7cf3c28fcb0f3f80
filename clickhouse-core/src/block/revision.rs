//! What blocks for a client of another revision have beside their columns: BlockInfo, and how each column is laid out.
//!
//! ```text
//! 01 00                 field 1, no overflow rows
//! 02 ff ff ff ff        field 2, the bucket: none
//! 03 00                 field 3, buckets that are out of order: none (26.7, from revision 54480 on)
//! 00                    no more fields
//! ```
//!
//! Over HTTP the revision is `client_protocol_version`, which this crate never sends. Source: ClickHouse
//! `src/Formats/NativeWriter.cpp`, checked on 24.8, 25.8 and 26.7.

use crate::wire::{Step, Walk};

/// From this revision on a byte behind the type says whether the column is laid out in a way of its own.
const REVISION_WITH_KINDS: u64 = 54454;
/// From this revision on the lengths of strings stand before them all, which nothing in the bytes shows.
const REVISION_OF_OFFSETS: u64 = 54492;
/// The second field of BlockInfo, the bucket, which is -1 in the results of queries.
const NO_BUCKET: [u8; 5] = [2, 0xff, 0xff, 0xff, 0xff];

/// As the server's own reader has columns.
const MAX_BUCKETS: usize = 1_000_000;

/// Numbered fields until 0: whether rows are overflows, the bucket, and buckets that are out of order.
pub(super) fn pass_block_info(revision: u64, bytes: &[u8], walk: &mut Walk<'_>) -> Step<()> {
    if revision == 0 {
        return refuse_block_info(bytes, walk);
    }
    if revision >= REVISION_OF_OFFSETS {
        return walk.refuse(format!(
            "strings of revision {revision} are laid out in a way that is not read; ask for one before {REVISION_OF_OFFSETS}"
        ));
    }
    loop {
        let at = walk.position();
        match walk.varint()? {
            0 => return Ok(()),
            1 => walk.take(1)?,
            2 => walk.take(4)?,
            3 => {
                let count = walk.count("buckets", MAX_BUCKETS)?;
                walk.fixed(count, 4)?
            }
            field => return walk.refuse_at(at, format!("BlockInfo has a field {field}, which is not known")),
        };
    }
}

/// A name of two bytes that are not UTF-8 is none, so that this is never a block.
fn refuse_block_info(bytes: &[u8], walk: &Walk<'_>) -> Step<()> {
    match bytes {
        [1, 0 | 1, rest @ ..] if rest.starts_with(&NO_BUCKET) => walk.refuse(
            "the block begins with BlockInfo, as it does for a client of another revision: ask without \
             client_protocol_version, or read it by BlockDecoder::with_revision(..)",
        ),
        _ => Ok(()),
    }
}

/// Passes the byte that says whether the column is laid out in a way of its own.
pub(super) fn pass_kind(revision: u64, walk: &mut Walk<'_>) -> Step<()> {
    if revision < REVISION_WITH_KINDS {
        return Ok(());
    }
    let at = walk.position();
    match walk.u8()? {
        0 => Ok(()),
        kind => walk.refuse_at(at, format!("the column is laid out in a way of its own ({kind}), which is not read")),
    }
}
