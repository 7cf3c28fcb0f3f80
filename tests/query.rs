//! Typed queries, live: rows as structs, tuples and single values, all at once, one by one, and block by block.

mod support;

use clickhouse_core::types::{Blob, Decimal};
use clickhouse_core::{ErrorKind, Row};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use support::{Outcome, database};
use time::macros::{date, datetime};

#[derive(Row, Debug, Clone, PartialEq)]
struct Named {
    name: String,
    n: u64,
}

#[tokio::test]
async fn one_row_is_one_row() -> Outcome {
    let (_database, client) = database().await?;
    assert_eq!(client.query_as::<u8>("SELECT 7").fetch_one().await?, 7);
    assert_eq!(client.query_as::<(u8, String)>("SELECT 7, 'x'").fetch_one().await?, (7, "x".to_owned()));
    assert_eq!(client.query_as::<u8>("SELECT 7").fetch_optional().await?, Some(7));
    assert_eq!(client.query_as::<u8>("SELECT 7 WHERE 0").fetch_optional().await?, None);
    assert_eq!(client.query_as::<u8>("SELECT 7 WHERE 0").await?, [0; 0]);
    let none = client.query_as::<u8>("SELECT 7 WHERE 0").fetch_one().await.unwrap_err();
    assert_eq!(
        none.to_string(),
        "query: the result has no row, and one is wanted; use fetch_optional if there may be none"
    );
    assert!(none.query_id().is_some());
    for sql in ["SELECT number FROM numbers(2)", "SELECT number FROM numbers(1000000)"] {
        let several = client.query_as::<u64>(sql).fetch_one().await.unwrap_err();
        assert!(several.to_string().starts_with("query: the result has more than one row"), "{several}");
        assert!(client.query_as::<u64>(sql).fetch_optional().await.is_err());
    }
    Ok(())
}

#[tokio::test]
async fn structs_are_matched_by_name_and_tuples_by_position() -> Outcome {
    let (_database, client) = database().await?;
    let named = Named { name: "a".into(), n: 1 };
    assert_eq!(client.query_as::<Named>("SELECT 1::UInt64 AS n, 'a' AS name").fetch_one().await?, named);
    let sql = "SELECT 1::UInt64 AS n, 'a' AS name, 3::UInt8, [1, 2]::Array(UInt16)";
    let (row, three, list) = client.query_as::<(Named, u8, Vec<u16>)>(sql).fetch_one().await?;
    assert_eq!((row, three, list), (named, 3, vec![1, 2]));
    let maybe = "SELECT if(number = 1, NULL, number)::Nullable(UInt64) FROM numbers(3)";
    assert_eq!(client.query_as::<Option<u64>>(maybe).await?, [Some(0), None, Some(2)]);
    Ok(())
}

#[tokio::test]
async fn sql_is_any_text_and_is_sent_as_it_is() -> Outcome {
    let (_database, client) = database().await?;
    let owned = String::from("/* a ? {b} */ SELECT '?' -- comment\n ;\n");
    assert_eq!(client.query_as::<String>(&owned).await?, ["?"]);
    assert_eq!(client.query_as::<String>(Cow::from(&owned)).await?, ["?"]);
    assert_eq!(client.query_as::<String>(owned).await?, ["?"]);
    assert_eq!(client.query_as::<String>("WITH 'x' AS y SELECT y").await?, ["x"]);
    assert_eq!(client.query_as::<String>("SELECT 'Code: 60. DB::Exception: not one (UNKNOWN_TABLE)'").await?.len(), 1);
    assert!(client.query_as::<String>("SHOW DATABASES").await?.len() > 1);
    assert_eq!(client.query_as::<u8>("SELECT 1 FORMAT Native").await?, [1]);
    Ok(())
}

#[tokio::test]
async fn streams_and_blocks_give_all_rows_of_a_large_result() -> Outcome {
    let (_database, client) = database().await?;
    let sql = "SELECT toString(number) AS name, number AS n FROM numbers(300000)";
    let mut stream = client.query_as::<Named>(sql).stream();
    let mut count = 0u64;
    while let Some(row) = stream.next().await {
        let row = row?;
        assert_eq!((row.n, row.name), (count, count.to_string()));
        count += 1;
    }
    assert_eq!(count, 300_000);
    assert!(stream.next().await.is_none());

    #[derive(Row)]
    struct Brief<'a> {
        name: &'a str,
        n: u64,
    }
    let mut blocks = client.query_as::<Brief<'_>>(sql).blocks();
    let (mut rows, mut count) = (0, 0);
    while let Some(block) = blocks.next().await? {
        for row in block.rows::<Brief<'_>>()? {
            let row = row?;
            assert_eq!(row.name.parse::<u64>()?, row.n);
            rows += 1;
        }
        count += 1;
        blocks.recycle(block);
    }
    assert!(rows == 300_000 && count > 1);
    assert!(blocks.query_id().is_some());
    assert!(blocks.next().await?.is_none());
    Ok(())
}

