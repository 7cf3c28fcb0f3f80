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
