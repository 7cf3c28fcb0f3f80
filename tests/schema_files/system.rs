//! Every table and every type that the server itself has.

use crate::support::{Outcome, database};
use crate::{described, difference, read};
use clickhouse_core::ddl::Schema;
use clickhouse_core::types::{AggregateFunction, DataType, SimpleAggregateFunction, misspelt_name};

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

#[tokio::test]
async fn no_function_and_no_time_zone_of_the_server_is_taken_for_a_misspelt_one() -> Outcome {
    let (_database, client) = database().await?;
    let sql = "SELECT name FROM system.functions WHERE is_aggregate AND alias_to = ''";
    let functions: Vec<String> = client.query_as(sql).await?;
    assert!(functions.len() > 150, "{}", functions.len());
    let combinators: Vec<String> = client.query_as("SELECT name FROM system.aggregate_function_combinators").await?;
    let refusal = client.command("CREATE TABLE t (a SimpleAggregateFunction(avg, Float64)) ENGINE Memory").await;
    let refusal = refusal.unwrap_err().to_string();
    let (_, simple) = refusal.split_once("supported functions are ").ok_or("a list of functions")?;
    let simple: Vec<&str> = simple.split(". ").next().unwrap_or_default().split(',').collect();
    assert!(simple.len() > 15, "{refusal}");
    let mut refused = Vec::new();
    for function in &functions {
        for combinator in combinators.iter().map(String::as_str).chain([""]) {
            let function = format!("{function}{combinator}").into();
            let function = AggregateFunction { version: None, function, arguments: Vec::new() };
            refused.extend(misspelt_name(&DataType::AggregateFunction(Box::new(function))));
        }
    }
    for function in functions.iter().map(String::as_str).chain(simple.iter().copied()) {
        let of = SimpleAggregateFunction { function: function.into(), data_type: DataType::UInt64 };
        let is_refused = misspelt_name(&DataType::SimpleAggregateFunction(Box::new(of))).is_some();
        if is_refused == simple.contains(&function) {
            refused.push(format!("SimpleAggregateFunction({function}, ..): is refused: {is_refused}"));
        }
    }
    let zones: Vec<String> = client.query_as("SELECT time_zone FROM system.time_zones").await?;
    assert!(zones.len() > 500, "{}", zones.len());
    refused.extend(zones.iter().filter_map(|zone| misspelt_name(&DataType::DateTime(Some(zone.as_str().into())))));
    assert!(refused.is_empty(), "{}", refused.join("\n"));
    Ok(())
}
