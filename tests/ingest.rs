//! Rows that come one by one, live: in blocks, from several tasks, through changes of their table, and back on failure.

mod support;

use clickhouse_core::client::{Compression, Retry};
use clickhouse_core::{Client, ErrorKind, Row};
use clickhouse_embedded::Server;
use std::time::{Duration, Instant};
use support::{Outcome, Reply, ScriptedServer, database, native};

#[derive(Row, Debug, Clone, PartialEq)]
struct Event {
    id: u64,
    text: String,
}

fn event(id: u64) -> Event {
    Event { id, text: format!("event {}", id % 10) }
}

const CREATE: &str = "CREATE TABLE events (id UInt64, text String) ENGINE MergeTree ORDER BY id";

async fn count(client: &Client) -> Result<u64, clickhouse_core::Error> {
    client.query_as::<u64>("SELECT count() FROM events").fetch_one().await
}

#[tokio::test]
async fn rows_go_in_blocks_and_add_up() -> Outcome {
    let (_database, client) = database().await?;
    client.command(CREATE).await?;
    client.command("SYSTEM STOP MERGES events").await?;
    let inserter = client.inserter::<Event>("events").max_rows(1_000).in_flight(3);
    for id in 0..4_000 {
        inserter.write(&event(id)).await?;
    }
    inserter.write_all(&(4_000..10_500).map(event).collect::<Vec<_>>()).await?;
    let summary = inserter.flush().await?;
    assert_eq!(summary.written_rows, 10_500);
    let statistics = inserter.statistics();
    assert_eq!((statistics.rows_written, statistics.rows_acknowledged), (10_500, 10_500));
    assert_eq!((statistics.blocks_sent, statistics.rows_buffered, statistics.rows_in_flight), (11, 0, 0));
    assert!(statistics.bytes_gathered > statistics.bytes_sent, "{statistics:?}");
    let parts = client.query_as::<(u64, u64)>("SELECT uniqExact(_part), uniqExact(id) FROM events").fetch_one().await?;
    assert_eq!(parts, (11, 10_500));
    assert_eq!(inserter.end().await?.written_rows, 10_500);
    Ok(())
}

#[tokio::test]
async fn a_block_is_limited_by_its_bytes() -> Outcome {
    let (_database, client) = database().await?;
    client.command(CREATE).await?;
    client.command("SYSTEM STOP MERGES events").await?;
    let inserter = client.inserter::<Event>("events").max_bytes(100_000);
    for id in 0..1_000 {
        inserter.write(&Event { id, text: "x".repeat(1_000) }).await?;
    }
    inserter.end().await?;
    let largest = "SELECT max(rows), count() FROM (SELECT count() AS rows FROM events GROUP BY _part)";
    let (largest, blocks) = client.query_as::<(u64, u64)>(largest).fetch_one().await?;
    assert!((90..=110).contains(&largest) && (10..=11).contains(&blocks), "{largest} {blocks}");
    Ok(())
}

#[tokio::test]
async fn the_period_fires_by_itself() -> Outcome {
    let (_database, client) = database().await?;
    client.command(CREATE).await?;
    let period = Duration::from_millis(1_500);
    let inserter = client.inserter::<Event>("events").period(period);
    for round in 1..=2 {
        let begun = Instant::now();
        inserter.write(&event(round)).await?;
        assert_eq!(count(&client).await?, round - 1);
        while count(&client).await? < round {
            assert!(begun.elapsed() < Duration::from_secs(10), "the row is not stored");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert!(begun.elapsed() >= period);
    }
    Ok(())
}

#[derive(Row)]
struct Brief<'a> {
    id: u64,
    text: &'a str,
}

