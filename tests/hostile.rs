//! Servers and proxies that cut, bend or withhold an answer, in the shapes that real answers have: chunks of HTTP
//! around compressed frames. No part of an answer is taken for the whole where HTTP, a frame or a block shows that more
//! was to come.

mod support;

use clickhouse_core::client::{Compression, Retry};
use clickhouse_core::compress::{FrameWriter, Method};
use clickhouse_core::row::{RowWriter, TargetColumn};
use clickhouse_core::types::DataType;
use clickhouse_core::{Client, ErrorKind, Row};
use std::time::{Duration, Instant};
use support::{Outcome, Reply, ScriptedServer, head, native};

#[derive(Row, Debug, Clone, PartialEq)]
struct Event {
    id: u64,
    host: String,
}

const METHODS: [Option<Method>; 3] = [None, Some(Method::None), Some(Method::Lz4)];

fn events(ids: std::ops::Range<u64>) -> Vec<Event> {
    ids.map(|id| Event { id, host: "localhost".to_owned() }).collect()
}

/// The body of an answer of two blocks, two rows and one; a block, if compressed, is one frame.
fn blocks(method: Option<Method>) -> [Vec<u8>; 2] {
    let columns = [TargetColumn::new("id", DataType::UInt64), TargetColumn::new("host", DataType::String)];
    let mut writer = RowWriter::<Event>::new(&columns).unwrap();
    [0..2, 2..3].map(|ids| {
        events(ids).iter().for_each(|event| writer.push(event).unwrap());
        let mut block = Vec::new();
        match method {
            None => writer.finish_block(&mut block),
            Some(method) => {
                let mut frames = FrameWriter::new(method, &mut block);
                writer.finish_block(&mut frames);
                frames.finish();
            }
        }
        block
    })
}

const CHUNKED: &[u8] = b"HTTP/1.1 200 OK\r\nX-ClickHouse-Query-Id: q1\r\nX-ClickHouse-Format: Native\r\n\
                         Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n";

fn chunk(bytes: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}

/// A whole answer as ClickHouse sends it: one chunk per block, and the chunk of no bytes that ends the body.
fn chunked(method: Option<Method>) -> Vec<u8> {
    let [first, second] = blocks(method);
    [CHUNKED, &chunk(&first), &chunk(&second), &chunk(b"")].concat()
}

/// A client that asks for frames where the answer is in frames.
fn client(server: &ScriptedServer, method: Option<Method>) -> Result<Client, clickhouse_core::Error> {
    let compression = if method.is_some() { Compression::Lz4 } else { Compression::None };
    Client::builder().url(server.url()).compression(compression).timeout(Duration::from_secs(20)).build()
}

