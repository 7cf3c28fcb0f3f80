//! A typed ClickHouse client: structs are rows, the format is Native, the transport is HTTP.
//!
//! ```no_run
//! use clickhouse_core::{Client, Row};
//!
//! #[derive(Row, Debug, Clone, PartialEq)]
//! struct Metric {
//!     key: u32,
//!     value: String,
//!     metric: f64,
//! }
//!
//! # async fn example() -> Result<(), clickhouse_core::Error> {
//! let client = Client::new("http://default:password@localhost:8123/default")?;
//! client
//!     .command("CREATE TABLE new_table (key UInt32, value String, metric Float64) ENGINE MergeTree ORDER BY key")
//!     .await?;
//! let rows = vec![
//!     Metric { key: 1000, value: "String Value 1000".into(), metric: 5.233 },
//!     Metric { key: 2000, value: "String Value 2000".into(), metric: -107.04 },
//! ];
//! client.insert::<Metric>("new_table", &rows).await?;
//! let totals = client.query_as::<(u32, f64)>("SELECT max(key), avg(metric) FROM new_table").await?;
//! assert_eq!(totals, [(2000, -50.9035)]);
//! # Ok(())
//! # }
//! ```
//!
//! Where to look:
//!
//! | for | there is |
//! |---|---|
//! | the client: queries, inserts, commands | [`Client`] |
//! | what a struct may say about its columns | [`derive(Row)`](macro@Row), [`derive(Enum)`](macro@Enum), [`derive(Value)`](macro@Value), [`derive(Variant)`](macro@Variant) |
//! | values of Dynamic, JSON, Geometry and states of aggregate functions | [`types::Dynamic`], [`types::Json`], [`types::Geometry`], [`types::AggregateState`] |
//! | which Rust type stands for which column | [`ColumnValue`](value::ColumnValue) |
//! | what can be read as a row | [`ReadRow`](row::ReadRow) |
//! | columns that are not known beforehand | [`Rows`], [`Value`](enum@Value) |
//! | what goes wrong | [`Error`] |
//! | Native blocks in files and pipes, without a server | [`BlockDecoder`](block::BlockDecoder), [`RowWriter`](row::RowWriter) |
//!
//! A struct is checked against a table or a result once, all problems at once; after that rows are moved column by
//! column without further questions. Nothing is converted with loss, defaulted or cut short silently.
//!
//! # Features
//!
//! `derive`, `http` (the client, with tokio and reqwest), `rustls` (or `native-tls`), `lz4`, `time` and `uuid` are on by
//! default; `zstd` is not. `chrono`, `rust_decimal`, `bigdecimal`, `bytes`, `half` and `indexmap` make the types of these crates
//! values of columns and parameters. Without any the crate is a codec: types, columns, blocks and rows.
#![forbid(unsafe_code)]

pub mod block;
#[cfg(feature = "http")]
pub mod client;
pub mod column;
pub mod compress;
#[doc(hidden)]
pub mod ddl;
#[doc(hidden)]
pub mod derived;
pub mod error;
#[cfg(feature = "http")]
mod http;
pub mod row;
#[cfg(feature = "http")]
pub mod rows;
#[cfg(feature = "http")]
mod schema;
#[cfg(feature = "http")]
pub mod sql;
mod tuples;
pub mod types;
pub mod value;
mod wire;

#[cfg(feature = "derive")]
pub use clickhouse_derive::{Enum, Row, Value, Variant};
#[cfg(feature = "http")]
pub use client::Client;
pub use error::{Error, ErrorKind};
#[cfg(feature = "http")]
pub use http::Summary;
pub use row::Row;
#[cfg(feature = "http")]
pub use rows::Rows;
pub use value::Value;

/// A [`Statement`](sql::Statement) whose `{name:Type}` parameters are local variables, as in `format!`, or given as
/// `name = value`.
///
/// Each value's type is checked against its parameter's when the program is compiled. A value travels beside the SQL and
/// cannot change it; `{name:Identifier}` takes a name. The SQL is a text in quotes, `concat!` of texts and `stringify!` of
/// names, or `include_str!` of a file. Braces in its strings, quoted names and comments are no parameters. Whether a
/// `Decimal<P, S>` has too many digits for its parameter, `cargo build` says and `cargo check` does not.
///
/// ```no_run
/// use clickhouse_core::sql;
///
/// # async fn example(client: &clickhouse_core::Client) -> Result<(), clickhouse_core::Error> {
/// let min = 1.5;
/// let hosts = ["a", "b"];
/// let top = client
///     .query_as::<(String, f64)>(sql!(
///         "SELECT host, max(value) FROM {table:Identifier}
///          WHERE value >= {min:Float64} AND host IN {hosts:Array(String)}
///          GROUP BY host LIMIT {limit:UInt64}",
///         table = "metrics",
///         limit = 10,
///     ))
///     .await?;
/// # Ok(())
/// # }
/// ```
///
/// A value of another type does not compile:
///
/// ```compile_fail
/// let min = "1.5"; // parameter `min` is `Float64`, which `&str` cannot be
/// clickhouse_core::sql!("SELECT * FROM metrics WHERE value >= {min:Float64}");
/// ```
#[cfg(all(feature = "derive", feature = "http"))]
#[macro_export]
macro_rules! sql {
    () => {
        ::core::compile_error!("the SQL is missing: `sql!(\"SELECT ..\")`")
    };
    ($($statement:tt)*) => {
        $crate::derived::statement::sql! { $crate, $($statement)* }
    };
}

/// A query whose result was compared with the row type when the program was compiled, against a snapshot of its columns
/// in `clickhouse/queries/`.
///
/// `query_as!(Row, "SELECT ..")` takes parameters as [`sql!`] does. Run it by `.fetch_all(&client)`, `.fetch_one(&client)`,
/// `.stream(&client)`, or `.on(&client)` for options; see [`TypedStatement`](sql::TypedStatement).
///
/// Snapshots are written by `cargo run -p clickhouse-prepare`, in the folder of the package or its workspace: from the
/// server of `CLICKHOUSE_URL`, else from an embedded one with `clickhouse/schema.sql` or `clickhouse/migrations` loaded. No
/// query is run for it. They are texts to be committed, so that a build needs no server; `clickhouse-prepare --check` tells
/// whether they are up to date. It reads sources without expanding macros, so that all of the SQL stands in `query_as!` itself.
#[cfg(all(feature = "derive", feature = "http"))]
#[macro_export]
macro_rules! query_as {
    () => {
        ::core::compile_error!("row type and SQL are missing: `query_as!(Row, \"SELECT ..\")`")
    };
    ($($statement:tt)*) => {
        $crate::derived::statement::query_as! { $crate, $($statement)* }
    };
}

/// The README's code, which has to compile.
#[cfg(all(doctest, feature = "derive", feature = "http"))]
#[doc = include_str!("../../README.md")]
struct Readme;
