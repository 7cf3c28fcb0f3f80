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

/// By a setting of the client they are gathered as well, and were sent again into a table that then does not know them.
#[tokio::test]
async fn rows_that_a_setting_has_gathered_are_not_sent_again() -> Outcome {
    for (of_client, of_call, is_sent_again) in
        [(Some("1"), None, false), (None, Some("1"), false), (Some("1"), Some("0"), true), (None, None, true)]
    {
        let faulty = Faulty::start(|insert| if insert == 1 { Fault::BeforeAnswer } else { Fault::None }).await?;
        faulty.direct.command(format!("CREATE TABLE events {COLUMNS}{WINDOW}")).await?;
        let builder = faulty.builder();
        let client = of_client.into_iter().fold(builder, |builder, value| builder.setting("async_insert", value));
        let client = client.build()?;
        let rows = events(0..10);
        let insert = client.insert("events", &rows);
        let insert = of_call.into_iter().fold(insert, |insert, value| insert.setting("async_insert", value));
        match insert.await {
            Ok(summary) => assert!(is_sent_again && summary.written_rows == 10, "{of_client:?} {of_call:?}"),
            Err(error) => {
                assert!(!is_sent_again, "{of_client:?} {of_call:?}: {error}");
                assert_eq!(error.rows_unknown(), 10);
            }
        }
        for _ in 0..100 {
            if count(&faulty.direct, "events").await? == 10 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(count(&faulty.direct, "events").await?, 10, "{of_client:?} {of_call:?}");
    }
    Ok(())
}
