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
                if idle == Idle::Forgets {
                    // Both ends stay open, and all that comes is swallowed.
                    while client.read(&mut up).await? > 0 {}
                }
                return Ok(());
            }
        }
    }
}

#[tokio::test]
async fn an_idle_connection_that_died_costs_no_row() -> Outcome {
    let (database, direct) = support::database().await?;
    while direct.query_as::<u32>("SELECT uptime()").fetch_one().await? < 2 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for (idle, window, retry) in [
        (Idle::Closes, "", Retry::off()),
        (Idle::Forgets, WINDOW, Retry::default()),
        (Idle::Forgets, "", Retry::default()),
    ] {
        direct.command("DROP TABLE IF EXISTS events").await?;
        direct.command(format!("CREATE TABLE events {COLUMNS}{window}")).await?;
        let (is_on, used) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
        let port = way(address(&database), idle, Arc::clone(&is_on), Arc::clone(&used)).await?;
        let url = database.url().replace(&address(&database), &format!("127.0.0.1:{port}"));
        let client = Client::builder().url(url).retry(retry).timeout(Duration::from_millis(1_500)).build()?;
        let inserter = client.inserter::<Event>("events");
        for id in 0..3 {
            is_on.store(false, Ordering::Relaxed);
            inserter.write(&event(id)).await?;
            match inserter.flush().await {
                Ok(summary) => assert_eq!(summary.written_rows, id + 1, "{idle:?}"),
                // Swallowed, which nobody can know; where the table cannot tell it from a new one it is not sent again.
                Err(mut error) => {
                    assert!(idle == Idle::Forgets && window.is_empty(), "{idle:?}: {error:?}");
                    assert_eq!((error.kind(), error.rows_unknown()), (clickhouse_core::ErrorKind::Timeout, 1));
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
        assert_eq!(stored.0, if idle == Idle::Forgets && window.is_empty() { 2 } else { 3 }, "{idle:?} {window}");
        assert!(used.load(Ordering::Relaxed) > 1, "{idle:?}: no connection was idle");
    }
    Ok(())
}
