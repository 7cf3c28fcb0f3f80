//! Several servers: which one a block goes to after a failure.

use super::*;
use clickhouse_core::client::Retry;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use support::Outcome;

#[tokio::test]
async fn a_server_that_takes_no_inserts_is_passed_over() -> Outcome {
    let busy = Faulty::start(|_| Fault::Unavailable).await?;
    busy.direct.command(format!("CREATE TABLE events {COLUMNS}")).await?;
    let retry = Retry::default().times(2).pauses(Duration::from_millis(1), Duration::from_millis(1));
    // Both lead to the same server, as replicas of a table would.
    let client = Client::builder().urls([busy.url(), busy.database.url()]).retry(retry).build()?;
    for round in 0..3 {
        client.insert("events", &events(round * 10..round * 10 + 10)).await?;
    }
    assert_eq!(count(&busy.direct, "events").await?, 30);
    // The second one answered, and is asked first from then on.
    assert_eq!(busy.proxy.faults.load(Ordering::Relaxed), 1);
    Ok(())
}

#[tokio::test]
async fn a_block_in_doubt_stays_with_the_only_server_that_knows_it() -> Outcome {
    let inserts = Arc::new(AtomicU32::new(0));
    let seen = Arc::clone(&inserts);
    let faulty = Faulty::start(move |insert| {
        seen.store(insert, Ordering::Relaxed);
        if insert == 1 { Fault::BeforeAnswer } else { Fault::None }
    });
    let faulty = faulty.await?;
    faulty.direct.command(format!("CREATE TABLE events {COLUMNS}{WINDOW}")).await?;
    let client = Client::builder().urls([faulty.url(), faulty.database.url()]).build()?;
    client.insert("events", &events(0..10)).await?;
    assert_eq!((count(&faulty.direct, "events").await?, inserts.load(Ordering::Relaxed)), (10, 2));
    Ok(())
}
