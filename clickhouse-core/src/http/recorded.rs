//! Recorded answers of real servers, replayed in pieces of any size. See `tests/golden/http/index.json` for what each is.

use super::{BytesAnswer, Head, NativeAnswer, Summary, refusal};
use crate::block::Block;
use crate::error::{Error, ErrorKind};
use bytes::Bytes;
use std::{fs, path::Path};

/// An answer as it came over the socket, taken apart.
struct Recorded {
    name: String,
    head: Head,
    is_framed: bool,
    /// Coded by HTTP itself, which the client never asks for.
    is_coded: bool,
    body: Vec<u8>,
    /// Whether the final chunk was there.
    ended_well: bool,
}

fn all() -> Vec<Recorded> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden/http");
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|extension| extension == "raw")).collect();
    files.sort();
    assert_eq!(files.len(), 40);
    files.iter().map(|path| take_apart(path)).collect()
}

fn named(name: &str) -> Recorded {
    all().into_iter().find(|recorded| recorded.name == name).unwrap()
}

fn take_apart(path: &Path) -> Recorded {
    let bytes = fs::read(path).unwrap();
    let head_bytes = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let (lines, mut rest) = (str::from_utf8(&bytes[..head_bytes]).unwrap(), &bytes[head_bytes + 4..]);
    let (status, headers) = lines.split_once("\r\n").unwrap();
    let headers: Vec<_> = headers.split("\r\n").map(|header| header.split_once(": ").unwrap()).collect();
    let status = status.split(' ').nth(1).unwrap().parse().unwrap();
    let (mut body, mut ended_well) = (Vec::new(), false);
    while let Some(line_bytes) = rest.windows(2).position(|window| window == b"\r\n") {
        let size = usize::from_str_radix(str::from_utf8(&rest[..line_bytes]).unwrap(), 16).unwrap();
        rest = &rest[line_bytes + 2..];
        ended_well = size == 0;
        body.extend_from_slice(&rest[..size]);
        rest = &rest[size + 2..];
    }
    let name = path.file_name().unwrap().to_str().unwrap().strip_suffix(".raw").unwrap().to_owned();
    Recorded {
        head: Head::new(status, headers.iter().map(|(name, value)| (*name, value.as_bytes()))),
        is_framed: name.contains("frames"),
        is_coded: headers.iter().any(|(name, _)| *name == "Content-Encoding"),
        name,
        body,
        ended_well,
    }
}

/// What the client sees of a body that comes in `pieces`: its blocks, and how it ended.
fn replay<'b>(
    recorded: &Recorded,
    pieces: impl IntoIterator<Item = &'b [u8]>,
    ended_well: bool,
) -> (Vec<Block>, Result<(), Error>) {
    let mut answer = NativeAnswer::new(&recorded.head, recorded.is_framed);
    let mut blocks = Vec::new();
    for piece in pieces {
        if let Err(error) = answer.push(Bytes::copy_from_slice(piece)) {
            return (blocks, Err(error));
        }
        while let Some(block) = answer.next_block().unwrap() {
            blocks.push(block);
        }
    }
    let cut = (!ended_well).then(|| Error::new(ErrorKind::Transport, "the connection was closed"));
    (blocks, answer.finish(cut))
}

fn rows(blocks: &[Block]) -> usize {
    blocks.iter().map(Block::row_count).sum()
}

/// Pieces of odd sizes that depend on `seed` only.
fn pieces(body: &[u8], seed: u64) -> Vec<&[u8]> {
    let (mut pieces, mut rest, mut state) = (Vec::new(), body, seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    while !rest.is_empty() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let size = usize::try_from(state % 5000).unwrap().clamp(1, rest.len());
        pieces.push(&rest[..size]);
        rest = &rest[size..];
    }
    pieces
}

#[test]
fn whole_answers_are_whole_in_pieces_of_any_size() {
    for recorded in all().iter().filter(|recorded| recorded.name.starts_with("ok_")) {
        let expected = if recorded.name.starts_with("ok_select") { 3 } else { 0 };
        assert!(!recorded.head.is_refusal() && recorded.ended_well, "{}", recorded.name);
        recorded.head.check_is_native().unwrap();
        let (blocks, end) = replay(recorded, [&recorded.body[..]], true);
        end.unwrap();
        assert_eq!(rows(&blocks), expected, "{}", recorded.name);
        let (blocks, end) = replay(recorded, recorded.body.chunks(1), true);
        end.unwrap();
        assert_eq!(rows(&blocks), expected, "{}", recorded.name);
    }
}

