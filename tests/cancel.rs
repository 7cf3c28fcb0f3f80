//! What nobody waits for any more stops on the server: dropped futures, streams and blocks, and calls out of time.

mod support;

use clickhouse_core::client::Compression;
use clickhouse_core::{Client, ErrorKind};
use clickhouse_embedded::{Constraint, Server, User};
use std::time::{Duration, Instant};
use support::{Outcome, database};
use tokio::time::{sleep, timeout};

/// Runs for ever and sends nothing.
const SILENT: &str = "SELECT sum(sleepEachRow(0.01)) FROM system.numbers SETTINGS max_block_size = 10, \
                      function_sleep_max_microseconds_per_block = 0";
/// Runs for ever and sends a row of a KiB every 2 ms.
const SLOW: &str = "SELECT number, repeat('x', 1000 + sleepEachRow(0.002)) AS s FROM system.numbers \
                    SETTINGS max_block_size = 10, function_sleep_max_microseconds_per_block = 0";
/// Sends for ever, as fast as the reader takes it.
const FAST: &str = "SELECT number, toString(number) AS s FROM system.numbers";

/// How many of the queries whose ids begin so are running.
async fn running(client: &Client, ids: &str) -> Result<u64, clickhouse_core::Error> {
    let sql = "SELECT count() FROM system.processes WHERE startsWith(query_id, {ids:String})";
    client.query_as::<u64>(sql).param("ids", ids).fetch_one().await
}

/// What would run for ever has to end soon, on a busy machine as well.
const SOON: Duration = Duration::from_secs(5);