#[tokio::test]
async fn a_row_may_borrow_what_ends_with_the_call() -> Outcome {
    let (_database, client) = database().await?;
    client.command(CREATE).await?;
    let inserter = client.inserter::<Brief<'_>>("events").max_rows(3);
    for id in 0..10 {
        let text = format!("local {id}");
        inserter.write(&Brief { id, text: &text }).await?;
    }
    inserter.end().await?;
    let last = client.query_as::<(u64, String)>("SELECT count(), max(text) FROM events").fetch_one().await?;
    assert_eq!(last, (10, "local 9".to_owned()));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn several_tasks_share_an_inserter() -> Outcome {
    let (_database, client) = database().await?;
    client.command(CREATE).await?;
    let inserter = client.inserter::<Event>("events").max_rows(777).in_flight(4);
    let tasks: Vec<_> = (0..8)
        .map(|task| {
            let inserter = inserter.clone();
            tokio::spawn(async move {
                for id in 0..2_000 {
                    inserter.write(&event(task * 2_000 + id)).await?;
                }
                Ok::<_, clickhouse_core::Error>(())
            })
        })
        .collect();
    for task in tasks {
        task.await??;
    }
    assert_eq!(inserter.end().await?.written_rows, 16_000);
    let stored = client.query_as::<(u64, u64)>("SELECT count(), uniqExact(id) FROM events").fetch_one().await?;
    assert_eq!(stored, (16_000, 16_000));
    Ok(())
}

#[tokio::test]
async fn a_block_that_fails_comes_back_and_the_inserter_goes_on() -> Outcome {
    let (_database, client) = database().await?;
    client
        .command(
            "CREATE TABLE events (id UInt64, text String, CONSTRAINT bound CHECK id != 15) ENGINE MergeTree ORDER BY id",
        )
        .await?;
    let inserter = client.inserter::<Event>("events").max_rows(10).in_flight(1);
    let mut taken = 0;
    let mut errors = Vec::new();
    for id in 0..100 {
        while let Err(error) = inserter.write(&event(id)).await {
            errors.push(error);
        }
        taken += 1;
    }
    let summary = inserter.flush().await?;
    assert_eq!((taken, errors.len(), summary.written_rows), (100, 1, 90));
    let mut error = errors.pop().ok_or("no error")?;
    assert_eq!((error.code(), error.rows_unknown()), (Some(469), 0), "{error}");
    assert!(error.to_string().starts_with("insert into `events`: "), "{error}");
    let lost = error.take_unacknowledged().ok_or("no rows")?;
    assert_eq!((lost.rows(), lost.rows_unknown()), (10, 0));
    assert_eq!(lost.to_rows::<Event>()?, (10..20).map(event).collect::<Vec<_>>());
    let plain = Client::builder().url(_database.url()).compression(Compression::None).build()?;
    assert_eq!(plain.query_as::<u64>("SELECT count() FROM events").await?, [90]);
    let mut error = lost.retry().await.unwrap_err();
    let lost = error.take_unacknowledged().ok_or("no rows")?;
    assert!(lost.to_native()?.len() > 80);
    client.command("ALTER TABLE events DROP CONSTRAINT bound").await?;
    assert_eq!(lost.retry().await?.written_rows, 10);
    assert_eq!(count(&client).await?, 100);
    let statistics = inserter.statistics();
    assert_eq!((statistics.rows_acknowledged, statistics.rows_failed, statistics.rows_written), (90, 10, 100));
    Ok(())
}

#[tokio::test]
async fn a_row_that_does_not_fit_is_refused_alone() -> Outcome {
    let (_database, client) = database().await?;
    client.command("CREATE TABLE events (id UInt64, text FixedString(2)) ENGINE MergeTree ORDER BY id").await?;
    let inserter = client.inserter::<Brief<'_>>("events");
    let error = inserter.write(&Brief { id: 0, text: "long" }).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Value);
    assert!(error.to_string().starts_with("insert into `events`: column `text`: "), "{error}");
    inserter.write(&Brief { id: 1, text: "ab" }).await?;
    assert!(inserter.write(&Brief { id: 2, text: "long" }).await.is_err());
    inserter.write(&Brief { id: 3, text: "cd" }).await?;
    assert_eq!(inserter.end().await?.written_rows, 2);
    assert_eq!(client.query_as::<u64>("SELECT sum(id) FROM events").fetch_one().await?, 4);
    Ok(())
}

