//! Cells of results and of tables that are named when the program runs.

use crate::support::{Outcome, database};
use clickhouse_core::{ErrorKind, Rows, Value};

#[tokio::test]
async fn a_result_is_read_cell_by_cell_typed_and_untyped() -> Outcome {
    let (_database, client) = database().await?;
    let sql = "SELECT number::UInt32 AS n, toString(number) AS s, if(number = 2, NULL, number / 2) AS half \
               FROM numbers({count:UInt64})";
    let rows = client.query(sql).param("count", 3u64).setting("max_block_size", 2).await?;
    assert_eq!((rows.len(), rows.columns().len(), rows.blocks().len()), (3, 3, 2));
    let columns: Vec<_> = rows.columns().iter().map(|column| format!("{} {}", column.name, column.data_type)).collect();
    assert_eq!(columns, ["n UInt32", "s String", "half Nullable(Float64)"]);
    assert_eq!(
        (rows.get::<u32>(2, "n")?, rows.get::<&str>(1, "s")?, rows.get::<String>(2, 1)?),
        (2, "1", "2".to_owned())
    );
    assert_eq!(rows.get::<Option<f64>>(2, "half")?, None);
    assert_eq!((rows.value(1, "half")?, rows.value(2, "half")?), (&Value::Float64(0.5), &Value::Null));
    assert_eq!(rows.column::<u64>("n")?, [0, 1, 2]);
    let texts: Vec<String> = rows.iter().map(|row| row.get("s")).collect::<Result<_, _>>()?;
    assert_eq!(texts, ["0", "1", "2"]);
    for row in &rows {
        assert_eq!(row.values()?[0].as_u64(), Some(row.number() as u64));
    }
    assert!(rows.query_id().is_some_and(|id| !id.is_empty()));
    assert_eq!(rows.summary().result_rows, 3);
    Ok(())
}

#[tokio::test]
async fn a_cell_that_is_not_there_is_an_error_with_the_way_out() -> Outcome {
    let (_database, client) = database().await?;
    let rows = client.query("SELECT 1::UInt8 AS key, 'a' AS value").await?;
    let error = |outcome: Result<u8, clickhouse_core::Error>| {
        let error = outcome.unwrap_err();
        (error.kind(), error.to_string())
    };
    assert_eq!(
        error(rows.get(1, "key")),
        (ErrorKind::Value, "row 1 is asked for, and the result has 1 row, counted from 0".to_owned())
    );
    assert_eq!(
        error(rows.get(0, "ky")),
        (ErrorKind::Mismatch, "the result has no column `ky`; did you mean `key`?".to_owned())
    );
    assert!(error(rows.get(0, "other")).1.ends_with("it has `key`, `value`"));
    assert!(error(rows.get(0, 2)).1.starts_with("column 2 is asked for"));
    let (kind, text) = error(rows.get(0, "value"));
    assert_eq!(kind, ErrorKind::Mismatch);
    assert_eq!(text, "column 2 `value` is String, but `u8` reads UInt8; make it `String`, or convert in the query");
    let none = client.query("SELECT 1 AS x WHERE 0").await?;
    assert!(none.is_empty() && none.columns().is_empty());
    assert!(none.get::<u8>(0, "x").unwrap_err().to_string().contains("without rows has no columns"));
    Ok(())
}

#[tokio::test]
async fn rows_turn_into_json_and_into_a_table() -> Outcome {
    let (_database, client) = database().await?;
    let sql = "SELECT number AS n, map('k', [number]) AS m, (number, 'x')::Tuple(a UInt8, b String) AS t, \
               toDate('2024-01-01') AS d, NULL AS z FROM numbers(2)";
    let rows: Rows = client.query(sql).await?;
    assert_eq!(
        serde_json::to_string(&rows)?,
        r#"[{"n":0,"m":{"k":[0]},"t":{"a":0,"b":"x"},"d":"2024-01-01","z":null},{"n":1,"m":{"k":[1]},"t":{"a":1,"b":"x"},"d":"2024-01-01","z":null}]"#
    );
    assert_eq!(serde_json::to_value(rows.row(1))?, serde_json::to_value(&rows)?[1]);
    assert_eq!(
        rows.pretty(80).to_string(),
        "   ┌─n─┬─m─────────┬─t───────┬─d──────────┬─z────┐\n\
         1. │ 0 │ {'k':[0]} │ (0,'x') │ 2024-01-01 │ ᴺᵁᴸᴸ │\n\
         2. │ 1 │ {'k':[1]} │ (1,'x') │ 2024-01-01 │ ᴺᵁᴸᴸ │\n   \
            └───┴───────────┴─────────┴────────────┴──────┘\n\n2 rows in set.\n"
    );
    Ok(())
}

#[tokio::test]
async fn a_column_that_cannot_be_decoded_is_refused_by_name() -> Outcome {
    let (_database, client) = database().await?;
    let sql = "SELECT 1 AS x, aggThrowState(0.)(number) AS odd, 2 AS y FROM numbers(3)";
    let error = client.query(sql).await.unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("column `odd`") && text.contains("finalizeAggregation(..)") && text.contains("EXCEPT"),
        "{text}"
    );
    Ok(())
}

