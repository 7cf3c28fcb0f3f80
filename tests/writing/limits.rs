//! Limits at their ends, and calls from where there is no runtime.

use super::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use support::Outcome;

#[tokio::test]
async fn limits_beyond_their_ends_are_taken_for_these() -> Outcome {
    let (_database, client) = support::database().await?;
    client.command(format!("CREATE TABLE events {COLUMNS}")).await?;
    client.command("SYSTEM STOP MERGES events").await?;
    let rows = events(0..1_500_000);
    for (inserter, rows, blocks) in [
        (client.inserter::<Event>("events").in_flight(0).max_rows(0), &rows[..5], 5),
        (client.inserter::<Event>("events").max_bytes(0), &rows[..5], 5),
        (client.inserter::<Event>("events").in_flight(usize::MAX), &rows[..5], 1),
        (client.inserter::<Event>("events").max_rows(usize::MAX).max_bytes(usize::MAX), &rows[..], 2),
    ] {
        inserter.write_all(rows).await?;
        let sent = inserter.clone();
        assert_eq!(inserter.end().await?.written_rows, rows.len() as u64);
        assert_eq!(sent.statistics().blocks_sent, blocks);
    }
    assert_eq!(count(&client, "events").await?, 1_500_015);
    Ok(())
}

/// With the longest of periods the task that watches it panicked.
#[tokio::test]
async fn any_period_is_one() -> Outcome {
    let panics = Arc::new(AtomicU32::new(0));
    let (seen, before) = (Arc::clone(&panics), std::panic::take_hook());
    // Of a task that nobody waits for; other tests panic by intent.
    std::panic::set_hook(Box::new(move |panic| {
        seen.fetch_add(u32::from(panic.to_string().contains("overflow")), Ordering::Relaxed);
        before(panic);
    }));
    let (_database, client) = support::database().await?;
    client.command(format!("CREATE TABLE events {COLUMNS}")).await?;
    for (round, period) in [Duration::ZERO, Duration::from_nanos(1), Duration::MAX].into_iter().enumerate() {
        let inserter = client.inserter::<Event>("events").in_flight(1).period(period);
        for id in 0..10 {
            inserter.write(&event(id)).await?;
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert_eq!(inserter.end().await?.written_rows, 10, "{period:?}");
        assert_eq!(count(&client, "events").await?, 10 * (round as u64 + 1));
    }
    assert_eq!(panics.load(Ordering::Relaxed), 0);
    Ok(())
}

/// Futures are polled by whoever has them, as `futures::executor::block_on` does after a runtime has begun the work.
#[test]
fn without_a_runtime_there_is_an_error_and_the_rows_stay() -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (_database, client) = runtime.block_on(support::database())?;
    runtime.block_on(async { client.command(format!("CREATE TABLE events {COLUMNS}")).await })?;
    let inserter = client.inserter::<Event>("events").max_rows(10);
    runtime.block_on(inserter.write_all(&events(0..5)))?;
    let text = "there is no tokio runtime";
    for outcome in [
        now(inserter.write_all(&events(5..50))),
        now(async { inserter.flush().await.map(drop) }),
        now(async { inserter.clone().end().await.map(drop) }),
        now(async { client.insert("events", &events(0..1)).await.map(drop) }),
        now(async { client.insert_bytes("events", "CSV", "1,one").await.map(drop) }),
    ] {
        let error = outcome.expect_err("there is none");
        assert!(error.to_string().contains(text), "{error}");
    }
    assert_eq!(runtime.block_on(inserter.end())?.written_rows, 5);
    Ok(())
}

/// What a future says when it is first asked.
fn now(future: impl Future<Output = Result<(), clickhouse_core::Error>>) -> Result<(), clickhouse_core::Error> {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(outcome) => outcome,
        std::task::Poll::Pending => Ok(()),
    }
}
