//! `sql!`: statements whose parameters are checked by the compiler, and what of them arrives at a real server.

#[path = "../support/mod.rs"]
mod support;

mod checked;
mod hygiene;
mod relation;
mod values;

use clickhouse_core::sql;
use clickhouse_core::sql::{Fits, Param, Statement, param_type};
use support::{Outcome, database};

/// A statement's SQL and the names of its parameters.
fn parts(statement: &Statement) -> String {
    format!("{statement:?}")
}

#[tokio::test]
async fn variables_are_captured_and_arguments_given() -> Outcome {
    let (_database, client) = database().await?;
    client.command("CREATE TABLE metrics (host String, value Float64) ENGINE Memory").await?;
    client.command("INSERT INTO metrics SELECT toString(number % 3), number FROM numbers(100)").await?;
    let min = 50.0;
    let hosts = ["0", "2"];
    let table = "metrics".to_owned();
    let top = client
        .query_as::<(String, f64)>(sql!(
            "SELECT host, max(value) FROM {t:Identifier}
             WHERE value >= {min:Float64} AND host IN {hosts:Array(String)}
             GROUP BY host ORDER BY host LIMIT {limit:UInt64}",
            t = table,
            limit = 10,
        ))
        .await?;
    assert_eq!(top, [("0".to_owned(), 99.0), ("2".to_owned(), 98.0)]);
    // Nothing was moved.
    assert_eq!((min, hosts.len(), table.len()), (50.0, 2, 7));
    client.command(sql!("INSERT INTO metrics VALUES ({host:String}, {value:Float64})", host = "x", value = 1)).await?;
    let count =
        client.query_as::<u64>(&sql!("SELECT count() FROM metrics WHERE host = {host:String}", host = "x")).await?;
    assert_eq!(count, [1]);
    Ok(())
}

#[test]
fn an_expression_is_evaluated_once_and_may_be_temporary() {
    let mut calls = 0;
    let mut next = || {
        calls += 1;
        format!("call {calls}")
    };
    let statement =
        sql!("SELECT {a:String}, {a:String}, {b:String}", a = next().trim(), b = String::from("b").as_str());
    assert!(parts(&statement).contains(r#"params: ["a", "b"]"#), "{statement:?}");
    assert_eq!(calls, 1);
}

#[test]
fn braces_that_are_no_parameters_stay() {
    let text = "SELECT '{a:String}', `{b}` /* {c} */ FROM t -- {d";
    assert_eq!(sql!("SELECT '{a:String}', `{b}` /* {c} */ FROM t -- {d").sql(), text);
    assert_eq!(sql!(r#"SELECT "{x}" "#).sql(), r#"SELECT "{x}" "#);
    assert_eq!(sql!("").sql(), "");
}

#[test]
fn a_text_may_be_put_together_or_included() {
    let number = 7u8;
    let statement = sql!(concat!("SELECT ", "{number:", "UInt8} + ", 1));
    assert_eq!(statement.sql(), "SELECT {number:UInt8} + 1");
    let min = 1.5;
    let statement = sql!(include_str!("top.sql"));
    assert_eq!(statement.sql(), include_str!("top.sql"));
    assert!(parts(&statement).contains(r#"params: ["min"]"#), "{min} {statement:?}");
}

#[test]
fn names_may_be_words_of_rust() {
    let r#type = "t";
    let statement = sql!("SELECT {type:String}, {fn:String}", fn = "f");
    assert!(parts(&statement).contains(r#"params: ["type", "fn"]"#), "{} {statement:?}", r#type);
    let host = 1u8;
    assert_eq!(sql!("SELECT {host:UInt8}", host).sql(), "SELECT {host:UInt8}");
}

#[test]
fn a_parameter_of_two_types_fits_both() {
    let id = 7u16;
    let statement = sql!("SELECT {id:UInt32} + {id:UInt64}");
    assert!(parts(&statement).contains(r#"params: ["id"]"#), "{id} {statement:?}");
}

/// A statement within a generic function.
fn about<T: Param + Fits<param_type::StringParam>>(value: &T) -> Statement {
    sql!("SELECT {value:String}")
}

#[test]
fn what_fits_may_be_a_bound() {
    assert_eq!(about(&"a").sql(), about(&String::new()).sql());
}