#[tokio::test]
async fn an_error_after_the_first_rows_is_an_error_and_not_fewer_rows() -> Outcome {
    let (_database, client) = database().await?;
    for (sql, setting) in [
        ("SELECT throwIf(number = 3000000, 'boom')::UInt8 FROM numbers(10000000)", "0"),
        ("SELECT throwIf(number = 3, 'boom')::UInt8 FROM numbers(10)", "0"),
        ("SELECT throwIf(number = 3000000, 'boom')::UInt8 FROM numbers(10000000)", "1"),
    ] {
        let query = client.query_as::<u8>(sql).setting("wait_end_of_query", setting).setting("max_block_size", 1000);
        let error = query.clone().fetch_all().await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Server, Some(395)), "{error}");
        assert_eq!(error.code_name(), Some("FUNCTION_THROW_IF_VALUE_IS_NON_ZERO"));
        assert!(error.to_string().starts_with("query: Code: 395. DB::Exception: boom"), "{error}");
        let mut stream = query.stream();
        let last = loop {
            match stream.next().await {
                Some(Ok(row)) => assert_eq!(row, 0),
                last => break last,
            }
        };
        assert_eq!(last.unwrap().unwrap_err().code(), Some(395));
        assert!(stream.next().await.is_none());
    }
    Ok(())
}

#[tokio::test]
async fn the_summary_counts_what_was_read() -> Outcome {
    let (_database, client) = database().await?;
    let query = client.query_as::<u64>("SELECT number FROM numbers(1000)").query_id("counted");
    let (rows, summary) = query.setting("wait_end_of_query", true).fetch_all_with_summary().await?;
    assert_eq!((rows.len(), summary.read_rows, summary.query_id.as_str()), (1000, 1000, "counted"));
    Ok(())
}

/// What the server makes of the parameter `value` as `data_type`, as text.
macro_rules! echo {
    ($client:expr, $data_type:expr, $value:expr) => {
        $client
            .query_as::<String>(format!("SELECT toString({{p:{}}})", $data_type))
            .param("p", $value)
            .fetch_one()
            .await
            .unwrap_or_else(|error| panic!("{}: {error}", $data_type))
    };
}

#[tokio::test]
async fn parameters_arrive_as_they_are() -> Outcome {
    let (_database, client) = database().await?;
    let odd = "it's \"a\" `b`\\N \t\n\r\0 \\' {x:UInt8} %20 é ; -- ";
    assert_eq!(echo!(client, "String", odd), odd);
    assert_eq!(echo!(client, "String", String::from(odd)), odd);
    assert_eq!(echo!(client, "String", Cow::from(odd)), odd);
    for text in ["", "\\", "\\N", "NULL", "'", "\n"] {
        assert_eq!(client.query_as::<String>("SELECT {p:String}").param("p", text).fetch_one().await?, text);
        let query = client.query_as::<Vec<String>>("SELECT {p:Array(String)}").param("p", vec![text, odd]);
        assert_eq!(query.fetch_one().await?, [text, odd]);
        let query = client.query_as::<Option<String>>("SELECT {p:Nullable(String)}").param("p", Some(text));
        assert_eq!(query.fetch_one().await?.as_deref(), Some(text));
    }
    let null = client.query_as::<Option<String>>("SELECT {p:Nullable(String)}").param("p", None::<&str>);
    assert_eq!(null.fetch_one().await?, None);
    assert_eq!(echo!(client, "UInt8", u8::MAX), "255");
    assert_eq!(echo!(client, "Int64", i64::MIN), i64::MIN.to_string());
    assert_eq!(echo!(client, "UInt128", u128::MAX), u128::MAX.to_string());
    assert_eq!(echo!(client, "Int128", i128::MIN), i128::MIN.to_string());
    for float in [0.1, -0.0, f64::MAX, f64::MIN_POSITIVE, f64::NEG_INFINITY, 1e300] {
        let query = client.query_as::<(f64, Vec<f64>)>("SELECT {p:Float64}, {q:Array(Float64)}");
        assert_eq!(query.param("p", float).param("q", [float, 1.0]).fetch_one().await?, (float, vec![float, 1.0]));
    }
    assert!(client.query_as::<f64>("SELECT {p:Float64}").param("p", f64::NAN).fetch_one().await?.is_nan());
    assert_eq!(echo!(client, "Bool", true), "true");
    assert_eq!(echo!(client, "Array(Bool)", [true, false]), "[true,false]");
    assert_eq!(echo!(client, "Decimal(9, 2)", "-1.25".parse::<Decimal<9, 2>>()?), "-1.25");
    assert_eq!(echo!(client, "Array(Decimal(9, 2))", ["-1.25".parse::<Decimal<9, 2>>()?]), "[-1.25]");
    let uuid = uuid::Uuid::from_u128(0x0011_2233_4455_6677_8899_aabb_ccdd_eeff);
    assert_eq!(echo!(client, "UUID", uuid), uuid.to_string());
    assert_eq!(echo!(client, "Array(UUID)", [uuid]), format!("['{uuid}']"));
    assert_eq!(echo!(client, "IPv4", Ipv4Addr::new(1, 2, 3, 4)), "1.2.3.4");
    assert_eq!(echo!(client, "Array(IPv6)", [Ipv6Addr::LOCALHOST]), "['::1']");
    assert_eq!(echo!(client, "IPv4", IpAddr::V4(Ipv4Addr::LOCALHOST)), "127.0.0.1");
    assert_eq!(echo!(client, "Date", date!(2024 - 02 - 29)), "2024-02-29");
    assert_eq!(echo!(client, "Array(Date32)", [date!(1900 - 01 - 01)]), "['1900-01-01']");
    assert_eq!(echo!(client, "Tuple(UInt8, String)", (1, "a'b")), "(1,'a\\'b')");
    assert_eq!(echo!(client, "Tuple(UInt8)", (1,)), "(1)");
    assert_eq!(echo!(client, "Map(String, Array(UInt8))", BTreeMap::from([("k", vec![1, 2])])), "{'k':[1,2]}");
    assert_eq!(echo!(client, "Map(String, UInt8)", HashMap::from([("k", 1)])), "{'k':1}");
    assert_eq!(echo!(client, "Array(Nullable(UInt8))", [Some(1), None]), "[1,NULL]");
    assert_eq!(echo!(client, "Array(Array(String))", vec![vec!["a"], vec![]]), "[['a'],[]]");
    assert_eq!(echo!(client, "Enum8('a b' = 1)", "a b"), "a b");
    let bytes = b"\x00\xff'\\\n\t\xfe".to_vec();
    let query = client.query_as::<(Blob, Vec<Blob>)>("SELECT {p:String} AS p, {q:Array(String)} AS q");
    let blob = || Blob::from(bytes.clone());
    assert_eq!(query.param("p", blob()).param("q", [blob()]).fetch_one().await?, (blob(), vec![blob()]));
    let long = "\t%é--\n".repeat(10_000);
    let query = client.query_as::<(u64, u8)>("SELECT length({p:String}), {q:UInt8}").param("p", &long).param("q", 7);
    assert_eq!(query.setting("max_threads", 1).fetch_one().await?, (long.len() as u64, 7));
    let long = "x".repeat(100_000);
    assert_eq!(client.query_as::<u64>("SELECT length({p:String})").param("p", &long).fetch_one().await?, 100_000);
    Ok(())
}

