//! Streams a result of any size through little memory, and says what it cost.
//!
//! ```sh
//! cargo run --release --example streaming -- --rows 50000000 --by stream
//! ```
//!
//! `--by` is `stream` (owned rows), `blocks` (rows read from each block), `columns` (one column after another), `nothing`
//! (blocks are decoded and not looked at), or `bytes`: the same answer read by the HTTP library alone and dropped, for
//! comparison. `--lz4` compresses the answer.

use clickhouse_core::client::Compression;
use clickhouse_core::{Client, Row};
use clickhouse_embedded::Server;
use std::time::Instant;
use time::OffsetDateTime;

#[derive(Row, Debug)]
struct Reading {
    sensor: u64,
    value: f64,
    at: OffsetDateTime,
}

const SQL: &str = "SELECT number AS sensor, number / 7 AS value, toDateTime(1700000000 + number % 86400, 'UTC') AS at \
                   FROM numbers({rows:UInt64})";

type AnyError = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), AnyError> {
    let (mut rows, mut by, mut compression) = (5_000_000, "stream".to_owned(), Compression::None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--rows" => rows = arguments.next().ok_or("--rows wants a number")?.parse()?,
            "--by" => by = arguments.next().ok_or("--by wants stream, blocks, columns, nothing or bytes")?,
            "--lz4" => compression = Compression::Lz4,
            other => return Err(format!("{other} is not known; see the head of this example").into()),
        }
    }
    let server = Server::shared().await?;
    let client = Client::builder().url(server.url()).compression(compression).build()?;
    // The first call makes what all others share.
    client.ping().await?;
    let before = Cost::so_far();
    let start = Instant::now();
    let (count, sum) = match by.as_str() {
        "stream" => by_stream(&client, rows).await?,
        "blocks" => by_blocks(&client, rows).await?,
        "columns" => by_columns(&client, rows).await?,
        "nothing" => by_nothing(&client, rows).await?,
        "bytes" => by_bytes(&server.url(), rows, compression).await?,
        other => return Err(format!("--by {other} is not known").into()),
    };
    let (elapsed, after) = (start.elapsed(), Cost::so_far());
    println!("{count} of {rows} rows by {by} in {elapsed:.2?}, sum of values {sum:e}");
    println!(
        "CPU {:.2} s user and {:.2} s system, peak memory {:.1} MiB",
        after.user - before.user,
        after.system - before.system,
        after.peak_mib
    );
    Ok(())
}

async fn by_stream(client: &Client, rows: u64) -> Result<(u64, f64), AnyError> {
    let mut stream = client.query_as::<Reading>(SQL).param("rows", rows).stream();
    let (mut count, mut sum) = (0, 0.0);
    while let Some(row) = stream.next().await {
        let Reading { sensor, value, .. } = row?;
        assert_eq!(sensor, count);
        count += 1;
        sum += value;
    }
    Ok((count, sum))
}

async fn by_blocks(client: &Client, rows: u64) -> Result<(u64, f64), AnyError> {
    let mut blocks = client.query_as::<Reading>(SQL).param("rows", rows).blocks();
    let (mut count, mut sum) = (0, 0.0);
    while let Some(block) = blocks.next().await? {
        for row in block.rows::<Reading>()? {
            let Reading { sensor, value, .. } = row?;
            assert_eq!(sensor, count);
            count += 1;
            sum += value;
        }
        blocks.recycle(block);
    }
    Ok((count, sum))
}

async fn by_columns(client: &Client, rows: u64) -> Result<(u64, f64), AnyError> {
    let mut blocks = client.query_as::<Reading>(SQL).param("rows", rows).blocks();
    let (mut count, mut sum) = (0, 0.0);
    while let Some(block) = blocks.next().await? {
        for value in block.column::<f64>("value")? {
            sum += value?;
        }
        count += block.row_count() as u64;
        blocks.recycle(block);
    }
    Ok((count, sum))
}

async fn by_nothing(client: &Client, rows: u64) -> Result<(u64, f64), AnyError> {
    let mut blocks = client.query_as::<Reading>(SQL).param("rows", rows).blocks();
    let mut count = 0;
    while let Some(block) = blocks.next().await? {
        count += block.row_count() as u64;
        blocks.recycle(block);
    }
    Ok((count, 0.0))
}

/// What reading the same bytes costs at least.
async fn by_bytes(url: &str, rows: u64, compression: Compression) -> Result<(u64, f64), AnyError> {
    // The TLS library wants to know this even where there is no TLS.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder().no_proxy().build()?;
    let (account, place) = url.trim_start_matches("http://").split_once('@').ok_or("the URL has no account")?;
    let (user, password) = account.split_once(':').unwrap_or((account, ""));
    let host = place.split('/').next().unwrap_or(place);
    let compress = u8::from(compression != Compression::None);
    let url = format!("http://{host}/?default_format=Native&compress={compress}&param_rows={rows}");
    let call = http.post(url).header("X-ClickHouse-User", user).header("X-ClickHouse-Key", password);
    let mut answer = call.body(SQL).send().await?.error_for_status()?;
    let mut bytes = 0;
    while let Some(chunk) = answer.chunk().await? {
        bytes += chunk.len() as u64;
    }
    Ok((bytes / 20, 0.0))
}

/// What this process has used, as Linux tells it.
struct Cost {
    user: f64,
    system: f64,
    peak_mib: f64,
}

impl Cost {
    fn so_far() -> Cost {
        let read = |file: &str| std::fs::read_to_string(format!("/proc/self/{file}")).unwrap_or_default();
        let stat = read("stat");
        // Behind the name in parentheses; user and system time are fields 14 and 15, in hundredths of a second.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |place: usize| fields.get(place).and_then(|ticks| ticks.parse::<f64>().ok()).unwrap_or_default();
        let status = read("status");
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
        let peak_kib: f64 = peak.trim().trim_end_matches(" kB").parse().unwrap_or_default();
        Cost { user: ticks(11) / 100.0, system: ticks(12) / 100.0, peak_mib: peak_kib / 1024.0 }
    }
}
