//! Columns whose values come from an expression: what a struct says of them, its table has to be.

mod support;

use clickhouse_core::ddl::ColumnKind;
use clickhouse_core::{ErrorKind, Row};
use support::{Outcome, database};

const TABLE: &str = "CREATE TABLE requests (
    at DateTime, raw String EPHEMERAL, bytes UInt64 DEFAULT length(raw), month UInt8 MATERIALIZED toMonth(at),
    label String ALIAS concat(toString(month), '!')
) ENGINE = MergeTree ORDER BY at";

#[derive(Row, Debug, Clone, PartialEq)]
struct Request {
    #[clickhouse(type = "DateTime")]
    at: time::OffsetDateTime,
    #[clickhouse(ephemeral)]
    raw: String,
    #[clickhouse(skip_insert)]
    bytes: u64,
    #[clickhouse(materialized = "toMonth(at)")]
    month: u8,
    #[clickhouse(alias = "concat(toString(month), '!')")]
    label: String,
}

fn request() -> Request {
    let at = time::macros::datetime!(2024-02-03 04:05:06 UTC);
    Request { at, raw: "four".into(), bytes: 0, month: 0, label: String::new() }
}

#[test]
fn generated_columns_go_one_way() {
    let told = Request::columns();
    let told: Vec<_> = told.iter().map(|column| (&*column.column, column.insert, column.select, column.kind)).collect();
    assert_eq!(
        told,
        [
            ("at", true, true, ColumnKind::Plain),
            ("raw", true, false, ColumnKind::Ephemeral),
            ("bytes", false, true, ColumnKind::Plain),
            ("month", false, true, ColumnKind::Materialized),
            ("label", false, true, ColumnKind::Alias),
        ]
    );
}

#[tokio::test]
async fn the_server_fills_in_what_the_struct_leaves_to_it() -> Outcome {
    let (_database, client) = database().await?;
    client.command(TABLE).await?;
    client.insert("requests", &[request()]).await?;
    client.check_table::<Request>("requests").await?;
    let read = client.query_as::<Request>("SELECT *, month, label FROM requests").await?;
    // What is never stored reads as its default.
    assert_eq!(read, [Request { raw: String::new(), bytes: 4, month: 2, label: "2!".into(), ..request() }]);
    let error = client.query_as::<Request>("SELECT * FROM requests").await.unwrap_err().to_string();
    assert!(
        error.contains(
            "the result has no column `month` for `Request::month`; `SELECT *` leaves MATERIALIZED columns out; select it by its name"
        ),
        "{error}"
    );
    Ok(())
}

#[tokio::test]
async fn a_table_that_makes_other_columns_is_refused() -> Outcome {
    let (_database, client) = database().await?;
    for (column, other, expected) in [
        (
            "month UInt8 MATERIALIZED toMonth(at)",
            "month UInt8",
            "column `month` is a plain column, but `Request::month` is declared MATERIALIZED; bring the struct and the \
             table together",
        ),
        (
            "month UInt8 MATERIALIZED toMonth(at)",
            "month UInt8 DEFAULT 5",
            "column `month` is a column with a DEFAULT, but `Request::month` is declared MATERIALIZED; bring the struct \
             and the table together",
        ),
        (
            "label String ALIAS concat(toString(month), '!')",
            "label String MATERIALIZED 'x'",
            "column `label` is MATERIALIZED, but `Request::label` is declared ALIAS; bring the struct and the table together",
        ),
        (
            "raw String EPHEMERAL",
            "raw String",
            "column `raw` is a plain column, but `Request::raw` is declared EPHEMERAL; bring the struct and the table together",
        ),
        (
            "month UInt8 MATERIALIZED toMonth(at)",
            "moth UInt8 MATERIALIZED toMonth(at), mon UInt8 ALIAS moth",
            "the table has no column `month` for `Request::month`; did you mean `moth`? rename the field with \
             `#[clickhouse(rename = \"moth\")]`",
        ),
    ] {
        let table =
            TABLE.replace(column, other).replace("toString(month)", "'x'").replace("CREATE", "CREATE OR REPLACE");
        client.command(&table).await?;
        for error in [
            client.insert("requests", &[request()]).await.unwrap_err(),
            client.check_table::<Request>("requests").await.unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::Mismatch);
            let problems = &error.mismatch().ok_or("a mismatch")?.problems;
            assert_eq!(problems.len(), 1, "{error}");
            assert_eq!(problems[0].text, expected);
        }
    }
    Ok(())
}

/// Whoever may not describe the table inserts by the struct alone, which then leaves out the same columns.
#[derive(Row)]
struct Flat {
    #[clickhouse(flatten)]
    request: Request,
    #[clickhouse(default_expr = "now()")]
    seen: u32,
}

#[test]
fn flattened_structs_keep_their_kinds() {
    let kinds: Vec<_> = Flat::columns().iter().map(|column| (column.insert, column.kind)).collect();
    assert_eq!(
        kinds[3..],
        [(false, ColumnKind::Materialized), (false, ColumnKind::Alias), (true, ColumnKind::Default)]
    );
    let _ = |flat: Flat| (flat.request, flat.seen);
}
