//! Random types with random values of the server: read untyped in every encoding that a setting or a user can bring about,
//! inserted by us, and compared by the server. Needs the embedded server alone: 26.7 has all that is asked of it.

use crate::allowed::Allowed;
use crate::support::Outcome;
use crate::trees::{Chance, Tree, tree};
use clickhouse_core::{Client, Rows, Value};
use clickhouse_embedded::Server;

/// So many tables, each of so many columns and rows. `CLICKHOUSE_RANDOM_SEED` begins elsewhere, to look further.
const TABLES: u64 = 12;
const COLUMNS: usize = 8;
const ROWS: usize = 30;

async fn run(client: &Client, allowed: &Allowed, sql: String) -> Result<(), String> {
    allowed.command(client, sql.as_str()).await.map(drop).map_err(|error| format!("{error}\n  of {sql}"))
}

/// Makes tables `original` and `copy` of these columns, the first one with values.
async fn fill(client: &Client, columns: &[Tree], seed: u64) -> Result<(), String> {
    let list = |part: fn(&Tree) -> &str| {
        let columns = columns.iter().enumerate().map(|(number, tree)| format!("c{number} {}", part(tree)));
        columns.collect::<Vec<_>>().join(", ")
    };
    let allowed = Allowed::of(client).await.map_err(|error| error.to_string())?;
    for table in ["original", "copy"] {
        let types = list(|tree| &tree.data_type);
        run(client, &allowed, format!("CREATE OR REPLACE TABLE {table} (id UInt32, {types}) ENGINE Memory")).await?;
    }
    let generated = list(|tree| &tree.generated).replace('\\', "\\\\").replace('\'', "\\'");
    let values: Vec<_> = columns.iter().enumerate().map(|(number, tree)| tree.of(&format!("c{number}"))).collect();
    let sql = format!(
        "INSERT INTO original SELECT rowNumberInAllBlocks(), {} FROM generateRandom('{generated}', {seed}, 6, 3) LIMIT {ROWS}",
        values.join(", ")
    );
    run(client, &allowed, sql).await
}

/// The rows, read with these settings.
async fn rows(client: &Client, table: &str, settings: &[(&str, &str)]) -> Result<Rows, String> {
    let query = client.query(format!("SELECT * FROM {table} ORDER BY id"));
    let query = settings.iter().fold(query, |query, (name, value)| query.setting(*name, *value));
    query.await.map_err(|error| format!("read with {settings:?}: {error}"))
}

/// The values of a column, as they are or as their texts.
fn shown(rows: &Rows, column: usize, as_text: bool) -> Result<Vec<String>, String> {
    let values = rows.column::<Value>(column).map_err(|error| error.to_string())?;
    Ok(values.iter().map(|value| if as_text { value.to_string() } else { format!("{value:?}") }).collect())
}

/// What the server has in a column, in a format of its own.
async fn stored(client: &Client, table: &str, number: usize, tree: &Tree) -> Result<Vec<u8>, String> {
    // Paths of a JSON are there in no order: their text has one.
    let format = if tree.has_json { "JSONCompactEachRow" } else { "RowBinaryWithNamesAndTypes" };
    let sql = format!("SELECT c{number} FROM {table} ORDER BY id");
    client.query_bytes(sql, format).await.map(|bytes| bytes.to_vec()).map_err(|error| error.to_string())
}

/// Inserts all rows into the table `copy`, and reads them from there.
async fn insert(client: &Client, rows: &Rows) -> Result<Rows, String> {
    let values = |row: clickhouse_core::rows::RowRef<'_>| Ok(row.values()?.into_iter().cloned().collect());
    let inserted: Result<Vec<Vec<Value>>, clickhouse_core::Error> = rows.iter().map(values).collect();
    let names = rows.columns().iter().map(|column| column.name.as_str());
    let summary = client.insert_values("copy", names, &inserted.map_err(|error| error.to_string())?).await;
    summary.map_err(|error| error.to_string())?;
    self::rows(client, "copy", &[]).await
}

async fn goes_through_a_table(client: &Client, readonly: &Client, columns: &[Tree], seed: u64) -> Result<(), String> {
    fill(client, columns, seed).await?;
    let original = rows(client, "original", &[]).await?;
    let flattened = ("output_format_native_use_flattened_dynamic_and_json_serialization", "1");
    let as_texts = rows(client, "original", &[("output_format_native_write_json_as_string", "1")]).await?;
    let others = [
        ("in small blocks", rows(client, "original", &[("max_block_size", "7")]).await?),
        ("flattened", rows(client, "original", &[flattened]).await?),
        ("by a user who may change nothing", rows(readonly, "original", &[]).await?),
        ("from the copy", insert(client, &original).await?),
    ];
    serde_json::to_string(&original).map_err(|error| error.to_string())?;
    for (number, tree) in columns.iter().enumerate() {
        let failure = |what: String| format!("{}\n  {what}", tree.data_type);
        let expected = shown(&original, number + 1, false)?;
        for (how, rows) in &others {
            let found = shown(rows, number + 1, false)?;
            if let Some((found, expected)) = found.iter().zip(&expected).find(|(found, expected)| found != expected) {
                return Err(failure(format!("{how} it is\n  {found}\n  not\n  {expected}")));
            }
            assert_eq!(found.len(), expected.len());
        }
        // Texts of objects do not say of which types their values are.
        let (found, expected) = (shown(&as_texts, number + 1, true)?, shown(&original, number + 1, true)?);
        if let Some((found, expected)) = found.iter().zip(&expected).find(|(found, expected)| found != expected) {
            return Err(failure(format!("with objects as texts it is\n  {found}\n  not\n  {expected}")));
        }
        let (here, there) =
            (stored(client, "original", number, tree).await?, stored(client, "copy", number, tree).await?);
        if here != there {
            let [here, there] = [here, there].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            return Err(failure(format!("the server has\n  {here}\n  and of ours\n  {there}")));
        }
    }
    Ok(())
}

#[tokio::test]
async fn random_values_of_random_types_go_through_a_table() -> Outcome {
    let database = Server::shared().await?.database().await?;
    let (client, readonly) = (Client::new(database.url())?, Client::new(database.url_for("readonly")?)?);
    let first: u64 = std::env::var("CLICKHOUSE_RANDOM_SEED").map_or(Ok(1), |seed| seed.parse())?;
    let mut failures = Vec::new();
    for seed in first..first + TABLES {
        let mut chance = Chance::new(seed);
        let columns: Vec<_> = (0..COLUMNS).map(|number| tree(&mut chance, number % 5)).collect();
        if let Err(error) = goes_through_a_table(&client, &readonly, &columns, seed).await {
            failures.push(format!("seed {seed}: {error}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    Ok(())
}
