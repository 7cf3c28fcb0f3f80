//! Fields with `json`: any value of serde, in String and JSON columns.

use super::support::{Outcome, database};
use super::{inserted, read, try_read};
use clickhouse_core::{Row, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Settings {
    theme: String,
    sizes: Vec<u32>,
}

#[derive(Row, Debug, Clone, PartialEq)]
struct User {
    id: u32,
    #[clickhouse(json)]
    settings: Settings,
    #[clickhouse(json, rename = "labels_json")]
    labels: BTreeMap<String, Option<i64>>,
    #[clickhouse(json)]
    scores: Vec<f64>,
}

fn user(id: u32) -> User {
    User {
        id,
        settings: Settings { theme: "it's \"dark\" \\ \u{e9}\n".into(), sizes: vec![1, id] },
        labels: BTreeMap::from([("a".into(), Some(-1)), ("b.c".into(), None)]),
        scores: vec![0.5, 1e300],
    }
}

const COLUMNS: &[(&str, &str)] =
    &[("id", "UInt32"), ("settings", "JSON"), ("labels_json", "String"), ("scores", "LowCardinality(String)")];

#[test]
fn values_of_serde_are_the_text_of_their_column() {
    let rows: Vec<User> = (0..3).map(user).collect();
    let block = inserted(&[("settings", "String"), COLUMNS[0], COLUMNS[2], COLUMNS[3]], &rows);
    assert_eq!(read::<User>(&block), rows);
    let types: Vec<_> = User::columns().iter().map(|column| column.data_type.to_string()).collect();
    assert_eq!(types, ["UInt32", "JSON", "JSON", "JSON"]);
}

#[test]
fn what_serde_refuses_is_told_by_its_column() {
    #[derive(Row)]
    struct Text<'a> {
        settings: &'a str,
    }
    #[derive(Row, Debug)]
    struct Read {
        #[clickhouse(json)]
        #[allow(dead_code, reason = "never read")]
        settings: Settings,
    }
    let block = inserted(&[("settings", "String")], &[Text { settings: "{\"theme\": 1}" }]);
    let text = try_read::<Read>(&block).unwrap_err();
    assert!(text.contains("column `settings`") && text.contains("invalid type: integer `1`"), "{text}");

    #[derive(Row)]
    struct Pairs {
        #[clickhouse(json)]
        pairs: BTreeMap<(u8, u8), u8>,
    }
    let columns = super::table(&[("pairs", "String")]);
    let mut writer = clickhouse_core::row::RowWriter::<Pairs>::new(&columns).unwrap();
    let (row, error) = writer
        .push_each(&[Pairs { pairs: BTreeMap::new() }, Pairs { pairs: BTreeMap::from([((1, 2), 3)]) }])
        .unwrap_err();
    assert_eq!(row, 1);
    assert!(error.to_string().contains("column `pairs`"), "{error}");
}

#[test]
fn one_way_structs_generics_and_tuples_have_json_too() {
    #[derive(Row, Debug, PartialEq)]
    struct Tagged<T> {
        #[clickhouse(json)]
        value: T,
    }
    #[derive(Row)]
    struct OnlyWritten<'a> {
        #[clickhouse(json)]
        value: &'a [&'a str],
    }
    #[derive(clickhouse_core::Value, Debug, Clone, PartialEq)]
    struct Item {
        sku: u32,
        #[clickhouse(json)]
        value: Vec<String>,
    }
    #[derive(Row, Debug, Clone, PartialEq)]
    struct Order {
        items: Vec<Item>,
    }
    let block = inserted(&[("value", "String")], &[OnlyWritten { value: &["a", "b"] }]);
    assert_eq!(read::<Tagged<Vec<String>>>(&block), [Tagged { value: vec!["a".to_owned(), "b".to_owned()] }]);
    let block = inserted(&[("value", "String")], &[Tagged { value: (1u8, "x".to_owned()) }]);
    assert_eq!(read::<Tagged<(u8, String)>>(&block), [Tagged { value: (1u8, "x".to_owned()) }]);
    let order = Order { items: vec![Item { sku: 1, value: vec!["p".into()] }, Item { sku: 2, value: vec![] }] };
    let block = inserted(&[("items", "Array(Tuple(sku UInt32, value String))")], std::slice::from_ref(&order));
    assert_eq!(read::<Order>(&block), [order]);
}

#[tokio::test]
async fn objects_in_nested_structs_come_as_texts_and_by_paths() -> Outcome {
    #[derive(Row, Debug, Clone, PartialEq)]
    struct Item {
        sku: u32,
        #[clickhouse(json)]
        more: BTreeMap<String, Option<i64>>,
    }
    #[derive(clickhouse_core::Value, Debug, Clone, PartialEq)]
    struct Part {
        #[clickhouse(json)]
        settings: Settings,
        object: serde_json::Value,
    }
    #[derive(Row, Debug, Clone, PartialEq)]
    struct Order {
        id: u32,
        #[clickhouse(nested)]
        items: Vec<Item>,
        #[clickhouse(nested)]
        parts: Vec<Part>,
        whole: Vec<Part>,
    }
    let database = clickhouse_embedded::Server::shared().await?.database().await?;
    let client = clickhouse_core::Client::new(database.url())?;
    let may_set_nothing = clickhouse_core::Client::new(database.url_for("readonly")?)?;
    let item = |sku| Item { sku, more: BTreeMap::from([("a".to_owned(), Some(i64::from(sku)))]) };
    let part = |id| Part { settings: user(id).settings, object: serde_json::json!({"b": {"c": [1, "x"]}, "n": 1.5}) };
    let order = |id| Order { id, items: vec![item(id), item(7)], parts: vec![part(id)], whole: vec![part(1), part(2)] };
    let orders = [order(1), Order { items: vec![], parts: vec![], whole: vec![], ..order(2) }, order(3)];
    for flatten in [0, 1] {
        let sql = "CREATE OR REPLACE TABLE orders (id UInt32, items Nested(more JSON, sku UInt32), parts Nested(object JSON, \
                   settings JSON(theme String)), whole Array(Tuple(settings JSON, object JSON))) ENGINE MergeTree ORDER BY id";
        client.command(sql).setting("flatten_nested", flatten).await?;
        client.insert::<Order>("orders", &orders).await?;
        for reader in [&client, &may_set_nothing] {
            assert_eq!(reader.query_as::<Order>("SELECT * FROM orders ORDER BY id").await?, orders);
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_server_has_the_same_objects() -> Outcome {
    let (_database, client) = database().await?;
    let columns: Vec<_> = COLUMNS.iter().map(|(name, data_type)| format!("{name} {data_type}")).collect();
    client.command(format!("CREATE TABLE users ({}) ENGINE Memory", columns.join(", "))).await?;
    let rows: Vec<User> = (0..3).map(user).collect();
    client.insert("users", &rows).await?;
    assert_eq!(client.query_as::<User>("SELECT * FROM users ORDER BY id").await?, rows);
    let sql = "SELECT settings.sizes[2]::UInt32, JSONExtractFloat(scores, 1), labels_json FROM users WHERE id = 2";
    let found = client.query_as::<(u32, f64, String)>(sql).fetch_one().await?;
    assert_eq!(found, (2, 0.5, "{\"a\":-1,\"b.c\":null}".to_owned()));
    let untyped = client.query("SELECT settings FROM users WHERE id = 1").await?;
    let Value::Json(paths) = untyped.value(0, "settings")? else { panic!("no JSON") };
    assert_eq!(paths.iter().map(|(path, _)| &**path).collect::<Vec<_>>(), ["sizes", "theme"]);
    Ok(())
}
