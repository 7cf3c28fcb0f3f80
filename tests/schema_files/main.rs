//! What is read from schema files is what the server makes of the same statements.

mod changes;
mod projects;
mod recheck;
#[path = "../support/mod.rs"]
mod support;
mod system;

use clickhouse_core::Client;
use clickhouse_core::ddl::{ColumnKind, Schema};
use clickhouse_core::types::DataType;

/// Name, type and kind of each column.
type Columns = Vec<(String, DataType, ColumnKind)>;

/// The columns as the server describes the table, whose name is quoted where it has to be.
async fn described(client: &Client, table: &str) -> Result<Columns, clickhouse_core::Error> {
    let rows: Vec<(String, String, String, String, String, String, String)> =
        client.query_as(format!("DESCRIBE TABLE {table}")).await?;
    let column = |(name, data_type, kind, ..): (String, String, String, String, String, String, String)| {
        let data_type = DataType::parse(&data_type).unwrap_or_else(|error| panic!("{table}, {data_type}: {error}"));
        let kind = ColumnKind::of_word(&kind).unwrap_or_else(|| panic!("{table}: {kind}"));
        (name, data_type, kind)
    };
    Ok(rows.into_iter().map(column).collect())
}

/// The same as the schema has it; a type that the server finds by itself is Nothing.
fn read(schema: &Schema, table: &str) -> Result<Columns, String> {
    let table = schema.table(table).map_err(|error| format!("{table}: {error:?}"))?;
    let columns = table.columns.clone()?;
    let column = |column: clickhouse_core::ddl::Column| {
        (column.name, column.data_type.unwrap_or(DataType::Nothing), column.kind)
    };
    Ok(columns.into_iter().map(column).collect())
}

/// What is different, if anything is. What the server found by itself is taken from it.
fn difference(table: &str, read: Result<Columns, String>, described: &Columns) -> Option<String> {
    let mut read = match read {
        Ok(read) => read,
        Err(why) => return Some(format!("{table}: {why}")),
    };
    for (read, described) in read.iter_mut().zip(described) {
        if read.1 == DataType::Nothing {
            read.1 = described.1.clone();
        }
    }
    let shown = |columns: &Columns| -> Vec<_> {
        columns.iter().map(|(name, data_type, kind)| format!("{name} {data_type} {}", kind.word())).collect()
    };
    (read != *described).then(|| format!("{table}:\n  {:?}\n  {:?}", shown(&read), shown(described)))
}

/// A name as SQL quotes it.
fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('\\', "\\\\").replace('`', "\\`"))
}

/// The statements of a text, each of which ends with a semicolon at the end of a line.
fn statements(text: &str) -> impl Iterator<Item = &str> {
    text.split(";\n").map(str::trim).filter(|statement| !statement.is_empty())
}
