//! Tables that are no longer what they were when a block is on its way.

use super::*;
use support::Outcome;

/// What was learnt of the table was that it knows a block again: the next one of that name did not.
#[tokio::test]
async fn a_table_replaced_by_one_without_a_window_gets_a_block_once() -> Outcome {
    let faulty = Faulty::start(|insert| if insert == 2 { Fault::BeforeAnswer } else { Fault::None }).await?;
    let client = faulty.builder().build()?;
    faulty.direct.command(format!("CREATE TABLE events {COLUMNS}{WINDOW}")).await?;
    client.insert("events", &events(0..10)).await?;
    for change in ["DROP TABLE events", "CREATE TABLE events (id UInt64, text String) ENGINE Log"] {
        faulty.direct.command(change).await?;
    }
    let error = client.insert("events", &events(10..20)).await.unwrap_err();
    assert_eq!((error.rows_written(), error.rows_unknown()), (0, 10), "{error}");
    assert_eq!(count(&client, "events").await?, 10);
    // The other way round: what is learnt after a failure is what holds now.
    for change in ["DROP TABLE events".to_owned(), format!("CREATE TABLE events {COLUMNS}{WINDOW}")] {
        faulty.direct.command(change).await?;
    }
    client.insert("events", &events(20..30)).await?;
    assert_eq!(count(&client, "events").await?, 10);
    Ok(())
}

/// How rows come into the table.
#[derive(Clone, Copy, Debug, PartialEq)]
enum By {
    Insert,
    Inserter,
    Stream,
}

/// Ten rows, a change of the table, ten rows more. What came of the later ones; those in the inserter and in the stream
/// were gathered for the table as it was.
async fn through(
    by: By,
    client: &Client,
    change: &[&str],
) -> Result<Result<u64, clickhouse_core::Error>, Box<dyn Error>> {
    let alter = async || {
        for statement in change {
            client.command(*statement).await?;
        }
        Ok::<_, clickhouse_core::Error>(())
    };
    Ok(match by {
        By::Insert => {
            client.insert("events", &events(0..10)).await?;
            alter().await?;
            client.insert("events", &events(10..20)).await.map(|summary| summary.written_rows)
        }
        By::Inserter => {
            let inserter = client.inserter::<Event>("events");
            inserter.write_all(&events(0..10)).await?;
            inserter.flush().await?;
            inserter.write_all(&events(10..20)).await?;
            alter().await?;
            inserter.end().await.map(|summary| summary.written_rows - 10)
        }
        By::Stream => {
            use futures_util::StreamExt;
            let rows = futures_util::stream::iter(0..20).then(async |id| {
                if id == 19 {
                    // The first block is there, the second one has all rows but this.
                    while count(client, "events").await? < 10 {
                        tokio::time::sleep(Duration::from_millis(5)).await;
                    }
                    alter().await?;
                }
                Ok::<_, clickhouse_core::Error>(event(id))
            });
            client.insert_stream("events", rows).max_rows(10).execute().await.map(|summary| summary.written_rows - 10)
        }
    })
}

/// Whether a fresh look at the table takes the rows, and those that are encoded already are refused with this word.
fn is_open(refusal: &str) -> bool {
    refusal.starts_with('`')
}

#[tokio::test]
async fn a_table_that_changes_is_written_to_rightly_or_not_at_all() -> Outcome {
    for (change, refusal, before) in [
        (&["ALTER TABLE events ADD COLUMN extra UInt8 DEFAULT 7"][..], "", 10),
        (&["ALTER TABLE events MODIFY COLUMN text LowCardinality(String)"], "", 10),
        (&["ALTER TABLE events MODIFY COLUMN text Nullable(String)"], "", 10),
        (&["TRUNCATE TABLE events"], "", 0),
        (&["DETACH TABLE events", "ATTACH TABLE events"], "", 10),
        (&["DROP TABLE events", "CREATE TABLE events (text String, id UInt64) ENGINE Log"], "", 0),
        (&["CREATE TABLE next AS events", "EXCHANGE TABLES next AND events"], "", 0),
        (&["ALTER TABLE events DROP COLUMN text"], "the table has no column `text` for `Event::text`", 10),
        (&["ALTER TABLE events RENAME COLUMN text TO words"], "the table has no column `text` for `Event::text`", 10),
        (&["ALTER TABLE events MODIFY COLUMN text FixedString(20)"], "`text`", 10),
        (&["ALTER TABLE events MODIFY COLUMN number UInt32"], "", 10),
        (&["DROP TABLE events", "CREATE TABLE events (id UInt32, text String) ENGINE Log"], "column `id` is UInt32", 0),
        (&["DROP TABLE events", "CREATE TABLE events (id Int128, text String) ENGINE Log"], "`id`", 0),
        (
            &[
                "DROP TABLE events",
                "CREATE TABLE events (id UInt64, text LowCardinality(String)) ENGINE MergeTree ORDER BY id PARTITION BY id % 3",
            ],
            "",
            0,
        ),
        (&["DETACH TABLE events"], "UNKNOWN_TABLE", 10),
        (&["DROP TABLE events"], "UNKNOWN_TABLE", 0),
    ] {
        for by in [By::Insert, By::Inserter, By::Stream] {
            let (_database, client) = support::database().await?;
            let columns = "(id UInt64, text String, number UInt64 DEFAULT 1) ENGINE MergeTree ORDER BY id";
            client.command(format!("CREATE TABLE events {columns}{WINDOW}")).await?;
            let what = format!("{by:?} {change:?}");
            let written = match through(by, &client, change).await? {
                Ok(written) => {
                    assert!(refusal.is_empty() || is_open(refusal), "{what}: {written} rows are taken");
                    assert_eq!(written, 10, "{what}");
                    10
                }
                Err(mut error) => {
                    let text = format!("{error}");
                    assert!(!refusal.is_empty() && text.contains(refusal), "{what}: {error:?}");
                    assert_eq!(error.rows_unknown(), 0, "{what}: {error:?}");
                    assert_eq!(error.take_unacknowledged().map_or(10, |lost| lost.rows()), 10, "{what}");
                    0
                }
            };
            if change == ["DETACH TABLE events"] {
                client.command("ATTACH TABLE events").await?;
            } else if change == ["DROP TABLE events"] {
                continue;
            }
            let stored = client.query_as::<(u64, u64)>("SELECT count(), uniqExact(id) FROM events").fetch_one().await?;
            assert_eq!(stored, (before + written, before + written), "{what}");
        }
    }
    Ok(())
}
