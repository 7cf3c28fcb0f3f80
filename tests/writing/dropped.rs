//! Calls that nobody waits for any more, handles that are dropped, tasks that panic, runtimes that end.

use super::*;
use clickhouse_core::client::{Compression, Retry};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use support::{Outcome, Reply, ScriptedServer, head, native};
use tokio::time::timeout;

/// A text whose conversion can panic.
#[derive(Clone)]
struct Fragile(u64);

impl From<Fragile> for String {
    fn from(Fragile(id): Fragile) -> String {
        assert!(!id.is_multiple_of(7), "row {id} panics");
        format!("event {id}")
    }
}

#[derive(Row)]
struct FragileEvent {
    id: u64,
    #[clickhouse(into = "String")]
    text: Fragile,
}

/// The number of the row stood in the block already, its text did not: all later rows had the text of the next one.
#[tokio::test]
async fn a_row_that_panics_leaves_nothing_in_its_block() -> Outcome {
    let (_database, client) = support::database().await?;
    client.command(format!("CREATE TABLE events {COLUMNS}")).await?;
    let inserter = client.inserter::<FragileEvent>("events").max_rows(20);
    let mut panics = 0;
    for id in 1..100 {
        let inserter = inserter.clone();
        let task = tokio::spawn(async move { inserter.write(&FragileEvent { id, text: Fragile(id) }).await });
        match task.await {
            Ok(written) => written?,
            Err(ended) => panics += u64::from(ended.is_panic()),
        }
    }
    let rows: Vec<_> = (100..106).map(|id| FragileEvent { id, text: Fragile(id) }).collect();
    let all = inserter.clone();
    assert!(tokio::spawn(async move { all.write_all(&rows).await }).await.is_err_and(|ended| ended.is_panic()));
    let summary = inserter.end().await?;
    let sql = "SELECT count(), countIf(text = concat('event ', toString(id))) FROM events";
    let stored = client.query_as::<(u64, u64)>(sql).fetch_one().await?;
    assert_eq!((panics, summary.written_rows), (14, stored.0));
    assert_eq!(stored.0, stored.1);
    assert!(stored.0 >= 85, "{stored:?}");
    Ok(())
}

/// The answers by which the columns of `events` are learnt, of a table of which nothing else is known.
fn learnt() -> [Reply; 2] {
    let described =
        b"\x03\x02\x04name\x06String\x02id\x04text\x04type\x06String\x06UInt64\x06String\x0cdefault_type\x06String\0\0";
    [native(described, described.len()), native(b"", 0)].map(Reply::Bytes)
}

fn scripted(server: &ScriptedServer) -> Result<Client, clickhouse_core::Error> {
    Client::builder().url(server.url()).compression(Compression::None).retry(Retry::off()).build()
}

#[test]
fn a_runtime_that_ends_hands_back_the_rows_that_were_on_their_way() -> Outcome {
    let server = ScriptedServer::start(learnt().into_iter().chain([Reply::Silence]));
    let first = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let client = scripted(&server)?;
    let inserter = client.inserter::<Event>("events").max_rows(10).in_flight(2);
    first.block_on(async {
        inserter.write_all(&events(0..25)).await?;
        while server.requests().len() < 4 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok::<_, clickhouse_core::Error>(())
    })?;
    drop(first);
    let second = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    second.block_on(async {
        let mut error = inserter.write(&event(25)).await.unwrap_err();
        assert!(error.to_string().contains("was ended with its runtime"), "{error}");
        let lost = error.take_unacknowledged().ok_or("no rows")?;
        assert_eq!((lost.rows(), lost.rows_unknown(), error.rows_unknown()), (20, 20, 20));
        let mut rows = lost.to_rows::<Event>()?;
        rows.sort_by_key(|row| row.id);
        assert_eq!(rows, events(0..20));
        // The block that was being gathered is there, and goes on in the new runtime.
        let statistics = inserter.statistics();
        assert_eq!((statistics.rows_buffered, statistics.rows_in_flight, statistics.rows_failed), (5, 0, 20));
        Ok(())
    })
}

