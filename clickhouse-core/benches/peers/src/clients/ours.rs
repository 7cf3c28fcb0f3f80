//! This client.

use super::{INSERTED_AT_ONCE, Task};
use crate::Outcome;
use crate::case::{Table, Work};
use crate::figures::{Figures, Turn};
use crate::rows::{Narrow, NarrowBrief, Numbers, Owned, Telemetry, TelemetryBrief};
use clickhouse_core::Client;
use clickhouse_core::client::Compression;
use clickhouse_core::row::{ReadRow, WriteRow};
use futures_util::stream;
use std::hint::black_box;

/// A row with a form that borrows from its block.
trait Lent: Owned + WriteRow<Builders: Send> + for<'a> ReadRow<'a> + Clone + Send + Sync + Unpin + 'static {
    type Brief<'a>: ReadRow<'a>;
}

impl Lent for Narrow {
    type Brief<'a> = NarrowBrief<'a>;
}

impl Lent for Numbers {
    type Brief<'a> = Numbers;
}

impl Lent for Telemetry {
    type Brief<'a> = TelemetryBrief<'a>;
}

pub async fn run(task: &Task<'_>, variant: &str) -> Outcome<Figures> {
    let compression = if task.lz4 { Compression::Lz4 } else { Compression::None };
    let client = Client::builder().url(task.http).compression(compression).build()?;
    client.query_as::<u8>("SELECT 1").await?;
    match task.table() {
        Table::Narrow => run_rows::<Narrow>(&client, task, variant).await,
        Table::Numbers => run_rows::<Numbers>(&client, task, variant).await,
        Table::Telemetry => run_rows::<Telemetry>(&client, task, variant).await,
    }
}

async fn run_rows<T: Lent>(client: &Client, task: &Task<'_>, variant: &str) -> Outcome<Figures> {
    match task.work {
        Work::Select(_) | Work::StreamOut => read::<T>(client, task, variant).await,
        Work::Insert(_) => insert::<T>(client, task).await,
        Work::StreamIn => stream_in::<T>(client, task, variant).await,
        Work::Small { at_once } => small(client, task, at_once).await,
    }
}

async fn read<T: Lent>(client: &Client, task: &Task<'_>, variant: &str) -> Outcome<Figures> {
    let turn = Turn::begin();
    let query = client.query_as::<T>(task.select());
    let mut rows = 0;
    match variant {
        "stream" => {
            let mut stream = query.stream();
            while let Some(row) = stream.next().await {
                black_box(row?);
                rows += 1;
            }
        }
        "borrowed" => {
            let mut blocks = query.blocks();
            while let Some(block) = blocks.next().await? {
                for row in block.rows::<T::Brief<'_>>()? {
                    black_box(row?);
                    rows += 1;
                }
                blocks.recycle(block);
            }
        }
        _ => rows = black_box(query.await?).len(),
    }
    task.end(turn, rows)
}

async fn insert<T: Lent>(client: &Client, task: &Task<'_>) -> Outcome<Figures> {
    let rows: Vec<T> = (0..INSERTED_AT_ONCE as u64).map(T::make).collect();
    let table = task.null_table();
    let turn = Turn::begin();
    let mut written = 0;
    while written < task.count {
        client.insert::<T>(table.as_str(), &rows).await?;
        written += rows.len();
    }
    task.end(turn, written)
}

async fn stream_in<T: Lent>(client: &Client, task: &Task<'_>, variant: &str) -> Outcome<Figures> {
    let rows: Vec<T> = (0..INSERTED_AT_ONCE as u64).map(T::make).collect();
    let all = rows.iter().cycle().take(task.count);
    let turn = Turn::begin();
    let written = if variant == "insert_stream" {
        client.insert_stream(task.null_table(), stream::iter(all.cloned())).execute().await?
    } else {
        let inserter = client.inserter::<T>(task.null_table());
        for row in all {
            inserter.write(row).await?;
        }
        inserter.end().await?
    };
    task.end(turn, usize::try_from(written.written_rows)?)
}

async fn small(client: &Client, task: &Task<'_>, at_once: usize) -> Outcome<Figures> {
    let turn = Turn::begin();
    let mut tasks = Vec::new();
    for first in 0..at_once {
        let (client, numbers) = (client.clone(), (first..task.count).step_by(at_once));
        tasks.push(tokio::spawn(async move {
            let mut answers = 0;
            for number in numbers {
                let found = client.query_as::<u64>("SELECT {n:UInt64}").param("n", number as u64).fetch_one().await?;
                answers += usize::from(found == number as u64);
            }
            Ok::<_, clickhouse_core::Error>(answers)
        }));
    }
    let mut answers = 0;
    for task in tasks {
        answers += task.await??;
    }
    task.end(turn, answers)
}