#[tokio::test]
async fn a_table_that_changes_under_way_is_noticed() -> Outcome {
    let (_database, client) = database().await?;
    client.command(CREATE).await?;
    let inserter = client.inserter::<Event>("events");
    let write = async |from: u64| {
        for id in from..from + 10 {
            inserter.write(&event(id)).await?;
        }
        Ok::<_, clickhouse_core::Error>(())
    };
    write(0).await?;
    client.command("ALTER TABLE events ADD COLUMN extra UInt8 DEFAULT 7").await?;
    inserter.flush().await?;
    // Gathered as String, stored as what the column has become.
    for change in ["LowCardinality(String)", "Nullable(String)", "String DEFAULT ''"] {
        write(10).await?;
        client.command(format!("ALTER TABLE events MODIFY COLUMN text {change}")).await?;
        let flushed = inserter.flush().await;
        match change {
            // A column that takes no NULL has no place for all that one with NULL had.
            "String DEFAULT ''" => {
                let mut error = flushed.unwrap_err();
                assert!(
                    error.to_string().contains("column `text` became String while rows for Nullable(String)"),
                    "{error}"
                );
                let lost = error.take_unacknowledged().ok_or("no rows")?;
                assert_eq!((lost.rows(), lost.rows_unknown()), (10, 0));
                assert_eq!(lost.to_rows::<(u64, Option<String>)>()?.len(), 10);
            }
            _ => drop(flushed?),
        }
    }
    write(100).await?;
    inserter.flush().await?;
    let stored = client.query_as::<(u64, u64, u64)>("SELECT count(), sum(extra), max(length(text)) FROM events");
    assert_eq!(stored.fetch_one().await?, (40, 280, 7));
    write(200).await?;
    client.command("ALTER TABLE events DROP COLUMN text").await?;
    let mut error = inserter.flush().await.unwrap_err();
    assert!(error.to_string().contains("the table has no column `text` for `Event::text`"), "{error}");
    assert_eq!(error.take_unacknowledged().map(|lost| lost.rows()), Some(10));
    // Known at once from now on, and over when the column is back.
    let error = inserter.write(&event(1)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Mismatch);
    client.command("ALTER TABLE events ADD COLUMN text LowCardinality(String)").await?;
    inserter.write(&event(1)).await?;
    inserter.end().await?;
    assert_eq!(count(&client).await?, 41);
    Ok(())
}

/// As [`Event`], of a program that does not mind further columns.
#[derive(Row)]
#[clickhouse(partial)]
struct PartialEvent {
    id: u64,
    text: String,
}

/// The server fills such a column and says nothing: rows went on having a 0 in it until the program was started anew,
/// which then was refused.
#[tokio::test]
async fn a_column_that_comes_without_a_default_is_noticed() -> Outcome {
    let (_database, client) = database().await?;
    client.command(CREATE).await?;
    let inserter = client.inserter::<Event>("events");
    let partial = client.inserter::<PartialEvent>("events");
    inserter.write(&event(0)).await?;
    inserter.flush().await?;
    inserter.write(&event(1)).await?;
    client.command("ALTER TABLE events ADD COLUMN extra UInt32").await?;
    // As long as a table is taken for what it was.
    tokio::time::sleep(Duration::from_millis(10_100)).await;
    let says = "column `extra` is UInt32 without a DEFAULT, and `Event` has no field for it";
    let mut error = inserter.flush().await.unwrap_err();
    assert!(error.kind() == ErrorKind::Mismatch && error.to_string().contains(says), "{error}");
    let lost = error.take_unacknowledged().ok_or("no rows")?;
    assert_eq!((lost.rows(), lost.rows_unknown()), (1, 0));
    for error in [
        inserter.write(&event(2)).await.unwrap_err(),
        client.insert("events", &[event(2)]).await.unwrap_err(),
        client.insert_stream("events", futures_util::stream::iter([event(2)])).await.unwrap_err(),
    ] {
        assert!(error.kind() == ErrorKind::Mismatch && error.to_string().contains(says), "{error}");
    }
    let mut error = lost.retry().await.unwrap_err();
    assert!(error.kind() == ErrorKind::Mismatch && error.to_string().contains(says), "{error}");
    assert_eq!(count(&client).await?, 1);
    partial.write(&PartialEvent { id: 3, text: "three".to_owned() }).await?;
    partial.end().await?;
    // With a DEFAULT all go on, and nothing was lost.
    client.command("ALTER TABLE events MODIFY COLUMN extra DEFAULT 7").await?;
    error.take_unacknowledged().ok_or("no rows")?.retry().await?;
    inserter.write(&event(2)).await?;
    inserter.end().await?;
    let stored =
        client.query_as::<Vec<(u64, u32)>>("SELECT groupArray((id, extra)) FROM (SELECT * FROM events ORDER BY id)");
    // What was stored before the column came has its DEFAULT as well.
    assert_eq!(stored.fetch_one().await?, [(0, 7), (1, 7), (2, 7), (3, 0)]);
    Ok(())
}

