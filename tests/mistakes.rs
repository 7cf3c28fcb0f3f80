//! A user's mistakes, made for real: each text says what was being done, what is wrong, and the way out.

mod support;

use clickhouse_core::client::Retry;
use clickhouse_core::{Client, Error, ErrorKind, Row};
use clickhouse_embedded::Server;
use std::time::{Duration, Instant};
use support::{Outcome, database};

#[derive(Row, Debug)]
#[allow(dead_code, reason = "only its columns matter")]
struct Metric {
    key: u32,
    value: String,
    metric: f64,
}

fn metric() -> Metric {
    Metric { key: 1, value: "v".into(), metric: 1.5 }
}

fn refusal<T: std::fmt::Debug>(outcome: Result<T, Error>, kind: ErrorKind) -> String {
    let error = outcome.unwrap_err();
    assert_eq!(error.kind(), kind, "{error}");
    assert_eq!(error.mismatch().is_some(), kind == ErrorKind::Mismatch, "{error}");
    error.to_string()
}

#[tokio::test]
async fn a_wrong_type_is_told_by_column_and_field() -> Outcome {
    let (_database, client) = database().await?;
    let wrong = client.query_as::<Metric>("SELECT 1::UInt64 AS key, 'v' AS value, 1.5 AS metric").await;
    assert_eq!(
        refusal(wrong, ErrorKind::Mismatch),
        "query: column 1 `key` is UInt64, but `Metric::key` reads UInt32 (`u32`); make the field `u64`, or convert in the query"
    );
    client.command("CREATE TABLE wrong (key UInt32, value UInt8, metric Float64) ENGINE Memory").await?;
    assert_eq!(
        refusal(client.insert("wrong", &[metric()]).await, ErrorKind::Mismatch),
        "insert into `wrong`: column `value` is UInt8, but `Metric::value` is `String` (String); make the field `u8`"
    );
    Ok(())
}

#[tokio::test]
async fn a_missing_column_is_told_by_field() -> Outcome {
    let (_database, client) = database().await?;
    let missing = client.query_as::<Metric>("SELECT 1::UInt32 AS key, 'v' AS valeu, 1.5 AS metric").await;
    let text = refusal(missing, ErrorKind::Mismatch);
    assert!(text.starts_with("query: 2 problems\n"), "{text}");
    assert!(text.contains("no column `value`") && text.contains("did you mean `valeu`?"), "{text}");
    client.command("CREATE TABLE missing (key UInt32, value String) ENGINE Memory").await?;
    assert_eq!(
        refusal(client.insert("missing", &[metric()]).await, ErrorKind::Mismatch),
        "insert into `missing`: the table has no column `metric` for `Metric::metric`; add it with ALTER TABLE, or mark \
         the field `#[clickhouse(skip_insert)]`"
    );
    Ok(())
}

#[tokio::test]
async fn an_extra_column_is_told_by_name() -> Outcome {
    let (_database, client) = database().await?;
    let extra = client.query_as::<Metric>("SELECT 1::UInt32 AS key, 'v' AS value, 1.5 AS metric, now() AS at").await;
    let text = refusal(extra, ErrorKind::Mismatch);
    assert!(text.starts_with("query: column `at` is DateTime, and `Metric` has no field for it; add `at: "), "{text}");
    client.command("CREATE TABLE extra (key UInt32, value String, metric Float64, at DateTime) ENGINE Memory").await?;
    let text = refusal(client.insert("extra", &[metric()]).await, ErrorKind::Mismatch);
    assert!(
        text.starts_with(
            "insert into `extra`: column `at` is DateTime without a DEFAULT, and `Metric` has no field for it"
        ),
        "{text}"
    );
    Ok(())
}

#[tokio::test]
async fn null_into_a_field_without_option_is_refused_whatever_the_data() -> Outcome {
    let (_database, client) = database().await?;
    let sql = "SELECT 1::UInt32 AS key, 'v'::Nullable(String) AS value, 1.5 AS metric";
    let text = refusal(client.query_as::<Metric>(sql).await, ErrorKind::Mismatch);
    assert!(text.starts_with("query: column 2 `value` is Nullable(String), but `Metric::value`"), "{text}");
    assert!(text.contains("Option"), "{text}");
    let text = refusal(client.query_as::<u8>("SELECT NULL::Nullable(UInt8)").await, ErrorKind::Mismatch);
    assert!(text.contains("Nullable(UInt8)") && text.contains("Option"), "{text}");
    Ok(())
}

