//! Bytes of any format: packed on the way, sent again as long as they can be had from their beginning.

use super::*;
use clickhouse_core::client::{ByteBody, Compression, Retry};
use std::sync::{Arc, Mutex};
use support::Outcome;

fn lines(ids: std::ops::Range<u64>) -> String {
    ids.map(|id| format!("{id},event {}\n", id % 10)).collect()
}

/// As a source that has no second beginning.
fn stream(text: String) -> ByteBody {
    ByteBody::stream(futures_util::stream::iter([Ok::<_, std::io::Error>(text)]))
}

#[tokio::test]
async fn bytes_are_packed_unless_they_are_already() -> Outcome {
    let (database, direct) = support::database().await?;
    direct.command(format!("CREATE TABLE events {COLUMNS}")).await?;
    let requests = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&requests);
    let proxy = Proxy::start(address(&database), move |head| {
        seen.lock().unwrap().push(head.contains("decompress=1"));
        Fault::None
    });
    let url = database.url().replace(&address(&database), &format!("127.0.0.1:{}", proxy.port));
    let parquet = direct.query_bytes("SELECT 1::UInt64 AS id, 'event 1' AS text", "Parquet").await?;
    for compression in [Compression::None, Compression::Lz4, Compression::Zstd] {
        direct.command("TRUNCATE TABLE events").await?;
        let client = Client::builder().url(url.as_str()).compression(compression).build()?;
        client.insert_bytes("events", "CSV", lines(0..300_000)).await?;
        client.insert_bytes("events", "CSV", stream(lines(300_000..300_010))).compression(Compression::Lz4).await?;
        client.insert_bytes("events", "Parquet", parquet.as_slice()).await?;
        // `zstd` of `1,"one"` and a line end.
        let zstd = b"\x28\xb5\x2f\xfd\x04\x58\x40\x00\x00\x31\x2c\x22\x6f\x6e\x65\x22\x0a\x01\x00\x00\x6e\xbd\x56\x02";
        client.insert_bytes("events", "CSV", zstd).compressed("zstd").await?;
        let is_packed = compression != Compression::None;
        assert_eq!(std::mem::take(&mut *requests.lock().unwrap()), [is_packed, true, false, false], "{compression:?}");
        let stored = direct.query_as::<(u64, u64)>("SELECT count(), sum(id) FROM events").fetch_one().await?;
        assert_eq!(stored, (300_012, (0..300_010).sum::<u64>() + 2), "{compression:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_stream_that_was_not_begun_goes_to_the_next_server() -> Outcome {
    let (database, client) = support::database().await?;
    client.command(format!("CREATE TABLE events {COLUMNS}")).await?;
    let nobody = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let nobody = database.url().replace(&address(&database), &format!("127.0.0.1:{nobody}"));
    let client = Client::builder().urls([nobody, database.url()]).retry(Retry::off()).build()?;
    client.insert_bytes("events", "CSV", stream(lines(0..10))).await?;
    assert_eq!(count(&client, "events").await?, 10);
    Ok(())
}

#[tokio::test]
async fn after_a_failure_it_is_known_whether_rows_may_be_stored() -> Outcome {
    let once = |fault| move |insert| if insert == 1 { fault } else { Fault::None };
    let faulty = Faulty::start(once(Fault::Unavailable)).await?;
    faulty.direct.command(format!("CREATE TABLE events {COLUMNS}")).await?;
    let error = faulty.builder().build()?.insert_bytes("events", "CSV", stream(lines(0..10))).await.unwrap_err();
    assert_eq!(error.rows_unknown(), 0, "{error}");
    let faulty = Faulty::start(once(Fault::Unavailable)).await?;
    faulty.direct.command(format!("CREATE TABLE events {COLUMNS}")).await?;
    faulty.builder().build()?.insert_bytes("events", "CSV", lines(0..10)).await?;
    assert_eq!(count(&faulty.direct, "events").await?, 10);
    for (at_least_once, stored) in [(false, 10), (true, 20)] {
        let faulty = Faulty::start(once(Fault::BeforeAnswer)).await?;
        faulty.direct.command(format!("CREATE TABLE events {COLUMNS}")).await?;
        let insert = faulty.builder().build()?.insert_bytes("events", "CSV", lines(0..10));
        match at_least_once {
            false => assert_eq!(insert.await.unwrap_err().rows_unknown(), u64::MAX),
            true => drop(insert.at_least_once().await?),
        }
        assert_eq!(count(&faulty.direct, "events").await?, stored);
    }
    Ok(())
}
