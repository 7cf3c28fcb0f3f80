//! Typed inserts, live: what goes in comes back, and what would be lost is refused before anything is sent.

use clickhouse_core::{Client, ErrorKind, Row};
use clickhouse_embedded::{Database, Server};
use std::collections::HashMap;

type Outcome = Result<(), Box<dyn std::error::Error>>;

#[derive(Row, Debug, Clone, PartialEq)]
struct Metric {
    key: u32,
    value: String,
    metric: f64,
}

async fn database() -> Result<(Database, Client), Box<dyn std::error::Error>> {
    let database = Server::shared().await?.database().await?;
    let client = Client::new(database.url())?;
    Ok((database, client))
}

fn metrics() -> Vec<Metric> {
    vec![
        Metric { key: 1000, value: "String Value 1000".into(), metric: 5.233 },
        Metric { key: 2000, value: "String Value 2000".into(), metric: -107.04 },
    ]
}

#[tokio::test]
async fn the_main_job_works() -> Outcome {
    let (_database, client) = database().await?;
    client
        .command("CREATE TABLE new_table (key UInt32, value String, metric Float64) ENGINE MergeTree ORDER BY key")
        .await?;
    let rows = metrics();
    let summary = client.insert::<Metric>("new_table", &rows).await?;
    assert_eq!(summary.written_rows, 2);
    let totals = client.query_as::<(u32, f64)>("SELECT max(key), avg(metric) FROM new_table").await?;
    assert_eq!(totals, [(2000, -50.9035)]);
    assert_eq!(client.query_as::<Metric>("SELECT * FROM new_table ORDER BY key").await?, rows);
    Ok(())
}

#[derive(Row, Debug, Clone, PartialEq)]
struct Mixed {
    id: u64,
    maybe: Option<f32>,
    tag: String,
    tags: Vec<String>,
    attributes: HashMap<String, u64>,
    pair: (u8, String),
    address: std::net::Ipv6Addr,
    code: [u8; 4],
    is_on: bool,
}

#[tokio::test]
async fn values_go_into_exactly_the_tables_types() -> Outcome {
    let (_database, client) = database().await?;
    client
        .command(
            "CREATE TABLE mixed (id Nullable(UInt64), maybe Nullable(Float64), tag LowCardinality(Nullable(String)), \
             tags Array(LowCardinality(String)), attributes Map(LowCardinality(String), UInt64), pair Tuple(a UInt8, b String), \
             address IPv6, code FixedString(4), is_on UInt8, extra UInt8 DEFAULT 7, twice UInt64 MATERIALIZED id * 2) \
             ENGINE MergeTree ORDER BY tuple()",
        )
        .await?;
    let rows: Vec<Mixed> = (0..1000u64)
        .map(|id| Mixed {
            id,
            maybe: (id % 3 != 0).then_some(id as f32 / 2.0),
            tag: format!("tag {}", id % 7),
            tags: (0..id % 4).map(|tag| format!("t{tag}")).collect(),
            attributes: HashMap::from([(format!("k{}", id % 5), id)]),
            pair: (id as u8, "x".repeat(id as usize % 200)),
            address: std::net::Ipv6Addr::from(u128::from(id)),
            code: *b"code",
            is_on: id % 2 == 0,
        })
        .collect();
    client.insert::<Mixed>("mixed", &rows).await?;
    let sql = "SELECT assumeNotNull(id) AS id, maybe::Nullable(Float32) AS maybe, assumeNotNull(tag) AS tag, tags, attributes, \
               pair, address, code, is_on FROM mixed ORDER BY id";
    assert_eq!(client.query_as::<Mixed>(sql).await?, rows);
    assert_eq!(
        client.query_as::<(u8, u64)>("SELECT min(extra), assumeNotNull(sum(twice)) FROM mixed").await?,
        [(7, 999_000)]
    );
    Ok(())
}