#[test]
fn a_whole_answer_that_loses_its_end_is_an_error() {
    for recorded in all().iter().filter(|recorded| recorded.name.starts_with("ok_select")) {
        for end in 1..recorded.body.len() {
            let (_, outcome) = replay(recorded, [&recorded.body[..end]], true);
            let error = outcome.expect_err(&recorded.name);
            assert_eq!(error.kind(), ErrorKind::Transport, "{} {end}", recorded.name);
            assert!(error.to_string().contains("cut short") && error.is_retryable(), "{error}");
            assert_eq!(error.query_id(), recorded.head.query_id.as_deref());
        }
        let (_, outcome) = replay(recorded, [&recorded.body[..]], false);
        assert_eq!(outcome.unwrap_err().to_string(), "the connection was closed");
    }
}

#[test]
fn an_error_behind_rows_arrives_whole_in_pieces_of_any_size() {
    let mid: Vec<_> =
        all().into_iter().filter(|recorded| recorded.name.starts_with("err_mid_") && !recorded.is_coded).collect();
    assert_eq!(mid.len(), 4);
    for recorded in &mid {
        let check = |(blocks, outcome): (Vec<Block>, Result<(), Error>)| {
            let expected = if recorded.is_framed { 33_000 } else { 6 };
            assert_eq!(rows(&blocks), expected, "{}", recorded.name);
            assert_is_boom(&recorded.name, &outcome.unwrap_err(), recorded);
        };
        check(replay(recorded, [&recorded.body[..]], recorded.ended_well));
        for seed in 0..20 {
            check(replay(recorded, pieces(&recorded.body, seed), recorded.ended_well));
        }
        if !recorded.is_framed {
            check(replay(recorded, recorded.body.chunks(1), recorded.ended_well));
        }
    }
}

fn assert_is_boom(name: &str, error: &Error, recorded: &Recorded) {
    let server = error.server().unwrap_or_else(|| panic!("{name}: {error}"));
    let version = name.split_once('.').unwrap().1;
    assert_eq!((server.code, server.name.as_str()), (395, "FUNCTION_THROW_IF_VALUE_IS_NON_ZERO"), "{name}");
    assert!(server.message.starts_with("Code: 395. DB::Exception: "), "{name}: {}", server.message);
    assert!(
        server.message.contains(&format!("(version {version}.")) && server.message.ends_with(')'),
        "{name}: {}",
        server.message
    );
    assert_eq!(error.query_id(), recorded.head.query_id.as_deref());
    assert!(!error.is_retryable());
}

#[test]
fn an_error_behind_rows_is_told_from_its_first_sentence_on() {
    for name in ["err_mid_plain.24.8", "err_mid_plain.25.8", "err_mid_plain.26.7"] {
        let recorded = named(name);
        let text_at = recorded.body.windows(6).position(|window| window == b"Code: ").unwrap();
        for end in 127..recorded.body.len() {
            let (blocks, outcome) = replay(&recorded, [&recorded.body[..end]], false);
            let error = outcome.expect_err(name);
            assert_eq!(rows(&blocks), 6);
            if end >= text_at + "Code: 395. DB::Exception: ".len() {
                assert_eq!(error.code(), Some(395), "{name} {end}: {error}");
            } else {
                assert_eq!(error.to_string(), "the connection was closed", "{name} {end}");
            }
        }
    }
}

#[test]
fn every_refusal_tells_code_name_and_text() {
    for recorded in all().iter().filter(|recorded| recorded.head.is_refusal() && !recorded.is_coded) {
        let error = refusal(&recorded.head, &recorded.body);
        let server = error.server().unwrap_or_else(|| panic!("{}: {error}", recorded.name));
        assert_eq!(Some(server.code), recorded.head.exception_code, "{}", recorded.name);
        let expected = match server.code {
            47 => "UNKNOWN_IDENTIFIER",
            516 => "AUTHENTICATION_FAILED",
            395 => "FUNCTION_THROW_IF_VALUE_IS_NON_ZERO",
            code => panic!("{}: {code}", recorded.name),
        };
        assert_eq!(server.name, expected, "{}", recorded.name);
        assert!(server.message.starts_with(&format!("Code: {}. DB::Exception: ", server.code)), "{}", server.message);
        assert!(server.message.ends_with(')'), "{}: {}", recorded.name, server.message);
        assert_eq!(error.query_id(), recorded.head.query_id.as_deref());
    }
}