#[tokio::test]
async fn a_value_out_of_range_is_told_by_row_and_column_before_anything_is_sent() -> Outcome {
    #[derive(Row)]
    struct Trade {
        id: u32,
        day: time::Date,
        code: String,
    }
    let (_database, client) = database().await?;
    client.command("CREATE TABLE trades (id UInt32, day Date, code FixedString(3)) ENGINE Memory").await?;
    let day = |year| time::Date::from_calendar_date(year, time::Month::December, 31).unwrap();
    let trade = |id, year, code: &str| Trade { id, day: day(year), code: code.into() };
    let mut rows: Vec<_> = (0..17).map(|id| trade(id, 2024, "abc")).collect();
    rows.push(trade(17, 1969, "abc"));
    let text = refusal(client.insert("trades", &rows).await, ErrorKind::Value);
    assert!(
        text.starts_with("insert into `trades`: row 17, column `day`: 1969-12-31 is before the first Date"),
        "{text}"
    );
    rows[17] = trade(17, 2024, "abcd");
    let text = refusal(client.insert("trades", &rows).await, ErrorKind::Value);
    assert!(text.starts_with("insert into `trades`: row 17, column `code`: "), "{text}");
    assert!(text.contains("4 bytes") && text.contains("FixedString(3)"), "{text}");
    assert_eq!(client.query_as::<u64>("SELECT count() FROM trades").fetch_one().await?, 0);

    #[derive(Row)]
    struct Small {
        a: u16,
    }
    client.command("CREATE TABLE small (a UInt8) ENGINE Memory").await?;
    assert_eq!(
        refusal(client.insert("small", &[Small { a: 300 }]).await, ErrorKind::Mismatch),
        "insert into `small`: column `a` is UInt8, but `Small::a` is `u16` (UInt16); make the field `u8`"
    );
    Ok(())
}

#[tokio::test]
async fn an_unknown_table_keeps_the_servers_words() -> Outcome {
    let (database, client) = database().await?;
    for (outcome, doing) in [
        (client.insert("nowhere", &[metric()]).await.map(drop), "insert into `nowhere`: "),
        (client.query_as::<u8>("SELECT * FROM nowhere").await.map(drop), "query: "),
        (client.command("DROP TABLE nowhere").await.map(drop), "command: "),
    ] {
        let error = outcome.unwrap_err();
        assert_eq!(
            (error.kind(), error.code(), error.code_name()),
            (ErrorKind::Server, Some(60), Some("UNKNOWN_TABLE"))
        );
        let text = error.to_string();
        assert!(text.starts_with(doing) && text.contains("Code: 60. DB::Exception: "), "{text}");
        assert!(text.contains(database.name()) || text.contains("nowhere"), "{text}");
        assert!(error.query_id().is_some(), "{text}");
        assert!(!error.is_retryable());
    }
    Ok(())
}

#[tokio::test]
async fn a_wrong_password_names_the_user() -> Outcome {
    let shared = Server::shared().await?;
    let client = Client::builder().url(shared.url()).user("test").password("hunter2").build()?;
    let error = client.query_as::<u8>("SELECT 1").await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Server, Some(516)));
    let text = error.to_string();
    assert!(
        text.starts_with(
            "query: log in as `test` (check user and password of the client): Code: 516. DB::Exception: test:"
        ),
        "{text}"
    );
    assert!(!format!("{error:?} {client:?}").contains("hunter2"));
    Ok(())
}

