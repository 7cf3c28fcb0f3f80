//! JSON: as text, as serde's values and as structs, however the server sends it.

use crate::support::{Outcome, Reply, ScriptedServer, database, head};
use crate::{golden, read};
use clickhouse_core::types::{Dynamic, Json};
use clickhouse_core::value::AsJson;
use clickhouse_core::{Client, Row};
use clickhouse_embedded::Server;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Files of a JSON column `v`, each with the rows that it is compared with.
const GOLDEN: &[(&str, &str)] = &[
    ("json_default", "json_default"),
    ("json_default.24.8", "json_default"),
    ("json_flattened", "json_flattened"),
    ("json_multi_block_flattened", "json_multi_block_flattened"),
    ("json_shared_default", "json_shared_default"),
    ("json_shared_default.24.8", "json_shared_default"),
    ("json_shared_flattened", "json_shared_flattened"),
    ("json_shared_flattened.26.9", "json_shared_flattened"),
    ("json_shared_string", "json_shared_string"),
    ("json_string", "json_string"),
    ("json_typed_default", "json_typed_default"),
    ("json_typed_default.24.8", "json_typed_default"),
    ("json_typed_flattened", "json_typed_flattened"),
    ("json_typed_string", "json_typed_string"),
    ("nullable_json_flattened", "nullable_json_flattened"),
    ("nullable_json_string", "nullable_json_string"),
];

