//! Many small queries at a time: no error, and no connection more than are in use at once.

use crate::support::{Outcome, database};
use clickhouse_core::Client;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// `MANY_QUERIES=10000` for all of them.
fn count() -> u64 {
    std::env::var("MANY_QUERIES").ok().and_then(|count| count.parse().ok()).unwrap_or(2_000)
}

const AT_A_TIME: u64 = 32;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn small_queries_by_the_thousand_leave_no_connection_behind() -> Outcome {
    let (database, _) = database().await?;
    let (port, client) = relay(&database.url()).await?;
    let connections = port;
    let count = count();
    let next = Arc::new(AtomicU64::new(0));
    let start = std::time::Instant::now();
    let workers: Vec<_> = (0..AT_A_TIME)
        .map(|_| {
            let (client, next) = (client.clone(), Arc::clone(&next));
            tokio::spawn(async move {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= count {
                        return Ok::<_, clickhouse_core::Error>(());
                    }
                    let query = client.query_as::<u64>("SELECT {n:UInt64}::UInt64").param("n", n);
                    assert_eq!(query.fetch_one().await?, n);
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await??;
    }
    let made = connections.load(Ordering::SeqCst);
    assert!(made <= 2 * AT_A_TIME, "{made} connections for {AT_A_TIME} queries at a time");
    println!("{count} queries, {AT_A_TIME} at a time, {made} connections, {:.2?}", start.elapsed());
    Ok(())
}

/// A client whose connections are counted on their way to the server.
async fn relay(url: &str) -> Result<(Arc<AtomicU64>, Client), Box<dyn std::error::Error>> {
    let (account, rest) = url.rsplit_once('@').ok_or("the URL has no account")?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let client = Client::new(format!("{account}@{}/{path}", listener.local_addr()?))?;
    let (connections, host) = (Arc::new(AtomicU64::new(0)), host.to_owned());
    let count = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((mut near, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            let host = host.clone();
            tokio::spawn(async move {
                if let Ok(mut far) = tokio::net::TcpStream::connect(host).await {
                    let _ = near.set_nodelay(true).and_then(|()| far.set_nodelay(true));
                    let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
                }
            });
        }
    });
    Ok((connections, client))
}