#[tokio::test]
async fn a_refused_connection_names_the_address() -> Outcome {
    let free = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let client = Client::new(format!("http://me:hunter2@{free}"))?;
    for (outcome, doing) in [
        (client.query_as::<u8>("SELECT 1").await.map(drop), "query"),
        (client.command("SELECT 1").await.map(drop), "command"),
        (client.insert("t", &[metric()]).await.map(drop), "insert into `t`"),
        (client.ping().await, "ping"),
    ] {
        let error = outcome.unwrap_err();
        assert!(error.is_retryable());
        let text = refusal(Err::<(), _>(error), ErrorKind::Connect);
        assert!(text.starts_with(&format!("{doing}: ")), "{text}");
        assert!(text.contains(&format!("no connection to http://{free}/: ")), "{text}");
        assert!(text.ends_with("is a server running there? HTTP has port 8123, HTTPS 8443"), "{text}");
        assert!(!text.contains("hunter2"));
    }
    let client = Client::new("http://no-such-host.invalid:8123")?;
    let text = refusal(client.ping().await, ErrorKind::Connect);
    assert!(text.starts_with("ping: no connection to http://no-such-host.invalid:8123/: "), "{text}");
    Ok(())
}

#[tokio::test]
async fn a_silent_server_ends_in_a_timeout() -> Outcome {
    // Connections are made and nobody takes them: even a query that is killed meets silence.
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://127.0.0.1:{}", listener.local_addr()?.port());
    let patient = Client::new(url.as_str())?;
    let client = Client::builder().url(url).timeout(Duration::from_millis(200)).retry(Retry::off()).build()?;
    let limit = Duration::from_millis(200);
    let begun = Instant::now();
    for outcome in [
        client.ping().await,
        client.query_as::<u8>("SELECT 1").await.map(drop),
        client.command("SELECT 1").await.map(drop),
        client.insert("t", &[metric()]).await.map(drop),
        patient.query_as::<u8>("SELECT 1").timeout(limit).await.map(drop),
        patient.command("SELECT 1").timeout(limit).await.map(drop),
        patient.insert("t", &[metric()]).timeout(limit).await.map(drop),
        patient.ping().timeout(limit).await,
        patient.server_version().timeout(limit).await.map(drop),
        patient.kill("q").timeout(limit).await,
    ] {
        let text = refusal(outcome, ErrorKind::Timeout);
        assert!(text.contains("200ms") && text.contains("allow more with `.timeout(..)`"), "{text}");
    }
    // Trying again does not stretch a time that was given for the whole call: the columns' six tries take 6 s without one.
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    Ok(())
}

#[test]
fn a_bad_url_says_what_is_wrong_with_it() {
    for (url, what) in [
        ("", "client URL: it is empty; write one such as http://localhost:8123"),
        (
            "localhost:8123",
            "client URL: it does not begin with http:// or https://; write one such as http://localhost:8123",
        ),
        ("http://me:hunter2@host:port", "client URL: its port is no number from 1 to 65535"),
        ("clickhouse://me:hunter2@host:9000", "client URL: `clickhouse://` is for the native protocol"),
    ] {
        let error = Client::new(url).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().starts_with(what) && !error.to_string().contains("hunter2"), "{error}");
    }
    let text = Client::builder().build().unwrap_err().to_string();
    assert_eq!(text, "client: no URL is given; write one such as http://localhost:8123");
}

#[tokio::test]
async fn a_format_in_the_sql_is_told_apart_from_broken_bytes() -> Outcome {
    let (_database, client) = database().await?;
    let text = refusal(client.query_as::<u8>("SELECT 1 FORMAT CSV").await, ErrorKind::Decode);
    assert!(text.starts_with("query: the answer is in the format CSV") && text.contains("FORMAT"), "{text}");
    Ok(())
}

#[tokio::test]
async fn a_value_that_is_missing_for_a_parameter_is_told() -> Outcome {
    let (_database, client) = database().await?;
    let error = client.query_as::<u8>("SELECT {x:UInt8}").await.unwrap_err();
    assert_eq!(error.code(), Some(456), "{error}");
    let error = client.query_as::<u8>("SELECT {x:UInt8}").param("x", -1).await.unwrap_err();
    assert_eq!(error.code(), Some(457), "{error}");
    let error = client.command("SELECT 1").setting("max_threds", 1).await.unwrap_err();
    assert_eq!(error.code(), Some(115), "{error}");
    let error = client.command("SELECT 1").setting("database", "x").await.unwrap_err();
    assert_eq!(error.to_string(), "command: `database` is not a setting; say it with `database`");
    Ok(())
}
