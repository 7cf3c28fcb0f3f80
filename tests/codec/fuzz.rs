//! Golden files bent at random, for `FUZZ_SECONDS` (three unless given): whatever the bytes, the codec answers, soon, and
//! takes no more memory than the bytes justify.
//!
//! Each case depends on `FUZZ_SEED` and its number alone; a failure says both.
//!
//! ```sh
//! FUZZ_SECONDS=600 FUZZ_SEED=7 cargo test --release --test codec fuzz
//! ```

use crate::{files, memory};
use clickhouse_core::Value;
use clickhouse_core::block::{Block, BlockDecoder};
use clickhouse_core::column::Sink;
use clickhouse_core::compress::{FrameWriter, Frames, Method};
use clickhouse_core::types::DataType;
use clickhouse_core::value::ReadValue;
use std::time::{Duration, Instant};

/// As for single broken bytes: values of 32 bytes where the shortest has one, and lists of lists of them.
const BYTES_PER_BYTE: usize = 200;
const BYTES_AT_LEAST: usize = 64 << 10;
/// A byte of LZ4 unpacks to 255 at most, and both are there at once; of a few bytes the decoder's own memory is more.
const UNPACKED_BYTES_PER_BYTE: usize = 300;
/// Far more than any case takes on a busy machine, and far less than for ever.
const SLOWEST: Duration = Duration::from_secs(20);

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Numbers that look random (splitmix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which is not 0.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    fn one_of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }
}

/// Counts, lengths and flags that are worth a try, as they stand in a body.
const NUMBERS: [&[u8]; 14] = [
    b"\x00",
    b"\x01",
    b"\x7f",
    b"\xff",
    b"\x80\x00",
    b"\xff\xff\x03",
    b"\xff\xff\xff\xff\x0f",
    b"\x80\x80\x80\x80\x80\x20",
    b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
    b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\xff\xff\xff\xff\xff\xff\xff\x7f",
    b"\x00\x00\x00\x00\x00\x00\x00\x80",
    b"\x00\x00\x00\x00\x01\x00\x00\x00",
    b"\x00\x06\x00\x00\x00\x00\x00\x00",
];

/// Bends `bytes` in one place; `other` is something to take a piece from.
fn bend(random: &mut Random, bytes: &mut Vec<u8>, other: &[u8]) {
    let place = random.below(bytes.len() + 1);
    let end = place + random.below((bytes.len() - place).min(32) + 1);
    match random.below(6) {
        0 if place < bytes.len() => bytes[place] ^= 1 << random.below(8),
        1 => drop(bytes.splice(place..end, random.one_of(&NUMBERS).iter().copied())),
        2 => drop(bytes.drain(place..end)),
        3 => {
            let piece = bytes[place..end].to_vec();
            bytes.splice(place..place, piece);
        }
        4 if !other.is_empty() => {
            let from = random.below(other.len());
            let to = from + random.below((other.len() - from).min(64) + 1);
            bytes.splice(place..end, other[from..to].iter().copied());
        }
        _ => bytes.truncate(place.max(1)),
    }
}

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

fn framed(random: &mut Random, body: &[u8]) -> Vec<u8> {
    let mut frames = Vec::new();
    let method = *random.one_of(&[Method::None, Method::Lz4, Method::Zstd]);
    let mut writer = FrameWriter::new(method, &mut frames);
    writer.put(body);
    writer.finish();
    frames
}

/// Runs case after case until the time is over.
fn run(share: u32, mut case: impl FnMut(&mut Random)) {
    let (seed, seconds) = (number("FUZZ_SEED", 1), number("FUZZ_SECONDS", 3));
    let end = Instant::now() + Duration::from_secs(seconds) / share;
    let mut count = 0u64;
    while count < 100 || Instant::now() < end {
        let shown = Shown { seed, count };
        let start = Instant::now();
        case(&mut Random(seed.wrapping_mul(0x2545_f491_4f6c_dd1d).wrapping_add(count << 20)));
        assert!(start.elapsed() < SLOWEST, "it took {:?}", start.elapsed());
        drop(shown);
        count += 1;
    }
    println!("{count} cases");
}

/// Says which case it was when a test panics.
struct Shown {
    seed: u64,
    count: u64,
}

impl Drop for Shown {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("FUZZ_SEED={} case {}", self.seed, self.count);
        }
    }
}

fn assert_is_within(peak: usize, bytes: usize, per_byte: usize) {
    let limit = bytes * per_byte + BYTES_AT_LEAST;
    assert!(peak <= limit, "{peak} bytes were taken for {bytes}");
}

#[test]
fn fuzz_blocks() {
    let bodies = files::bodies();
    run(3, |random| {
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

#[test]
fn fuzz_frames() {
    let bodies = files::bodies();
    run(3, |random| {
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

#[test]
fn fuzz_types() {
    let texts: Vec<String> = files::type_texts().into_iter().map(|(text, _)| text).collect();
    run(3, |random| {
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
