//! `clickhouse`, the official client, over RowBinary: as it is by default, and without validation.

use super::{INSERTED_AT_ONCE, Task, from_plain_rows};
use crate::Outcome;
use crate::case::{Table, Work};
use crate::figures::{Figures, Turn};
use crate::rows::Owned;
use clickhouse::{Client, Compression, Row, RowOwned, RowRead, RowWrite};
use serde::{Deserialize, Serialize};
use std::hint::black_box;
use std::net::Ipv4Addr;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

#[derive(Row, Serialize, Deserialize)]
struct Narrow {
    key: u32,
    value: String,
    metric: f64,
}

#[derive(Row, Serialize, Deserialize)]
struct Numbers {
    a: u64,
    b: i64,
    c: u32,
    d: i32,
    e: f64,
    f: f64,
    g: u64,
    h: i64,
    i: f64,
    j: u32,
}

#[derive(Row, Deserialize)]
#[allow(dead_code, reason = "rows are read to be dropped")]
struct NarrowBrief<'a> {
    key: u32,
    value: &'a str,
    metric: f64,
}

/// Enums and decimals are numbers here, as serde has them.
#[derive(Row, Serialize, Deserialize)]
struct Telemetry {
    #[serde(with = "clickhouse::serde::time::datetime64::millis")]
    at: OffsetDateTime,
    #[serde(with = "clickhouse::serde::time::date")]
    day: Date,
    service: String,
    host: String,
    method: i8,
    url: String,
    status: u16,
    duration: f64,
    bytes_in: u64,
    bytes_out: u64,
    #[serde(with = "clickhouse::serde::uuid")]
    trace: Uuid,
    #[serde(with = "clickhouse::serde::ipv4")]
    client: Ipv4Addr,
    is_cached: bool,
    price: i64,
    user: Option<u64>,
    referrer: Option<String>,
    tags: Vec<(String, String)>,
    phases: Vec<u32>,
    retries: u8,
    region: [u8; 4],
}

#[derive(Row, Deserialize)]
#[allow(dead_code, reason = "rows are read to be dropped")]
struct TelemetryBrief<'a> {
    #[serde(with = "clickhouse::serde::time::datetime64::millis")]
    at: OffsetDateTime,
    #[serde(with = "clickhouse::serde::time::date")]
    day: Date,
    service: &'a str,
    host: &'a str,
    method: i8,
    url: &'a str,
    status: u16,
    duration: f64,
    bytes_in: u64,
    bytes_out: u64,
    #[serde(with = "clickhouse::serde::uuid")]
    trace: Uuid,
    #[serde(with = "clickhouse::serde::ipv4")]
    client: Ipv4Addr,
    is_cached: bool,
    price: i64,
    user: Option<u64>,
    referrer: Option<&'a str>,
    #[serde(borrow)]
    tags: Vec<(&'a str, &'a str)>,
    phases: Vec<u32>,
    retries: u8,
    region: [u8; 4],
}

from_plain_rows!(Narrow, Numbers);

impl From<crate::rows::Telemetry> for Telemetry {
    fn from(row: crate::rows::Telemetry) -> Self {
        Telemetry {
            at: row.at,
            day: row.day,
            service: row.service,
            host: row.host,
            method: row.method as i8 + 1,
            url: row.url,
            status: row.status,
            duration: row.duration,
            bytes_in: row.bytes_in,
            bytes_out: row.bytes_out,
            trace: row.trace,
            client: row.client,
            is_cached: row.is_cached,
            price: super::mantissa(row.price),
            user: row.user,
            referrer: row.referrer,
            tags: row.tags,
            phases: row.phases,
            retries: row.retries,
            region: row.region,
        }
    }
}

