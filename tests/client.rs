//! What a client holds to whatever it is asked, live and against servers that misbehave.

mod support;

use clickhouse_core::client::{Compression, Retry};
use clickhouse_core::{Client, ErrorKind, Row};
use clickhouse_embedded::{Constraint, Server, User};
use std::time::Duration;
use support::{Outcome, Reply, ScriptedServer, database, head, native};

/// One block: `n UInt8`, 2 rows: 0, 1.
const BLOCK: &[u8] = b"\x01\x02\x01n\x05UInt8\x00\x01";

#[derive(Row, Debug)]
struct Number {
    n: u8,
}

#[tokio::test]
async fn the_server_is_asked_for_its_version_and_a_sign_of_life() -> Outcome {
    let (_database, client) = database().await?;
    client.ping().await?;
    let version = client.server_version().await?;
    assert!(version.split('.').count() >= 3 && version.starts_with(|digit: char| digit.is_ascii_digit()), "{version}");
    assert!(!client.command("SELECT 1").query_id("mine").await?.query_id.is_empty());
    assert_eq!(client.command("SELECT 1").query_id("my own id").await?.query_id, "my own id");
    Ok(())
}

#[tokio::test]
async fn options_of_a_call_win_and_end_with_it() -> Outcome {
    let shared = Server::shared().await?;
    let client = Client::builder().url(shared.url()).setting("max_threads", 3).build()?;
    let threads = "SELECT getSetting('max_threads')::UInt64";
    assert_eq!(client.query_as::<u64>(threads).setting("max_threads", 5).await?, [5]);
    assert_eq!(client.query_as::<u64>(threads).await?, [3]);
    let client = Client::new(format!("{}?max_threads=7", shared.url()))?;
    assert_eq!(client.query_as::<u64>(threads).await?, [7]);
    Ok(())
}

#[tokio::test]
async fn a_session_keeps_its_tables_to_itself() -> Outcome {
    let (database, client) = database().await?;
    let session = format!("session of {}", database.name());
    client.command("CREATE TEMPORARY TABLE kept (n UInt8)").session(&session).await?;
    client.insert("kept", &[Number { n: 7 }]).session(&session).await?;
    assert_eq!(client.query_as::<u8>("SELECT n FROM kept").session(&session).await?, [7]);
    assert_eq!(client.query_as::<u8>("SELECT n FROM kept").await.unwrap_err().code(), Some(60));
    // What was learnt in the session is not taken for a table outside of it.
    client.command("CREATE TABLE kept (n Nullable(UInt8), m UInt8 DEFAULT 3) ENGINE Memory").await?;
    client.insert("kept", &[Number { n: 8 }]).await?;
    assert_eq!(client.query_as::<(Option<u8>, u8)>("SELECT n, m FROM kept").await?, [(Some(8), 3)]);
    Ok(())
}

