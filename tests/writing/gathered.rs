//! Rows that the server gathers. The engine's library has no queue and stores them at once: what is said of one holds with
//! `CLICKHOUSE_URL` of a real server (seen on 24.8 and 25.8).

use super::*;
use support::Outcome;

/// Answers after three seconds, and gathers as long.
const SLOWLY: [(&str, &str); 4] = [
    ("async_insert_use_adaptive_busy_timeout", "0"),
    ("async_insert_busy_timeout_ms", "3000"),
    ("async_insert_busy_timeout_min_ms", "3000"),
    ("async_insert_busy_timeout_max_ms", "3000"),
];

#[tokio::test]
async fn gathered_rows_are_stored_or_refused_when_the_answer_comes() -> Outcome {
    let (_database, client) = support::database().await?;
    let checked = COLUMNS.replace("text String", "text String, CONSTRAINT bound CHECK id != 13");
    client.command(format!("CREATE TABLE events {checked}{WINDOW}")).await?;
    client.insert("events", &events(0..10)).async_insert().await?;
    assert_eq!(count(&client, "events").await?, 10);
    let error = client.insert("events", &[event(13)]).async_insert().await.unwrap_err();
    assert_eq!((error.code(), error.rows_unknown()), (Some(469), 0), "{error}");
    // Equal rows are other rows, and the caller's token names them.
    client.insert("events", &events(0..10)).async_insert().await?;
    client.insert("events", &events(20..30)).async_insert().deduplication_token("named").await?;
    client.insert("events", &events(20..30)).async_insert().deduplication_token("named").await?;
    assert_eq!(count(&client, "events").await?, 30);
    Ok(())
}

#[tokio::test]
async fn gathered_rows_for_which_the_server_waits_no_longer_are_unknown() -> Outcome {
    let (_database, client) = support::database().await?;
    client.command(format!("CREATE TABLE events {COLUMNS}")).await?;
    let rows = events(0..10);
    let mut insert = client.insert("events", &rows).async_insert().setting("wait_for_async_insert_timeout", 1);
    for (name, value) in SLOWLY {
        insert = insert.setting(name, value);
    }
    if let Err(error) = insert.await {
        assert_eq!((error.code(), error.rows_unknown()), (Some(159), 10), "{error}");
    }
    for _ in 0..100 {
        if count(&client, "events").await? == 10 {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err("the rows were not stored, neither soon nor later".into())
}
