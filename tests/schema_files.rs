//! What is read from schema files is what the server makes of the same statements.

mod support;

use clickhouse_core::Client;
use clickhouse_core::ddl::{ColumnKind, Schema};
use clickhouse_core::types::DataType;
use support::{Outcome, database};

/// Name, type and kind of each column, as the server describes the table.
async fn described(
    client: &Client,
    table: &str,
) -> Result<Vec<(String, DataType, ColumnKind)>, clickhouse_core::Error> {
    let rows: Vec<(String, String, String, String, String, String, String)> =
        client.query_as(format!("DESCRIBE TABLE {table}")).await?;
    let column = |(name, data_type, kind, ..): (String, String, String, String, String, String, String)| {
        let data_type = DataType::parse(&data_type).unwrap_or_else(|error| panic!("{table}, {data_type}: {error}"));
        let kind = match kind.as_str() {
            "" => ColumnKind::Plain,
            "DEFAULT" => ColumnKind::Default,
            "MATERIALIZED" => ColumnKind::Materialized,
            "ALIAS" => ColumnKind::Alias,
            "EPHEMERAL" => ColumnKind::Ephemeral,
            other => panic!("{table}: {other}"),
        };
        (name, data_type, kind)
    };
    Ok(rows.into_iter().map(column).collect())
}

/// The same as the schema has it.
fn read(schema: &Schema, table: &str) -> Vec<(String, DataType, ColumnKind)> {
    let table = schema.table(table).unwrap_or_else(|error| panic!("{table}: {error:?}"));
    let columns = table.columns.as_ref().unwrap_or_else(|why| panic!("{}: {why}", table.name));
    let column = |column: &clickhouse_core::ddl::Column| {
        let data_type = column.data_type.clone().unwrap_or(DataType::Nothing);
        (column.name.clone(), data_type, column.kind)
    };
    columns.iter().map(column).collect()
}

#[tokio::test]
async fn every_system_table_is_read_as_it_is_described() -> Outcome {
    let (_database, client) = database().await?;
    let tables: Vec<String> = client.query_as("SELECT name FROM system.tables WHERE database = 'system'").await?;
    assert!(tables.len() > 100, "{}", tables.len());
    let mut differ = Vec::new();
    for name in &tables {
        // The tables themselves have no statement in every build of the server, but their copies have.
        client.command(format!("CREATE TABLE `{name}` AS system.`{name}` ENGINE Memory")).await?;
        let printed: String = client.query_as(format!("SHOW CREATE TABLE `{name}`")).fetch_one().await?;
        let mut schema = Schema::default();
        schema.read("schema.sql", &printed).unwrap_or_else(|error| panic!("{error}\n{printed}"));
        let (read, described) = (read(&schema, name), described(&client, &format!("system.`{name}`")).await?);
        if read != described {
            differ.push(format!("{name}:\n  {read:?}\n  {described:?}"));
        }
    }
    assert!(differ.is_empty(), "{} of {}:\n{}", differ.len(), tables.len(), differ.join("\n"));
    Ok(())
}
