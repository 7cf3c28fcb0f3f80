//! Any text sent as a parameter comes back as it was, and never becomes part of the query.

use crate::support::{Outcome, database};
use clickhouse_core::{Client, ErrorKind};
use clickhouse_embedded::{Server, User};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// What could mean something to somebody on the way.
const PIECES: [&str; 26] = [
    "'",
    "\"",
    "`",
    "\\",
    "\0",
    "\n",
    "\r",
    "\t",
    "\\N",
    "\\'",
    "--",
    "/*",
    "*/",
    ";",
    "{p:String}",
    "%20",
    "&",
    "=",
    "+",
    "🦀",
    "é",
    "\u{feff}",
    "') OR 1=1 --",
    "\r\n--",
    "NULL",
    " ",
];

fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(PIECES.to_vec()).prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
        "[a-z]{0,5}",
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_text_comes_back_and_changes_nothing() -> Outcome {
    let (_database, client) = database().await?;
    let runtime = tokio::runtime::Handle::current();
    let checked = tokio::task::spawn_blocking(move || {
        let cases = Config { cases: 200, failure_persistence: None, ..Config::default() };
        TestRunner::new(cases).run(&(texts(), texts()), |(text, other)| {
            let sql =
                "SELECT {p:String} AS p, {q:Array(Nullable(String))} AS q, {m:Map(String, String)} AS m, 7 AS end";
            let query = client
                .query_as::<(String, Vec<Option<String>>, Vec<(String, String)>, u8)>(sql)
                .param("p", &text)
                .param("q", vec![Some(&other), None, Some(&text)])
                .param("m", std::collections::BTreeMap::from([(&text, &other)]));
            let row = runtime.block_on(query.fetch_one()).map_err(|error| TestCaseError::fail(error.to_string()))?;
            let list = vec![Some(other.clone()), None, Some(text.clone())];
            prop_assert_eq!(row, (text.clone(), list, vec![(text, other)], 7));
            Ok(())
        })
    });
    Ok(checked.await??)
}

#[tokio::test]
async fn texts_of_any_length_come_back() -> Outcome {
    let (_database, client) = database().await?;
    // Around what a URL and a field of a form take; what is escaped takes twice its length.
    for length in [10_000, 16_384, 60_000, 131_071, 131_072, 131_073, 300_000, 2_000_000] {
        for piece in ["x", "\n", "it's \\ 🦀\0"] {
            let text = piece.repeat(length / piece.len());
            let query = client.query_as::<(String, u8)>("SELECT {p:String}, {q:UInt8}").param("p", &text).param("q", 7);
            assert!(query.fetch_one().await? == (text.clone(), 7), "{length} of {piece:?}");
        }
    }
    let long = "y".repeat(200_000);
    let two = client.query_as::<(u64, u64)>("SELECT length({a:String}), length({b:Array(String)}[2])");
    assert_eq!(two.param("a", &long).param("b", ["x", &long]).await?, [(200_000, 200_000)]);
    client.command("CREATE TABLE t ENGINE Memory AS SELECT {p:String} AS s").param("p", &long).await?;
    assert_eq!(client.query_as::<u64>("SELECT length(s) FROM t").await?, [200_000]);
    let bytes = client.query_bytes("SELECT {p:String}", "RawBLOB").param("p", &long).await?;
    assert!(bytes == long.as_bytes());
    // Nothing of it is there for the next call.
    assert_eq!(client.query_as::<String>("SELECT {p:String}").await.unwrap_err().code(), Some(456));
    let mut session = client.session();
    let error = session.query_as::<String>("SELECT {p:String}").param("p", &long).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config, "{error}");
    Ok(())
}

#[tokio::test]
async fn users_who_may_only_read_send_long_texts_too() -> Outcome {
    let server = Server::builder().user(User::new("one").password("p").readonly(1)).start().await?;
    let client = Client::new(server.url_for("one")?)?;
    for length in [100, 50_000, 200_000] {
        let text = "z".repeat(length);
        assert!(client.query_as::<String>("SELECT {p:String}").param("p", &text).await? == [text]);
    }
    Ok(())
}

#[tokio::test]
async fn names_with_any_letter_are_identifiers() -> Outcome {
    let (_database, client) = database().await?;
    for name in [
        "plain",
        "back`tick",
        "back\\slash",
        "\\n",
        "line\nfeed\ttab",
        "it's",
        "a\"b",
        "пример",
        "🦀",
        "a b",
        "a--b",
        "a;b",
        "{p}",
    ] {
        client.command("CREATE TABLE {t:Identifier} (n UInt8) ENGINE Memory").param("t", name).await?;
        let query = client.query_as::<String>(
            "SELECT name FROM system.tables WHERE database = currentDatabase() AND name = {n:String}",
        );
        assert_eq!(query.param("n", name).await?, [name]);
        let sql = "SELECT count({c:Identifier}) FROM (SELECT 1 AS n, n AS {c:Identifier} FROM {t:Identifier})";
        let count = client.query_as::<u64>(sql).param("t", name).param("c", name);
        assert_eq!(count.await?, [0], "{name}");
        client.command("DROP TABLE {t:Identifier}").param("t", name).await?;
    }
    let both = client.query_as::<String>("SELECT {n:String} AS {n:Identifier}");
    assert_eq!(both.clone().param("n", "a b").await?, ["a b"]);
    let error = both.param("n", "a\\b").await.unwrap_err();
    assert!(error.kind() == ErrorKind::Config && error.to_string().contains("make it two parameters"), "{error}");
    Ok(())
}
