//! Servers and proxies that cut, bend or withhold an answer, in the shapes that real answers have: chunks of HTTP
//! around compressed frames. No part of an answer is taken for the whole where HTTP, a frame or a block shows that more
//! was to come.

mod support;

use clickhouse_core::client::Compression;
use clickhouse_core::compress::{FrameWriter, Method};
use clickhouse_core::row::{RowWriter, TargetColumn};
use clickhouse_core::types::DataType;
use clickhouse_core::{Client, ErrorKind, Row};
use std::time::Duration;
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
    let cuts = (0..stored.len()).map(|cut| Reply::Bytes(stored[..cut].to_vec()));
    let whole = Reply::Bytes(stored.clone());
    let server = ScriptedServer::start([described, whole].into_iter().chain(cuts).chain([Reply::Silence]));
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
    assert_eq!(server.requests().len(), 3 + stored.len(), "one request per insert, and one for the table's columns");
    Ok(())
}