#[tokio::test]
async fn instants_arrive_whatever_their_zone_and_that_of_the_server() -> Outcome {
    let (_database, client) = database().await?;
    let instants = [
        datetime!(2024-01-02 03:04:05 +5:45),
        datetime!(1970-01-01 00:00:00 UTC),
        datetime!(1970-01-01 00:00:01 UTC),
        datetime!(1970-01-01 01:00:00 UTC),
        datetime!(2106-02-07 06:28:15 UTC),
    ];
    for instant in instants {
        let query = client.query_as::<(i64, Vec<i64>)>(
            "SELECT toInt64(toUnixTimestamp({p:DateTime('Asia/Kathmandu')})), arrayMap(x -> toInt64(toUnixTimestamp(x)), {q:Array(DateTime)})",
        );
        let seconds = instant.unix_timestamp();
        assert_eq!(query.param("p", instant).param("q", [instant]).fetch_one().await?, (seconds, vec![seconds]));
    }
    let finer = [
        datetime!(2024-01-02 03:04:05.123456789 -3:30),
        datetime!(1969-12-31 23:59:58.5 UTC),
        datetime!(1900-01-01 00:00:00 UTC),
        datetime!(1970-01-01 00:00:00.000000001 UTC),
        datetime!(1970-01-01 00:00:05 UTC),
        datetime!(1969-12-31 23:59:58 UTC),
    ];
    for instant in finer {
        let query = client.query_as::<(i64, Vec<i64>)>(
            "SELECT toUnixTimestamp64Nano({p:DateTime64(9)}), arrayMap(x -> toUnixTimestamp64Nano(x), {q:Array(DateTime64(9, 'UTC'))})",
        );
        let nanoseconds = i64::try_from(instant.unix_timestamp_nanos())?;
        let query = query.param("p", instant).param("q", [instant]);
        assert_eq!(query.fetch_one().await?, (nanoseconds, vec![nanoseconds]), "{instant}");
    }
    // The server reads -0.5 as 0.5: refused rather than moved to the other side of 1970.
    let half = client.query_as::<i64>("SELECT toUnixTimestamp64Nano({p:DateTime64(9)})");
    assert!(half.param("p", datetime!(1969-12-31 23:59:59.5 UTC)).await.is_err());
    Ok(())
}

#[tokio::test]
async fn identifiers_are_parameters_too() -> Outcome {
    let (database, client) = database().await?;
    client.command("CREATE TABLE `odd ``name` (n UInt8) ENGINE Memory").await?;
    let count = client.query_as::<u64>("SELECT count() FROM {db:Identifier}.{t:Identifier}");
    assert_eq!(count.param("db", database.name()).param("t", "odd `name").fetch_one().await?, 0);
    client.command("DROP TABLE {t:Identifier}").param("t", "odd `name").await?;
    Ok(())
}
