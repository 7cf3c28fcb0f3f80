//! Distributed tables: what is acknowledged is with its shard, and what a token means there.

use super::*;
use clickhouse_core::client::Retry;
use clickhouse_embedded::Cluster;
use support::Outcome;

/// Two shards with a table each, and a table over both on the first.
async fn cluster() -> Result<(Cluster, Vec<Client>), Box<dyn Error>> {
    let cluster = Cluster::start(2).await?;
    let mut clients = Vec::new();
    for server in cluster.iter() {
        let client = Client::new(server.url())?;
        client.command(format!("CREATE TABLE local {COLUMNS}{WINDOW}")).await?;
        clients.push(client);
    }
    let all = "CREATE TABLE events AS local ENGINE Distributed('cluster', 'default', 'local', id)";
    clients[0].command(all).await?;
    Ok((cluster, clients))
}

async fn counts(clients: &[Client]) -> Result<Vec<u64>, clickhouse_core::Error> {
    let mut counts = Vec::new();
    for client in clients {
        counts.push(count(client, "local").await?);
    }
    Ok(counts)
}

/// They lay in a queue on the first server when the answer came, and the rows of its own shard were counted twice.
#[tokio::test]
async fn acknowledged_rows_are_with_their_shards() -> Outcome {
    let (_cluster, clients) = cluster().await?;
    let client = &clients[0];
    client.command("SYSTEM STOP DISTRIBUTED SENDS events").await?;
    assert_eq!(client.insert("events", &events(0..100)).await?.written_rows, 100);
    assert_eq!(counts(&clients).await?, [50, 50]);
    let inserter = client.inserter::<Event>("events").max_rows(10);
    inserter.write_all(&events(100..200)).await?;
    assert_eq!(inserter.end().await?.written_rows, 100);
    client.insert_bytes("events", "CSV", "200,a\n201,b\n").await?;
    assert_eq!(counts(&clients).await?, [101, 101]);
    // Behind a view as well.
    client.command(format!("CREATE TABLE source {COLUMNS}")).await?;
    client.command("CREATE MATERIALIZED VIEW forward TO events AS SELECT * FROM source").await?;
    assert_eq!(client.insert("source", &events(0..10)).await?.written_rows, 10);
    assert_eq!(counts(&clients).await?, [106, 106]);
    // Whoever does not wait has them in the queue, as the settings that somebody chose hold.
    client.insert("events", &events(0..10)).no_wait().await?;
    client.insert("events", &events(0..10)).setting("distributed_foreground_insert", 0).await?;
    assert_eq!(counts(&clients).await?[1], 106);
    client.command("SYSTEM START DISTRIBUTED SENDS events").await?;
    // A server that gathers rows has those of `no_wait` in its memory first.
    for _ in 0..500 {
        client.command("SYSTEM FLUSH DISTRIBUTED events").await?;
        if counts(&clients).await? == [116, 116] {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Err(format!("{:?}", counts(&clients).await?).into())
}

#[tokio::test]
async fn each_shard_knows_its_rows_of_a_block_by_its_token() -> Outcome {
    let (cluster, clients) = cluster().await?;
    for _ in 0..2 {
        clients[0].insert("events", &events(0..100)).deduplication_token("a").await?;
        assert_eq!(counts(&clients).await?, [50, 50]);
    }
    clients[0].insert("events", &events(0..100)).await?;
    assert_eq!(counts(&clients).await?, [100, 100]);
    cluster[1].kill().await?;
    let client = Client::builder().url(cluster[0].url()).retry(Retry::off()).build()?;
    let inserter = client.inserter::<Event>("events");
    inserter.write_all(&events(100..200)).await?;
    let mut error = inserter.flush().await.unwrap_err();
    // The other shard may have its part.
    assert_eq!((error.code(), error.rows_unknown()), (Some(279), 100), "{error}");
    assert!(matches!(*counts(&clients[..1]).await?, [100 | 150]), "{error}");
    let lost = error.take_unacknowledged().ok_or("no rows")?;
    // The same block goes to each of them again, and is stored where it is not.
    let mut error = lost.retry().await.unwrap_err();
    cluster[1].restart().await?;
    error.take_unacknowledged().ok_or("no rows")?.retry().await?;
    assert_eq!(counts(&clients).await?, [150, 150]);
    Ok(())
}

/// What the shards do with a block cannot be known, so it is the caller who says that it may be sent again.
#[tokio::test]
async fn a_lost_answer_is_asked_for_again_where_that_is_allowed() -> Outcome {
    let (cluster, clients) = cluster().await?;
    let address = cluster[0].http_addr();
    let mut inserts = 0;
    let proxy = Proxy::start(address.clone(), move |head| {
        inserts += u32::from(head.contains("query=INSERT"));
        if head.contains("query=INSERT") && inserts <= 2 { Fault::BeforeAnswer } else { Fault::None }
    });
    let client = Client::new(cluster[0].url().replace(&address, &format!("127.0.0.1:{}", proxy.port)))?;
    let error = client.insert("events", &events(0..100)).await.unwrap_err();
    assert_eq!((error.rows_written(), error.rows_unknown()), (0, 100), "{error}");
    assert_eq!(counts(&clients).await?, [50, 50]);
    client.insert("events", &events(100..200)).at_least_once().await?;
    assert_eq!(counts(&clients).await?, [100, 100]);
    Ok(())
}
