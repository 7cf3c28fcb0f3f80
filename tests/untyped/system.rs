//! Every table of `system`, read without knowing any of its columns.

use crate::support::{Outcome, database};
use clickhouse_core::{ErrorKind, Value};

#[tokio::test]
async fn every_system_table_is_read() -> Outcome {
    let (_database, client) = database().await?;
    let names =
        client.query_as::<String>("SELECT name FROM system.tables WHERE database = 'system' ORDER BY name").await?;
    assert!(names.len() > 80, "only {names:?}");
    let (mut read, mut cells) = (0, 0);
    for name in names {
        let rows = match client.query(format!("SELECT * FROM system.`{name}` LIMIT 1000")).await {
            Ok(rows) => rows,
            // What the server itself will not do: no Keeper, a condition is missing.
            Err(error) if error.kind() == ErrorKind::Server => {
                eprintln!("system.{name}: {error}");
                continue;
            }
            Err(error) => panic!("system.{name}: {error}"),
        };
        for column in rows.columns() {
            let text = column.data_type.to_string();
            assert_eq!(text.parse::<clickhouse_core::types::DataType>()?, column.data_type, "system.{name}");
            let values = rows.column::<Value>(&column.name);
            cells += values.unwrap_or_else(|error| panic!("system.{name}: {error}")).len();
        }
        serde_json::to_string(&rows)?;
        assert!(rows.pretty(80).to_string().ends_with(".\n"));
        read += 1;
    }
    assert!(read > 70 && cells > 10_000, "{read} tables, {cells} cells");
    Ok(())
}
