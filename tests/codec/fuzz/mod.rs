//! Golden files bent at random, for `FUZZ_SECONDS` (three unless given) over all targets: whatever the bytes, the codec
//! answers, soon, on a small stack, and takes no more memory than the bytes justify.
//!
//! Each case depends on `FUZZ_SEED` and its number alone; a failure says both.
//!
//! ```sh
//! FUZZ_SECONDS=600 FUZZ_SEED=7 cargo test --release --test codec fuzz -- --nocapture
//! ```
//!
//! Answers over HTTP, with the server's errors and summaries in them, are bent by `fuzz_answers` of `clickhouse-core`.

mod blocks;
mod frames;
mod rows;
mod texts;

use std::time::{Duration, Instant};

/// The functions that call [`run`], which share the time.
const TARGETS: u32 = 5;
/// As for single broken bytes: values of 32 bytes where the shortest has one, and lists of lists of them.
const BYTES_PER_BYTE: usize = 200;
const BYTES_AT_LEAST: usize = 64 << 10;
/// Far more than any case takes on a busy machine, and far less than for ever.
const SLOWEST: Duration = Duration::from_secs(20);
/// Half of what a thread of an async runtime has; builds for tests take the most of it.
const STACK_BYTES: usize = 1 << 20;

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

/// Runs case after case until the time is over.
fn run(case: impl FnMut(&mut Random) + Send) {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, || run_here(case));
        thread.unwrap().join().unwrap();
    });
}

fn run_here(mut case: impl FnMut(&mut Random)) {
    let (seed, seconds) = (number("FUZZ_SEED", 1), number("FUZZ_SECONDS", 3));
    let end = Instant::now() + Duration::from_secs(seconds) / TARGETS;
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
