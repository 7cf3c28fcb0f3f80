//! `clickhouse-arrow`, over the native protocol: its rows, and its Arrow record batches, which are not made into rows.

use super::{INSERTED_AT_ONCE, Task, from_plain_rows, left_out};
use crate::Outcome;
use crate::case::{Table, Work};
use crate::figures::{Figures, Turn};
use crate::rows::Owned;
use clickhouse_arrow::{
    ArrowFormat, ArrowOptions, Bytes, Client, ClientBuilder, CompressionMethod, Date, DateTime64, FixedPoint64, Ipv4,
    NativeFormat, Row, Tz, Uuid, Value,
};
use futures_util::StreamExt;
use std::collections::BTreeMap;
use std::hint::black_box;

#[derive(Row, Clone)]
struct Narrow {
    key: u32,
    value: String,
    metric: f64,
}

#[derive(Row, Clone)]
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

/// Its values have no enum but in a `Value`, and its maps are sorted.
#[derive(Row, Clone)]
struct Telemetry {
    at: DateTime64<3>,
    day: Date,
    service: String,
    host: String,
    method: Value,
    url: String,
    status: u16,
    duration: f64,
    bytes_in: u64,
    bytes_out: u64,
    trace: Uuid,
    client: Ipv4,
    is_cached: bool,
    price: FixedPoint64<4>,
    user: Option<u64>,
    referrer: Option<String>,
    tags: BTreeMap<String, String>,
    phases: Vec<u32>,
    retries: u8,
    region: Bytes,
}

from_plain_rows!(Narrow, Numbers);

impl From<crate::rows::Telemetry> for Telemetry {
    fn from(row: crate::rows::Telemetry) -> Self {
        let method = ["GET", "PUT", "POST"][row.method as usize];
        Telemetry {
            at: DateTime64(Tz::UTC, (row.at.unix_timestamp_nanos() / 1_000_000) as u64),
            day: Date((row.day.to_julian_day() - 2_440_588) as u16),
            service: row.service,
            host: row.host,
            method: Value::Enum8(method.to_owned(), row.method as i8 + 1),
            url: row.url,
            status: row.status,
            duration: row.duration,
            bytes_in: row.bytes_in,
            bytes_out: row.bytes_out,
            trace: row.trace,
            client: Ipv4(row.client),
            is_cached: row.is_cached,
            price: FixedPoint64(super::mantissa(row.price)),
            user: row.user,
            referrer: row.referrer,
            tags: row.tags.into_iter().collect(),
            phases: row.phases,
            retries: row.retries,
            region: Bytes(row.region.to_vec()),
        }
    }
}

pub async fn run(task: &Task<'_>) -> Outcome<Figures> {
    let client = builder(task).build_native().await?;
    match (task.work, task.table()) {
        (Work::Select(_), Table::Narrow) => read::<Narrow>(&client, task).await,
        (Work::Select(_), Table::Numbers) => read::<Numbers>(&client, task).await,
        (Work::Select(_), Table::Telemetry) => read::<Telemetry>(&client, task).await,
        (Work::Insert(_), Table::Narrow) => insert::<Narrow, _>(&client, task, crate::rows::Narrow::make).await,
        (Work::Insert(_), Table::Numbers) => insert::<Numbers, _>(&client, task, crate::rows::Numbers::make).await,
        (Work::Insert(_), Table::Telemetry) => {
            insert::<Telemetry, _>(&client, task, crate::rows::Telemetry::make).await
        }
        (Work::StreamOut | Work::StreamIn | Work::Small { .. }, _) => left_out("not part of this case"),
    }
}

fn builder(task: &Task<'_>) -> ClientBuilder {
    let (user, password) = task.user();
    Client::<NativeFormat>::builder()
        .with_endpoint(format!("127.0.0.1:{}", task.tcp))
        .with_username(user)
        .with_password(password)
        // As bytes, its default, keys of maps with dictionaries make it panic.
        .with_arrow_options(ArrowOptions::default().with_strings_as_strings(true))
        .with_compression(if task.lz4 { CompressionMethod::LZ4 } else { CompressionMethod::None })
}

async fn read<T: Row + Send + 'static>(client: &Client<NativeFormat>, task: &Task<'_>) -> Outcome<Figures> {
    let turn = Turn::begin();
    let mut stream = client.query::<T>(task.select(), None).await?;
    let mut rows = 0;
    while let Some(row) = stream.next().await {
        black_box(row?);
        rows += 1;
    }
    task.end(turn, rows)
}

/// Columns as they came; a program that wants rows has them still to make.
pub async fn run_batches(task: &Task<'_>) -> Outcome<Figures> {
    let client: Client<ArrowFormat> = builder(task).build_arrow().await?;
    let turn = Turn::begin();
    let mut stream = client.query(task.select(), None).await?;
    let mut rows = 0;
    while let Some(batch) = stream.next().await {
        rows += black_box(batch?).num_rows();
    }
    task.end(turn, rows)
}

/// It takes the rows, so they are copied before the turn begins.
async fn insert<T, M>(client: &Client<NativeFormat>, task: &Task<'_>, make: fn(u64) -> M) -> Outcome<Figures>
where
    T: Row + Clone + Send + Sync + From<M> + 'static,
{
    let rows: Vec<T> = (0..INSERTED_AT_ONCE as u64).map(|number| T::from(make(number))).collect();
    let copies: Vec<Vec<T>> = (0..task.count / INSERTED_AT_ONCE).map(|_| rows.clone()).collect();
    let sql = format!("INSERT INTO {} FORMAT Native", task.null_table());
    let turn = Turn::begin();
    let mut written = 0;
    for rows in copies {
        written += rows.len();
        let mut answer = client.insert_rows(sql.as_str(), rows.into_iter(), None).await?;
        while let Some(part) = answer.next().await {
            part?;
        }
    }
    task.end(turn, written)
}