#[test]
fn a_refusal_in_an_unknown_coding_keeps_its_code() {
    for recorded in all().iter().filter(|recorded| recorded.head.is_refusal() && recorded.is_coded) {
        let error = refusal(&recorded.head, &recorded.body);
        assert_eq!(error.code(), recorded.head.exception_code, "{}", recorded.name);
        assert_eq!(error.kind(), ErrorKind::Server);
    }
}

#[test]
fn a_refusal_cut_anywhere_keeps_its_code() {
    for recorded in all().iter().filter(|recorded| recorded.head.is_refusal()) {
        for end in 0..recorded.body.len() {
            let error = refusal(&recorded.head, &recorded.body[..end]);
            assert_eq!(error.code(), recorded.head.exception_code, "{} {end}", recorded.name);
        }
    }
}

#[test]
fn a_flipped_bit_in_a_frame_is_refused() {
    let recorded = named("ok_select_lz4_frames.26.7");
    for bit in 0..recorded.body.len() * 8 {
        let mut body = recorded.body.clone();
        body[bit / 8] ^= 1 << (bit % 8);
        let (blocks, outcome) = replay(&recorded, [&body[..]], true);
        assert!(blocks.is_empty(), "{bit}");
        // A larger size in the header makes a frame that does not end; all else is seen at once.
        let kind = outcome.unwrap_err().kind();
        assert!(matches!(kind, ErrorKind::Decode | ErrorKind::Transport), "{bit}");
    }
}

#[test]
fn no_flipped_byte_panics_or_makes_an_error_an_answer() {
    for recorded in all().iter().filter(|recorded| recorded.body.len() < 1000) {
        for place in 0..recorded.body.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut body = recorded.body.clone();
                body[place] ^= flip;
                let error = refusal(&recorded.head, &body);
                assert!(matches!(error.kind(), ErrorKind::Server | ErrorKind::Transport));
                let (_, outcome) = replay(recorded, [&body[..]], recorded.ended_well);
                assert!(outcome.is_err() || recorded.name.starts_with("ok_"), "{} {place} {flip}", recorded.name);
            }
        }
    }
}

/// For `FUZZ_SECONDS` (one unless given): bodies, refusals and summaries bent at random, in pieces of any size. Nothing
/// panics, nothing takes for ever, and what is bent in an answer that ended in an error never makes it a whole one.
#[test]
fn fuzz_answers() {
    let seconds = std::env::var("FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let seed: u64 = std::env::var("FUZZ_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let end = std::time::Instant::now() + std::time::Duration::from_secs(seconds);
    let (all, mut count) = (all(), 0u64);
    while count < 100 || std::time::Instant::now() < end {
        let mut state = seed.wrapping_mul(0x2545_f491_4f6c_dd1d).wrapping_add(count << 20) | 1;
        let mut below = |end: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % end.max(1) as u64).unwrap()
        };
        let recorded = &all[below(all.len())];
        let other = &all[below(all.len())].body;
        let mut body = recorded.body.clone();
        for _ in 0..=below(3) {
            let place = below(body.len() + 1);
            let to = place + below((body.len() - place).min(64) + 1);
            let from = below(other.len() + 1);
            match below(4) {
                0 => drop(body.splice(place..to, other[from..].iter().copied().take(below(200)))),
                1 => drop(body.drain(place..to)),
                2 => body.iter_mut().skip(place).take(1).for_each(|byte| *byte ^= 1 << below(8)),
                _ => body.truncate(place),
            }
        }
        assert!(matches!(refusal(&recorded.head, &body).kind(), ErrorKind::Server | ErrorKind::Transport));
        Summary::parse(&String::from_utf8_lossy(&body));
        let start = std::time::Instant::now();
        for (framed, waited) in [(false, false), (true, false), (recorded.is_framed, true)] {
            let mut bytes = BytesAnswer::new(&recorded.head, framed, waited);
            let pushed = pieces(&body, count).into_iter().map(|piece| bytes.push(Bytes::copy_from_slice(piece)));
            if pushed.collect::<Result<Vec<_>, _>>().is_ok() {
                let cut = (!recorded.ended_well).then(|| Error::new(ErrorKind::Transport, "cut"));
                let whole = bytes.finish(cut);
                assert!(whole.is_err() || recorded.ended_well, "FUZZ_SEED={seed} case {count}: {}", recorded.name);
            }
            let (_, outcome) = replay(recorded, pieces(&body, count), recorded.ended_well);
            assert!(outcome.is_err() || recorded.ended_well, "FUZZ_SEED={seed} case {count}: {}", recorded.name);
        }
        assert!(start.elapsed().as_secs() < 20, "FUZZ_SEED={seed} case {count}: {:?}", start.elapsed());
        count += 1;
    }
    println!("{count} cases");
}
