//! Answers that are cut, say something else, or are somebody else's: what each of them makes of a block.

use super::*;
use clickhouse_core::ErrorKind;
use clickhouse_core::client::{Compression, Retry};
use support::{Outcome, Reply, ScriptedServer, head, native};

fn impatient() -> Retry {
    Retry::default().times(3).pauses(Duration::from_millis(1), Duration::from_millis(5))
}

#[tokio::test]
async fn an_answer_cut_within_its_head_says_nothing_of_its_block() -> Outcome {
    for window in ["", WINDOW] {
        let mut cut = 0;
        // Every second insert: the others are its repetitions, or the next one.
        let faulty = Faulty::start(move |_| {
            cut += 1;
            if cut % 2 == 1 { Fault::InAnswerAt(cut * 7) } else { Fault::None }
        });
        let faulty = faulty.await?;
        faulty.direct.command(format!("CREATE TABLE events {COLUMNS}{window}")).await?;
        let client = faulty.builder().retry(impatient()).build()?;
        for round in 0..20 {
            let before = count(&faulty.direct, "events").await?;
            match client.insert("events", &events(round * 10..round * 10 + 10)).await {
                Ok(summary) => assert_eq!(summary.written_rows, 10),
                Err(error) => {
                    assert_eq!((error.rows_written(), error.rows_unknown()), (0, 10), "{error}");
                    assert!(window.is_empty(), "{error}");
                }
            }
            assert_eq!(count(&faulty.direct, "events").await?, before + 10, "{window}");
        }
    }
    Ok(())
}

/// The columns of `events`, of a table of which nothing else is known, and then an answer to the insert.
fn answering(answers: impl IntoIterator<Item = Vec<u8>>) -> Result<(ScriptedServer, Client), clickhouse_core::Error> {
    let described =
        b"\x03\x02\x04name\x06String\x02id\x04text\x04type\x06String\x06UInt64\x06String\x0cdefault_type\x06String\0\0";
    let learnt = [native(described, described.len()), native(b"", 0)];
    let server = ScriptedServer::start(learnt.into_iter().chain(answers).map(Reply::Bytes));
    let client = Client::builder().url(server.url()).compression(Compression::None).retry(impatient()).build()?;
    Ok((server, client))
}

/// A page of somebody on the way with nothing in it was taken for "stored".
#[tokio::test]
async fn only_an_answer_of_clickhouse_says_that_rows_are_stored() -> Outcome {
    for (answer, rows_unknown) in [
        (head(200, "", 0), 10),
        (head(200, "Content-Type: text/html\r\nServer: nginx\r\n", 0), 10),
        ([head(200, "", 5), b"hello".to_vec()].concat(), 10),
        (head(204, "", 0), 10),
        (head(302, "Location: http://127.0.0.1:1/\r\n", 0), 10),
        ([head(200, "X-ClickHouse-Query-Id: q\r\n", 5), b"hello".to_vec()].concat(), 10),
        ([head(200, "X-ClickHouse-Exception-Code: 241\r\n", 9), b"Code: 241".to_vec()].concat(), 10),
        (head(404, "", 0), 0),
    ] {
        let text = String::from_utf8_lossy(&answer).into_owned();
        let (server, client) = answering([answer.clone()])?;
        let error = client.insert("events", &events(0..10)).await.expect_err(&text);
        assert_eq!((error.rows_written(), error.rows_unknown()), (0, rows_unknown), "{text}: {error}");
        assert_eq!(server.requests().iter().filter(|request| request.head.contains("INSERT")).count(), 1, "{text}");
        let bytes = ScriptedServer::start([Reply::Bytes(answer)]);
        assert!(Client::new(bytes.url())?.insert_bytes("events", "CSV", "1,one").await.is_err(), "{text}");
    }
    let block = b"\x01\x01\x01n\x05UInt8\x07";
    let rows = [head(200, "", block.len()), block.to_vec()].concat();
    let server = ScriptedServer::start([head(200, "", 0), head(200, "", 0), rows].map(Reply::Bytes));
    let client = Client::builder().url(server.url()).compression(Compression::None).retry(Retry::off()).build()?;
    assert_eq!(client.query_as::<u8>("SELECT 1").await.unwrap_err().kind(), ErrorKind::Transport);
    assert_eq!(client.command("DROP TABLE events").await.unwrap_err().kind(), ErrorKind::Transport);
    // Rows speak for themselves.
    assert_eq!(client.query_as::<u8>("SELECT 7").await?, [7]);
    Ok(())
}

#[tokio::test]
async fn who_asks_for_patience_gets_it() -> Outcome {
    let stored = || head(200, "X-ClickHouse-Query-Id: q\r\n", 0);
    for wait in
        ["Retry-After: 1\r\n", "Retry-After: Wed, 21 Oct 2099 07:28:00 GMT\r\n", "Retry-After: 99999999999999999\r\n"]
    {
        for status in [429, 503] {
            let (server, client) = answering([head(status, wait, 0), head(status, wait, 0), stored()])?;
            assert_eq!(client.insert("events", &events(0..10)).await?.written_rows, 10, "{status}");
            let inserts = server.requests().into_iter().filter(|request| request.head.contains("INSERT"));
            let mut bodies: Vec<_> = inserts.map(|request| request.body).collect();
            assert_eq!(bodies.len(), 3);
            bodies.dedup();
            assert_eq!(bodies.len(), 1, "the same block each time");
        }
    }
    Ok(())
}

/// A network that brings everything three times.
#[tokio::test]
async fn a_block_that_comes_several_times_is_stored_once() -> Outcome {
    let faulty = Faulty::start(|_| Fault::Twice).await?;
    faulty.direct.command(format!("CREATE TABLE events {COLUMNS}{WINDOW}")).await?;
    let inserter = faulty.builder().build()?.inserter::<Event>("events").max_rows(10).in_flight(4);
    inserter.write_all(&events(0..200)).await?;
    assert_eq!(inserter.end().await?.written_rows, 200);
    assert_eq!(count(&faulty.direct, "events").await?, 200);
    Ok(())
}

#[tokio::test]
async fn too_many_partitions_are_noticed_before_any_is_stored() -> Outcome {
    let (_database, client) = support::database().await?;
    client.command("CREATE TABLE events (id UInt64, text String) ENGINE MergeTree PARTITION BY id ORDER BY id").await?;
    let error = client.insert("events", &events(0..200)).await.unwrap_err();
    assert_eq!((error.code(), error.rows_written(), error.rows_unknown()), (Some(252), 0, 0), "{error}");
    assert_eq!(count(&client, "events").await?, 0);
    Ok(())
}
