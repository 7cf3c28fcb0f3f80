//! Changes as migrations make them, each run on the server as well.

use crate::support::{Outcome, database};
use crate::{described, difference, quoted, read, statements};
use clickhouse_core::ddl::Schema;

#[tokio::test]
async fn after_every_change_the_tables_are_those_of_the_server() -> Outcome {
    let (_database, client) = database().await?;
    let text = std::fs::read_to_string("tests/schema_files/changes.sql")?;
    let mut schema = Schema::default();
    for statement in statements(&text) {
        let mut differ = Vec::new();
        let settings =
            [("allow_statistics_optimize", "1"), ("allow_experimental_statistics", "1"), ("mutations_sync", "2")];
        let mut command = client.command(statement);
        for (name, value) in settings {
            command = command.setting(name, value);
        }
        let ran = command.await;
        match (ran, schema.read("changes.sql", statement)) {
            (Ok(_), Ok(())) => {}
            (Err(error), Ok(())) => differ.push(format!("{statement}\n  only the server refuses: {error}")),
            (Ok(_), Err(error)) => differ.push(format!("{statement}\n  only we refuse: {error}")),
            (Err(server), Err(error)) => differ.push(format!("{statement}\n  {server}\n  {error}")),
        }
        for table in schema.tables().iter().filter(|table| table.columns.is_ok()) {
            let described = described(&client, &quoted(&table.name)).await;
            match described {
                Ok(described) => {
                    let found = difference(&table.name, read(&schema, &table.name), &described);
                    differ.extend(found.map(|found| format!("{statement}\n  {found}")));
                }
                Err(error) => differ.push(format!("{statement}\n  {}: {error}", table.name)),
            }
        }
        let known: Vec<String> = client.query_as("SHOW TABLES").await?;
        let lost: Vec<_> =
            known.iter().filter(|name| !name.starts_with(".inner") && schema.table(name).is_err()).collect();
        if !lost.is_empty() {
            differ.push(format!("{statement}\n  not in the schema: {lost:?}"));
        }
        // What follows would differ for this.
        assert!(differ.is_empty(), "{}", differ.join("\n"));
    }
    Ok(())
}