pub async fn run(task: &Task<'_>, variant: &str) -> Outcome<Figures> {
    let client = client(task).with_validation(!variant.contains("unvalidated"));
    client.query("SELECT 1").fetch_one::<u8>().await?;
    let is_borrowed = variant.contains("borrowed");
    match (task.work, task.table()) {
        (Work::Small { at_once }, _) => small(&client, task, at_once).await,
        (Work::Insert(_), Table::Narrow) => insert::<Narrow, _>(&client, task, crate::rows::Narrow::make).await,
        (Work::Insert(_), Table::Numbers) => insert::<Numbers, _>(&client, task, crate::rows::Numbers::make).await,
        (Work::Insert(_), Table::Telemetry) => {
            insert::<Telemetry, _>(&client, task, crate::rows::Telemetry::make).await
        }
        (Work::StreamIn, _) => stream_in(&client, task, variant).await,
        (Work::Select(_) | Work::StreamOut, Table::Narrow) if is_borrowed => {
            read::<NarrowBrief<'_>>(&client, task).await
        }
        (Work::Select(_) | Work::StreamOut, Table::Narrow) => read::<Narrow>(&client, task).await,
        // Rows of numbers have nothing to borrow.
        (Work::Select(_) | Work::StreamOut, Table::Numbers) => read::<Numbers>(&client, task).await,
        (Work::Select(_) | Work::StreamOut, Table::Telemetry) if is_borrowed => {
            read::<TelemetryBrief<'_>>(&client, task).await
        }
        (Work::Select(_) | Work::StreamOut, Table::Telemetry) => read::<Telemetry>(&client, task).await,
    }
}

pub(super) fn client(task: &Task<'_>) -> Client {
    let (user, password) = task.user();
    Client::default()
        .with_url(task.bare_url())
        .with_user(user)
        .with_password(password)
        .with_database("default")
        .with_compression(if task.lz4 { Compression::Lz4 } else { Compression::None })
}

async fn read<T: RowRead>(client: &Client, task: &Task<'_>) -> Outcome<Figures> {
    let turn = Turn::begin();
    let mut cursor = client.query(&task.select()).fetch::<T>()?;
    let mut rows = 0;
    while let Some(row) = cursor.next().await? {
        black_box(row);
        rows += 1;
    }
    task.end(turn, rows)
}

async fn insert<T, M>(client: &Client, task: &Task<'_>, make: fn(u64) -> M) -> Outcome<Figures>
where
    T: RowOwned + RowWrite + From<M>,
{
    let rows: Vec<T> = (0..INSERTED_AT_ONCE as u64).map(|number| T::from(make(number))).collect();
    let table = task.null_table();
    let turn = Turn::begin();
    let mut written = 0;
    while written < task.count {
        let mut insert = client.insert::<T>(&table).await?;
        for row in &rows {
            insert.write(row).await?;
        }
        insert.end().await?;
        written += rows.len();
    }
    task.end(turn, written)
}

async fn stream_in(client: &Client, task: &Task<'_>, variant: &str) -> Outcome<Figures> {
    let rows: Vec<Narrow> =
        (0..INSERTED_AT_ONCE as u64).map(|number| crate::rows::Narrow::make(number).into()).collect();
    let all = rows.iter().cycle().take(task.count);
    let turn = Turn::begin();
    let mut written = 0;
    if variant == "inserter" {
        let mut inserter = client.inserter::<Narrow>(&task.null_table()).with_max_rows(500_000);
        for row in all {
            inserter.write(row).await?;
            written += usize::try_from(inserter.commit().await?.rows)?;
        }
        written += usize::try_from(inserter.end().await?.rows)?;
    } else {
        let mut insert = client.insert::<Narrow>(&task.null_table()).await?;
        for row in all {
            insert.write(row).await?;
            written += 1;
        }
        insert.end().await?;
    }
    task.end(turn, written)
}

async fn small(client: &Client, task: &Task<'_>, at_once: usize) -> Outcome<Figures> {
    let turn = Turn::begin();
    let mut tasks = Vec::new();
    for first in 0..at_once {
        let (client, numbers) = (client.clone(), (first..task.count).step_by(at_once));
        tasks.push(tokio::spawn(async move {
            let mut answers = 0;
            for number in numbers {
                let found: u64 = client.query("SELECT {n:UInt64}").param("n", number as u64).fetch_one().await?;
                answers += usize::from(found == number as u64);
            }
            Ok::<_, clickhouse::error::Error>(answers)
        }));
    }
    let mut answers = 0;
    for task in tasks {
        answers += task.await??;
    }
    task.end(turn, answers)
}
