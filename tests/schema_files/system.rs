//! Every table and every type that the server itself has.

use crate::support::{Outcome, database};
use crate::{described, difference, read};
use clickhouse_core::ddl::Schema;

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
        let described = described(&client, &format!("system.`{name}`")).await?;
        differ.extend(difference(name, read(&schema, name), &described));
    }
    assert!(differ.is_empty(), "{} of {}:\n{}", differ.len(), tables.len(), differ.join("\n"));
    Ok(())
}

#[tokio::test]
async fn every_name_of_a_type_is_read_as_the_server_reads_it() -> Outcome {
    let (_database, client) = database().await?;
    let names: Vec<String> = client.query_as("SELECT name FROM system.data_type_families").await?;
    let (mut accepted, mut differ) = (0, Vec::new());
    for name in &names {
        // A setting of each server, not part of the language.
        if name == "Object" {
            continue;
        }
        // What else the server takes and ignores, such as Float64('UTC'), is refused here.
        let all = ["", "(3)", "(10, 2)", "(String)", "(String, UInt8)", "(a UInt8)"];
        let some = match name.as_str() {
            _ if name.contains(' ') => &all[..1],
            "Array" | "LowCardinality" | "Map" | "Nested" | "Nullable" | "Tuple" | "Variant" => &all[..],
            _ => &all[..3],
        };
        for arguments in some {
            let create = format!("CREATE OR REPLACE TABLE t (a {name}{arguments}) ENGINE Memory");
            if client.command(&create).await.is_err() {
                continue;
            }
            accepted += 1;
            let described = described(&client, "t").await?;
            let mut schema = Schema::default();
            match schema.read("schema.sql", &create) {
                Ok(()) if read(&schema, "t").as_ref() == Ok(&described) => {}
                Ok(()) => differ.push(format!("{create}: {:?}, not {described:?}", read(&schema, "t"))),
                Err(error) => differ.push(format!("{create}: {error}, not {described:?}")),
            }
        }
    }
    assert!(differ.is_empty(), "{} of {accepted} differ:\n{}", differ.len(), differ.join("\n"));
    assert!(accepted > 120, "{accepted} of {}", names.len());
    Ok(())
}
