//! Tables in the ways in which projects write them, and as the server prints them afterwards.

use crate::support::{Outcome, database};
use crate::{described, difference, quoted, read, statements};
use clickhouse_core::Client;
use clickhouse_core::ddl::Schema;

#[tokio::test]
async fn tables_as_projects_write_them_are_read_as_the_server_has_them() -> Outcome {
    let mut tables = 0;
    let mut differ = Vec::new();
    for file in ["tables.sql", "projects.sql", "shapes.sql"] {
        let (_database, client) = database().await?;
        let text = std::fs::read_to_string(format!("tests/schema_files/{file}"))?;
        let mut schema = Schema::default();
        schema.read(file, &text)?;
        for statement in statements(&text) {
            let runnable = runnable(statement);
            let created = client.command(&runnable).setting("allow_suspicious_low_cardinality_types", "1").await;
            if let Err(error) = created {
                differ.push(format!("{runnable}\n  {error}"));
            }
        }
        for table in schema.tables().iter().filter(|table| table.name != "temporary_") {
            tables += 1;
            let quoted = quoted(&table.name);
            match described(&client, &quoted).await {
                Ok(described) => {
                    differ.extend(difference(&table.name, read(&schema, &table.full_name()), &described));
                    differ.extend(printed(&client, &quoted, &described).await?);
                }
                Err(error) => differ.push(format!("{}: {error}", table.name)),
            }
        }
    }
    assert!(differ.is_empty(), "{} of {tables} differ:\n{}", differ.len(), differ.join("\n"));
    assert!(tables >= 265, "{tables}");
    Ok(())
}

/// What is different where the statement is the one that the server prints.
async fn printed(
    client: &Client,
    table: &str,
    described: &crate::Columns,
) -> Result<Option<String>, Box<dyn std::error::Error>> {
    let printed: String = client.query_as(format!("SHOW CREATE TABLE {table}")).fetch_one().await?;
    let mut schema = Schema::default();
    if let Err(error) = schema.read("printed.sql", &printed) {
        return Ok(Some(format!("{error}\n{printed}")));
    }
    let name = schema.tables()[0].full_name();
    Ok(difference(&format!("printed {table}"), read(&schema, &name), described))
}

/// The same statement for a server without clusters, replicas and other databases.
fn runnable(statement: &str) -> String {
    let mut text = statement.to_owned();
    if let Some(at) = text.find("ON CLUSTER ") {
        let name = &text[at + "ON CLUSTER ".len()..];
        let length = match name.as_bytes()[0] {
            b'{' => name.find("}}").map(|end| end + 2),
            b'\'' => name[1..].find('\'').map(|end| end + 2),
            _ => name.find([' ', '\n']),
        };
        text.replace_range(at..at + "ON CLUSTER ".len() + length.unwrap_or_default(), "");
    }
    if let Some(at) = text.find("Replicated") {
        let open = at + text[at..].find('(').unwrap_or_default();
        let replica = open + text[open..].find("'{replica}'").unwrap_or_default() + "'{replica}'".len();
        let rest = text[replica..].trim_start().trim_start_matches(',').to_owned();
        text = format!("{}{}({rest}", &text[..at], &text[at + "Replicated".len()..open]);
    }
    let text = text.replace("ATTACH TABLE _ UUID '00000000-0000-0000-0000-00000000a001'", "CREATE TABLE _");
    let begin = ["TABLE IF NOT EXISTS ", "TABLE "].iter().find_map(|word| Some(text.find(word)? + word.len()));
    let Some(begin) = begin else { return text };
    let end = begin + text[begin..].find([' ', '\n', '(']).unwrap_or_default();
    let name = text[begin..end].rsplit('.').next().unwrap_or_default();
    format!("{}{name}{}", &text[..begin], &text[end..])
}
