//! `klickhouse`, over the native protocol, which it compresses with LZ4.

use super::{INSERTED_AT_ONCE, Task, from_plain_rows};
use crate::Outcome;
use crate::case::{Table, Work};
use crate::figures::{Figures, Turn};
use crate::rows::Owned;
use futures_util::StreamExt;
use indexmap::IndexMap;
use klickhouse::{Bytes, Client, ClientOptions, Date, DateTime64, FixedPoint64, Ipv4, Row, Tz, UnitValue, Uuid, Value};
use std::hint::black_box;
use std::pin::pin;

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

/// Its values have no enum but in a `Value`, and its maps are hashed.
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
    tags: IndexMap<String, String>,
    phases: Vec<u32>,
    retries: u8,
    region: Bytes,
}

from_plain_rows!(Narrow, Numbers);

impl From<crate::rows::Telemetry> for Telemetry {
    fn from(row: crate::rows::Telemetry) -> Self {
        Telemetry {
            at: DateTime64(Tz::UTC, (row.at.unix_timestamp_nanos() / 1_000_000) as u64),
            day: Date((row.day.to_julian_day() - 2_440_588) as u16),
            service: row.service,
            host: row.host,
            method: Value::Enum8(row.method as i8 + 1),
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
    let client = connect(task).await?;
    match (task.work, task.table()) {
        (Work::Small { at_once }, _) => small(task, at_once).await,
        (Work::Insert(_) | Work::StreamIn, Table::Narrow) => {
            insert::<Narrow, _>(&client, task, crate::rows::Narrow::make).await
        }
        (Work::Insert(_) | Work::StreamIn, Table::Numbers) => {
            insert::<Numbers, _>(&client, task, crate::rows::Numbers::make).await
        }
        (Work::Insert(_) | Work::StreamIn, Table::Telemetry) => {
            insert::<Telemetry, _>(&client, task, crate::rows::Telemetry::make).await
        }
        (Work::Select(_) | Work::StreamOut, Table::Narrow) => read::<Narrow>(&client, task).await,
        (Work::Select(_) | Work::StreamOut, Table::Numbers) => read::<Numbers>(&client, task).await,
        (Work::Select(_) | Work::StreamOut, Table::Telemetry) => read::<Telemetry>(&client, task).await,
    }
}

async fn connect(task: &Task<'_>) -> Outcome<Client> {
    let (user, password) = task.user();
    let options = ClientOptions {
        username: user.to_owned(),
        password: password.to_owned(),
        default_database: "default".to_owned(),
        ..ClientOptions::default()
    };
    Ok(Client::connect(("127.0.0.1", task.tcp), options).await?)
}

async fn read<T: Row>(client: &Client, task: &Task<'_>) -> Outcome<Figures> {
    let turn = Turn::begin();
    let mut stream = pin!(client.query::<T, _>(task.select()).await?);
    let mut rows = 0;
    while let Some(row) = stream.next().await {
        black_box(row?);
        rows += 1;
    }
    task.end(turn, rows)
}

/// It takes the rows, so they are copied before the turn begins.
async fn insert<T, M>(client: &Client, task: &Task<'_>, make: fn(u64) -> M) -> Outcome<Figures>
where
    T: Row + Clone + Send + Sync + From<M> + 'static,
{
    let rows: Vec<T> = (0..INSERTED_AT_ONCE as u64).map(|number| T::from(make(number))).collect();
    let copies: Vec<Vec<T>> = (0..task.count / INSERTED_AT_ONCE).map(|_| rows.clone()).collect();
    let sql = format!("INSERT INTO {} FORMAT native", task.null_table());
    let turn = Turn::begin();
    let mut written = 0;
    for rows in copies {
        written += rows.len();
        client.insert_native_block(sql.as_str(), rows).await?;
    }
    task.end(turn, written)
}

/// One connection for each of the queries that run at once: it runs one at a time over each.
async fn small(task: &Task<'_>, at_once: usize) -> Outcome<Figures> {
    let mut clients = Vec::new();
    for _ in 0..at_once {
        clients.push(connect(task).await?);
    }
    let turn = Turn::begin();
    let mut tasks = Vec::new();
    for (first, client) in clients.into_iter().enumerate() {
        let numbers = (first..task.count).step_by(at_once);
        tasks.push(tokio::spawn(async move {
            let mut answers = 0;
            for number in numbers {
                let found: UnitValue<u64> = client.query_one(format!("SELECT toUInt64({number})")).await?;
                answers += usize::from(found.0 == number as u64);
            }
            Ok::<_, klickhouse::KlickhouseError>(answers)
        }));
    }
    let mut answers = 0;
    for task in tasks {
        answers += task.await??;
    }
    task.end(turn, answers)
}
