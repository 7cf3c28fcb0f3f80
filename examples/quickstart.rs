//! The main job: a struct goes into a real ClickHouse as typed rows and comes back.
//!
//!     cargo run --example quickstart
//!
//! Uses the server of `CLICKHOUSE_URL`, or starts one (the first time it is fetched, 178 MB). The table lives in a
//! database of its own, which is gone at the end.

use clickhouse_core::{Client, Row};
use clickhouse_embedded::Server;

#[derive(Row, Debug, Clone, PartialEq)]
struct Metric {
    key: u32,
    value: String,
    metric: f64,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::start().await?;
    let database = server.database().await?;
    let client = Client::new(database.url())?;
    println!("ClickHouse {} answers at {}", client.server_version().await?, server.http_addr());

    client
        .command("CREATE TABLE new_table (key UInt32, value String, metric Float64) ENGINE MergeTree ORDER BY key")
        .await?;
    let rows = vec![
        Metric { key: 1000, value: "String Value 1000".into(), metric: 5.233 },
        Metric { key: 2000, value: "String Value 2000".into(), metric: -107.04 },
    ];
    client.insert::<Metric>("new_table", &rows).await?;
    println!("inserted {} rows into `new_table`", rows.len());

    let totals = client.query_as::<(u32, f64)>("SELECT max(key), avg(metric) FROM new_table").await?;
    assert_eq!(totals, [(2000, -50.9035)]);
    println!("max(key), avg(metric): {totals:?}");

    let read = client.query_as::<Metric>("SELECT * FROM new_table ORDER BY key").await?;
    assert_eq!(read, rows);
    for row in &read {
        println!("{row:?}");
    }

    // What does not fit is refused before a row is read.
    let refused = client.query_as::<Metric>("SELECT toUInt64(key) AS key, value FROM new_table").await;
    if let Err(error) = refused {
        println!("and what does not fit is refused:\n{error}");
    }
    Ok(())
}
