//! `client.check` and `client.check_table`: a row type against a query or a table of a live server, without a row.

mod support;

use clickhouse_core::{ErrorKind, Row};
use support::{Outcome, database};

#[derive(Row)]
#[allow(dead_code, reason = "only its columns matter")]
struct Hit<'a> {
    host: &'a str,
    hits: u64,
}

#[tokio::test]
async fn a_query_is_checked_without_being_run() -> Outcome {
    let (_database, client) = database().await?;
    client.command("CREATE TABLE requests (host String, status UInt16) ENGINE Memory").await?;
    let sql = "SELECT host, count() AS hits FROM requests WHERE status = {status:UInt16} AND throwIf(1) = 0 GROUP BY host; -- all";
    client.check::<Hit<'static>>(sql).await?;
    client.check::<(String, u64)>(sql).param("status", 500).await?;
    let error = client.check::<(String, u32)>(sql).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Mismatch);
    assert_eq!(
        error.to_string(),
        "check: column 2 `hits` is UInt64, but `u32` reads UInt32; make it `u64`, or convert in the query"
    );
    // Everything at once, as a query that has rows would say it.
    let error = client.check::<Hit<'static>>("SELECT 1 AS hits, 'h' AS hst").await.unwrap_err();
    assert_eq!(error.mismatch().map(|mismatch| mismatch.problems.len()), Some(2));
    let same = client.query_as::<Hit<'static>>("SELECT 1 AS hits, 'h' AS hst").blocks().next().await?;
    let same = same.expect("a block").rows::<Hit<'_>>().map(drop).unwrap_err();
    assert_eq!(error.to_string(), format!("check: {same}"));
    Ok(())
}

#[tokio::test]
async fn parameters_of_every_type_have_a_default() -> Outcome {
    let (_database, client) = database().await?;
    for data_type in [
        "UInt8",
        "Int256",
        "Float32",
        "BFloat16",
        "Bool",
        "Decimal(18, 4)",
        "String",
        "FixedString(3)",
        "UUID",
        "IPv4",
        "IPv6",
        "Date",
        "Date32",
        "DateTime",
        "DateTime('Asia/Kathmandu')",
        "DateTime64(3)",
        "Time",
        "Time64(6)",
        "Enum8('it\\'s' = 1)",
        "Nullable(String)",
        "LowCardinality(String)",
        "LowCardinality(Nullable(String))",
        "Array(String)",
        "Tuple(UInt8)",
        "Tuple(a UInt8, b Nullable(UUID), c DateTime, d Array(IPv4))",
        "Map(String, UInt64)",
        "Variant(String, UInt8)",
        "JSON",
        "Dynamic",
        "Point",
        "Ring",
        "QBit(Float32, 8)",
    ] {
        let columns = client.describe_query(format!("SELECT {{a:{data_type}}} AS a")).await;
        let columns = columns.map_err(|error| format!("{data_type}: {error}"))?;
        assert_eq!(columns.len(), 1);
        // The value is one of the type, for the server at least.
        let sql = format!("SELECT [{{a:{data_type}}}] AS a");
        client.describe_query(sql).await.map_err(|error| format!("{data_type}: {error}"))?;
    }
    Ok(())
}

#[tokio::test]
async fn names_need_a_value_or_a_sample() -> Outcome {
    let (_database, client) = database().await?;
    client.command("CREATE TABLE requests (host String) ENGINE Memory").await?;
    let sql = "SELECT host FROM {table:Identifier}";
    let error = client.check::<String>(sql).await.unwrap_err();
    assert!(error.to_string().contains("`-- table = events`"), "{error}");
    client.check::<String>(sql).param("table", "requests").await?;
    client.check::<String>(format!("-- table = requests\n{sql}")).await?;
    Ok(())
}

#[tokio::test]
async fn what_is_no_select_says_so() -> Outcome {
    let (_database, client) = database().await?;
    for (sql, part) in [
        ("SHOW TABLES", "check: only a SELECT, without FORMAT and INTO, can be described: "),
        ("SELECT 'a", "check: at byte 7 of the SQL: the quote that opens here is not closed"),
        ("SELECT * FROM nowhere", "Code: 60"),
    ] {
        let error = client.check::<String>(sql).await.unwrap_err();
        assert!(error.to_string().contains(part), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn a_table_is_checked_without_an_insert() -> Outcome {
    let (_database, client) = database().await?;
    client.command("CREATE TABLE hits (host LowCardinality(String), hits UInt64) ENGINE Memory").await?;
    client.check_table::<Hit<'_>>("hits").await?;
    client.command("CREATE TABLE other (host String, hits UInt32, at DateTime) ENGINE Memory").await?;
    let error = client.check_table::<Hit<'_>>("other").await.unwrap_err();
    let insert = client.insert("other", &[Hit { host: "h", hits: 1 }]).await.unwrap_err();
    assert_eq!(error.to_string(), insert.to_string().replace("insert into", "check table"));
    assert_eq!(error.mismatch().map(|mismatch| mismatch.problems.len()), Some(2));
    let error = client.check_table::<Hit<'_>>("nowhere").await.unwrap_err();
    assert_eq!(error.code(), Some(60), "{error}");
    Ok(())
}