#[tokio::test]
async fn users_who_may_only_read_run_every_query() -> Outcome {
    let server = Server::builder()
        .user(User::new("one").password("p").readonly(1))
        .user(User::new("two").password("p").readonly(2))
        .user(User::new("bound").password("p").constraint("network_compression_method", Constraint::new().readonly()))
        .user(
            User::new("tight")
                .password("p")
                .constraint("readonly", Constraint::new().readonly())
                .constraint("cancel_http_readonly_queries_on_client_close", Constraint::new().readonly()),
        )
        .start()
        .await?;
    for user in ["one", "two", "bound", "tight", "readonly"] {
        for compression in [Compression::None, Compression::Lz4] {
            let client = Client::builder().url(server.url_for(user)?).compression(compression).build()?;
            for _ in 0..2 {
                let sum = client.query_as::<u64>("SELECT sum(number) FROM numbers(10)").await?;
                assert_eq!(sum, [45], "{user}");
                assert_eq!(client.query_as::<String>("SELECT {x:String}").param("x", "é").await?, ["é"], "{user}");
            }
            client.server_version().await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn answers_come_plain_where_the_server_prefers_a_method_that_the_user_may_not_change() -> Outcome {
    let server = Server::builder()
        .setting("network_compression_method", "ZSTD")
        .user(User::new("one").password("p").readonly(1))
        .start()
        .await?;
    let client = Client::new(server.url_for("one")?)?;
    for _ in 0..2 {
        assert_eq!(client.query_as::<u64>("SELECT number FROM numbers(100000)").await?.len(), 100_000);
    }
    Ok(())
}

#[tokio::test]
async fn a_query_cannot_write_whatever_its_sql_says() -> Outcome {
    let (_database, client) = database().await?;
    client.command("CREATE TABLE t (n UInt8) ENGINE Memory").await?;
    for sql in [
        "INSERT INTO t SELECT 1",
        "INSERT INTO t SETTINGS readonly = 0 SELECT 1",
        "SELECT 1 SETTINGS readonly = 0",
        "INSERT INTO t SELECT 1",
        "DROP TABLE t",
    ] {
        assert_eq!(client.query_as::<u8>(sql).await.unwrap_err().code(), Some(164), "{sql}");
    }
    assert_eq!(client.query_as::<u64>("SELECT count() FROM t").await?, [0]);
    Ok(())
}

#[tokio::test]
async fn a_dropped_or_killed_query_stops_on_the_server() -> Outcome {
    let (database, client) = database().await?;
    let endless = "SELECT sum(sleepEachRow(0.05)) FROM system.numbers SETTINGS max_block_size = 1, \
                   function_sleep_max_microseconds_per_block = 0";
    let running = |id: String| {
        let client = client.clone();
        async move {
            let count = "SELECT count() FROM system.processes WHERE query_id = {id:String}";
            client.query_as::<u64>(count).param("id", id).fetch_one().await
        }
    };
    let id = format!("dropped {}", database.name());
    let query = client.query_as::<u64>(endless).query_id(&id).fetch_all();
    assert!(tokio::time::timeout(Duration::from_millis(500), query).await.is_err());
    for wait in 0.. {
        if running(id.clone()).await? == 0 {
            break;
        }
        assert!(wait < 100, "the query goes on");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }

    let id = format!("killed {}", database.name());
    let query = tokio::spawn(client.query_as::<u64>(endless).query_id(&id).fetch_all());
    while running(id.clone()).await? == 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    client.kill(&id).await?;
    let error = query.await?.unwrap_err();
    assert_eq!((error.code(), error.query_id()), (Some(394), Some(id.as_str())), "{error}");
    Ok(())
}

#[tokio::test]
async fn an_answer_cut_anywhere_is_an_error() -> Outcome {
    let whole = ScriptedServer::start([Reply::Bytes(native(BLOCK, BLOCK.len()))]);
    let client = Client::builder().url(whole.url()).compression(Compression::None).build()?;
    assert_eq!(client.query_as::<u8>("SELECT n").await?, [0, 1]);
    for sent in 0..BLOCK.len() {
        let server = ScriptedServer::start([Reply::Bytes(native(BLOCK, sent))]);
        let client = Client::builder().url(server.url()).compression(Compression::None).build()?;
        let error = client.query_as::<u8>("SELECT n").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport, "{sent}: {error}");
        assert_eq!(error.query_id(), Some("q1"));
        assert!(error.to_string().starts_with("query: "), "{error}");
        // A body whose length fits, but whose block does not end.
        let server = ScriptedServer::start([Reply::Bytes(native(&BLOCK[..sent], sent))]);
        let client = Client::builder().url(server.url()).compression(Compression::None).build()?;
        match client.query_as::<u8>("SELECT n").await {
            Ok(rows) => assert!(sent == 0 && rows.is_empty()),
            Err(error) => assert_eq!(error.kind(), ErrorKind::Transport, "{sent}: {error}"),
        }
    }
    Ok(())
}

#[tokio::test]
async fn garbage_is_an_error_and_not_a_panic() -> Outcome {
    let garbage = [
        b"".to_vec(),
        b"\xff\xfe\x00".to_vec(),
        b"SSH-2.0-OpenSSH_9.2\r\n".to_vec(),
        b"HTTP/1.1 200 OK\r\n".to_vec(),
        b"HTTP/1.1 999\r\n\r\n".to_vec(),
        native(b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 11),
        native(b"\x01\x80\x80\x80\x80\x10\x01n\x06UInt64", 15),
        [head(302, "Location: http://127.0.0.1:1/\r\n", 0)].concat(),
        [head(502, "", 11), b"Bad Gateway".to_vec()].concat(),
        [head(500, "X-ClickHouse-Exception-Code: 60\r\n", 0)].concat(),
    ];
    for bytes in garbage {
        let server = ScriptedServer::start([Reply::Bytes(bytes.clone())]);
        for compression in [Compression::None, Compression::Lz4] {
            let client = Client::builder().url(server.url()).compression(compression).retry(Retry::off()).build()?;
            let text = String::from_utf8_lossy(&bytes);
            assert!(client.query_as::<u8>("SELECT 1").await.is_err(), "{text}");
            assert!(client.insert("t", &[Number { n: 1 }]).await.is_err(), "{text}");
            assert!(client.ping().await.is_err(), "{text}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_web_page_is_not_taken_for_a_success() -> Outcome {
    let page = [head(200, "Content-Type: text/html\r\n", 13), b"<html></html>".to_vec()].concat();
    let described = b"\x03\x01\x04name\x06String\x01n\x04type\x06String\x05UInt8\x0cdefault_type\x06String\x00";
    let server = ScriptedServer::start([Reply::Bytes(page.clone())]);
    let client = Client::new(server.url())?;
    let text = client.command("CREATE TABLE t (n UInt8)").await.unwrap_err().to_string();
    assert!(text.contains("answers, but not as ClickHouse does; check host and port"), "{text}");
    assert!(client.query_as::<u8>("SELECT 1").await.is_err());
    let (described, nothing) = (native(described, described.len()), native(b"", 0));
    let server = ScriptedServer::start([described, nothing, page].map(Reply::Bytes));
    let client = Client::builder().url(server.url()).compression(Compression::None).build()?;
    let text = client.insert("t", &[Number { n: 1 }]).await.unwrap_err().to_string();
    assert!(text.starts_with("insert into `t`: ") && text.contains("not as ClickHouse does"), "{text}");
    Ok(())
}

#[tokio::test]
async fn a_server_that_falls_silent_in_its_answer_ends_in_a_timeout() -> Outcome {
    let server = ScriptedServer::start([Reply::ThenSilence(native(BLOCK, 9))]);
    let client = Client::builder()
        .url(server.url())
        .compression(Compression::None)
        .timeout(Duration::from_millis(100))
        .build()?;
    let error = client.query_as::<u8>("SELECT n").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    Ok(())
}

#[tokio::test]
async fn a_slow_upload_is_not_silence() -> Outcome {
    #[derive(Row)]
    struct Text {
        text: String,
    }
    let described = b"\x03\x01\x04name\x06String\x04text\x04type\x06String\x06String\x0cdefault_type\x06String\x00";
    let stored = head(200, "X-ClickHouse-Query-Id: q\r\n", 0);
    let learnt = [native(described, described.len()), native(b"", 0)].map(Reply::Bytes);
    let server = ScriptedServer::start(learnt.into_iter().chain([Reply::Slowly(stored)]));
    let client = Client::builder()
        .url(server.url())
        .compression(Compression::None)
        .timeout(Duration::from_millis(700))
        .build()?;
    let rows: Vec<_> = (0..24).map(|_| Text { text: "x".repeat(1 << 20) }).collect();
    let begun = std::time::Instant::now();
    client.insert("t", &rows).await?;
    assert!(begun.elapsed() > Duration::from_millis(700), "the server was not slow");
    assert_eq!(server.requests().pop().unwrap().body.len(), 24 * ((1 << 20) + 3) + 14);
    Ok(())
}

#[tokio::test]
async fn a_calls_own_timeout_allows_for_a_longer_silence() -> Outcome {
    let (database, _) = database().await?;
    let client = Client::builder().url(database.url()).timeout(Duration::from_millis(100)).build()?;
    let slow = "SELECT sleep(0.5)";
    assert_eq!(client.query_as::<u8>(slow).await.unwrap_err().kind(), ErrorKind::Timeout);
    assert_eq!(client.query_as::<u8>(slow).timeout(Duration::from_secs(30)).await?, [0]);
    Ok(())
}

#[tokio::test]
async fn what_is_sent_is_the_users_sql_and_no_secret_in_the_url() -> Outcome {
    let server = ScriptedServer::start([Reply::Bytes(native(BLOCK, BLOCK.len()))]);
    let client = Client::builder()
        .url(server.url())
        .database("my db")
        .role("r")
        .header("X-Mine", "yes")
        .product("tests", "1.2")
        .compression(Compression::None)
        .build()?;
    let sql = "  SELECT n -- ? {x:UInt8};\n FROM t ; ";
    client.query_as::<u8>(sql).param("x", 1).session("s 1").setting("max_threads", 2).await?;
    let request = server.requests().pop().unwrap();
    assert_eq!(request.body, sql.as_bytes());
    let (line, headers) = request.head.split_once("\r\n").unwrap();
    assert!(line.starts_with("POST /?") && !line.contains("hunter2") && !line.contains("SELECT"), "{line}");
    for part in [
        "database=my%20db",
        "role=r",
        "session_id=s%201",
        "max_threads=2",
        "param_x=1",
        "default_format=Native",
        "readonly=2",
    ] {
        assert!(line.contains(part), "{part} is not in {line}");
    }
    for absent in ["client_protocol_version", "compress=", "network_compression_method"] {
        assert!(!line.contains(absent), "{absent} is in {line}");
    }
    let headers = headers.to_ascii_lowercase();
    for part in
        ["x-clickhouse-user: me", "x-clickhouse-key: hunter2", "x-mine: yes", "user-agent: tests/1.2 clickhouse-core/"]
    {
        assert!(headers.contains(part), "{part} is not in {headers}");
    }
    assert!(!headers.contains("accept-encoding"), "{headers}");
    Ok(())
}

#[tokio::test]
async fn the_next_server_is_asked_where_one_cannot_be_connected_to() -> Outcome {
    let shared = Server::shared().await?;
    let closed = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let url = shared.url();
    let account = url.split_once("://").and_then(|(_, rest)| rest.split_once('@')).unwrap().0;
    let client = Client::builder().urls([format!("http://{account}@{closed}"), shared.url()]).build()?;
    for _ in 0..3 {
        assert_eq!(client.query_as::<u8>("SELECT 1").await?, [1]);
    }
    Ok(())
}

#[test]
fn without_a_runtime_there_is_an_error_and_no_panic() {
    let client = Client::new("http://localhost:8123").unwrap();
    let mut query = std::pin::pin!(client.query_as::<u8>("SELECT 1").fetch_all());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match query.as_mut().poll(&mut context) {
        std::task::Poll::Ready(Err(error)) => assert!(error.to_string().contains("no tokio runtime"), "{error}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn secrets_are_shown_nowhere() -> Outcome {
    let client = Client::builder()
        .url("http://me:hunter2@127.0.0.1:1/db?format_avro_schema_registry_url=hunter3")
        .header("X-Proxy", "hunter4")
        .build()?;
    let builder = Client::builder().url("http://me:hunter2@127.0.0.1:1").password("hunter5");
    let command = client.command("SELECT {x:String}").param("x", "hunter6").setting("s3_secret", "hunter7");
    let query = client.query_as::<u8>("SELECT {x:String}").param("x", "hunter6").setting("s3_secret", "hunter7");
    let error = query.clone().await.unwrap_err();
    let shown = format!("{client:?} {builder:?} {command:?} {query:?} {error:?} {error} {:?}", query.clone().blocks());
    assert!(!shown.contains("hunter"), "{shown}");
    let token = Client::builder().url("http://127.0.0.1:1").access_token("hunter8").build()?;
    assert!(!format!("{token:?} {:?}", token.ping().await.unwrap_err()).contains("hunter"));
    assert!(Client::builder().url("http://me@127.0.0.1:1").access_token("t").build().is_err());
    Ok(())
}

#[test]
fn a_client_can_be_shared_and_its_calls_sent_between_threads() {
    fn shared<T: Clone + Send + Sync + std::fmt::Debug + 'static>(_: &T) {}
    fn sent<F: IntoFuture<IntoFuture: Send>>(_: F) {}
    let client = Client::new("http://localhost:8123").unwrap();
    shared(&client);
    sent(client.ping());
    sent(client.server_version());
    sent(client.kill("q"));
    sent(client.command("SELECT 1"));
    sent(client.query_as::<Number>("SELECT 1"));
    sent(client.insert("t", &[Number { n: 1 }]));
}
