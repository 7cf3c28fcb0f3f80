//! Answers in any format as bytes: streamed, read like a file, in memory, in a file; whole, or an error.

mod support;

use clickhouse_core::client::Compression;
use clickhouse_core::{Client, ErrorKind};
use futures_util::StreamExt;
use std::path::PathBuf;
use std::time::Duration;
use support::{Outcome, Reply, ScriptedServer, database, head};
use tokio::io::{AsyncBufReadExt, AsyncReadExt};

const METHODS: [Compression; 3] = [Compression::None, Compression::Lz4, Compression::Zstd];

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> std::io::Result<Folder> {
        let path = std::env::temp_dir().join(format!("clickhouse-bytes-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Folder(path))
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn any_format_arrives_byte_by_byte_as_the_server_wrote_it() -> Outcome {
    let (_database, client) = database().await?;
    let sql = "SELECT number AS n, toString(number) AS s FROM numbers({rows:UInt64})";
    let expected: String = (0..100_000).map(|n| format!("{n},\"{n}\"\n")).collect();
    for method in METHODS {
        let query = client.query_bytes(sql, "CSV").param("rows", 100_000).compression(method);
        assert!(query.clone().await? == expected.as_bytes(), "{method:?}");
        let mut stream = query.clone().query_id(format!("bytes {method:?}")).stream();
        let mut bytes = Vec::new();
        while let Some(chunk) = StreamExt::next(&mut stream).await {
            bytes.extend_from_slice(&chunk?);
        }
        assert!(bytes == expected.as_bytes() && stream.next().await.is_none());
        assert_eq!((stream.format(), stream.query_id()), (Some("CSV"), Some(format!("bytes {method:?}").as_str())));
        let mut text = String::new();
        query.clone().stream().read_to_string(&mut text).await?;
        assert!(text == expected);
        let mut lines = query.stream().lines();
        let mut count = 0;
        while let Some(line) = lines.next_line().await? {
            assert_eq!(line, format!("{count},\"{count}\""));
            count += 1;
        }
        assert_eq!(count, 100_000);
    }
    assert_eq!(client.query_bytes("SELECT 1 AS n", "JSONEachRow").bytes().await?, b"{\"n\":1}\n");
    assert_eq!(client.query_bytes("SELECT 1 FORMAT TSV", "CSV").await?, b"1\n");
    assert_eq!(client.query_bytes("SELECT 1 WHERE 0", "TSV").await?, b"");
    let parquet = client.query_bytes("SELECT number FROM numbers(1000)", "Parquet").await?;
    assert!(parquet.starts_with(b"PAR1") && parquet.ends_with(b"PAR1"));
    Ok(())
}

#[tokio::test]
async fn an_error_at_any_point_is_the_servers_error_in_every_format() -> Outcome {
    let (_database, client) = database().await?;
    for format in ["TabSeparated", "JSON", "JSONEachRow", "RowBinary", "Native", "Parquet"] {
        for (rows, at) in [(10, 3), (200_000, 150_000)] {
            let sql = format!(
                "SELECT cityHash64(number) AS n, throwIf(number = {at}, 'boom')::UInt8 AS x FROM numbers({rows})"
            );
            for method in METHODS {
                for wait in [false, true] {
                    if wait && at > 3 {
                        continue;
                    }
                    let query = client.query_bytes(sql.as_str(), format).compression(method);
                    let query = if wait { query.wait_end_of_query() } else { query };
                    let mut stream = query.setting("max_block_size", 10_000).setting("max_threads", 1).stream();
                    let mut last = Vec::new();
                    let error = loop {
                        match stream.next().await {
                            Some(Ok(chunk)) => {
                                last.extend_from_slice(&chunk);
                                last.drain(..last.len().saturating_sub(32 << 10));
                            }
                            Some(Err(error)) => break error,
                            None => panic!("{format} {method:?}: {rows} rows pass for a whole answer"),
                        }
                    };
                    assert_eq!(error.code(), Some(395), "{format} {method:?}: {error}");
                    assert!(error.to_string().starts_with("query: Code: 395. DB::Exception: boom"), "{error}");
                    assert!(error.query_id().is_some() && stream.next().await.is_none());
                    assert!(!last.windows(4).any(|window| window == b"boom"), "{format} {method:?}: told as rows");
                }
            }
        }
    }
    let error = client.query_bytes("SELECT nowhere", "CSV").await.unwrap_err();
    assert_eq!(error.code(), Some(47));
    let error = client.query_bytes("SELECT 1", "NoSuchFormat").await.unwrap_err();
    assert_eq!(error.code(), Some(73));
    assert_eq!(
        client.query_bytes("CREATE TABLE t (n UInt8) ENGINE Memory", "CSV").await.unwrap_err().code(),
        Some(164)
    );
    Ok(())
}

#[tokio::test]
async fn text_that_reads_as_an_error_is_text() -> Outcome {
    let (_database, client) = database().await?;
    let text = "Code: 395. DB::Exception: boom. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO) (version 26.7.2.1)";
    let marked = format!("\r\n__exception__\r\neuxnyqcmkfgrsgvs\r\n{text}\n89 euxnyqcmkfgrsgvs\r\n__exception__\r\n");
    for text in [text, &marked] {
        for method in METHODS {
            let query = client.query_bytes("SELECT {text:String} FROM numbers(20000)", "RawBLOB").param("text", text);
            assert!(query.compression(method).await? == text.repeat(20_000).as_bytes());
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_file_is_whole_or_is_not_there() -> Outcome {
    let (_database, client) = database().await?;
    let folder = Folder::new("whole")?;
    let path = folder.0.join("numbers.tsv");
    std::fs::write(&path, "what was there before")?;
    let summary = client.query_bytes("SELECT number FROM numbers(1000000)", "TSV").to_file(&path).await?;
    assert!(!summary.query_id.is_empty());
    let whole: String = (0..1_000_000).map(|n| format!("{n}\n")).collect();
    assert!(std::fs::read_to_string(&path)? == whole);
    let failing = "SELECT number, throwIf(number = 2000000) FROM numbers(3000000)";
    let error = client.query_bytes(failing, "TSV").setting("max_block_size", 10_000).to_file(&path).await.unwrap_err();
    assert_eq!(error.code(), Some(395), "{error}");
    let endless = client.query_bytes("SELECT number FROM system.numbers", "TSV").to_file(folder.0.join("endless.tsv"));
    assert!(tokio::time::timeout(Duration::from_millis(300), endless).await.is_err());
    // The file of the dropped one may still be written to by the thread that had the last bytes.
    for _ in 0..100 {
        if folder.names() == ["numbers.tsv"] {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(folder.names(), ["numbers.tsv"]);
    assert!(std::fs::read_to_string(&path)? == whole, "an error leaves the file as it was");
    for (path, says) in [(folder.0.clone(), "directory"), (folder.0.join("no/such/folder"), "No such file")] {
        let error = client.query_bytes("SELECT 1", "TSV").to_file(&path).await.unwrap_err();
        assert!(error.kind() == ErrorKind::Config && error.to_string().contains(says), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn a_body_cut_anywhere_is_an_error() -> Outcome {
    let body = b"1\tone\n2\ttwo\n";
    let answer =
        [head(200, "X-ClickHouse-Query-Id: q1\r\nX-ClickHouse-Format: TSV\r\n", body.len()), body.to_vec()].concat();
    let server = ScriptedServer::start((0..=answer.len()).rev().map(|cut| Reply::Bytes(answer[..cut].to_vec())));
    let client = Client::builder().url(server.url()).compression(Compression::None).build()?;
    assert_eq!(client.query_bytes("SELECT", "TSV").await?, body);
    for cut in (0..answer.len()).rev() {
        let error = client.query_bytes("SELECT", "TSV").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport, "{cut}: {error}");
        assert!(error.to_string().starts_with("query: "), "{error}");
    }
    let plain = [head(200, "", 5), b"Hello".to_vec()].concat();
    let server = ScriptedServer::start([Reply::Bytes(plain)]);
    let error = Client::new(server.url())?.query_bytes("SELECT", "TSV").await.unwrap_err();
    assert!(error.to_string().contains("not as ClickHouse does"), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_command_looks_for_errors_in_rows_of_any_format() -> Outcome {
    let (_database, client) = database().await?;
    for wait in ["0", "1"] {
        for format in ["TSV", "CSV", "JSON", "Native"] {
            let sql = format!("SELECT number, throwIf(number = 2000000) FROM numbers(3000000) FORMAT {format}");
            let command = client.command(sql).setting("wait_end_of_query", wait).setting("max_block_size", 10_000);
            assert_eq!(command.await.unwrap_err().code(), Some(395), "{format}");
        }
    }
    let old = "1\nCode: 395. DB::Exception: boom. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO) (version 24.8.4.1)\n";
    let answer = [head(200, "X-ClickHouse-Format: TSV\r\n", old.len()), old.as_bytes().to_vec()].concat();
    let server = ScriptedServer::start([Reply::Bytes(answer)]);
    let client = Client::new(server.url())?;
    let command = client.command("SELECT 1 FORMAT TSV");
    assert_eq!(command.clone().setting("wait_end_of_query", 0).await.unwrap_err().code(), Some(395));
    command.await?;
    Ok(())
}