#[tokio::test]
async fn rows_that_came_back_go_into_the_table_as_it_is_by_then() -> Outcome {
    let (_database, client) = database().await?;
    let bound = CREATE.replace("text String", "text String, CONSTRAINT bound CHECK id < 5");
    client.command(bound).await?;
    let inserter = client.inserter::<Event>("events");
    inserter.write_all(&(0..10).map(event).collect::<Vec<_>>()).await?;
    let mut lost = inserter.flush().await.unwrap_err().take_unacknowledged().ok_or("no rows")?;
    client.command("ALTER TABLE events DROP CONSTRAINT bound").await?;
    // A type that has no place for all texts, a column that is not there, and then ones that have.
    for (change, says) in [
        ("MODIFY COLUMN text FixedString(20)", Some("column `text` became FixedString(20) while rows for String")),
        ("RENAME COLUMN text TO words", Some("the table has no column `text`")),
        (
            "RENAME COLUMN words TO text, MODIFY COLUMN text LowCardinality(String), ADD COLUMN more UInt8 DEFAULT 7",
            None,
        ),
    ] {
        for change in change.split(", ") {
            client.command(format!("ALTER TABLE events {change}")).await?;
        }
        match (lost.retry().await, says) {
            (Ok(summary), None) => {
                assert_eq!(summary.written_rows, 10);
                break;
            }
            (Err(mut error), Some(says)) => {
                assert!(error.to_string().contains(says), "{error}");
                lost = error.take_unacknowledged().ok_or("no rows")?;
                assert_eq!((lost.rows(), lost.rows_unknown()), (10, 0));
            }
            (outcome, _) => return Err(format!("{change}: {outcome:?}").into()),
        }
    }
    let stored = client.query_as::<(u64, u64, u64)>("SELECT count(), uniqExact(text), sum(more) FROM events");
    assert_eq!(stored.fetch_one().await?, (10, 10, 70));
    Ok(())
}

