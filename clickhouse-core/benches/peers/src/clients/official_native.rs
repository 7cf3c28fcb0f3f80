//! `clickhouse` over the Native format: `fetch_native` and `insert_native`, whose columns are walked in lockstep.
//!
//! It has no dates, enums and decimals of this format yet: a user has to write them. Here they are taken as bytes, to its
//! advantage, and not inserted.

use super::{INSERTED_AT_ONCE, Task, left_out, official};
use crate::Outcome;
use crate::case::{Table, Work};
use crate::figures::{Figures, Turn};
use crate::rows::{Narrow, NarrowBrief, Numbers, Owned};
use clickhouse::native::builder::BlockBuilder;
use clickhouse::native::decode::{Decode, ValueReader};
use clickhouse::native::encode::Encode;
use clickhouse::native::{Block, ColumnIter, DataTypeNode};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::net::Ipv4Addr;
use uuid::Uuid;

pub async fn run(task: &Task<'_>) -> Outcome<Figures> {
    let client = official::client(task);
    client.query("SELECT 1").fetch_one::<u8>().await?;
    match (task.work, task.table()) {
        (Work::Select(_), Table::Narrow) => read(&client, task, narrow).await,
        (Work::Select(_), Table::Numbers) => read(&client, task, numbers).await,
        (Work::Select(_), Table::Telemetry) => read(&client, task, telemetry).await,
        (Work::Insert(_), Table::Narrow) => insert(&client, task, narrow_block).await,
        (Work::Insert(_), Table::Numbers) => insert(&client, task, numbers_block).await,
        (Work::Insert(_), Table::Telemetry) => left_out("it has no dates, enums and decimals"),
        (Work::StreamIn | Work::StreamOut | Work::Small { .. }, _) => left_out("not part of this case"),
    }
}

async fn read(client: &clickhouse::Client, task: &Task<'_>, read: fn(&Block) -> Outcome<()>) -> Outcome<Figures> {
    let turn = Turn::begin();
    let mut cursor = client.query(&task.select()).fetch_native()?;
    let mut rows = 0;
    while let Some(block) = cursor.next().await? {
        read(&block)?;
        rows += block.num_rows();
    }
    task.end(turn, rows)
}

/// The next value of a column that has one for each row.
fn next<'b, T: Decode<'b>>(column: &mut ColumnIter<'b, T>) -> Outcome<T> {
    Ok(column.next().ok_or("a column is short")??)
}

fn narrow(block: &Block) -> Outcome<()> {
    let (mut key, mut value, mut metric) =
        (block["key"].iter::<u32>()?, block["value"].iter::<&str>()?, block["metric"].iter::<f64>()?);
    for _ in 0..block.num_rows() {
        black_box(NarrowBrief { key: next(&mut key)?, value: next(&mut value)?, metric: next(&mut metric)? });
    }
    Ok(())
}

fn numbers(block: &Block) -> Outcome<()> {
    let (mut a, mut b, mut c, mut d) = (block["a"].iter()?, block["b"].iter()?, block["c"].iter()?, block["d"].iter()?);
    let (mut e, mut f, mut g) = (block["e"].iter()?, block["f"].iter()?, block["g"].iter()?);
    let (mut h, mut i, mut j) = (block["h"].iter()?, block["i"].iter()?, block["j"].iter()?);
    for _ in 0..block.num_rows() {
        black_box(Numbers {
            a: next(&mut a)?,
            b: next(&mut b)?,
            c: next(&mut c)?,
            d: next(&mut d)?,
            e: next(&mut e)?,
            f: next(&mut f)?,
            g: next(&mut g)?,
            h: next(&mut h)?,
            i: next(&mut i)?,
            j: next(&mut j)?,
        });
    }
    Ok(())
}

/// The bytes of a value of any fixed width.
struct Fixed<const N: usize>(#[allow(dead_code, reason = "values are read to be dropped")] [u8; N]);

impl<const N: usize> Decode<'_> for Fixed<N> {
    fn compatible(_: &DataTypeNode) -> bool {
        true
    }

    fn decode(reader: &mut ValueReader<'_>) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Fixed(*reader.read_bytes_fixed()?))
    }
}

