//! Connections that died while nobody used them.

use super::*;
use clickhouse_core::client::Retry;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use support::Outcome;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What a network does to connections that were idle for 200 ms.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Idle {
    /// It forgets them: nothing comes through any more, and nobody is told.
    Forgets,
    /// It ends them in good order.
    Closes,
    /// It resets them.
    Resets,
    /// It forgets them as well, and resets whoever sends something, as some load balancers do.
    ResetsTheNext,
}

/// A way to the server; `used` counts connections.
async fn way(server: String, idle: Idle, is_on: Arc<AtomicBool>, used: Arc<AtomicU32>) -> std::io::Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let (server, is_on) = (server.clone(), Arc::clone(&is_on));
            used.fetch_add(1, Ordering::Relaxed);
            tokio::spawn(async move {
                let _ = pass_on(client, &server, idle, &is_on).await;
            });
        }
    });
    Ok(port)
}

async fn pass_on(mut client: TcpStream, server: &str, idle: Idle, is_on: &AtomicBool) -> std::io::Result<()> {
    let mut server = TcpStream::connect(server).await?;
    let (mut up, mut down) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        tokio::select! {
            read = client.read(&mut up) => match read? {
                0 => return Ok(()),
                length => server.write_all(&up[..length]).await?,
            },
            read = server.read(&mut down) => match read? {
                0 => return Ok(()),
                length => client.write_all(&down[..length]).await?,
            },
            () = tokio::time::sleep(Duration::from_millis(200)) => {
                if !is_on.load(Ordering::Relaxed) {
                    continue;
                }
                match idle {
                    // Both ends stay open, and all that comes is swallowed.
                    Idle::Forgets => while client.read(&mut up).await? > 0 {},
                    Idle::Closes => {}
                    Idle::Resets => client.set_zero_linger()?,
                    Idle::ResetsTheNext => {
                        client.set_zero_linger()?;
                        // What is unread when a socket closes is answered with a reset in any case.
                        client.readable().await?;
                    }
                }
                return Ok(());
            }
        }
    }
}

/// A client whose way to the server does to idle connections what `idle` says, as soon as `is_on`.
async fn behind(
    database: &Database,
    idle: Idle,
    retry: Retry,
) -> Result<(Client, Arc<AtomicBool>, Arc<AtomicU32>), Box<dyn Error>> {
    let (is_on, used) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
    let port = way(address(database), idle, Arc::clone(&is_on), Arc::clone(&used)).await?;
    let url = database.url().replace(&address(database), &format!("127.0.0.1:{port}"));
    let client = Client::builder().url(url).retry(retry).timeout(Duration::from_millis(1_500)).build()?;
    Ok((client, is_on, used))
}

#[tokio::test]
async fn an_idle_connection_that_died_costs_no_row() -> Outcome {
    let (database, direct) = support::database().await?;
    while direct.query_as::<u32>("SELECT uptime()").fetch_one().await? < 2 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for (idle, window, retry) in [
        (Idle::Closes, "", Retry::off()),
        (Idle::Resets, "", Retry::off()),
        (Idle::Forgets, WINDOW, Retry::default()),
        (Idle::Forgets, "", Retry::default()),
        (Idle::ResetsTheNext, WINDOW, Retry::default()),
        (Idle::ResetsTheNext, "", Retry::default()),
    ] {
        direct.command("DROP TABLE IF EXISTS events").await?;
        direct.command(format!("CREATE TABLE events {COLUMNS}{window}")).await?;
        let (client, is_on, used) = behind(&database, idle, retry).await?;
        // Of a block that was sent and not answered nobody knows, unless the table can tell it from a new one.
        let is_unknown = matches!(idle, Idle::Forgets | Idle::ResetsTheNext) && window.is_empty();
        let inserter = client.inserter::<Event>("events");
        for id in 0..3 {
            is_on.store(false, Ordering::Relaxed);
            inserter.write(&event(id)).await?;
            match inserter.flush().await {
                Ok(summary) => assert_eq!(summary.written_rows, id + 1, "{idle:?}"),
                Err(mut error) => {
                    assert!(is_unknown, "{idle:?}: {error:?}");
                    let kind = match idle {
                        Idle::Forgets => clickhouse_core::ErrorKind::Timeout,
                        _ => clickhouse_core::ErrorKind::Transport,
                    };
                    assert_eq!((error.kind(), error.rows_unknown()), (kind, 1));
                    let lost = error.take_unacknowledged().ok_or("no row")?;
                    assert_eq!(count(&direct, "events").await?, id);
                    assert_eq!(lost.retry().await?.written_rows, 1);
                    break;
                }
            }
            is_on.store(true, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        let stored = direct.query_as::<(u64, u64)>("SELECT count(), uniqExact(id) FROM events").fetch_one().await?;
        assert_eq!(stored.0, stored.1, "{idle:?}");
        assert_eq!(stored.0, if is_unknown { 2 } else { 3 }, "{idle:?} {window}");
        assert!(used.load(Ordering::Relaxed) > 1, "{idle:?}: no connection was idle");
    }
    Ok(())
}

/// Several connections die while they are idle, and each of the queries after that would have taken one.
#[tokio::test]
async fn idle_connections_that_died_are_nothing_to_queries() -> Outcome {
    let (database, _) = support::database().await?;
    for (idle, retry) in
        [(Idle::Closes, Retry::off()), (Idle::Resets, Retry::off()), (Idle::ResetsTheNext, Retry::default())]
    {
        let (client, is_on, used) = behind(&database, idle, retry).await?;
        for round in 1..=3 {
            is_on.store(false, Ordering::Relaxed);
            // Together, so that there are as many connections.
            let ask = |n: u64| client.query_as::<u64>("SELECT {n:UInt64} + sleep(0.1)").param("n", n).fetch_one();
            let (a, b) = tokio::try_join!(ask(1), ask(2)).map_err(|error| format!("{idle:?} {round}: {error:?}"))?;
            assert_eq!((a, b), (1, 2));
            is_on.store(true, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        assert!(used.load(Ordering::Relaxed) >= 4, "{idle:?}: no connection was idle");
    }
    Ok(())
}