#[tokio::test]
async fn no_request_begins_before_its_block_is_complete() -> Outcome {
    let described =
        b"\x03\x02\x04name\x06String\x02id\x04text\x04type\x06String\x06UInt64\x06String\x0cdefault_type\x06String\0\0";
    let learnt = [native(described, described.len()), native(b"", 0)].map(Reply::Bytes);
    let server = ScriptedServer::start(learnt.into_iter().chain([Reply::Silence]));
    let client = Client::builder().url(server.url()).compression(Compression::None).retry(Retry::off()).build()?;
    let inserter = client.inserter::<Event>("events").max_rows(10).in_flight(2);
    for id in 0..9 {
        inserter.write(&event(id)).await?;
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(server.requests().len(), 2);
    // Two blocks are under way, the third is complete: the next row has to wait, and is not taken when it no longer waits.
    for id in 9..30 {
        inserter.write(&event(id)).await?;
    }
    let waiting = tokio::time::timeout(Duration::from_millis(200), inserter.write(&event(30))).await;
    assert!(waiting.is_err());
    let begun = Instant::now();
    while server.requests().len() < 4 {
        assert!(begun.elapsed() < Duration::from_secs(10), "the complete blocks are not sent");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(server.requests().len(), 4);
    let statistics = inserter.statistics();
    assert_eq!((statistics.rows_in_flight, statistics.rows_buffered, statistics.rows_written), (20, 10, 30));
    Ok(())
}

#[tokio::test]
async fn what_an_inserter_cannot_do_is_an_error() -> Outcome {
    let (_database, client) = database().await?;
    let missing = client.inserter::<Event>("missing");
    assert_eq!(missing.write(&event(1)).await.unwrap_err().code(), Some(60));
    assert_eq!(missing.write(&event(1)).await.unwrap_err().code(), Some(60));
    assert_eq!(missing.flush().await?.written_rows, 0);
    let unnamed = client.inserter::<Event>("").write(&event(1)).await.unwrap_err();
    assert_eq!(unnamed.kind(), ErrorKind::Config);
    let token = client.inserter::<Event>("missing").setting("insert_deduplication_token", "x");
    assert_eq!(token.write(&event(1)).await.unwrap_err().kind(), ErrorKind::Config);
    assert_eq!(client.inserter::<Event>("missing").end().await?.written_rows, 0);
    Ok(())
}

#[tokio::test]
async fn a_connection_that_the_server_has_closed_is_not_used() -> Outcome {
    let server = Server::builder().config("<keep_alive_timeout>1</keep_alive_timeout>").start().await?;
    let client = Client::builder().url(server.url()).retry(Retry::off()).build()?;
    client.command(CREATE).await?;
    let inserter = client.inserter::<Event>("events").max_rows(1);
    for id in 0..3 {
        inserter.write(&event(id)).await?;
        inserter.flush().await?;
        tokio::time::sleep(Duration::from_millis(1_500)).await;
    }
    assert_eq!(inserter.end().await?.written_rows, 3);
    Ok(())
}

#[tokio::test]
async fn a_stream_of_rows_is_inserted_up_to_its_error() -> Outcome {
    use futures_util::stream;
    let (_database, client) = database().await?;
    client.command(CREATE).await?;
    let summary = client.insert_stream("events", stream::iter((0..2_500).map(event))).max_rows(1_000).await?;
    assert_eq!(summary.written_rows, 2_500);
    let broken = (0..10).map(|id| if id < 7 { Ok(event(id)) } else { Err("the source is gone") });
    let error = client.insert_stream("events", stream::iter(broken)).await.unwrap_err();
    assert_eq!((error.rows_written(), error.rows_unknown()), (7, 0));
    assert_eq!(
        error.to_string(),
        "insert into `events`: the stream of rows ended in an error; the rows before it have been sent"
    );
    assert_eq!(std::error::Error::source(&error).map(ToString::to_string).as_deref(), Some("the source is gone"));
    assert_eq!(count(&client).await?, 2_507);
    Ok(())
}

#[tokio::test]
async fn a_stream_whose_blocks_fail_hands_back_its_rows() -> Outcome {
    let (_database, client) = database().await?;
    client
        .command("CREATE TABLE events (id UInt64, text String, CONSTRAINT bound CHECK id != 25) ENGINE MergeTree ORDER BY id")
        .await?;
    let rows = futures_util::stream::iter((0..100).map(event));
    let mut error = client.insert_stream("events", rows).max_rows(10).in_flight(1).await.unwrap_err();
    assert_eq!(error.code(), Some(469));
    let lost = error.take_unacknowledged().ok_or("no rows")?;
    assert_eq!(lost.to_rows::<Event>()?, (20..30).map(event).collect::<Vec<_>>());
    assert_eq!(error.rows_written(), count(&client).await?);
    Ok(())
}

#[tokio::test]
async fn bytes_of_any_format_are_inserted() -> Outcome {
    use clickhouse_core::client::ByteBody;
    let (_database, client) = database().await?;
    client.command(CREATE).await?;
    client.insert_bytes("events", "CSV", "1,one\n2,two\n").await?;
    client.insert_bytes("events", "JSONEachRow", b"{\"id\": 3, \"text\": \"three\"}").await?;
    client.insert_bytes("events", "TSV", "four\t4\n".to_owned()).columns(["text", "id"]).await?;
    client.insert_bytes("events", "CSV", &b"5,five\n"[..]).await?;
    let lines = (6..100_000).map(|id| Ok::<_, std::io::Error>(format!("{id},streamed\n")));
    client.insert_bytes("events", "CSV", ByteBody::stream(futures_util::stream::iter(lines))).await?;
    // What comes out goes in again.
    let parquet = client.query_bytes("SELECT id + 1000000 AS id, text FROM events", "Parquet");
    client.insert_bytes("events", "Parquet", parquet.await?).await?;
    let stream = client.query_bytes("SELECT id + 2000000, text FROM events WHERE id < 6", "CSV").stream();
    client.insert_bytes("events", "CSV", ByteBody::reader(stream)).await?;
    let stored = client.query_as::<(u64, u64)>("SELECT count(), uniqExact(id) FROM events").fetch_one().await?;
    assert_eq!(stored, (2 * 99_999 + 5, 2 * 99_999 + 5));
    let error = client.insert_bytes("events", "CSV", "x,y\n").await.unwrap_err();
    assert!(error.to_string().starts_with("insert into `events`: Code: "), "{error}");
    let error = client.insert_bytes("events", "CSV; DROP TABLE events", "").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    let broken = [Ok("7,seven\n"), Err("the source is gone")];
    let error =
        client.insert_bytes("events", "CSV", ByteBody::stream(futures_util::stream::iter(broken))).await.unwrap_err();
    assert!(format!("{error:?}").contains("the source is gone"), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn a_files_name_says_how_it_is_inserted() -> Outcome {
    let (_database, client) = database().await?;
    client.command(CREATE).await?;
    let folder = std::env::temp_dir().join(format!("ingest-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    // The line `2,"two"`, packed in each way that servers unpack.
    let packed: [(&str, &[u8]); 6] = [
        ("gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x33\xd2\x51\x2a\x29\xcf\x57\xe2\x02\x00\xb5\x81\xe5\x1e\x08\x00\x00\x00"),
        ("zst", b"\x28\xb5\x2f\xfd\x00\x58\x41\x00\x00\x32\x2c\x22\x74\x77\x6f\x22\x0a"),
        ("lz4", b"\x04\x22\x4d\x18\x60\x40\x82\x08\x00\x00\x80\x32\x2c\x22\x74\x77\x6f\x22\x0a\x00\x00\x00\x00"),
        ("br", b"\x8f\x03\x80\x32\x2c\x22\x74\x77\x6f\x22\x0a\x03"),
        ("snappy", b"\xff\x06\x00\x00\x73\x4e\x61\x50\x70\x59\x01\x0c\x00\x00\x13\xfd\xdb\x04\x32\x2c\x22\x74\x77\x6f\x22\x0a"),
        ("xz", b"\xfd\x37\x7a\x58\x5a\x00\x00\x00\xff\x12\xd9\x41\x02\x00\x21\x01\x16\x00\x00\x00\x74\x2f\xe5\xa3\x01\x00\x07\x32\x2c\x22\x74\x77\x6f\x22\x0a\x00\x00\x01\x18\x08\x40\xa5\x46\xac\x06\x72\x9e\x7a\x01\x00\x00\x00\x00\x00\x59\x5a"),
    ];
    for (end, bytes) in packed {
        let path = folder.join(format!("b.csv.{end}"));
        std::fs::write(&path, bytes)?;
        client.insert_file("events", &path).await.map_err(|error| format!("{end}: {error}"))?;
    }
    for (name, bytes) in [
        ("a.csv", b"1,one\n".as_slice()),
        ("c.jsonl", b"{\"id\": 3, \"text\": \"three\"}\n".as_slice()),
        ("d.txt", b"4\tfour\n".as_slice()),
    ] {
        let path = folder.join(name);
        std::fs::write(&path, bytes)?;
        let insert = client.insert_file("events", &path);
        match name {
            "d.txt" => {
                assert_eq!(insert.await.unwrap_err().kind(), ErrorKind::Config);
                client.insert_file("events", &path).format("TSV").await?;
            }
            _ => drop(insert.await?),
        }
    }
    let error = client.insert_file("events", folder.join("none.csv")).await.unwrap_err();
    assert!(format!("{error:?}").contains("No such file"), "{error:?}");
    std::fs::remove_dir_all(&folder)?;
    let texts = client.query_as::<Vec<String>>("SELECT groupArray(text) FROM (SELECT text FROM events ORDER BY id)");
    assert_eq!(texts.fetch_one().await?, ["one", "two", "two", "two", "two", "two", "two", "three", "four"]);
    Ok(())
}