#[tokio::test]
async fn what_the_server_would_wrap_or_drop_is_refused_before_anything_is_stored() -> Outcome {
    #[derive(Row)]
    struct Narrow {
        a: u64,
    }
    #[derive(Row)]
    struct Signed {
        a: i32,
    }
    #[derive(Row)]
    struct Float {
        a: f64,
    }
    #[derive(Row)]
    struct Maybe {
        a: Option<u8>,
    }
    #[derive(Row)]
    struct Misspelt {
        #[clickhouse(rename = "A")]
        a: u8,
    }
    let (_database, client) = database().await?;
    client.command("CREATE TABLE narrow (a UInt8) ENGINE MergeTree ORDER BY a").await?;
    let refusals = [
        client.insert("narrow", &[Narrow { a: 300 }]).await.unwrap_err(),
        client.insert("narrow", &[Signed { a: -1 }]).await.unwrap_err(),
        client.insert("narrow", &[Float { a: 1.9 }]).await.unwrap_err(),
        client.insert("narrow", &[Maybe { a: None }]).await.unwrap_err(),
        client.insert("narrow", &[Misspelt { a: 1 }]).await.unwrap_err(),
    ];
    let texts: Vec<_> = refusals.iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        [
            "insert into `narrow`: column `a` is UInt8, but `Narrow::a` is `u64` (UInt64); make the field `u8`",
            "insert into `narrow`: column `a` is UInt8, but `Signed::a` is `i32` (Int32); make the field `u8`",
            "insert into `narrow`: column `a` is UInt8, but `Float::a` is `f64` (Float64); make the field `u8`",
            "insert into `narrow`: column `a` is UInt8, but `Maybe::a` is `Option<u8>` (Nullable(UInt8)); the column cannot \
             be NULL: take the field out of its Option, or make the column Nullable",
            "insert into `narrow`: 2 problems\n  the table has no column `A` for `Misspelt::a`; did you mean `a`? rename the \
             field with `#[clickhouse(rename = \"a\")]`\n  column `a` is UInt8 without a DEFAULT, and `Misspelt` has no field \
             for it; add `a: u8`, or mark the struct `#[clickhouse(partial)]` to have it filled with the type's default",
        ]
    );
    assert!(refusals.iter().all(|error| error.kind() == ErrorKind::Mismatch && error.mismatch().is_some()));
    assert_eq!(client.query_as::<u64>("SELECT count() FROM narrow").await?, [0]);
    Ok(())
}

#[tokio::test]
async fn a_table_that_changed_is_learnt_again() -> Outcome {
    let (_database, client) = database().await?;
    client
        .command("CREATE TABLE changing (key UInt32, value String, metric Float64) ENGINE MergeTree ORDER BY key")
        .await?;
    client.insert::<Metric>("changing", &metrics()).await?;
    client
        .command("ALTER TABLE changing MODIFY COLUMN value LowCardinality(String), ADD COLUMN extra UInt8 DEFAULT 3")
        .await?;
    client.insert::<Metric>("changing", &metrics()).await?;
    client.command("ALTER TABLE changing MODIFY COLUMN metric Nullable(Float64)").await?;
    client.insert::<Metric>("changing", &metrics()).await?;
    assert_eq!(client.query_as::<(u64, u64)>("SELECT count(), sum(extra) FROM changing").await?, [(6, 18)]);
    client.command("ALTER TABLE changing DROP COLUMN value").await?;
    let error = client.insert::<Metric>("changing", &metrics()).await.unwrap_err();
    assert!(error.to_string().contains("the table has no column `value` for `Metric::value`"), "{error}");
    assert_eq!(client.query_as::<u64>("SELECT count() FROM changing").await?, [6]);
    Ok(())
}

#[tokio::test]
async fn no_rows_are_checked_and_not_sent() -> Outcome {
    let (_database, client) = database().await?;
    client.command("CREATE TABLE none (key UInt32, value String) ENGINE MergeTree ORDER BY key").await?;
    assert!(client.insert::<Metric>("none", &[]).await.is_err());
    client.command("ALTER TABLE none ADD COLUMN metric Float64").await?;
    let summary = client.clone().insert::<Metric>("none", &[]).await?;
    assert_eq!(summary.written_rows, 0);
    Ok(())
}