#[tokio::test]
async fn futures_that_are_dropped_lose_and_repeat_nothing() -> Outcome {
    let faulty = Faulty::start(|_| Fault::Slow).await?;
    faulty.direct.command(format!("CREATE TABLE events {COLUMNS}")).await?;
    let inserter = faulty.builder().build()?.inserter::<Event>("events").max_rows(10).in_flight(1);
    // What is dropped before it is done is written again from where the statistics say.
    let rows = events(0..500);
    let mut patience = 0;
    while (inserter.statistics().rows_written as usize) < rows.len() {
        let taken = inserter.statistics().rows_written as usize;
        patience = (patience + 1) % 40;
        let _ = timeout(Duration::from_millis(patience), inserter.write_all(&rows[taken..])).await;
        let _ = timeout(Duration::from_millis(patience / 4), inserter.flush()).await;
        drop(inserter.clone());
    }
    let other = inserter.clone();
    let _ = timeout(Duration::from_millis(1), inserter.end()).await;
    assert_eq!(other.end().await?.written_rows, 500);
    let stored = faulty.direct.query_as::<(u64, u64)>("SELECT count(), uniqExact(id) FROM events").fetch_one().await?;
    assert_eq!(stored, (500, 500));
    Ok(())
}

/// Remembers the numbers of warnings: `rows_unsent` and `rows_failed`.
#[derive(Clone, Default)]
struct Warnings(Arc<Mutex<Vec<(u64, u64)>>>);

impl tracing::Subscriber for Warnings {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target().starts_with("clickhouse_core") && *metadata.level() == tracing::Level::WARN
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        tracing::span::Id::from_u64(NEXT.fetch_add(1, Ordering::Relaxed))
    }

    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        struct Rows(u64, u64);
        impl tracing::field::Visit for Rows {
            fn record_u64(&mut self, field: &tracing::field::Field, value: u64) {
                match field.name() {
                    "rows_unsent" => self.0 = value,
                    "rows_failed" => self.1 = value,
                    _ => {}
                }
            }
            fn record_debug(&mut self, _: &tracing::field::Field, _: &dyn std::fmt::Debug) {}
        }
        let mut rows = Rows(0, 0);
        event.record(&mut rows);
        self.0.lock().unwrap().push((rows.0, rows.1));
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

#[tokio::test]
async fn a_dropped_inserter_says_which_rows_are_lost() -> Outcome {
    let warnings = Warnings::default();
    let _guard = tracing::subscriber::set_default(warnings.clone());
    let refusal = [head(500, "X-ClickHouse-Exception-Code: 469\r\n", 9), b"Code: 469".to_vec()].concat();
    let server = ScriptedServer::start(learnt().into_iter().chain([Reply::Bytes(refusal)]));
    let client = scripted(&server)?;
    let inserter = client.inserter::<Event>("events").max_rows(10);
    inserter.write_all(&events(0..3)).await?;
    drop(inserter.clone());
    assert!(warnings.0.lock().unwrap().is_empty(), "another handle is left");
    drop(inserter);
    assert_eq!(*warnings.0.lock().unwrap(), [(3, 0)]);
    // A block that is on its way when the last handle goes, and fails then.
    let inserter = client.inserter::<Event>("events").max_rows(10);
    inserter.write_all(&events(0..10)).await?;
    drop(inserter);
    assert_eq!(warnings.0.lock().unwrap().len(), 1);
    for _ in 0..200 {
        if warnings.0.lock().unwrap().len() == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(warnings.0.lock().unwrap()[1..], [(0, 10)]);
    // After `end` there is nothing to say.
    let quiet = client.inserter::<Event>("events");
    quiet.end().await?;
    assert_eq!(warnings.0.lock().unwrap().len(), 2);
    Ok(())
}