#[tokio::test]
async fn chunks_cut_anywhere_are_an_error() -> Outcome {
    for method in METHODS {
        let answer = chunked(method);
        // The last line feed alone may be missing: the body's end has been said by then.
        let cuts = 0..=answer.len() - 2;
        let whole = [Reply::Bytes(answer.clone())];
        let server = ScriptedServer::start(
            whole.into_iter().chain(cuts.clone().map(|cut| Reply::Bytes(answer[..cut].to_vec()))),
        );
        let client = client(&server, method)?;
        let query = client.query_as::<Event>("SELECT");
        assert_eq!(query.clone().await?, events(0..3), "{method:?}");
        for cut in cuts {
            let error = query.clone().await.expect_err(&format!("{method:?}, cut at {cut}"));
            assert_eq!(error.kind(), ErrorKind::Transport, "{method:?}, cut at {cut}: {error}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_body_that_ends_properly_in_the_middle_of_a_block_is_an_error() -> Outcome {
    for method in METHODS {
        let body = blocks(method).concat();
        let first = blocks(method)[0].len();
        let server = ScriptedServer::start((0..body.len()).map(|cut| Reply::Bytes(native(&body[..cut], cut))));
        let client = client(&server, method)?;
        for cut in 0..body.len() {
            match client.query_as::<Event>("SELECT").await {
                Ok(rows) if cut == 0 => assert_eq!(rows, []),
                // Nothing tells this from an answer of one block: the format has no end of its own.
                Ok(rows) if cut == first => assert_eq!(rows, events(0..2)),
                Ok(rows) => panic!("{method:?}, cut at {cut} of {}: {rows:?}", body.len()),
                Err(error) => assert_eq!(error.kind(), ErrorKind::Transport, "{method:?}, cut at {cut}: {error}"),
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_bent_byte_in_a_frame_is_an_error() -> Outcome {
    let body = blocks(Some(Method::Lz4)).concat();
    let bent = |place: usize| {
        let mut body = body.clone();
        body[place] ^= 1 << (place % 8);
        native(&body, body.len())
    };
    let server = ScriptedServer::start((0..body.len()).map(|place| Reply::Bytes(bent(place))));
    let client = client(&server, Some(Method::Lz4))?;
    for place in 0..body.len() {
        let outcome = client.query_as::<Event>("SELECT").await;
        assert!(outcome.is_err(), "byte {place} of {}: {outcome:?}", body.len());
    }
    Ok(())
}

#[tokio::test]
async fn blocks_before_a_cut_or_a_silence_are_given_and_then_the_error() -> Outcome {
    for method in METHODS {
        let begun = [CHUNKED, &chunk(&blocks(method)[0])].concat();
        let replies = [Reply::Bytes(begun.clone()), Reply::ThenSilence(begun)];
        let server = ScriptedServer::start(replies);
        let client = client(&server, method)?;
        for (timeout, kind) in [(20_000, ErrorKind::Transport), (1_000, ErrorKind::Timeout)] {
            let query = client.query_as::<Event>("SELECT").timeout(Duration::from_millis(timeout));
            let mut blocks = query.blocks();
            let block = blocks.next().await?.expect("the first block has come whole");
            assert_eq!(block.row_count(), 2);
            let error = blocks.next().await.expect_err("there was no end");
            assert_eq!((error.kind(), error.query_id()), (kind, Some("q1")), "{method:?}: {error}");
            assert!(error.is_retryable(), "{error}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_insert_without_a_whole_answer_is_not_called_stored() -> Outcome {
    let described = b"\x03\x02\x04name\x06String\x02id\x04host\x04type\x06String\x06UInt64\x06String\x0cdefault_type\
                      \x06String\x00\x00";
    let stored = head(200, "X-ClickHouse-Query-Id: q2\r\nX-ClickHouse-Summary: {\"written_rows\":\"3\"}\r\n", 0);
    let described = Reply::Bytes(native(described, described.len()));
    // Nothing is known of how it is stored.
    let storage = Reply::Bytes(native(b"", 0));
    // After each failure the table is learnt again, which may have changed.
    let cuts = (0..stored.len()).map(|cut| [Reply::Bytes(stored[..cut].to_vec()), described.clone(), storage.clone()]);
    let whole = Reply::Bytes(stored.clone());
    let replies = [described.clone(), storage.clone(), whole].into_iter().chain(cuts.flatten());
    let server = ScriptedServer::start(replies.chain([Reply::Silence]));
    let client = client(&server, None)?;
    let rows = events(0..3);
    assert_eq!(client.insert("events", &rows).await?.written_rows, 3);
    for cut in 0..stored.len() {
        let error = client.insert("events", &rows).await.expect_err(&format!("cut at {cut}"));
        assert_eq!((error.kind(), error.rows_written()), (ErrorKind::Transport, 0), "cut at {cut}: {error}");
    }
    let error = client.insert("events", &rows).timeout(Duration::from_secs(1)).await.unwrap_err();
    assert_eq!((error.kind(), error.rows_written()), (ErrorKind::Timeout, 0), "{error}");
    assert!(error.to_string().starts_with("insert into `events`: "), "{error}");
    assert_eq!(
        server.requests().len(),
        4 + 3 * stored.len(),
        "one request per insert, and two for each look at the table"
    );
    Ok(())
}

/// A block of one column `v` of `data_type` that claims `rows`, with these bytes behind its type.
fn lie(data_type: &str, rows: &[u8], bytes: &[u8]) -> Vec<u8> {
    let length = u8::try_from(data_type.len()).unwrap();
    [b"\x01", rows, b"\x01v", &[length], data_type.as_bytes(), bytes].concat()
}

const MANY: &[u8] = b"\xff\xff\xff\xff\xff\xff\xff\xff\x7f";
const ENDLESS: &[u8] = b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff";

#[tokio::test]
async fn lies_about_sizes_are_errors_that_say_where() -> Outcome {
    let version = b"\x01\0\0\0\0\0\0\0";
    let keys = |count: &[u8], more: &[u8]| [version, &b"\x00\x06\0\0\0\0\0\0"[..], count, more].concat();
    let cases = [
        ("columns", MANY.to_vec()),
        ("a varint without end", ENDLESS.to_vec()),
        ("rows", lie("UInt64", MANY, b"")),
        ("rows that do not come", lie("UInt64", b"\x80\x80\x80\x80\x10", b"\0\0\0\0\0\0\0\0")),
        ("a text's length", lie("String", b"\x01", MANY)),
        ("a text's length without end", lie("String", b"\x01", ENDLESS)),
        ("an array's offset", lie("Array(UInt8)", b"\x01", &[0xff; 8])),
        ("offsets that go back", lie("Array(UInt8)", b"\x02", b"\x02\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\x07\x07")),
        ("a dictionary's size", lie("LowCardinality(String)", b"\x01", &keys(&[0xff; 8], b""))),
        (
            "a place beyond the dictionary",
            lie("LowCardinality(String)", b"\x01", &keys(b"\x01\0\0\0\0\0\0\0", b"\x01a\x01\0\0\0\0\0\0\0\x09")),
        ),
        ("a version", lie("LowCardinality(String)", b"\x01", &[0x7f; 40])),
        ("a fixed string's width", lie("FixedString(99999999999)", b"\x01", b"x")),
        ("a type", lie("Sideways(UInt8)", b"\x01", b"\x00")),
        ("a member of a variant", lie("Variant(String, UInt8)", b"\x01", b"\0\0\0\0\0\0\0\0\x09")),
        ("a name that is no text", b"\x01\x01\x02\xff\xfe\x05UInt8\x00".to_vec()),
        ("garbage behind the end", [blocks(None).concat(), b"garbage".to_vec()].concat()),
        ("half a block behind the end", [blocks(None).concat(), blocks(None)[0][..9].to_vec()].concat()),
    ];
    for (what, body) in cases {
        let server = ScriptedServer::start([Reply::Bytes(native(&body, body.len()))]);
        let client = client(&server, None)?;
        let start = Instant::now();
        let mut results = vec![client.query("SELECT").await.map(drop)];
        results.push(client.query_as::<Event>("SELECT").await.map(drop));
        results.push(client.query_as::<Option<String>>("SELECT").await.map(drop));
        results.push(client.command("SELECT").await.map(drop));
        for result in results {
            let Err(error) = result else { panic!("{what} is taken for an answer") };
            let kinds = [ErrorKind::Decode, ErrorKind::Transport, ErrorKind::Mismatch];
            assert!(kinds.contains(&error.kind()), "{what}: {error}");
            assert_eq!(error.query_id(), Some("q1"), "{what}: {error}");
        }
        assert!(start.elapsed() < Duration::from_secs(30), "{what}");
    }
    Ok(())
}

#[tokio::test]
async fn a_column_that_changes_between_blocks_is_an_error_after_the_rows_before_it() -> Outcome {
    let first = &blocks(None)[0];
    let others = [
        b"\x02\x01\x02id\x06String\x01a\x04host\x06String\x01b".to_vec(),
        b"\x01\x01\x02id\x06UInt64\x07\0\0\0\0\0\0\0".to_vec(),
        b"\x02\x01\x02id\x06UInt64\x07\0\0\0\0\0\0\0\x05other\x06String\x01b".to_vec(),
    ];
    for other in others {
        let body = [first.as_slice(), &other].concat();
        let server = ScriptedServer::start([Reply::Bytes(native(&body, body.len()))]);
        let client = client(&server, None)?;
        let mut stream = client.query_as::<Event>("SELECT").stream();
        for event in events(0..2) {
            assert_eq!(stream.next().await.transpose()?, Some(event));
        }
        let error = stream.next().await.expect("there is more").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Mismatch, "{error}");
        assert!(stream.next().await.is_none());
        assert_eq!(client.query_as::<Event>("SELECT").await.unwrap_err().kind(), ErrorKind::Mismatch);
    }
    Ok(())
}

/// The most memory that this process ever had, in MiB, as Linux tells it.
fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    peak.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() / 1024
}

#[tokio::test]
async fn what_never_ends_is_not_read_for_ever() -> Outcome {
    let zeros = vec![0; 64 << 10];
    let head_of = |status: &str, headers: &str| format!("HTTP/1.1 {status}\r\n{headers}\r\n").into_bytes();
    let tagged = "X-ClickHouse-Format: TSV\r\nX-ClickHouse-Exception-Tag: abcdefghijklmnop\r\n";
    let error = b"\r\n__exception__\r\nabcdefghijklmnop\r\nCode: 395. DB::Exception: boom".to_vec();
    let native_head = head_of("200 OK", "X-ClickHouse-Format: Native\r\n");
    let replies = [
        ("headers", head_of("200 OK", "X-Long: ")[..20].to_vec(), b"a".repeat(64 << 10)),
        ("header lines", b"HTTP/1.1 200 OK\r\n".to_vec(), b"X-More: x\r\n".repeat(100)),
        (
            "a refusal",
            head_of("500 No", "X-ClickHouse-Exception-Code: 60\r\n"),
            b"Code: 60. DB::Exception: x ".repeat(1000),
        ),
        ("a page", head_of("502 Bad Gateway", ""), b"<html>".repeat(1000)),
        ("garbage", [native_head.clone(), b"\x01\x01\x01n\x05Hello".to_vec()].concat(), zeros.clone()),
        ("frames", native_head.clone(), vec![0xff; 64 << 10]),
        ("a varint", native_head, vec![0xff; 64 << 10]),
        ("an error", [head_of("200 OK", tagged), error].concat(), b"boom ".repeat(1000)),
    ];
    let before = peak_mib();
    for (what, first, again) in replies {
        let server = ScriptedServer::start([Reply::Endless(first, again)]);
        for method in [None, Some(Method::Lz4)] {
            let client = client(&server, method)?;
            let start = Instant::now();
            let mut outcomes = vec![
                client.query_as::<Event>("SELECT").await.map(drop),
                client.command("SELECT").await.map(drop),
                client.insert("events", &events(0..1)).retry(Retry::off()).await.map(drop),
            ];
            if what == "an error" {
                outcomes.push(client.query_bytes("SELECT", "TSV").await.map(drop));
            }
            for outcome in outcomes {
                let Err(error) = outcome else { panic!("{what} is taken for an answer") };
                // The server's own text is passed on whole, as far as it is read.
                assert!(error.to_string().len() < 5 << 20, "{what}: {} bytes of text", error.to_string().len());
            }
            assert!(start.elapsed() < Duration::from_secs(30), "{what}: {:?}", start.elapsed());
        }
    }
    assert!(peak_mib() < before + 200, "{} MiB after {before}", peak_mib());
    Ok(())
}

#[tokio::test]
async fn an_answer_that_drips_ends_with_the_time_of_its_call() -> Outcome {
    let whole = chunked(None);
    let server = ScriptedServer::start([Reply::Drip(whole)]);
    let client = client(&server, None)?;
    let start = Instant::now();
    let error = client.query_as::<Event>("SELECT").timeout(Duration::from_millis(300)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    assert!(start.elapsed() < Duration::from_secs(3));
    // Slow is not wrong.
    assert_eq!(client.query_as::<Event>("SELECT").await?, events(0..3));
    Ok(())
}
