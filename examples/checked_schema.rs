//! A struct that the compiler compares with its table's statement in the repository.
//!
//! `cargo run --example checked_schema`
//!
//! The statement is in `clickhouse/schema.sql` beside this file; a package of your own has it in `clickhouse/schema.sql`, or as
//! numbered migrations in `clickhouse/migrations`. Change a type here or a column there, and `cargo check` says at the field
//! what no longer fits.

use clickhouse_core::{Client, Row};
use time::macros::datetime;

#[derive(Row, Debug, Clone, PartialEq)]
#[clickhouse(table = "requests")]
struct Request {
    at: time::OffsetDateTime,
    host: String,
    status: u16,
    seconds: f64,
    referrer: Option<String>,
    // The server computes these, as the schema says: they are read, and not inserted.
    day: time::Date,
    is_error: bool,
}

/// Some of the columns: `partial` says that the others are left out on purpose.
#[derive(Row, Debug)]
#[clickhouse(table = "requests", partial)]
struct Failure<'a> {
    host: &'a str,
    status: u16,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let database = clickhouse_embedded::Server::shared().await?.database().await?;
    let client = Client::new(database.url())?;
    client.command(include_str!("clickhouse/schema.sql").trim_end().trim_end_matches(';')).await?;

    // The compiler has compared the struct with the file. Whether the server's table is that of the file is for a test to
    // ask, or for the first insert.
    client.check_table::<Request>("requests").await?;

    let request = |host: &str, status| Request {
        at: datetime!(2024-06-05 12:00 UTC),
        host: host.to_owned(),
        status,
        seconds: 0.25,
        referrer: None,
        day: time::Date::MIN,
        is_error: false,
    };
    client.insert("requests", &[request("a.example", 200), request("b.example", 503)]).await?;

    // `SELECT *` leaves out what is MATERIALIZED or an ALIAS.
    for request in client.query_as::<Request>("SELECT *, day, is_error FROM requests ORDER BY host").await? {
        println!(
            "{}: {} on {}{}",
            request.host,
            request.status,
            request.day,
            if request.is_error { ", an error" } else { "" }
        );
    }
    let mut blocks = client.query_as::<Failure<'_>>("SELECT host, status FROM requests WHERE is_error").blocks();
    while let Some(block) = blocks.next().await? {
        for failure in block.rows::<Failure<'_>>()? {
            println!("{:?}", failure?);
        }
    }
    Ok(())
}