#[tokio::test]
async fn a_value_is_a_column_of_typed_rows_as_well() -> Outcome {
    let (_database, client) = database().await?;
    let rows = client.query_as::<(u8, Value)>("SELECT 1::UInt8, [1.5, NULL]").await?;
    assert_eq!(rows, [(1, Value::Array(vec![Value::Float64(1.5), Value::Null]))]);
    assert_eq!(client.query_as::<Value>("SELECT 7::Int16").await?, [Value::Int16(7)]);
    assert_eq!(client.query_as::<Option<Value>>("SELECT NULL").await?, [None]);
    Ok(())
}

#[tokio::test]
async fn instants_are_shown_in_the_zone_of_the_session() -> Outcome {
    let (_database, client) = database().await?;
    let sql = "SELECT toDateTime(0) AS a, [toDateTime64(0, 1, 'Asia/Kathmandu')] AS b";
    let rows = client.query(sql).setting("session_timezone", "America/Lima").await?;
    if !std::path::Path::new("/usr/share/zoneinfo/America/Lima").exists() {
        crate::support::skipped("instants in the zone of the session", "this system has no zone database");
        return Ok(());
    }
    let table = rows.pretty(0).to_string();
    assert!(table.contains("│ 1969-12-31 19:00:00 │ ['1970-01-01 05:30:00.0'] │"), "{table}");
    let json = serde_json::to_string(&rows.row(0))?;
    assert_eq!(json, r#"{"a":"1969-12-31 19:00:00","b":["1970-01-01 05:30:00.0"]}"#);
    assert_eq!(serde_json::to_string(&rows)?, format!("[{json}]"));
    Ok(())
}

#[tokio::test]
async fn values_are_inserted_into_columns_named_at_run_time() -> Outcome {
    let (_database, client) = database().await?;
    client
        .command("CREATE TABLE t (key UInt32, name LowCardinality(Nullable(String)), day Date DEFAULT '2024-01-01') ENGINE Memory")
        .await?;
    let rows = [["a".into(), Value::from(1u8)], [Value::Null, Value::from(2i64)]];
    let summary = client.insert_values("t", ["name", "key"], &rows).await?;
    assert_eq!(summary.written_rows, 2);
    let columns = vec!["key".to_owned()];
    client.insert_values("t", &columns, &[vec![Value::UInt32(3)]]).await?;
    let rows = client.query("SELECT * FROM t ORDER BY key").await?;
    assert_eq!(
        serde_json::to_string(&rows)?,
        r#"[{"key":1,"name":"a","day":"2024-01-01"},{"key":2,"name":null,"day":"2024-01-01"},{"key":3,"name":null,"day":"2024-01-01"}]"#
    );
    Ok(())
}

#[tokio::test]
async fn values_that_do_not_fit_are_refused_before_anything_is_sent() -> Outcome {
    let (_database, client) = database().await?;
    client.command("CREATE TABLE t (key UInt8, name String, twice UInt8 ALIAS key * 2) ENGINE Memory").await?;
    for (columns, row, refusal) in [
        (
            &["key", "name"][..],
            vec![Value::from(256), "a".into()],
            "row 1, column `key`: 256 is outside UInt8, which holds 0 to 255",
        ),
        (&["key", "name"], vec![1u8.into()], "row 1, the row has 1 values for 2 columns"),
        (
            &["key", "name"],
            vec![1u8.into(), Value::Null],
            "row 1, column `name`: NULL, and String has none; make the column Nullable",
        ),
        (&["key", "nmae"], vec![1u8.into(), "a".into()], "the table has no column `nmae`; did you mean `name`?"),
        (
            &["key", "twice"],
            vec![1u8.into(), 2u8.into()],
            "column `twice` is ALIAS, computed by the server; leave it out",
        ),
        (&["key", "key"], vec![1u8.into(), 1u8.into()], "the column `key` is named twice"),
        (&[], vec![], "no column is named, so that the values would have no place"),
    ] {
        let first: Vec<Value> =
            columns.iter().map(|name| if *name == "name" { "a".into() } else { 1u8.into() }).collect();
        let error = client.insert_values("t", columns, &[first, row]).await.unwrap_err();
        assert_eq!(error.to_string(), format!("insert into `t`: {refusal}"));
    }
    assert_eq!(client.query_as::<u64>("SELECT count() FROM t").await?, [0]);
    Ok(())
}

#[tokio::test]
async fn values_are_parameters() -> Outcome {
    let (_database, client) = database().await?;
    for (value, data_type) in [
        (Value::from(-5i8), "Int8"),
        ("it's\n\\".into(), "String"),
        (Value::Null, "Nullable(UInt8)"),
        (Value::from(vec![Some("a'"), None]), "Array(Nullable(String))"),
        (Value::from((1u8, "x")), "Tuple(UInt8, String)"),
        (Value::Map(vec![("k".into(), 0.5.into())]), "Map(String, Float64)"),
        (Value::Date(19_723), "Date"),
        (Value::Uuid(7), "UUID"),
        (Value::DateTime64 { ticks: 1_700_000_000_123, digits: 3, zone: None }, "DateTime64(3)"),
        (Value::Array(vec![Value::DateTime { seconds: 1_700_000_000, zone: None }]), "Array(DateTime)"),
    ] {
        let rows = client.query(format!("SELECT {{x:{data_type}}} AS x")).param("x", &value).await?;
        assert_eq!(rows.value(0, "x")?, &value, "{data_type}");
    }
    Ok(())
}
