//! Typed inserts, live: what goes in comes back, and what would be lost is refused before anything is sent.

mod support;

use clickhouse_core::client::Compression;
use clickhouse_core::column::ColumnBuilder;
use clickhouse_core::row::{Field, RowColumn, TargetColumns, WriteRow};
use clickhouse_core::types::DataType;
use clickhouse_core::value::{CellError, WriteValue};
use clickhouse_core::{Client, ErrorKind, Row};
use clickhouse_embedded::Server;
use std::collections::HashMap;
use support::{Outcome, Reply, ScriptedServer, database, head};

#[derive(Row, Debug, Clone, PartialEq)]
struct Metric {
    key: u32,
    value: String,
    metric: f64,
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
async fn a_column_of_another_type_than_declared_is_refused() -> Outcome {
    #[derive(Row)]
    struct Declared {
        #[clickhouse(type = "UInt32", skip_select)]
        number: u16,
        #[clickhouse(type = "LowCardinality(String)")]
        text: String,
        #[clickhouse(type = "Array(DateTime64(3, 'UTC'))")]
        at: Vec<time::OffsetDateTime>,
    }
    let (_database, client) = database().await?;
    client.command("CREATE TABLE same (number UInt32, text String, at Array(DateTime64(3))) ENGINE Memory").await?;
    client.command("CREATE TABLE other (number UInt64, text String, at Array(DateTime64(6))) ENGINE Memory").await?;
    let rows = [Declared { number: 1, text: "a".to_owned(), at: vec![time::OffsetDateTime::UNIX_EPOCH] }];
    let _ = client.insert("same", &rows).await?;
    assert_eq!(
        client.insert("other", &rows).await.unwrap_err().to_string(),
        "insert into `other`: 2 problems\n  column `number` is UInt64, but `Declared::number` is declared for UInt32; bring \
         the struct and the table together\n  column `at` is Array(DateTime64(6)), but `Declared::at` is declared for \
         Array(DateTime64(3, 'UTC')); bring the struct and the table together"
    );
    let types: Vec<_> = Declared::columns().iter().map(|column| column.data_type.to_string()).collect();
    assert_eq!(types, ["UInt32", "LowCardinality(String)", "Array(DateTime64(3, 'UTC'))"]);
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

#[derive(Row, Debug, Clone, PartialEq)]
struct Id {
    id: u64,
}

#[tokio::test]
async fn many_rows_go_in_blocks_and_a_failure_tells_how_many_are_stored() -> Outcome {
    let (_database, client) = database().await?;
    client.command("CREATE TABLE many (id UInt64) ENGINE MergeTree ORDER BY id").await?;
    let rows: Vec<Id> = (0..2_000_001).map(|id| Id { id }).collect();
    let summary = client.insert("many", &rows).await?;
    assert_eq!(summary.written_rows, 2_000_001);
    let stored =
        client.query_as::<(u64, u64, u64)>("SELECT count(), uniqExact(id), max(id) FROM many").fetch_one().await?;
    assert_eq!(stored, (2_000_001, 2_000_001, 2_000_000));

    client.command("CREATE TABLE bound (id UInt64, CONSTRAINT small CHECK id < 1500000) ENGINE Memory").await?;
    let error = client.insert("bound", &rows).await.unwrap_err();
    assert_eq!((error.code(), error.rows_written()), (Some(469), 1_000_000), "{error}");
    assert_eq!(client.query_as::<u64>("SELECT count() FROM bound").fetch_one().await?, 1_000_000);
    assert_eq!(client.insert("bound", &rows[1_999_999..]).await.unwrap_err().rows_written(), 0);
    Ok(())
}

#[tokio::test]
async fn a_bad_value_in_a_later_block_leaves_the_earlier_ones_counted() -> Outcome {
    #[derive(Row)]
    struct Code {
        code: &'static str,
    }
    let (_database, client) = database().await?;
    client.command("CREATE TABLE codes (code FixedString(2)) ENGINE Memory").await?;
    let rows: Vec<_> = (0..1_000_010).map(|row| Code { code: if row == 1_000_005 { "long" } else { "ab" } }).collect();
    let error = client.insert("codes", &rows).await.unwrap_err();
    assert_eq!((error.kind(), error.rows_written()), (ErrorKind::Value, 1_000_000));
    assert!(error.to_string().starts_with("insert into `codes`: row 1000005, column `code`: "), "{error}");
    assert_eq!(client.query_as::<u64>("SELECT count() FROM codes").fetch_one().await?, 1_000_000);
    // The column becomes wide enough: what was learnt before does not stand in the way.
    client.command("TRUNCATE TABLE codes").await?;
    client.command("DROP TABLE codes").await?;
    client.command("CREATE TABLE codes (code String) ENGINE Memory").await?;
    client.insert("codes", &rows[1_000_000..]).await?;
    assert_eq!(client.query_as::<u64>("SELECT count() FROM codes WHERE code = 'long'").fetch_one().await?, 1);
    Ok(())
}

#[tokio::test]
async fn equal_rows_are_stored_again_unless_they_have_the_same_token() -> Outcome {
    let (_database, client) = database().await?;
    client
        .command(
            "CREATE TABLE once (id UInt64) ENGINE MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 100",
        )
        .await?;
    let count = || client.query_as::<u64>("SELECT count() FROM once").fetch_one();
    let rows = [Id { id: 1 }, Id { id: 2 }];
    client.insert("once", &rows).await?;
    client.insert("once", &rows).await?;
    assert_eq!(count().await?, 4);
    client.insert("once", &rows).deduplication_token("a").await?;
    client.insert("once", &rows).deduplication_token("a").await?;
    assert_eq!(count().await?, 6);
    client.insert("once", &rows).deduplication_token("b").await?;
    assert_eq!(count().await?, 8);
    client.insert("once", &rows).setting("insert_deduplication_token", "b").await?;
    assert_eq!(count().await?, 8);
    // Gathered by the server, which drops rows for being equal to others where they have no token (24.8, 25.8).
    for stored in [10, 12] {
        client.insert("once", &rows).async_insert().await?;
        assert_eq!(count().await?, stored);
    }
    Ok(())
}

#[tokio::test]
async fn tables_are_named_in_every_way() -> Outcome {
    let (database, client) = database().await?;
    let odd = "a.b `c` d";
    client.command("CREATE TABLE `a.b \\`c\\` d` (id UInt64) ENGINE Memory").await?;
    client.command("CREATE TABLE plain (id UInt64) ENGINE Memory").await?;
    let row = [Id { id: 1 }];
    client.insert((database.name(), odd), &row).await?;
    client.insert((String::from(database.name()), String::from(odd)), &row).await?;
    client.insert("`a.b \\`c\\` d`", &row).await?;
    client.insert(format!("{}.plain", database.name()), &row).await?;
    client.insert(format!("`{}`.`plain`", database.name()), &row).await?;
    client.insert("plain", &row).await?;
    let elsewhere = Client::new(Server::shared().await?.url())?;
    elsewhere.insert((database.name(), "plain"), &row).await?;
    let counts = "SELECT (SELECT count() FROM {t:Identifier}), (SELECT count() FROM plain)";
    assert_eq!(
        client.query_as::<(Option<u64>, Option<u64>)>(counts).param("t", odd).fetch_one().await?,
        (Some(3), Some(4))
    );
    let error = client.insert("", &row).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "insert into ``: the table's name is empty; write `t`, `db.t` or a pair of database and table"
    );
    assert_eq!(client.insert("plain; DROP TABLE plain", &row).await.unwrap_err().code(), Some(60));
    Ok(())
}

#[tokio::test]
async fn computed_columns_are_left_to_the_server() -> Outcome {
    #[derive(Row)]
    struct Computed {
        id: u64,
        twice: u64,
    }
    #[derive(Row)]
    struct WithSource {
        id: u64,
        source: String,
    }
    let (_database, client) = database().await?;
    client
        .command(
            "CREATE TABLE computed (id UInt64, twice UInt64 MATERIALIZED id * 2, same UInt64 ALIAS id, \
             source String EPHEMERAL 'none', length UInt64 DEFAULT length(source)) ENGINE Memory",
        )
        .await?;
    client.insert("computed", &[Id { id: 3 }]).await?;
    client.insert("computed", &[WithSource { id: 4, source: "abcdefg".into() }]).await?;
    let rows =
        client.query_as::<(u64, u64, u64, u64)>("SELECT id, twice, same, length FROM computed ORDER BY id").await?;
    assert_eq!(rows, [(3, 6, 3, 4), (4, 8, 4, 7)]);
    let text = client.insert("computed", &[Computed { id: 1, twice: 2 }]).await.unwrap_err().to_string();
    assert_eq!(
        text,
        "insert into `computed`: column `twice` is MATERIALIZED, computed by the server; mark `Computed::twice` with \
         `#[clickhouse(skip_insert)]`"
    );
    Ok(())
}

#[tokio::test]
async fn whoever_may_not_see_the_columns_inserts_natural_types() -> Outcome {
    let refusal = b"Code: 497. DB::Exception: writer: Not enough privileges. (ACCESS_DENIED) (version 26.7.2.1)\n";
    let refused = [head(500, "X-ClickHouse-Exception-Code: 497\r\n", refusal.len()), refusal.to_vec()].concat();
    let stored = head(200, "X-ClickHouse-Query-Id: q\r\nX-ClickHouse-Summary: {\"written_rows\":\"1\"}\r\n", 0);
    let server = ScriptedServer::start([Reply::Bytes(refused), Reply::Bytes(stored)]);
    let client = Client::builder().url(server.url()).compression(Compression::None).build()?;
    assert_eq!(client.insert("inbox", &[Id { id: 3 }]).await?.written_rows, 1);
    let request = server.requests().pop().unwrap();
    assert_eq!(request.body, b"\x01\x01\x02id\x06UInt64\x03\0\0\0\0\0\0\0");
    for part in [
        "query=INSERT%20INTO%20%60inbox%60%20%28%60id%60%29%20FORMAT%20Native&",
        "async_insert=0",
        "input_format_native_allow_types_conversion=0",
        "input_format_skip_unknown_fields=0",
        "input_format_null_as_default=0",
        "insert_deduplication_token=",
    ] {
        assert!(format!("{}&", request.head.split(' ').nth(1).unwrap()).contains(part), "{part}: {}", request.head);
    }
    Ok(())
}

/// A row with more columns than anybody would write down.
struct Wide;

const WIDE_COLUMNS: usize = 400;

fn wide_fields() -> Vec<Field> {
    let name = |number: usize| &*Box::leak(format!("{}{number}", "x".repeat(200)).into_boxed_str());
    (0..WIDE_COLUMNS)
        .map(|number| Field { row: "Wide", field: "x", column: name(number), declared: None, kind: None })
        .collect()
}

impl Row for Wide {
    const NAME: &'static str = "Wide";

