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

/// Of each fault what a query says, asked again and not, and that a command is never given twice.
#[tokio::test]
async fn a_query_is_asked_again_and_a_command_is_not() -> Outcome {
    let (database, direct) = support::database().await?;
    direct.command(format!("CREATE TABLE events {COLUMNS}")).await?;
    for fault in [
        Fault::Refuse,
        Fault::BeforeHead,
        Fault::AfterHead,
        Fault::InBody,
        Fault::BeforeAnswer,
        Fault::InAnswer,
        Fault::Unavailable,
    ] {
        // Fails at the first query, and at the first command.
        let behind_fault = |retry| {
            let mut seen = [false; 2];
            let proxy = Proxy::start(address(&database), move |head| {
                let seen = &mut seen[usize::from(head.contains("readonly=2"))];
                if std::mem::replace(seen, true) { Fault::None } else { fault }
            });
            let url = database.url().replace(&address(&database), &format!("127.0.0.1:{}", proxy.port));
            Client::builder().url(url).retry(retry).build()
        };
        let again = || behind_fault(Retry::default());
        assert_eq!(again()?.query_as::<u8>("SELECT 7").fetch_one().await?, 7, "{fault:?}");
        assert_eq!(again()?.query_bytes("SELECT 7", "CSV").await?, b"7\n", "{fault:?}");
        // The first one may be at work still, under the id that was to be this query's.
        let named = again()?.query_as::<u8>("SELECT 7").query_id(format!("named {fault:?}")).fetch_one().await;
        assert_eq!(named.is_ok(), fault == Fault::Unavailable, "{fault:?}");
        assert!(behind_fault(Retry::off())?.query_as::<u8>("SELECT 7").fetch_one().await.is_err(), "{fault:?}");
        assert!(again()?.command("INSERT INTO events VALUES (1, 'one')").await.is_err(), "{fault:?}");
    }
    // What reached the server of the commands: two times all of it.
    assert_eq!(count(&direct, "events").await?, 2);
    Ok(())
}

#[tokio::test]
async fn where_no_server_is_a_query_says_so_soon() -> Outcome {
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let begun = std::time::Instant::now();
    let error = Client::new(format!("http://127.0.0.1:{port}"))?.query_as::<u8>("SELECT 1").await.unwrap_err();
    assert_eq!(error.kind(), clickhouse_core::ErrorKind::Connect);
    // After two pauses of at most 0.1 and 0.2 s, not after the 10 s within which a query may be tried again.
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    Ok(())
}

/// While the server is away rows are taken and handed back, and never is a row refused for that.
#[tokio::test]
async fn an_inserter_takes_rows_while_its_server_is_away() -> Outcome {
    let server = clickhouse_embedded::Server::start().await?;
    let client = Client::builder().url(server.url()).retry(Retry::off()).build()?;
    client.command(format!("CREATE TABLE events {COLUMNS}{WINDOW}")).await?;
    let inserter = client.inserter::<Event>("events").max_rows(10).in_flight(1);
    inserter.write_all(&events(0..10)).await?;
    inserter.flush().await?;
    server.kill().await?;
    let mut lost = Vec::new();
    for id in 10..50 {
        while let Err(mut error) = inserter.write(&event(id)).await {
            lost.push(error.take_unacknowledged().ok_or_else(|| error.to_string())?);
        }
    }
    lost.extend(inserter.flush().await.unwrap_err().take_unacknowledged());
    server.restart().await?;
    inserter.write_all(&events(50..60)).await?;
    assert_eq!(inserter.end().await?.written_rows, 20);
    // Kept with their tokens they are inserted once, however often that is tried.
    let blocks: Vec<_> = lost.iter().flat_map(|lost| lost.blocks()).collect();
    assert_eq!((blocks.len(), blocks.iter().map(|block| block.rows()).sum::<u64>()), (4, 40), "{blocks:?}");
    for block in blocks.iter().chain(&blocks) {
        assert!(!block.is_unknown());
        client.insert_bytes("events", "Native", block.to_native()?).deduplication_token(block.token()).await?;
    }
    let stored = client.query_as::<(u64, u64)>("SELECT count(), uniqExact(id) FROM events").fetch_one().await?;
    assert_eq!(stored, (60, 60));
    Ok(())
}
