//! Broken bytes: whatever byte of a golden file is another one, the decoder answers, and takes no more memory than the
//! bytes at hand justify.

use crate::{files, memory};
use clickhouse_core::Value;
use clickhouse_core::block::{Block, BlockDecoder};
use clickhouse_core::row::ReadRow;
use clickhouse_core::value::ReadValue;

/// A bit at the lower end (a count that is off by one, another flag), one at the upper end (a count beyond all bounds,
/// a length that goes on), and all of them.
const MASKS: [u8; 3] = [0x01, 0x80, 0xff];

/// The decoder keeps the bytes, twice while they move, and knows 150 bytes or so of each column, of which the shortest
/// takes 11 bytes of the body; a reader may keep 32 bytes for a value of 4. A count that is believed before its bytes are
/// there exceeds this by far. The least is that of the work itself: texts of errors, the memory of a first push.
const BYTES_PER_BYTE: usize = 40;
const BYTES_AT_LEAST: usize = 8 << 10;

/// Hands `decode` each variant of `body`.
fn break_each_byte(name: &str, body: Vec<u8>, decode: impl Fn(&[u8])) {
    break_each_byte_within(name, body, BYTES_PER_BYTE, decode);
}

/// The same, where the work may take so many bytes for each.
fn break_each_byte_within(name: &str, mut body: Vec<u8>, bytes_per_byte: usize, decode: impl Fn(&[u8])) {
    for place in files::places(body.len()) {
        let was = body[place];
        for mask in MASKS {
            body[place] = was ^ mask;
            let case = Shown { name, place, now: body[place] };
            let peak = memory::peak_of(|| decode(&body));
            let limit = body.len() * bytes_per_byte + BYTES_AT_LEAST;
            assert!(peak <= limit, "{peak} bytes were taken for {} bytes", body.len());
            drop(case);
        }
        body[place] = was;
    }
}

/// Says which variant it was when a test panics.
struct Shown<'n> {
    name: &'n str,
    place: usize,
    now: u8,
}

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}.native with byte {} set to {:#04x}", self.name, self.place, self.now);
        }
    }
}

/// Decodes until the end or the first refusal.
fn decode(body: &[u8], mut with: impl FnMut(&Block)) {
    let mut decoder = BlockDecoder::new();
    decoder.input().extend_from_slice(body);
    while let Ok(Some(block)) = decoder.next_block() {
        with(&block);
    }
}

/// Rows of `T` are read from every variant of the case's body, as far as it can be read.
pub(crate) fn are_read_or_refused<T: for<'a> ReadRow<'a>>(name: &str) {
    break_each_byte(name, files::body(name), |body| {
        decode(body, |block| {
            if let Ok(rows) = block.rows::<T>() {
                rows.for_each(drop);
            }
        });
    });
}

#[test]
fn broken_bytes_of_any_type_are_located_or_refused() {
    for (name, body) in files::bodies() {
        break_each_byte(&name, body, |body| decode(body, |_| {}));
    }
}

/// A `Value` takes 32 bytes, where the shortest value takes one, and a list of lists takes as much again for each.
const VALUE_BYTES_PER_BYTE: usize = 200;

#[test]
fn broken_bytes_of_any_type_are_untyped_values_or_refused() {
    for (name, body) in files::bodies() {
        break_each_byte_within(&name, body, VALUE_BYTES_PER_BYTE, |body| {
            decode(body, |block| {
                for place in 0..block.columns().len() {
                    let view = block.view(place).unwrap();
                    let Ok(mut cursor) = <Value as ReadValue<'_>>::bind(view) else { continue };
                    for row in 0..block.row_count() {
                        if let Ok(value) = <Value as ReadValue<'_>>::read(&mut cursor, row) {
                            drop(value.to_string());
                        }
                    }
                }
            });
        });
    }
}

/// What the first block of `body` is refused with.
fn refusal(mut decoder: BlockDecoder, body: &[u8]) -> String {
    decoder.input().extend_from_slice(body);
    match decoder.next_block() {
        Err(error) => error.to_string(),
        Ok(block) => panic!("{:?} rows", block.map(|block| block.row_count())),
    }
}

#[test]
fn bytes_in_a_layout_that_was_not_asked_for_are_refused() {
    for (name, revision, body) in files::bodies_of_other_revisions() {
        if body.is_empty() {
            continue;
        }
        let text = refusal(BlockDecoder::new(), &body);
        assert!(text.starts_with("decode: byte 0: the block begins with BlockInfo"), "{name}: {text}");
        if revision >= 54492 {
            let text = refusal(BlockDecoder::with_revision(revision), &body);
            assert!(text.ends_with("laid out in a way that is not read; ask for one before 54492"), "{name}: {text}");
            refusal(BlockDecoder::with_revision(54491), &body);
        }
    }
    let text = refusal(BlockDecoder::new(), &files::body("binary_types"));
    assert!(text.contains("the column's type is not known"), "{text}");
}

/// A block of one column, of which the first row begins.
fn column(data_type: &str, data: &[u8]) -> Vec<u8> {
    let length = data_type.len();
    let length = [length as u8 | 0x80, (length >> 7) as u8];
    [b"\x01\x01\x01v", &length[..], data_type.as_bytes(), data].concat()
}

#[test]
fn types_within_types_do_not_exhaust_a_small_stack() {
    let work = || {
        let deepest = "Array(".repeat(99) + "UInt8" + &")".repeat(99);
        let blocks = files::blocks(&column(&deepest, &[0; 8]));
        assert_eq!(blocks.len(), 1);

        // The prefix of a Dynamic names types, one of which is a Dynamic, and so on for ever.
        let dynamic = b"\x01\0\0\0\0\0\0\0\x05\x01\x0eArray(Dynamic)\0\0\0\0\0\0\0\0";
        let mut decoder = BlockDecoder::new();
        decoder.input().extend(column(&("Array(".repeat(30) + "Dynamic" + &")".repeat(30)), &dynamic.repeat(1000)));
        let error = decoder.next_block().unwrap_err().to_string();
        assert!(error.contains("nested"), "{error}");
    };
    std::thread::Builder::new().stack_size(1 << 20).spawn(work).unwrap().join().unwrap();
}