    fn columns() -> Vec<RowColumn> {
        wide_fields().iter().map(|field| RowColumn::new(field.column, field.field, DataType::UInt8)).collect()
    }
}

impl WriteRow for Wide {
    type Builders = Vec<<u8 as WriteValue>::Builder>;

    fn builders(table: &mut TargetColumns<'_>) -> Option<Self::Builders> {
        let builders = wide_fields().iter().map(|field| table.field::<u8>(field)).collect();
        table.finish("Wide", false);
        builders
    }

    fn write(&self, builders: &mut Self::Builders) -> Result<(), CellError> {
        builders.iter_mut().try_for_each(|builder| 7u8.write(builder))
    }

    fn each_builder(builders: &mut Self::Builders, visit: &mut dyn FnMut(&mut dyn ColumnBuilder)) {
        builders.iter_mut().for_each(|builder| visit(builder));
    }
}

#[tokio::test]
async fn more_columns_than_a_url_has_room_for() -> Outcome {
    let (database, client) = database().await?;
    let columns: Vec<_> = wide_fields().iter().map(|field| format!("{} UInt8", field.column)).collect();
    client.command(format!("CREATE TABLE wide ({}) ENGINE Memory", columns.join(", "))).await?;
    for compression in [Compression::None, Compression::Lz4] {
        let client = Client::builder().url(database.url()).compression(compression).build()?;
        client.insert("wide", &[Wide, Wide, Wide]).await?;
    }
    let sql = format!("SELECT count(), sum({}) FROM wide", wide_fields()[WIDE_COLUMNS - 1].column);
    assert_eq!(client.query_as::<(u64, u64)>(sql).fetch_one().await?, (6, 42));
    Ok(())
}

#[tokio::test]
async fn an_atomic_insert_is_stored_whole_or_not_at_all() -> Outcome {
    let (_database, client) = database().await?;
    let bound = "(id UInt64, CONSTRAINT small CHECK id < {end:UInt64}) ENGINE MergeTree ORDER BY id";
    for (table, end) in [("whole", 2_500_000u64), ("broken", 2_499_999)] {
        client.command(format!("CREATE TABLE {table} {}", bound.replace("{end:UInt64}", &end.to_string()))).await?;
    }
    let rows: Vec<Id> = (0..2_500_000).map(|id| Id { id }).collect();
    assert_eq!(client.insert("whole", &rows).atomic().await?.written_rows, 2_500_000);
    let sql = "SELECT count(), uniqExact(_part), uniqExact(id) FROM whole";
    assert_eq!(client.query_as::<(u64, u64, u64)>(sql).fetch_one().await?, (2_500_000, 1, 2_500_000));
    let error = client.insert("broken", &rows).atomic().await.unwrap_err();
    assert_eq!((error.code(), error.rows_written(), error.rows_unknown()), (Some(469), 0, 0));
    assert_eq!(client.query_as::<u64>("SELECT count() FROM broken").fetch_one().await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_token_given_as_a_setting_names_each_block_apart() -> Outcome {
    let (_database, client) = database().await?;
    client
        .command("CREATE TABLE named (id UInt64) ENGINE MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 10")
        .await?;
    let rows: Vec<Id> = (0..1_000_001).map(|id| Id { id }).collect();
    for _ in 0..2 {
        client.insert("named", &rows).setting("insert_deduplication_token", "mine").await?;
    }
    assert_eq!(client.query_as::<u64>("SELECT count() FROM named").fetch_one().await?, 1_000_001);
    Ok(())
}

#[tokio::test]
async fn rows_may_be_gathered_by_the_server_with_or_without_waiting() -> Outcome {
    let (_database, client) = database().await?;
    client.command("CREATE TABLE gathered (id UInt64) ENGINE MergeTree ORDER BY id").await?;
    client.insert("gathered", &[Id { id: 1 }]).async_insert().await?;
    client.insert("gathered", &[Id { id: 2 }]).async_insert().no_wait().query_id("not waited for").await?;
    // Soon, on a server that has a queue.
    let begun = std::time::Instant::now();
    while client.query_as::<u64>("SELECT count() FROM gathered").fetch_one().await? < 2 {
        assert!(begun.elapsed() < std::time::Duration::from_secs(10), "the row is not stored");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    client.command("SYSTEM FLUSH LOGS").await?;
    let sql =
        "SELECT anyLast(Settings['wait_for_async_insert']) FROM system.query_log WHERE query_id = 'not waited for'";
    assert_eq!(client.query_as::<String>(sql).fetch_one().await?, "0");
    Ok(())
}
