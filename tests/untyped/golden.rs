//! Golden files through a table: read as Values, inserted by us, and shown by the server as it showed the original.

use crate::allowed::Allowed;
use crate::files::{self, Case};
use crate::support::{Outcome, database};
use clickhouse_core::{Client, Rows, Value};

/// Cases that no table can hold.
const WITHOUT_A_TABLE: [&str; 3] = ["nothing", "geo_multipoint", "empty_result"];

async fn insert(client: &Client, table: &str, case: &Case, rows: &Rows) -> Outcome {
    let columns: Vec<_> = case
        .declared()
        .map(|(name, data_type)| format!("`{}` {data_type}", name.replace('\\', "\\\\").replace('`', "\\`")))
        .collect();
    let create = format!("CREATE TABLE {table} ({}) ENGINE Memory", columns.join(", "));
    Allowed::of(client).await?.command(client, create).await?;
    let names: Vec<_> = rows.columns().iter().map(|column| &column.name).collect();
    let values: Vec<Vec<Value>> = rows
        .iter()
        .map(|row| Ok(row.values()?.into_iter().cloned().collect()))
        .collect::<Result<_, clickhouse_core::Error>>()?;
    client.insert_values(table, &names, &values).await?;
    Ok(())
}

#[tokio::test]
async fn golden_files_go_through_a_table() -> Outcome {
    let (_database, client) = database().await?;
    for (number, (name, body)) in files::bodies().into_iter().enumerate() {
        let case = files::case(name.split('.').next().unwrap());
        // What older servers sent is of the same types; their texts of a Geometry are not.
        if WITHOUT_A_TABLE.contains(&case.name.as_str()) || name.starts_with("geometry.") {
            continue;
        }
        let rows = Rows::from_blocks(files::blocks(&body))?;
        let table = format!("t{number}");
        insert(&client, &table, case, &rows).await.map_err(|error| format!("{name}: {error}"))?;
        // The server shows what it has got as it showed what it sent.
        let shown = |sql: String| {
            let mut query = client.query_bytes(sql, "JSONEachRow");
            for (setting, value) in case.shown_with() {
                query = query.setting(setting, value);
            }
            query
        };
        let columns = match case.shows_hex() {
            true => case.declared().map(|(name, _)| format!("hex({name}) AS {name}")).collect::<Vec<_>>().join(", "),
            false => "*".to_owned(),
        };
        let found =
            shown(format!("SELECT {columns} FROM {table}")).await.map_err(|error| format!("{name}: {error}"))?;
        let found = String::from_utf8(found.to_vec())?;
        let expected = files::text_of_rows(&case.name);
        if name.ends_with(".24.8") {
            // Some values differ there: see the tests of the codec.
            assert_eq!(found.lines().count(), expected.lines().count(), "{name}");
        } else {
            assert_eq!(found, expected, "{name}");
        }
    }
    Ok(())
}
