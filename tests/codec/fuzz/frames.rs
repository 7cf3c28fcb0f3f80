//! Compressed frames, bent or not: what is unpacked is what was packed.

use super::{Random, assert_is_within, bend, run};
use crate::{files, memory};
use clickhouse_core::column::Sink;
use clickhouse_core::compress::{FrameWriter, Frames, Method};

/// A byte of LZ4 unpacks to 255 at most, and both are there at once; of a few bytes the decoder's own memory is more.
const UNPACKED_BYTES_PER_BYTE: usize = 300;

fn framed(random: &mut Random, body: &[u8]) -> Vec<u8> {
    let mut frames = Vec::new();
    let method = *random.one_of(&[Method::None, Method::Lz4, Method::Zstd]);
    let mut writer = FrameWriter::new(method, &mut frames);
    writer.put(body);
    writer.finish();
    frames
}

#[test]
fn fuzz_frames() {
    let bodies = files::bodies();
    run(|random| {
        let body = &random.one_of(&bodies).1;
        let mut frames = [framed(random, body), framed(random, &body[..body.len() / 2])].concat();
        let is_bent = random.below(4) > 0;
        if is_bent {
            bend(random, &mut frames, body);
        }
        let peak = memory::peak_of(|| {
            let (mut unpacker, mut unpacked) = (Frames::new(), Vec::new());
            let mut rest = frames.as_slice();
            let mut outcome = Ok(());
            while !rest.is_empty() && outcome.is_ok() {
                let (piece, after) = rest.split_at(1 + random.below(rest.len()));
                rest = after;
                outcome = unpacker.push(piece, &mut unpacked);
            }
            // What is unpacked is what was packed, up to the place where it is bent.
            let whole = [body, &body[..body.len() / 2]].concat();
            assert!(is_bent || outcome.is_ok() && unpacked == whole);
            assert!(unpacked.is_empty() || unpacked.starts_with(&whole[..body.len().min(unpacked.len())]) || is_bent);
        });
        assert_is_within(peak, frames.len() + 4 * body.len(), UNPACKED_BYTES_PER_BYTE);
    });
}