fn telemetry(block: &Block) -> Outcome<()> {
    let (mut at, mut day, mut method) =
        (block["at"].iter::<Fixed<8>>()?, block["day"].iter::<Fixed<2>>()?, block["method"].iter::<Fixed<1>>()?);
    let (mut service, mut host, mut url) =
        (block["service"].iter::<&str>()?, block["host"].iter::<&str>()?, block["url"].iter::<&str>()?);
    let (mut status, mut duration) = (block["status"].iter::<u16>()?, block["duration"].iter::<f64>()?);
    let (mut bytes_in, mut bytes_out) = (block["bytes_in"].iter::<u64>()?, block["bytes_out"].iter::<u64>()?);
    let (mut trace, mut client) = (block["trace"].iter::<Uuid>()?, block["client"].iter::<Ipv4Addr>()?);
    let (mut is_cached, mut price) = (block["is_cached"].iter::<bool>()?, block["price"].iter::<Fixed<8>>()?);
    let (mut user, mut referrer) = (block["user"].iter::<Option<u64>>()?, block["referrer"].iter::<Option<&str>>()?);
    let (mut tags, mut phases) = (block["tags"].iter::<BTreeMap<&str, &str>>()?, block["phases"].iter::<Vec<u32>>()?);
    let (mut retries, mut region) = (block["retries"].iter::<u8>()?, block["region"].iter::<Fixed<4>>()?);
    for _ in 0..block.num_rows() {
        black_box((next(&mut at)?, next(&mut day)?, next(&mut method)?));
        black_box((next(&mut service)?, next(&mut host)?, next(&mut url)?));
        black_box((next(&mut status)?, next(&mut duration)?, next(&mut bytes_in)?, next(&mut bytes_out)?));
        black_box((next(&mut trace)?, next(&mut client)?, next(&mut is_cached)?, next(&mut price)?));
        black_box((next(&mut user)?, next(&mut referrer)?, next(&mut tags)?));
        black_box((next(&mut phases)?, next(&mut retries)?, next(&mut region)?));
    }
    Ok(())
}

async fn insert<T: Owned>(
    client: &clickhouse::Client,
    task: &Task<'_>,
    block_of: fn(&[T]) -> Outcome<Block>,
) -> Outcome<Figures> {
    let rows: Vec<T> = (0..INSERTED_AT_ONCE as u64).map(T::make).collect();
    let table = task.null_table();
    let turn = Turn::begin();
    let mut written = 0;
    while written < task.count {
        let mut insert = client.insert_native(&table);
        insert.write(&block_of(&rows)?).await?;
        insert.end().await?;
        written += rows.len();
    }
    task.end(turn, written)
}

/// Adds a column of what `of` takes out of each row.
fn add<R, T: Encode>(block: &mut BlockBuilder, name: &str, rows: &[R], of: fn(&R) -> T) -> Outcome<()> {
    let mut column = block.upsert_column::<T>(name)?;
    column.add_all(rows.iter().map(of)).map_err(|error| error.to_string())?;
    Ok(())
}

fn narrow_block(rows: &[Narrow]) -> Outcome<Block> {
    let mut block = BlockBuilder::new();
    add(&mut block, "key", rows, |row| row.key)?;
    block
        .upsert_column::<&str>("value")?
        .add_all(rows.iter().map(|row| row.value.as_str()))
        .map_err(|e| e.to_string())?;
    add(&mut block, "metric", rows, |row| row.metric)?;
    Ok(block.build()?)
}

fn numbers_block(rows: &[Numbers]) -> Outcome<Block> {
    let mut block = BlockBuilder::new();
    add(&mut block, "a", rows, |row| row.a)?;
    add(&mut block, "b", rows, |row| row.b)?;
    add(&mut block, "c", rows, |row| row.c)?;
    add(&mut block, "d", rows, |row| row.d)?;
    add(&mut block, "e", rows, |row| row.e)?;
    add(&mut block, "f", rows, |row| row.f)?;
    add(&mut block, "g", rows, |row| row.g)?;
    add(&mut block, "h", rows, |row| row.h)?;
    add(&mut block, "i", rows, |row| row.i)?;
    add(&mut block, "j", rows, |row| row.j)?;
    Ok(block.build()?)
}
