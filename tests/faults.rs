//! Writing that loses nothing, through a network and a server that fail: rows acknowledged are stored once, rows reported
//! lost are not stored twice, and the counts add up.
//!
//! `FAULT_SEED` repeats a run, `FAULT_SECONDS` makes the runs longer (15 s for each).

#[path = "support/proxy.rs"]
mod proxy;
mod support;
#[path = "support/writers.rs"]
mod writers;

use clickhouse_core::Client;
use clickhouse_core::client::{Compression, Retry};
use clickhouse_embedded::Server;
use proxy::{FAULTS, Fault, Proxy};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use support::Outcome;
use writers::{Event, Random, compare, event, seconds, seed, write};

const CREATE: &str =
    "CREATE TABLE events (writer UInt32, number UInt64, text String) ENGINE MergeTree ORDER BY (writer, number)";
const WINDOW: &str = " SETTINGS non_replicated_deduplication_window = 100000";

/// Of each fault what one insert says, with and without a table that notices repetition.
#[tokio::test]
async fn every_stage_of_failure_has_its_truth() -> Outcome {
    let server = Server::start().await?;
    // Of a server as young as the block nobody can tell whether it was restarted; it tells whole seconds.
    while Client::new(server.url())?.query_as::<u32>("SELECT uptime()").fetch_one().await? < 2 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for (fault, is_stored, unknown_without_token) in [
        (Fault::Refuse, false, true),
        (Fault::BeforeHead, false, true),
        (Fault::AfterHead, false, true),
        (Fault::InBody, false, true),
        (Fault::BeforeAnswer, true, true),
        (Fault::InAnswer, true, true),
        (Fault::Unavailable, false, false),
    ] {
        for (window, retry) in [("", Retry::off()), ("", Retry::default()), (WINDOW, Retry::default())] {
            let database = server.database().await?;
            let direct = Client::new(database.url())?;
            direct.command(format!("{CREATE}{window}")).await?;
            let address = server.http_addr();
            let mut left = 1;
            let proxy = Proxy::start(address.clone(), move |head| {
                let is_insert = head.contains("query=INSERT");
                let fault = if is_insert && left > 0 { fault } else { Fault::None };
                left -= u32::from(is_insert && left > 0);
                fault
            });
            let url = database.url().replace(&address, &format!("127.0.0.1:{}", proxy.port));
            let client = Client::builder().url(url).retry(retry).build()?;
            let rows: Vec<_> = (0..100).map(|number| event(0, number)).collect();
            let outcome = client.insert("events", &rows).await;
            let stored = direct.query_as::<u64>("SELECT count() FROM events").fetch_one().await?;
            let is_tried_again = retry != Retry::off() && (!window.is_empty() || !unknown_without_token);
            match outcome {
                Ok(summary) => {
                    assert!(is_tried_again, "{fault:?}");
                    assert_eq!((summary.written_rows, stored), (100, 100), "{fault:?}");
                }
                Err(error) => {
                    assert!(!is_tried_again, "{fault:?} {window}: {error:?}");
                    let unknown = if unknown_without_token { 100 } else { 0 };
                    assert_eq!((error.rows_written(), error.rows_unknown()), (0, unknown), "{fault:?}: {error:?}");
                    assert_eq!(stored, if is_stored { 100 } else { 0 }, "{fault:?}");
                }
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_body_that_was_not_sent_whole_is_not_stored_and_sent_again() -> Outcome {
    let server = Server::start().await?;
    let database = server.database().await?;
    let direct = Client::new(database.url())?;
    direct.command(CREATE).await?;
    let address = server.http_addr();
    // Without a proxy that gathers: a peer that closes after the head.
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    std::thread::spawn(move || {
        use std::io::Read;
        let mut inserts = 0;
        for mut client in listener.incoming().flatten() {
            let address = address.clone();
            let mut head = vec![0; 4096];
            let length = client.peek(&mut head).unwrap_or(0);
            let is_insert = head[..length].windows(12).any(|window| window == b"query=INSERT");
            inserts += u32::from(is_insert);
            if is_insert && inserts == 1 {
                let _ = client.read(&mut head);
                continue;
            }
            std::thread::spawn(move || {
                let Ok(server) = std::net::TcpStream::connect(address) else { return };
                let (mut up, mut down) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                std::thread::spawn(move || std::io::copy(&mut down, &mut up));
                let _ = std::io::copy(&mut client, &mut (&server));
            });
        }
    });
    let server_url = server.http_addr();
    let url = database.url().replace(&server_url, &format!("127.0.0.1:{port}"));
    let client = Client::builder().url(url).compression(Compression::None).build()?;
    let rows: Vec<_> =
        (0..20_000).map(|number| Event { writer: 0, number, text: format!("{:0>999}", number * 7919) }).collect();
    assert_eq!(client.insert("events", &rows).await?.written_rows, 20_000);
    assert_eq!(direct.query_as::<u64>("SELECT count() FROM events").fetch_one().await?, 20_000);
    Ok(())
}

#[tokio::test]
async fn whoever_takes_rows_twice_gets_them_at_least_once() -> Outcome {
    let server = Server::start().await?;
    let database = server.database().await?;
    let direct = Client::new(database.url())?;
    direct.command(CREATE).await?;
    let address = server.http_addr();
    let mut inserts = 0;
    let proxy = Proxy::start(address.clone(), move |head| {
        let is_insert = head.contains("query=INSERT");
        inserts += u32::from(is_insert);
        if is_insert && inserts == 1 { Fault::BeforeAnswer } else { Fault::None }
    });
    let client = Client::new(database.url().replace(&address, &format!("127.0.0.1:{}", proxy.port)))?;
    client.insert("events", &[event(0, 0)]).at_least_once().await?;
    assert_eq!(direct.query_as::<u64>("SELECT count() FROM events").fetch_one().await?, 2);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_writers_through_a_network_that_fails_at_every_stage() -> Outcome {
    let server = Server::start().await?;
    let database = server.database().await?;
    let direct = Client::new(database.url())?;
    direct.command(format!("{CREATE}{WINDOW}")).await?;
    let address = server.http_addr();
    let mut random = Random(seed());
    let proxy = Proxy::start(address.clone(), move |_| match random.below(5) {
        0 => FAULTS[random.below(FAULTS.len() as u64) as usize],
        _ => Fault::None,
    });
    let url = database.url().replace(&address, &format!("127.0.0.1:{}", proxy.port));
    let retry = Retry::default().times(3).pauses(Duration::from_millis(5), Duration::from_millis(50));
    let client = Client::builder().url(url).retry(retry).build()?;
    let stop = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> =
        (0..10).map(|writer| tokio::spawn(write(client.clone(), writer, Arc::clone(&stop)))).collect();
    tokio::time::sleep(seconds()).await;
    stop.store(true, Ordering::Relaxed);
    let mut told = Vec::new();
    for writer in writers {
        told.push(writer.await??);
    }
    println!("{} faults", proxy.faults.load(Ordering::Relaxed));
    assert!(proxy.faults.load(Ordering::Relaxed) > 100);
    assert_eq!(compare(&direct, &told).await?, (0, 0));
    Ok(())
}

/// A killed server may know a block's token without having its rows, and takes the block for a duplicate when it comes
/// again: rows were missing that had been acknowledged.
#[tokio::test(flavor = "multi_thread")]
async fn a_block_sent_again_to_a_restarted_server_is_unknown() -> Outcome {
    let server = Server::start().await?;
    let direct = Client::new(server.url())?;
    direct.command(format!("{CREATE}{WINDOW}")).await?;
    let address = server.http_addr();
    let mut inserts = 0;
    let proxy = Proxy::start(address.clone(), move |head| {
        let is_insert = head.contains("query=INSERT");
        inserts += u32::from(is_insert);
        if is_insert && inserts == 1 { Fault::BeforeAnswer } else { Fault::None }
    });
    let retry = Retry::default().pauses(Duration::from_secs(4), Duration::from_secs(4));
    let url = server.url().replace(&address, &format!("127.0.0.1:{}", proxy.port));
    let client = Client::builder().url(url).retry(retry).build()?;
    let insert = tokio::spawn(async move { client.insert("events", &[event(0, 0)]).await });
    while proxy.faults.load(Ordering::Relaxed) == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    server.kill().await?;
    server.restart().await?;
    let error = insert.await?.expect_err("nobody can tell");
    assert_eq!((error.rows_written(), error.rows_unknown()), (0, 1), "{error:?}");
    assert!(error.to_string().contains("the server was restarted while the block was on its way"), "{error}");
    assert_eq!(direct.query_as::<u64>("SELECT count() FROM events").fetch_one().await?, 1);
    server.stop().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_writers_while_the_server_is_killed() -> Outcome {
    let server = Server::start().await?;
    let direct = Client::new(server.url())?;
    direct.command(format!("{CREATE}{WINDOW}")).await?;
    let mut random = Random(seed());
    let client = Client::new(server.url())?;
    let stop = Arc::new(AtomicBool::new(false));
    let begun = Instant::now();
    let writers: Vec<_> =
        (0..10).map(|writer| tokio::spawn(write(client.clone(), writer, Arc::clone(&stop)))).collect();
    let mut kills = 0;
    while begun.elapsed() < seconds() {
        tokio::time::sleep(Duration::from_millis(2_000 + random.below(1_500))).await;
        server.kill().await?;
        tokio::time::sleep(Duration::from_millis(random.below(300))).await;
        server.restart().await?;
        kills += 1;
    }
    stop.store(true, Ordering::Relaxed);
    let mut told = Vec::new();
    for writer in writers {
        told.push(writer.await??);
    }
    println!("{kills} kills");
    assert_eq!(compare(&direct, &told).await?, (0, 0));
    server.stop().await?;
    Ok(())
}
