//! Telemetry into ClickHouse and three analytics back, with the time each takes.
//!
//!     cargo run --release --example ingest -- --rows 5000000
//!
//! Uses the server of `CLICKHOUSE_URL`, or starts one. The table lives in a database of its own, which is gone at the
//! end. `--batch` sets the most rows of one block (200000).

use std::{collections::BTreeMap, env, error::Error, io::IsTerminal, net::Ipv4Addr, time::Instant};

use clickhouse_core::{Client, Enum, Row};
use clickhouse_embedded::Server;
use indicatif::{ProgressBar, ProgressStyle};
use time::OffsetDateTime;
use uuid::Uuid;

const CREATE_TABLE: &str = "
    CREATE TABLE requests (
        at           DateTime64(3, 'UTC'),
        service      LowCardinality(String),
        host         LowCardinality(String),
        method       Enum8('GET' = 1, 'PUT' = 2, 'POST' = 3, 'DELETE' = 4),
        url          String,
        status       UInt16,
        duration     Float32,
        phases       Array(UInt32),
        tags         Map(LowCardinality(String), String),
        trace        UUID,
        client       IPv4,
        user         Nullable(UInt64)
    )
    ENGINE MergeTree ORDER BY (service, at)";

/// One request that a service has answered. Texts are borrowed or owned, as it suits whoever has them.
#[derive(Row, Debug)]
struct Request<'a> {
    at: OffsetDateTime,
    service: &'a str,
    host: &'a str,
    method: Method,
    url: String,
    status: u16,
    /// Milliseconds.
    duration: f32,
    /// Microseconds in the queue, in the database, in the template.
    phases: Vec<u32>,
    tags: BTreeMap<&'a str, &'a str>,
    trace: Uuid,
    client: Ipv4Addr,
    user: Option<u64>,
}

#[derive(Enum, Debug, Clone, Copy)]
#[clickhouse(rename_all = "UPPERCASE")]
enum Method {
    Get,
    Put,
    Post,
    Delete,
}

/// What the first query asks for: columns are matched with fields by name.
#[derive(Row, Debug)]
struct Service {
    service: String,
    requests: u64,
    errors: u64,
    p99: f64,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let Options { rows, batch } = match Options::parse(env::args().skip(1)) {
        Ok(options) => options,
        Err(text) => {
            eprintln!("{text}\nusage: cargo run --release --example ingest -- [--rows N] [--batch N]");
            std::process::exit(2);
        }
    };
    let server = Server::start().await?;
    let database = server.database().await?;
    let client = Client::new(database.url())?;
    client.command(CREATE_TABLE).await?;
    println!("ClickHouse {} answers at {}", client.server_version().await?, server.http_addr());

    ingest(&client, rows, batch).await?;
    let began = Instant::now();
    services(&client).await?;
    slowest_urls(&client).await?;
    regions(&client).await?;
    println!("\nthree queries over {rows} rows in {:.3} s", began.elapsed().as_secs_f64());
    Ok(())
}

/// Inserts `rows` generated rows, one by one: the inserter gathers them into blocks of at most `batch` rows.
async fn ingest(client: &Client, rows: u64, batch: u64) -> Result<(), Box<dyn Error>> {
    let bar = if std::io::stderr().is_terminal() { ProgressBar::new(rows) } else { ProgressBar::hidden() };
    bar.set_style(ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} rows, {per_sec}, {eta} left")?);
    let inserter = client.inserter::<Request<'_>>("requests").max_rows(usize::try_from(batch)?);
    let began = Instant::now();
    for (number, request) in (1..=rows).zip(Telemetry::new(rows)) {
        inserter.write(&request).await?;
        if number % 10_000 == 0 {
            bar.set_position(number);
        }
    }
    let summary = inserter.flush().await?;
    let seconds = began.elapsed().as_secs_f64();
    bar.finish_and_clear();
    let statistics = inserter.statistics();
    let (gathered, sent) = (statistics.bytes_gathered as f64, statistics.bytes_sent as f64);
    println!(
        "inserted {} rows, {:.1} MB, in {seconds:.2} s: {:.0} rows/s, {:.1} MB/s",
        summary.written_rows,
        gathered / 1e6,
        rows as f64 / seconds,
        gathered / 1e6 / seconds,
    );
    println!(
        "{} blocks, {:.1} bytes per row on the wire, compressed {:.1} times; peak memory {}",
        statistics.blocks_sent,
        sent / rows as f64,
        gathered / sent,
        peak_memory().unwrap_or_else(|| "unknown".to_owned()),
    );
    Ok(())
}

/// The most memory that this process has had so far, as Linux tells it.
fn peak_memory() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    Some(status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().to_owned())
}

