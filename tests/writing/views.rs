//! Tables with materialized views: a block can be stored in the table and not in the view, or twice in the view only.

use super::*;
use support::Outcome;

/// A view whose target refuses rows as long as `refusing` has one.
const VIEW: &str = "CREATE MATERIALIZED VIEW copy TO copied AS \
    SELECT id + throwIf((SELECT count() FROM refusing) > 0, 'not now') AS id, text FROM events";

async fn with_view(client: &Client, window: &str, window_behind: &str) -> Result<(), clickhouse_core::Error> {
    client.command("CREATE TABLE refusing (n UInt8) ENGINE Memory").await?;
    client.command(format!("CREATE TABLE events {COLUMNS}{window}")).await?;
    client.command(format!("CREATE TABLE copied {COLUMNS}{window_behind}")).await?;
    client.command(VIEW).await?;
    Ok(())
}

#[tokio::test]
async fn rows_that_a_view_refuses_are_unknown_and_not_lost() -> Outcome {
    let (_database, client) = support::database().await?;
    with_view(&client, WINDOW, WINDOW).await?;
    client.command("INSERT INTO refusing VALUES (1)").await?;
    let error = client.insert("events", &events(0..10)).await.unwrap_err();
    assert_eq!((error.code(), error.rows_written(), error.rows_unknown()), (Some(395), 0, 10), "{error}");
    // Which is the truth: they are in the table and not behind it.
    assert_eq!((count(&client, "events").await?, count(&client, "copied").await?), (10, 0));
    Ok(())
}

/// The rows behind the view were there twice, with every version's default settings.
#[tokio::test]
async fn a_lost_answer_does_not_store_twice_behind_a_view() -> Outcome {
    let faulty = Faulty::start(|insert| if insert == 1 { Fault::BeforeAnswer } else { Fault::None }).await?;
    let client = faulty.builder().build()?;
    with_view(&faulty.direct, WINDOW, "").await?;
    let error = client.insert("events", &events(0..10)).await.unwrap_err();
    assert_eq!((error.rows_written(), error.rows_unknown()), (0, 10), "{error}");
    assert_eq!((count(&client, "events").await?, count(&client, "copied").await?), (10, 10));
    Ok(())
}

#[tokio::test]
async fn a_view_that_came_after_the_table_was_learnt_counts() -> Outcome {
    let faulty = Faulty::start(|insert| if insert == 2 { Fault::BeforeAnswer } else { Fault::None }).await?;
    let client = faulty.builder().build()?;
    faulty.direct.command(format!("CREATE TABLE events {COLUMNS}{WINDOW}")).await?;
    client.insert("events", &events(0..10)).await?;
    faulty.direct.command(format!("CREATE TABLE copied {COLUMNS}")).await?;
    faulty.direct.command("CREATE MATERIALIZED VIEW copy TO copied AS SELECT id, text FROM events").await?;
    let error = client.insert("events", &events(10..20)).await.unwrap_err();
    assert_eq!((error.rows_written(), error.rows_unknown()), (0, 10), "{error}");
    assert_eq!((count(&client, "events").await?, count(&client, "copied").await?), (20, 10));
    Ok(())
}

#[tokio::test]
async fn a_view_that_came_later_and_refuses_leaves_rows_unknown() -> Outcome {
    let (_database, client) = support::database().await?;
    client.command(format!("CREATE TABLE events {COLUMNS}")).await?;
    client.insert("events", &events(0..10)).await?;
    client.command(format!("CREATE TABLE copied {COLUMNS}")).await?;
    client.command("CREATE TABLE refusing (n UInt8) ENGINE Memory").await?;
    client.command("INSERT INTO refusing VALUES (1)").await?;
    client.command(VIEW).await?;
    let error = client.insert("events", &events(10..20)).await.unwrap_err();
    assert_eq!((error.code(), error.rows_unknown()), (Some(395), 10), "{error}");
    assert_eq!(count(&client, "events").await?, 20);
    Ok(())
}

#[tokio::test]
async fn views_whose_targets_deduplicate_are_said_and_then_repeated_into() -> Outcome {
    let faulty = Faulty::start(|insert| if insert == 1 { Fault::BeforeAnswer } else { Fault::None }).await?;
    let client = faulty.builder().setting("deduplicate_blocks_in_dependent_materialized_views", 1).build()?;
    with_view(&faulty.direct, WINDOW, WINDOW).await?;
    client.insert("events", &events(0..10)).await?;
    assert_eq!((count(&client, "events").await?, count(&client, "copied").await?), (10, 10));
    Ok(())
}
