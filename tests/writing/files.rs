//! Files and bytes of every format and compression: files as the server writes them, by their names alone.

use super::*;
use clickhouse_core::ErrorKind;
use clickhouse_embedded::Server;
use std::path::{Path, PathBuf};
use support::Outcome;

const ROWS: &str = "SELECT number AS id, concat('event ', toString(number % 10)) AS text FROM numbers(1000)";

/// How many rows there are, and how many of them are as they were selected.
async fn stored(client: &Client) -> Result<(u64, u64), clickhouse_core::Error> {
    let right = "SELECT count(), countIf(text = concat('event ', toString(id % 10))) FROM events";
    let stored = client.query_as::<(u64, u64)>(right).fetch_one().await?;
    client.command("TRUNCATE TABLE events").await?;
    Ok(stored)
}

/// Where below `folder` the server has put a file.
fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).ok()?;
    entries.flatten().map(|entry| entry.path()).find_map(|path| match path.is_dir() {
        true => find(&path, name),
        false => path.ends_with(name).then_some(path),
    })
}

/// A server with an empty table, and the folder that it writes files into; `None`, said aloud, where that is elsewhere.
async fn with_folder() -> Result<Option<(Server, Client, PathBuf)>, Box<dyn Error>> {
    let server = Server::start().await?;
    let client = Client::new(server.url())?;
    let Some(folder) = server.data_dir().map(Path::to_owned) else {
        support::skipped("files that the server writes", "its folder is elsewhere");
        return Ok(None);
    };
    client.command(format!("CREATE TABLE events {COLUMNS}")).await?;
    Ok(Some((server, client, folder)))
}

