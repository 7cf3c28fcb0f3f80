//! Rows that a query brings along.

use crate::support::{Outcome, database};
use clickhouse_core::Client;
use clickhouse_core::{ErrorKind, Row};
use clickhouse_embedded::{Server, User};

#[derive(Row, Debug, Clone, PartialEq)]
struct Wanted {
    id: u64,
    #[clickhouse(rename = "odd `name\\")]
    name: Option<String>,
}

fn wanted(ids: impl IntoIterator<Item = u64>) -> Vec<Wanted> {
    let name = |id: u64| (!id.is_multiple_of(3)).then(|| format!("it's\r\n--{id}"));
    ids.into_iter().map(|id| Wanted { id, name: name(id) }).collect()
}

const SQL: &str = "SELECT id, `odd ``name\\\\` FROM ids WHERE id >= {min:UInt64} ORDER BY id";

#[tokio::test]
async fn rows_come_back_as_they_went_with_parameters_and_long_sql_alike() -> Outcome {
    let (_database, client) = database().await?;
    let rows = wanted(0..1000);
    let query = client.query_as::<Wanted>(SQL).external("ids", &rows);
    assert_eq!(query.clone().param("min", 0).await?, rows);
    assert_eq!(query.clone().param("min", 997).await?, wanted(997..1000));
    // SQL of more than a form's field, and a parameter of more than a URL takes.
    let long = format!("/* {} */ {SQL} -- {{text:String}} ", "x".repeat(200_000));
    let text = "y".repeat(100_000);
    let query = client.query_as::<Wanted>(long).external("ids", &rows).param("min", 5).param("text", &text);
    assert_eq!(query.await?, wanted(5..1000));
    let joined = client
        .query_as::<u64>("SELECT count() FROM ids AS a JOIN more AS b ON a.id = b.id")
        .external("ids", &rows)
        .external("more", &wanted([1, 2, 5000]));
    assert_eq!(joined.await?, [2]);
    let csv = client.query_bytes("SELECT count(), max(id) FROM ids", "CSV").external("ids", &rows);
    assert_eq!(csv.await?, b"1000,999\n");
    let none = client.query_as::<u64>("SELECT count() FROM ids").external::<Wanted>("ids", &[]);
    assert_eq!(none.await?, [0]);
    let many = wanted(0..300_000);
    let sum = client.query_as::<u64>("SELECT sum(id) FROM ids").external("ids", &many);
    assert_eq!(sum.await?, [300_000 * 299_999 / 2]);
    assert_eq!(client.query_as::<u64>("SELECT count() FROM ids").await.unwrap_err().code(), Some(60), "they are gone");
    Ok(())
}

#[tokio::test]
async fn users_who_may_only_read_bring_rows_along_too() -> Outcome {
    let server = Server::builder().user(User::new("one").password("p").readonly(1)).start().await?;
    let client = Client::new(server.url_for("one")?)?;
    let query = client.query_as::<u64>("SELECT sum(id) FROM ids").external("ids", &wanted(0..4));
    assert_eq!(query.await?, [6]);
    Ok(())
}

#[tokio::test]
async fn a_table_that_cannot_be_sent_is_refused_before_anything_is() -> Outcome {
    let client = Client::new("http://127.0.0.1:1")?;
    for name in ["", "a b", "1st", "a\"; filename=\"b", "a.b"] {
        let error = client.query_as::<u8>("SELECT 1").external(name, &wanted([1])).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{error}");
        assert!(error.to_string().starts_with("query: external table `"), "{error}");
    }
    #[derive(Row)]
    struct Late {
        day: time::Date,
    }
    let late = [Late { day: time::macros::date!(2024 - 01 - 01) }, Late { day: time::Date::MAX }];
    let error = client.query_as::<u8>("SELECT 1").external("days", &late).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Value, "{error}");
    assert!(error.to_string().starts_with("query: external table `days`: row 1, column `day`"), "{error}");
    Ok(())
}
