//! Queries that the compiler checks: parameters by `sql!`, whole result rows by `query_as!`.
//!
//! `cargo run --example checked_sql`
//!
//! What each `query_as!` gives is written in `clickhouse/queries/` beside this file. After a change of a query or of
//! `clickhouse/schema.sql`: `cargo run -p clickhouse-prepare`.

use clickhouse_core::{Client, Row, query_as, sql};

#[derive(Row, Debug)]
struct Failures {
    host: String,
    failures: u64,
    slowest: f64,
    referrers: Vec<String>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let database = clickhouse_embedded::Server::shared().await?.database().await?;
    let client = Client::new(database.url())?;
    client.command(include_str!("clickhouse/schema.sql").trim_end().trim_end_matches(';')).await?;

    // The values are local variables, or given by name. Each has to be of its parameter's type.
    let (hosts, start) = (["a.example", "b.example"], time::macros::datetime!(2024-06-05 12:00 UTC));
    let written = client
        .command(sql!(
            "INSERT INTO requests
             SELECT {start:DateTime64(3)} + number, {hosts:Array(String)}[number % 2 + 1],
                    if(number % 7 = 0, 500, 200), number / 1000, if(number % 3 = 0, NULL, 'r.example')
             FROM numbers({rows:UInt64})",
            rows = 10_000
        ))
        .await?;
    println!("{} rows written", written.written_rows);

    // Columns are compared with the fields by name, when this is compiled.
    let status = 500u16;
    let failures = query_as!(
        Failures,
        "SELECT host, count() AS failures, max(seconds) AS slowest, groupUniqArray(assumeNotNull(referrer)) AS referrers
         FROM requests
         WHERE status >= {status:UInt16}
         GROUP BY host
         ORDER BY failures DESC
         LIMIT {limit:UInt64}",
        limit = 10
    )
    .fetch_all(&client)
    .await?;
    for Failures { host, failures, slowest, referrers } in &failures {
        println!("{host}: {failures} failures, {slowest} s at most, from {referrers:?}");
    }

    // A tuple by position; a column that can be NULL is an Option.
    let last =
        query_as!((time::OffsetDateTime, Option<String>), "SELECT at, referrer FROM requests ORDER BY at DESC LIMIT 1")
            .fetch_optional(&client)
            .await?;
    println!("the last request: {last:?}");
    Ok(())
}