#[tokio::test]
async fn files_of_every_format_and_compression_are_inserted_by_their_names() -> Outcome {
    let Some((_server, client, folder)) = with_folder().await? else { return Ok(()) };
    for (end, format) in [
        ("csv", "CSV"),
        ("csv", "CSVWithNames"),
        ("tsv", "TSV"),
        ("tsv", "TSVWithNames"),
        ("json", "JSONEachRow"),
        ("jsonl", "JSONEachRow"),
        ("ndjson", "JSONEachRow"),
        ("parquet", "Parquet"),
        ("native", "Native"),
        ("arrow", "Arrow"),
        ("feather", "Arrow"),
        ("avro", "Avro"),
        ("orc", "ORC"),
        ("msgpack", "MsgPack"),
        ("rowbinary", "RowBinary"),
    ] {
        // In frames the server writes `snappy` in another way than it reads it, and this one has no `bz2`: see below.
        for packed in ["", ".gz", ".zst", ".lz4", ".br", ".xz", ".deflate"] {
            let name = format!("{format}.{end}{packed}");
            let write = "INSERT INTO FUNCTION file({name:String}, {format:String}, 'id UInt64, text String')";
            client.command(format!("{write} {ROWS}")).param("name", name.as_str()).param("format", format).await?;
            let path = find(&folder, &name).ok_or_else(|| format!("{name} is not there"))?;
            let inserted = client.insert_file("events", path).await.map_err(|error| format!("{name}: {error}"))?;
            assert_eq!((inserted.written_rows, stored(&client).await?), (1_000, (1_000, 1_000)), "{name}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn bytes_of_every_format_go_in_as_they_came_out() -> Outcome {
    let (_database, client) = support::database().await?;
    client.command(format!("CREATE TABLE events {COLUMNS}")).await?;
    for format in [
        "Arrow",
        "ArrowStream",
        "Avro",
        "BSONEachRow",
        "CSV",
        "CSVWithNames",
        "CSVWithNamesAndTypes",
        "JSON",
        "JSONColumns",
        "JSONCompactEachRow",
        "JSONEachRow",
        "MsgPack",
        "Native",
        "ORC",
        "Parquet",
        "RowBinary",
        "RowBinaryWithNames",
        "RowBinaryWithNamesAndTypes",
        "TSV",
        "TSVWithNames",
        "TSVWithNamesAndTypes",
        "Values",
    ] {
        let bytes = client.query_bytes(ROWS, format).await.map_err(|error| format!("{format}: {error}"))?;
        let inserted = client.insert_bytes("events", format, bytes).await;
        let inserted = inserted.map_err(|error| format!("{format}: {error}"))?;
        assert_eq!((inserted.written_rows, stored(&client).await?), (1_000, (1_000, 1_000)), "{format}");
    }
    Ok(())
}

#[tokio::test]
async fn a_name_that_says_too_little_is_an_error_with_the_names_that_say_enough() -> Outcome {
    let (_database, client) = support::database().await?;
    for (name, says) in [
        ("events.xlsx", "the name `events.xlsx` tells no format; say it with `format`, or end it in one of csv, tsv, "),
        ("events.gz", "the name `events.gz` tells no format"),
        ("events", "the name `events` tells no format"),
        ("", "the name `` tells no format"),
        ("missing.csv", "missing.csv: No such file"),
    ] {
        let error = client.insert_file("events", name).await.unwrap_err();
        assert!(error.kind() == ErrorKind::Config && error.to_string().contains(says), "{error}");
        assert_eq!(error.rows_unknown(), 0);
    }
    // What the server cannot unpack, or is not what it is called, is not stored.
    client.command(format!("CREATE TABLE events {COLUMNS}")).await?;
    for encoding in ["gzip", "zstd", "lz4", "br", "xz", "bz2", "snappy", "deflate", "rot13"] {
        let inserted = client.insert_bytes("events", "CSV", "1,one\n").compressed(encoding).await;
        assert!(inserted.is_err(), "{encoding}");
    }
    assert_eq!(count(&client, "events").await?, 0);
    Ok(())
}

/// Cut `zstd` and `lz4` were stored as far as the server could unpack them, and acknowledged.
#[tokio::test]
async fn packed_bytes_that_are_cut_are_an_error() -> Outcome {
    let Some((_server, client, folder)) = with_folder().await? else { return Ok(()) };
    for (end, encoding) in
        [("gz", "gzip"), ("zst", "zstd"), ("lz4", "lz4"), ("br", "br"), ("xz", "xz"), ("deflate", "deflate")]
    {
        let name = format!("cut.csv.{end}");
        let write = "INSERT INTO FUNCTION file({name:String}, 'CSV', 'id UInt64, text String') \
            SELECT number, toString(cityHash64(number)) FROM numbers(30000)";
        client.command(write).param("name", name.as_str()).await?;
        let bytes = std::fs::read(find(&folder, &name).ok_or("not there")?)?;
        for cut in [5, bytes.len() / 2, bytes.len() - 5, bytes.len() - 1] {
            let bytes = bytes[..cut].to_vec();
            let path = folder.join(format!("shorter.csv.{end}"));
            std::fs::write(&path, &bytes)?;
            for insert in
                [client.insert_bytes("events", "CSV", bytes).compressed(encoding), client.insert_file("events", &path)]
            {
                let error = insert.await.expect_err(&format!("{encoding}, cut at {cut}"));
                assert_eq!(error.rows_unknown(), u64::MAX, "{encoding}, cut at {cut}: {error}");
                if matches!(encoding, "zstd" | "lz4") {
                    assert!(error.to_string().contains("end within a frame"), "{error}");
                }
                // Perhaps some of them, but never as if they were all.
                assert!(count(&client, "events").await? <= 30_000);
                client.command("TRUNCATE TABLE events").await?;
            }
        }
        client.insert_bytes("events", "CSV", bytes).compressed(encoding).await?;
        assert_eq!(count(&client, "events").await?, 30_000);
        client.command("TRUNCATE TABLE events").await?;
    }
    Ok(())
}

/// A document in place of lines was stored as one row of defaults.
#[tokio::test]
async fn a_json_file_may_be_a_document_an_array_or_lines() -> Outcome {
    let (_database, client) = support::database().await?;
    client.command(format!("CREATE TABLE events {COLUMNS}")).await?;
    let path = std::env::temp_dir().join(format!("writing-{}.json", std::process::id()));
    client.query_bytes(ROWS, "JSON").to_file(&path).await?;
    client.insert_file("events", &path).await?;
    assert_eq!(stored(&client).await?, (1_000, 1_000));
    for text in [
        r#"[{"id": 1, "text": "event 1"}, {"text": "event 2", "id": 2}]"#,
        "{\"id\": 1, \"text\": \"event 1\"}\n{\"id\": 2, \"text\": \"event 2\"}\n",
    ] {
        std::fs::write(&path, text)?;
        client.insert_file("events", &path).await?;
        assert_eq!(stored(&client).await?, (2, 2), "{text}");
    }
    std::fs::remove_file(&path)?;
    Ok(())
}
