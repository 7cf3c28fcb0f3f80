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

/// A crate of its own, that nothing but cargo and the files it reads can rebuild.
#[test]
fn an_edit_of_the_schema_alone_has_the_struct_checked_again() -> Outcome {
    let program = std::env::current_exe()?;
    let folder = program.ancestors().nth(3).ok_or("target/debug/deps/program")?.join("tests/recheck");
    std::fs::create_dir_all(folder.join("src"))?;
    std::fs::create_dir_all(folder.join("clickhouse"))?;
    let root = env!("CARGO_MANIFEST_DIR");
    let manifest = format!(
        "[package]\nname = \"recheck\"\nedition = \"2024\"\n[dependencies.clickhouse-core]\npath = \
         {:?}\ndefault-features = false\nfeatures = [\"derive\"]\n[workspace]\n",
        format!("{root}/clickhouse-core")
    );
    std::fs::write(folder.join("Cargo.toml"), manifest)?;
    std::fs::copy(format!("{root}/Cargo.lock"), folder.join("Cargo.lock"))?;
    let source = "#[derive(clickhouse_core::Row)]\n#[clickhouse(table = \"metrics\")]\npub struct Metric {\n    pub value: \
                  f64,\n}\n";
    std::fs::write(folder.join("src/lib.rs"), source)?;
    let schema = folder.join("clickhouse/schema.sql");
    let check = |column: &str, seconds| -> Result<(bool, String), Box<dyn std::error::Error>> {
        std::fs::write(&schema, format!("CREATE TABLE metrics (value {column}) ENGINE Memory"))?;
        // Cargo compares times of files, of which some keep whole seconds only.
        let later = std::time::SystemTime::now() + std::time::Duration::from_secs(seconds);
        std::fs::File::options().append(true).open(&schema)?.set_modified(later)?;
        let output = std::process::Command::new(env!("CARGO"))
            .args(["check", "--offline", "--quiet"])
            .current_dir(&folder)
            .env("CARGO_TARGET_DIR", folder.join("target"))
            .env_remove("CLICKHOUSE_SCHEMA")
            .output()?;
        Ok((output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned()))
    };
    let (is_fine, said) = check("Float64", 0)?;
    assert!(is_fine, "{said}");
    let (is_fine, said) = check("Float32", 2)?;
    assert!(!is_fine, "the change went unnoticed");
    assert!(said.contains("column `value` is `Float32`, which cannot hold every `f64`"), "{said}");
    assert!(said.contains("the column is declared in clickhouse/schema.sql:1"), "{said}");
    let (is_fine, said) = check("Float64 DEFAULT 0", 4)?;
    assert!(is_fine, "{said}");
    Ok(())
}

#[tokio::test]
async fn tables_as_projects_write_them_are_read_as_the_server_has_them() -> Outcome {
    let (_database, client) = database().await?;
    let text = std::fs::read_to_string("tests/schema_files/tables.sql")?;
    let mut schema = Schema::default();
    schema.read("tables.sql", &text)?;
    let mut differ = Vec::new();
    for statement in statements(&text) {
        let created = client.command(statement).setting("allow_suspicious_low_cardinality_types", "1").await;
        if let Err(error) = created {
            differ.push(format!("{statement}\n  {error}"));
        }
    }
    for table in schema.tables().iter().filter(|table| table.name != "temporary_") {
        let quoted = format!("`{}`", table.name.replace('\\', "\\\\").replace('`', "\\`"));
        match described(&client, &quoted).await {
            Ok(described) => {
                let mut read = read(&schema, &table.name);
                // What the server found by itself.
                for (read, described) in read.iter_mut().zip(&described) {
                    if read.1 == DataType::Nothing {
                        read.1 = described.1.clone();
                    }
                }
                if read != described {
                    differ.push(format!("{}:\n  {read:?}\n  {described:?}", table.name));
                }
            }
            Err(error) => differ.push(format!("{}: {error}", table.name)),
        }
    }
    assert!(differ.is_empty(), "{} differ:\n{}", differ.len(), differ.join("\n"));
    assert!(schema.tables().len() > 70, "{}", schema.tables().len());
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
                Ok(()) if read(&schema, "t") == described => {}
                Ok(()) => differ.push(format!("{create}: {:?}, not {described:?}", read(&schema, "t"))),
                Err(error) => differ.push(format!("{create}: {error}, not {described:?}")),
            }
        }
    }
    assert!(differ.is_empty(), "{} of {accepted} differ:\n{}", differ.len(), differ.join("\n"));
    assert!(accepted > 120, "{accepted} of {}", names.len());
    Ok(())
}

/// The statements of a text, each of which ends with a semicolon at the end of a line.
fn statements(text: &str) -> impl Iterator<Item = &str> {
    text.split(";\n").map(str::trim).filter(|statement| !statement.is_empty())
}
