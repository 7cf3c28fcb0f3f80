//! Replicated tables: a block is known on every replica, so that it can go to any of them after a lost answer.
//!
//! The engine's library has its replicated tables read-only, so this takes a `clickhouse` program on `PATH` and a Keeper
//! (or ZooKeeper) whose address is in `CLICKHOUSE_KEEPER`, such as `127.0.0.1:9181`; without them it says that it was skipped.

use super::*;
use crate::writers::{self, Random, Told, compare};
use clickhouse_core::client::Retry;
use clickhouse_embedded::{Server, User};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use support::Outcome;

/// Replicas of one shard, and a name that no other run has.
struct Replicas {
    servers: Vec<Server>,
    run: u64,
}

impl Replicas {
    async fn start(count: usize) -> Result<Option<Replicas>, Box<dyn Error>> {
        let Some((host, port)) = std::env::var("CLICKHOUSE_KEEPER").ok().and_then(|keeper| {
            let (host, port) = keeper.split_once(':')?;
            Some((host.to_owned(), port.to_owned()))
        }) else {
            support::skipped("replicated tables", "CLICKHOUSE_KEEPER names no Keeper");
            return Ok(None);
        };
        let mut servers = Vec::new();
        for number in 0..count {
            let interserver = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
            let config = format!(
                "<zookeeper><node><host>{host}</host><port>{port}</port></node></zookeeper>\
                 <macros><replica>r{number}</replica></macros>\
                 <interserver_http_port>{interserver}</interserver_http_port>\
                 <interserver_http_host>127.0.0.1</interserver_http_host>"
            );
            servers.push(Server::builder().config(config).user(User::new("writer").password("x")).start().await?);
        }
        let run = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_nanos() as u64;
        Ok(Some(Replicas { servers, run }))
    }

    async fn create(&self, columns: &str) -> Result<(), Box<dyn Error>> {
        for server in &self.servers {
            let engine = format!("ReplicatedMergeTree('/tests/{}/events', '{{replica}}')", self.run);
            let create = format!("CREATE TABLE events ({columns}) ENGINE {engine} ORDER BY tuple()");
            Client::new(server.url_for("writer")?)?.command(create).await?;
        }
        Ok(())
    }

    fn urls(&self) -> Result<Vec<String>, Box<dyn Error>> {
        self.servers.iter().map(|server| Ok(server.url_for("writer")?)).collect()
    }

    /// A client for each replica, when all of them have what one of them has.
    async fn alike(&self) -> Result<Vec<Client>, Box<dyn Error>> {
        let mut clients = Vec::new();
        for url in self.urls()? {
            let client = Client::new(url)?;
            client.command("SYSTEM SYNC REPLICA events").await?;
            clients.push(client);
        }
        Ok(clients)
    }
}

#[tokio::test]
async fn a_token_is_known_on_every_replica() -> Outcome {
    let Some(replicas) = Replicas::start(2).await? else { return Ok(()) };
    replicas.create("id UInt64, text String").await?;
    for url in replicas.urls()? {
        Client::new(url)?.insert("events", &events(0..10)).deduplication_token("a").await?;
    }
    // Without one they are other rows.
    for url in replicas.urls()? {
        Client::new(url)?.insert("events", &events(0..10)).await?;
    }
    for client in replicas.alike().await? {
        assert_eq!(count(&client, "events").await?, 30);
    }
    Ok(())
}

#[tokio::test]
async fn a_block_whose_answer_was_lost_is_stored_once_by_another_replica() -> Outcome {
    let Some(replicas) = Replicas::start(2).await? else { return Ok(()) };
    replicas.create("id UInt64, text String").await?;
    for fault in [Fault::BeforeAnswer, Fault::InAnswer, Fault::AfterHead, Fault::Twice] {
        let address = replicas.servers[0].http_addr();
        let proxy =
            Proxy::start(address.clone(), move |head| if head.contains("query=INSERT") { fault } else { Fault::None });
        let urls = replicas.urls()?;
        let first = urls[0].replace(&address, &format!("127.0.0.1:{}", proxy.port));
        let client = Client::builder().urls([first, urls[1].clone()]).build()?;
        client.command("TRUNCATE TABLE events").await?;
        let summary = client.insert("events", &events(0..10)).await?;
        println!("{fault:?}: {} rows", summary.written_rows);
        for client in replicas.alike().await? {
            assert_eq!(count(&client, "events").await?, 10, "{fault:?}");
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_writers_while_one_replica_after_the_other_is_killed() -> Outcome {
    let Some(replicas) = Replicas::start(2).await? else { return Ok(()) };
    replicas.create("writer UInt32, number UInt64, text String").await?;
    let mut random = Random(writers::seed());
    let stop = Arc::new(AtomicBool::new(false));
    let mut tasks = Vec::new();
    for writer in 0..10 {
        // Each has a list of its own, half of them with the other replica first.
        let mut urls = replicas.urls()?;
        urls.rotate_left(writer % 2);
        let client = Client::builder().urls(urls).retry(Retry::default().times(20)).build()?;
        tasks.push(tokio::spawn(writers::write(client, writer as u32, Arc::clone(&stop))));
    }
    let (begun, mut kills) = (Instant::now(), 0);
    while begun.elapsed() < writers::seconds() {
        tokio::time::sleep(Duration::from_millis(2_000 + random.below(1_500))).await;
        let server = &replicas.servers[kills % 2];
        server.kill().await?;
        tokio::time::sleep(Duration::from_millis(random.below(1_000))).await;
        server.restart().await?;
        kills += 1;
    }
    stop.store(true, Ordering::Relaxed);
    let mut told: Vec<Told> = Vec::new();
    for task in tasks {
        told.push(task.await??);
    }
    println!("{kills} kills");
    for client in replicas.alike().await? {
        assert_eq!(compare(&client, &told).await?, (0, 0));
    }
    Ok(())
}