async fn services(client: &Client) -> Result<(), Box<dyn Error>> {
    let services = client
        .query_as::<Service>(
            "SELECT service, count() AS requests, countIf(status >= 500) AS errors, quantile(0.99)(duration) AS p99
             FROM requests GROUP BY service ORDER BY requests DESC",
        )
        .await?;
    println!("\n{:<12} {:>10} {:>8} {:>10}", "service", "requests", "errors", "p99 ms");
    for Service { service, requests, errors, p99 } in services {
        println!("{service:<12} {requests:>10} {errors:>8} {p99:>10.1}");
    }
    Ok(())
}

async fn slowest_urls(client: &Client) -> Result<(), Box<dyn Error>> {
    let urls = client
        .query_as::<(String, Method, f64, Option<u64>)>(
            "SELECT url, method, avg(duration) AS mean, anyLast(user)
             FROM requests WHERE method != 'GET' GROUP BY url, method ORDER BY mean DESC LIMIT 3",
        )
        .await?;
    println!("\n{:<40} {:<7} {:>10}  last user", "slowest writes", "method", "mean ms");
    for (url, method, mean, user) in urls {
        let method = format!("{method:?}").to_uppercase();
        println!("{url:<40} {method:<7} {mean:>10.1}  {}", user.map_or("-".to_owned(), |user| user.to_string()));
    }
    Ok(())
}

async fn regions(client: &Client) -> Result<(), Box<dyn Error>> {
    let regions = client
        .query_as::<(String, u64, OffsetDateTime)>(
            "SELECT tags['region'] AS region, uniq(client), max(at) FROM requests GROUP BY region ORDER BY region",
        )
        .await?;
    println!("\n{:<12} {:>10}  latest request", "region", "clients");
    for (region, clients, latest) in regions {
        println!("{region:<12} {clients:>10}  {latest}");
    }
    Ok(())
}

/// An endless row of requests, the same in every run.
struct Telemetry {
    random: u64,
    at: OffsetDateTime,
    step: time::Duration,
}

impl Telemetry {
    /// So that `rows` requests fill the day before 2026-01-01.
    fn new(rows: u64) -> Self {
        let day = time::Duration::days(1);
        let end = OffsetDateTime::from_unix_timestamp(1_767_225_600).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        Telemetry { random: 0x9E37_79B9_7F4A_7C15, at: end - day, step: day / (rows.max(1) as f64) }
    }

    /// The next random number (xorshift64*).
    fn number(&mut self) -> u64 {
        self.random ^= self.random >> 12;
        self.random ^= self.random << 25;
        self.random ^= self.random >> 27;
        self.random.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// A random number below `end`.
    fn below(&mut self, end: u64) -> u64 {
        self.number() % end
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }
}

impl Iterator for Telemetry {
    type Item = Request<'static>;

    fn next(&mut self) -> Option<Request<'static>> {
        const SERVICES: [&str; 6] = ["checkout", "search", "search", "search", "catalogue", "accounts"];
        const HOSTS: [&str; 8] = ["a-01", "a-02", "a-03", "b-01", "b-02", "b-03", "c-01", "c-02"];
        const REGIONS: [&str; 4] = ["eu-north", "eu-west", "us-east", "ap-south"];
        self.at += self.step;
        let service = self.pick(&SERVICES);
        let method = self.pick(&[Method::Get, Method::Get, Method::Get, Method::Post, Method::Put, Method::Delete]);
        // The product of three makes most of them short and a few very long.
        let slowness = 1 + service.len() as u64 / 3;
        let phases: Vec<u32> =
            (0..3).map(|_| (self.below(100) * self.below(100) * self.below(100) / 100 * slowness) as u32).collect();
        let tags = BTreeMap::from([("region", self.pick(&REGIONS)), ("version", self.pick(&["1.18.2", "1.19.0"]))]);
        Some(Request {
            at: self.at,
            service,
            host: self.pick(&HOSTS),
            method,
            url: format!("/{service}/v2/items/{}/details", self.below(1_000)),
            status: match self.below(1_000) {
                0..3 => 500,
                3..20 => 404,
                20..100 => 304,
                _ => 200,
            },
            duration: phases.iter().sum::<u32>() as f32 / 1_000.0,
            phases,
            tags,
            trace: Uuid::from_u64_pair(self.number(), self.number()),
            client: Ipv4Addr::from(0x0A00_0000 | self.below(1 << 16) as u32),
            user: (self.below(4) != 0).then(|| 1_000_000 + self.below(50_000)),
        })
    }
}

struct Options {
    rows: u64,
    batch: u64,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Options { rows: 1_000_000, batch: 200_000 };
        while let Some(argument) = arguments.next() {
            let target = match argument.as_str() {
                "--rows" => &mut options.rows,
                "--batch" => &mut options.batch,
                _ => return Err(format!("unknown argument `{argument}`")),
            };
            *target = match arguments.next().map(|number| number.replace('_', "").parse()) {
                Some(Ok(number @ 1..)) => number,
                _ => return Err(format!("`{argument}` wants a number from 1")),
            };
        }
        Ok(options)
    }
}
