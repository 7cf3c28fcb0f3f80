//! The tables that are read, and with `_null` those that are written into, which keep nothing.

use crate::case::{CASES, Table, Work};
use crate::rows::{Narrow, Numbers, Owned, Telemetry};
use clickhouse_core::Client;

/// Makes each table as long as the longest case that reads it.
pub async fn fill(url: &str) -> crate::Outcome<()> {
    let client = Client::new(url)?;
    make::<Narrow>(&client, Table::Narrow).await?;
    make::<Numbers>(&client, Table::Numbers).await?;
    make::<Telemetry>(&client, Table::Telemetry).await
}

async fn make<T: Owned>(client: &Client, table: Table) -> crate::Outcome<()> {
    let name = table.name();
    let columns: Vec<_> = T::COLUMNS.iter().map(|(name, data_type)| format!("{name} {data_type}")).collect();
    let columns = columns.join(", ");
    client.command(format!("CREATE TABLE {name} ({columns}) ENGINE MergeTree ORDER BY tuple()")).await?;
    client.command(format!("CREATE TABLE {name}_null ({columns}) ENGINE Null")).await?;
    let reads = |work| work == Work::Select(table) || work == Work::StreamOut && table == Table::Narrow;
    let rows = CASES.iter().filter(|case| reads(case.work)).map(|case| case.count).max().unwrap_or_default();
    client.command(format!("INSERT INTO {name} SELECT {} FROM numbers({rows})", T::VALUES)).await?;
    // One part, so that every reader finds the same.
    client.command(format!("OPTIMIZE TABLE {name} FINAL")).await?;
    Ok(())
}