/// Waits until none of them runs.
async fn until_none_runs(client: &Client, ids: &str) -> Outcome {
    let start = Instant::now();
    while running(client, ids).await? > 0 {
        assert!(start.elapsed() < SOON, "{ids} goes on");
        sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}

async fn until_one_runs(client: &Client, ids: &str) -> Outcome {
    let start = Instant::now();
    while running(client, ids).await? == 0 {
        assert!(start.elapsed() < Duration::from_secs(20), "{ids} does not begin");
        sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dropped_query_stops_for_every_kind_of_user() -> Outcome {
    // Who may change no setting can still say what holds anyway.
    let user = |name: &str| {
        let user = User::new(name).password("p").setting("max_block_size", "10");
        user.setting("function_sleep_max_microseconds_per_block", "0")
    };
    let stays = Constraint::new().readonly();
    let server = Server::builder()
        .user(user("one").readonly(1))
        .user(user("two").readonly(2))
        .user(user("small").grant("SELECT ON system.numbers"))
        .user(
            user("tight")
                .grant("SELECT ON system.numbers")
                .constraint("cancel_http_readonly_queries_on_client_close", stays),
        )
        .start()
        .await?;
    let watch = Client::new(server.url())?;
    for user in ["test", "one", "two", "small", "tight"] {
        let url = if user == "test" { server.url().to_owned() } else { server.url_for(user)? };
        let client = Client::new(url)?;
        for (place, sql) in [SILENT, SLOW, FAST].into_iter().enumerate() {
            let id = format!("{user} {place} ");
            let query = client.query_as::<(u64, String)>(sql).query_id(format!("{id}future"));
            let mut future = Box::pin(query.clone().fetch_all());
            tokio::select! {
                ended = &mut future => panic!("{id}: {ended:?}"),
                begun = until_one_runs(&watch, &id) => begun?,
            }
            drop(future);
            until_none_runs(&watch, &id).await?;
            let mut stream = query.query_id(format!("{id}stream")).stream();
            let _ = timeout(Duration::from_millis(150), stream.next()).await;
            drop(stream);
            until_none_runs(&watch, &id).await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn blocks_and_their_reading_ahead_stop_when_dropped() -> Outcome {
    let (database, client) = database().await?;
    for taken in 0..6 {
        let id = format!("{} {taken}", database.name());
        let mut blocks = client.query_as::<(u64, String)>(FAST).query_id(&id).blocks();
        for _ in 0..taken {
            let block = blocks.next().await?.ok_or("it has no end")?;
            assert!(block.row_count() > 0);
            blocks.recycle(block);
        }
        drop(blocks);
        until_none_runs(&client, &id).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_call_out_of_time_stops_on_the_server() -> Outcome {
    let (database, client) = database().await?;
    let id = database.name();
    for sql in [SILENT, SLOW] {
        let query = client.query_as::<(u64, String)>(sql).query_id(id).timeout(Duration::from_millis(300));
        let error = query.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
        until_none_runs(&client, id).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_proxy_that_keeps_its_connection_keeps_no_query_alive() -> Outcome {
    let (database, client) = database().await?;
    let proxy = Proxy::start(&database.url())?;
    let through = Client::new(proxy.url(&database.url()))?;
    let id = database.name();
    let future = tokio::spawn(through.query_as::<(u64, String)>(SILENT).query_id(id).fetch_all());
    until_one_runs(&client, id).await?;
    future.abort();
    until_none_runs(&client, id).await?;
    Ok(())
}

#[tokio::test]
async fn a_query_read_to_its_end_is_not_killed() -> Outcome {
    use support::{Reply, ScriptedServer, native};
    let block = b"\x01\x02\x01n\x05UInt8\x00\x01";
    let server = ScriptedServer::start([Reply::Bytes(native(block, block.len()))]);
    let client = Client::builder().url(server.url()).compression(Compression::None).build()?;
    assert_eq!(client.query_as::<u8>("SELECT n").await?, [0, 1]);
    assert!(client.query_as::<u8>("SELECT n").fetch_one().await.is_err(), "two rows");
    sleep(Duration::from_millis(500)).await;
    assert_eq!((server.requests().len(), server.kills()), (2, 1), "the second has not been read to its end");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_queries_dropped_at_random_moments_leave_nothing_behind() -> Outcome {
    let (database, _) = database().await?;
    // Without idle connections, each of which has a task.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http_client = reqwest::Client::builder().pool_max_idle_per_host(0).no_proxy().build()?;
    let client = Client::builder().url(database.url()).http_client(http_client).build()?;
    let ids = database.name();
    // Some load beside them, read to its end.
    let load = tokio::spawn({
        let client = client.clone();
        async move {
            let mut sum = 0;
            for _ in 0..20 {
                let rows = client.query_as::<(u64, String)>(format!("{FAST} LIMIT 100000")).await?;
                sum += rows.len();
            }
            Ok::<_, clickhouse_core::Error>(sum)
        }
    });
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let queries: Vec<_> = (0..200)
        .map(|place| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let patience = Duration::from_micros(state % 300_000);
            let sql = [SILENT, SLOW, FAST][place % 3];
            let query = client.query_as::<(u64, String)>(sql).query_id(format!("{ids} {place}"));
            tokio::spawn(async move {
                match place % 2 {
                    0 => timeout(patience, query.fetch_all()).await.is_err(),
                    _ => {
                        let mut stream = query.stream();
                        let read = async { while let Some(Ok(_)) = stream.next().await {} };
                        timeout(patience, read).await.is_err()
                    }
                }
            })
        })
        .collect();
    for query in queries {
        // The server may have refused one, having too many: that is an end too.
        query.await?;
    }
    until_none_runs(&client, ids).await?;
    assert_eq!(load.await??, 2_000_000);
    assert_eq!(client.query_as::<u8>("SELECT 7").await?, [7]);
    // No task is left, be it to read, to kill, or to keep a connection.
    let metrics = tokio::runtime::Handle::current().metrics();
    let start = Instant::now();
    while metrics.num_alive_tasks() > 0 {
        assert!(start.elapsed() < Duration::from_secs(5), "{} tasks are left", metrics.num_alive_tasks());
        sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

/// Passes bytes on to a server, and keeps that connection when the client closes its own.
struct Proxy {
    port: u16,
}

impl Proxy {
    fn start(url: &str) -> Result<Self, Box<dyn std::error::Error>> {
        let server = url.rsplit('@').next().and_then(|rest| rest.split('/').next()).ok_or("no host")?.to_owned();
        let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(upstream) = std::net::TcpStream::connect(&server) else { return };
                let pairs = [(client.try_clone(), upstream.try_clone()), (Ok(upstream), Ok(client))];
                for (from, to) in pairs {
                    let (Ok(mut from), Ok(mut to)) = (from, to) else { return };
                    std::thread::spawn(move || {
                        let _ = std::io::copy(&mut from, &mut to);
                        std::thread::sleep(Duration::from_secs(30));
                    });
                }
            }
        });
        Ok(Proxy { port })
    }

    fn url(&self, url: &str) -> String {
        let (account, rest) = url.rsplit_once('@').unwrap();
        let (_, path) = rest.split_once('/').unwrap_or((rest, ""));
        format!("{account}@127.0.0.1:{}/{path}", self.port)
    }
}