#[test]
fn objects_are_the_servers_whatever_form_they_have() {
    for (name, expected) in GOLDEN {
        let mut expected = golden::rows(expected);
        let (mut values, mut texts) = (Vec::new(), Vec::new());
        for block in golden::blocks(name) {
            values.extend(read::<Option<Value>>(&block).unwrap().into_iter().map(Option::unwrap_or_default));
            let read = read::<Option<Json>>(&block).unwrap();
            texts.extend(read.into_iter().map(|json| json.map_or(Value::Null, |json| json.to().unwrap())));
        }
        if name.ends_with("24.8") {
            // It takes the items of a mixed array for texts.
            for row in expected.iter_mut().chain(&mut values).chain(&mut texts) {
                row.as_object_mut().and_then(|row| row.remove("mixed"));
            }
        }
        assert_eq!(values, expected, "{name}");
        assert_eq!(texts, expected, "{name}");
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Visit {
    user: User,
    #[serde(default)]
    tags: Vec<String>,
    ratio: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct User {
    id: u64,
    name: String,
}

#[derive(Row, Debug, Clone, PartialEq)]
struct Event {
    id: u32,
    text: Json,
    value: Value,
    visit: AsJson<Visit>,
    typed: Value,
    several: Vec<Value>,
    by_name: BTreeMap<String, Json>,
    may_be_null: Option<Value>,
    plain: AsJson<Vec<u8>>,
}

const COLUMNS: &str = "id UInt32, text JSON, value JSON(max_dynamic_paths=1), visit JSON, typed JSON(a.b UInt32, t Array(String)), \
    several Array(JSON), by_name Map(String, JSON), may_be_null Nullable(JSON), plain String";

fn events() -> Vec<Event> {
    let visit = |id, ratio| Visit { user: User { id, name: "é\"\n".into() }, tags: vec!["a".into()], ratio };
    vec![
        Event {
            id: 1,
            text: "{\"a\":1,\"b\":{\"c\":\"x\"}}".parse().unwrap(),
            value: json!({"n": -5, "deep": {"er": [1, 2]}, "z": [{"q": 1}, {"q": "w"}], "t": true}),
            visit: AsJson(visit(7, Some(0.5))),
            typed: json!({"a": {"b": 4_000_000_000u32}, "t": ["x"], "other": 1}),
            several: vec![json!({"a": 1}), json!({})],
            by_name: BTreeMap::from([("k".into(), "{\"v\":1.5}".parse().unwrap())]),
            may_be_null: Some(json!({"here": "x"})),
            plain: AsJson(vec![1, 2]),
        },
        Event {
            id: 2,
            text: Json::default(),
            value: json!({"n": "text"}),
            visit: AsJson(visit(8, None)),
            typed: json!({"a": {"b": 0}, "t": []}),
            several: vec![],
            by_name: BTreeMap::new(),
            may_be_null: None,
            plain: AsJson(vec![]),
        },
    ]
}

#[tokio::test]
async fn objects_inserted_come_back_with_the_types_that_the_server_infers() -> Outcome {
    let (_database, client) = database().await?;
    client.command(format!("CREATE TABLE events ({COLUMNS}) ENGINE MergeTree ORDER BY id")).await?;
    client.insert("events", &events()).await?;
    let mut expected = events();
    assert_eq!(client.query_as::<Event>("SELECT * FROM events ORDER BY id").await?, expected);
    // By paths, as a user gets it who may not change settings.
    let read = client
        .query_as::<Event>("SELECT * FROM events ORDER BY id")
        .setting("output_format_native_write_json_as_string", 0)
        .await?;
    assert_eq!(read, expected);
    let said = client
        .query_as::<(String, BTreeMap<String, String>, BTreeMap<String, String>)>(
            "SELECT toString(value), JSONAllPathsWithTypes(value), JSONAllPathsWithTypes(typed) FROM events ORDER BY id",
        )
        .await?;
    assert_eq!(serde_json::from_str::<Value>(&said[0].0)?, expected.remove(0).value);
    let types = |types: &[(&str, &str)]| {
        types.iter().map(|(path, data_type)| ((*path).to_owned(), (*data_type).to_owned())).collect::<BTreeMap<_, _>>()
    };
    assert_eq!(
        said[0].1,
        types(&[
            ("deep.er", "Array(Nullable(Int64))"),
            ("n", "Int64"),
            ("t", "Bool"),
            ("z", "Array(JSON(max_dynamic_types=16, max_dynamic_paths=0))"),
        ])
    );
    assert_eq!(said[0].2, types(&[("a.b", "UInt32"), ("other", "Int64"), ("t", "Array(String)")]));
    Ok(())
}

#[tokio::test]
async fn what_is_no_object_is_refused_before_it_is_sent() -> Outcome {
    let (_database, client) = database().await?;
    client.command("CREATE TABLE j (v JSON) ENGINE Memory").await?;
    #[derive(Row)]
    struct One {
        v: Value,
    }
    let error = client.insert("j", &[One { v: json!({}) }, One { v: json!([1]) }]).await.unwrap_err().to_string();
    assert!(error.contains("row 1, column `v`: a JSON column holds objects, and this value is none"), "{error}");
    // The server's own refusals come whole.
    #[derive(Row)]
    struct Text {
        v: Json,
    }
    let twice = "{\"a\":1,\"a\":2}".parse()?;
    let error = client.insert("j", &[Text { v: twice }]).await.unwrap_err();
    assert_eq!(error.code(), Some(117), "{error}");
    assert_eq!(client.query_as::<u64>("SELECT count() FROM j").await?, [0]);
    Ok(())
}

/// Instants are the only values whose text depends on more than the value.
const INSTANT: &str = "SELECT '{\"at\":\"2024-06-01 10:00:00\"}'::JSON AS v";

#[tokio::test]
async fn instants_stand_as_they_were_written_where_the_user_may_ask_for_texts() -> Outcome {
    let (_database, client) = database().await?;
    let berlin = |client: &Client| client.query_as::<One>(INSTANT).setting("session_timezone", "Europe/Berlin");
    #[derive(Row, Debug, PartialEq)]
    struct One {
        v: Value,
    }
    let as_written = json!({"at": "2024-06-01 10:00:00"});
    assert_eq!(berlin(&client).await?, [One { v: as_written.clone() }]);
    assert_eq!(client.query_as::<(u8, Option<Json>)>(format!("SELECT 1::UInt8, v FROM ({INSTANT})")).await?.len(), 1);
    // In rows without JSON the setting is not sent.
    let asked = "SELECT getSetting('output_format_native_write_json_as_string')::UInt8";
    assert_eq!(client.query_as::<u8>(asked).await?, [0]);
    let asked = format!("{asked} AS n, '{{}}'::JSON AS v");
    assert_eq!(client.query_as::<(u8, Json)>(asked).await?, [(1, Json::default())]);
    Ok(())
}

#[tokio::test]
async fn users_who_may_not_change_settings_read_json_and_dynamic_by_paths() -> Outcome {
    let client = Client::new(Server::shared().await?.url_for("readonly")?)?;
    let sql = "SELECT '{\"a\":{\"b\":[1,2]},\"c\":\"x\"}'::JSON AS v, 7::UInt8::Dynamic AS d";
    for _ in 0..2 {
        let rows = client.query_as::<(Json, Option<Dynamic>)>(sql).await?;
        assert_eq!(rows[0].0.as_str(), "{\"a\":{\"b\":[1,2]},\"c\":\"x\"}");
        assert_eq!(rows[0].1.as_ref().map(|value| value.get::<u64>()).transpose()?, Some(7));
    }
    Ok(())
}

#[tokio::test]
async fn objects_are_parameters() -> Outcome {
    let (_database, client) = database().await?;
    let object = json!({"text": "it's \"q\" \\ \t\n é", "deep": {"er": [1, "x", null]}});
    let text: Json = object.to_string().parse()?;
    let back = client
        .query_as::<(Value, Vec<Value>)>("SELECT {one:JSON}, {several:Array(JSON)}")
        .param("one", text)
        .param("several", vec![object.clone(), json!({})])
        .await?;
    assert_eq!(back, [(object.clone(), vec![object, json!({})])]);
    Ok(())
}

#[tokio::test]
async fn a_server_that_reads_no_json_texts_is_said_to_be_old() -> Outcome {
    let refusal = "Code: 117. DB::Exception: Invalid version for Object structure serialization.: While executing Native. \
                   (INCORRECT_DATA) (version 24.8.4.1)";
    let mut answer = head(400, "X-ClickHouse-Exception-Code: 117\r\n", refusal.len());
    answer.extend_from_slice(refusal.as_bytes());
    let server = ScriptedServer::start([Reply::Bytes(answer)]);
    let error = Client::new(server.url())?.command("INSERT INTO j VALUES").await.unwrap_err();
    let way_out =
        "send JSON as text (a server before 24.10 reads it by paths only, as a `Value` is written): Code: 117.";
    assert!(error.to_string().contains(way_out), "{error}");
    Ok(())
}
