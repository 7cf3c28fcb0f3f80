//! `query_as!`: queries whose rows the compiler has compared with a snapshot, run by a real server with the same schema.
//!
//! The snapshots are in `tests/clickhouse/queries/`; `tests/ui/query_as/` has the same queries with rows that do not fit.

use crate::support::{Outcome, database};
use clickhouse_core::{Client, Enum, Row, Value, query_as};
use clickhouse_embedded::Database;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

#[derive(Row, Debug, PartialEq)]
struct Host {
    host: String,
    hits: u64,
}

async fn requests() -> Result<(Database, Client), Box<dyn std::error::Error>> {
    let (database, client) = database().await?;
    client.command(include_str!("../clickhouse/schema.sql").trim_end().trim_end_matches(';')).await?;
    client
        .command(
            "INSERT INTO requests VALUES ('a', 200, 'info', 0.5, ['x', 'y']), ('a', 500, 'warn', NULL, []), \
             ('b', 200, 'info', 1.5, ['x'])",
        )
        .await?;
    Ok((database, client))
}

#[tokio::test]
async fn structs_tuples_and_values_are_read() -> Outcome {
    let (_database, client) = requests().await?;
    let hits = || query_as!(Host, "SELECT host, count() AS hits FROM requests GROUP BY host ORDER BY host");
    let all = [Host { host: "a".to_owned(), hits: 2 }, Host { host: "b".to_owned(), hits: 1 }];
    assert_eq!(hits().fetch_all(&client).await?, all);
    assert_eq!(client.query_as::<Host>(hits()).await?, all);
    assert_eq!(hits().on(&client).setting("max_threads", 1).await?, all);
    let mut stream = hits().stream(&client);
    assert_eq!(stream.next().await.transpose()?.as_ref(), all.first());
    let status = 500u16;
    let count =
        query_as!(u64, "SELECT count() FROM requests WHERE status >= {status:UInt16}").fetch_one(&client).await?;
    assert_eq!(count, 1);
    let pairs = query_as!((String, u64), "SELECT host, count() AS hits FROM requests GROUP BY host ORDER BY host");
    assert_eq!(pairs.fetch_all(&client).await?[0], ("a".to_owned(), 2));
    let none = query_as!((String,), "SELECT host FROM requests WHERE host = {host:String}", host = "nowhere");
    assert_eq!(none.fetch_optional(&client).await?, None);
    Ok(())
}

/// Columns for names that are not its own, and fields for columns that may be absent.
#[derive(Row)]
#[clickhouse(rename_all = "UPPERCASE", partial)]
#[allow(dead_code, reason = "only its columns matter")]
struct Unusual<'a, T> {
    #[clickhouse(rename = "host")]
    r#type: Cow<'a, str>,
    #[clickhouse(rename = "hits")]
    count: T,
    #[clickhouse(default)]
    absent: Option<u8>,
    #[clickhouse(skip)]
    cache: HashMap<String, u8>,
}

#[derive(Row)]
#[allow(dead_code, reason = "only its columns matter")]
struct Flat {
    #[clickhouse(flatten)]
    hits: Arc<Host>,
}

#[derive(Value, Debug, PartialEq)]
struct Seconds(f64);

#[derive(Enum, Debug, PartialEq)]
#[clickhouse(rename_all = "lowercase")]
enum Level {
    Info,
    Warn,
}

#[derive(Row, Debug, PartialEq)]
struct Borrowed<'a> {
    host: &'a str,
    status: u32,
    level: Level,
    seconds: Option<Seconds>,
    tags: Vec<&'a str>,
}

type Pair = (Option<String>, u64);

impl Host {
    async fn first(client: &Client) -> Result<Self, clickhouse_core::Error> {
        query_as!(Self, "SELECT host, count() AS hits FROM requests GROUP BY host ORDER BY host LIMIT 1")
            .fetch_one(client)
            .await
    }
}

#[tokio::test]
async fn unusual_rows_are_not_refused() -> Outcome {
    let (_database, client) = requests().await?;
    let rows = query_as!(Unusual<'_, u64>, "SELECT host, count() AS hits FROM requests GROUP BY host ORDER BY host");
    let block = rows.blocks(&client).next().await?.expect("two rows");
    assert_eq!(block.rows::<Unusual<'_, u64>>()?.len(), 2);
    let rows = query_as!(Flat, "SELECT host, count() AS hits FROM requests GROUP BY host ORDER BY host");
    assert_eq!(rows.fetch_all(&client).await?[1].hits.hits, 1);
    let rows = query_as!(Pair, "SELECT host, count() AS hits FROM requests GROUP BY host ORDER BY host");
    assert_eq!(rows.fetch_all(&client).await?[1], (Some("b".to_owned()), 1));
    // The struct's columns come first.
    let rows = query_as!(
        (Host, Option<f64>),
        "SELECT host, count() AS hits, max(seconds) FROM requests GROUP BY host ORDER BY host"
    );
    assert_eq!(rows.fetch_all(&client).await?[1], (Host { host: "b".to_owned(), hits: 1 }, Some(1.5)));
    let mut blocks = query_as!(Borrowed<'_>, "SELECT * FROM requests ORDER BY host, status").blocks(&client);
    let block = blocks.next().await?.expect("three rows");
    let second = block.rows::<Borrowed<'_>>()?.nth(1).expect("three rows")?;
    assert_eq!(second, Borrowed { host: "a", status: 500, level: Level::Warn, seconds: None, tags: vec![] });
    assert_eq!(Host::first(&client).await?, Host { host: "a".to_owned(), hits: 2 });
    Ok(())
}

#[tokio::test]
async fn spaces_and_comments_do_not_change_the_snapshot() -> Outcome {
    let (_database, client) = requests().await?;
    let rows = query_as!(
        Host,
        r"-- all hosts
          SELECT host, count() AS hits
          FROM requests /* of all times */
          GROUP BY host
          ORDER BY host;"
    );
    assert_eq!(rows.fetch_all(&client).await?.len(), 2);
    Ok(())
}

#[tokio::test]
async fn names_get_a_sample_from_a_comment() -> Outcome {
    let (_database, client) = requests().await?;
    let table = "requests";
    let rows = query_as!(
        (String, Vec<String>),
        "-- table = requests
         SELECT host, tags FROM {table:Identifier} ORDER BY host DESC LIMIT 1"
    );
    assert_eq!(rows.fetch_one(&client).await?, ("b".to_owned(), vec!["x".to_owned()]));
    Ok(())
}
