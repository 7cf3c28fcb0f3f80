//! The client: calls to a server over HTTP, the only part that waits.
//!
//! Each call is a builder that implements `IntoFuture`. What a call says is put together and sent in `call`, moved by
//! `transport`, and decoded by `http`, which knows no socket. Nothing here touches the user's SQL.

mod asked;
mod blocks;
mod builder;
mod byte_body;
mod call;
mod check;
mod command;
mod delivery;
mod external;
mod file_name;
mod form;
mod insert;
mod insert_bytes;
mod insert_options;
mod insert_stream;
mod insert_values;
mod inserter;
mod kill;
mod learning;
mod options;
mod packed_body;
mod packed_end;
mod params;
mod ping;
mod progress;
mod query;
mod query_bytes;
mod reading;
mod retry;
mod row_stream;
mod rows_query;
mod running;
mod sealed;
mod server_version;
mod session;
mod to_file;
mod transport;
mod typed;

pub use blocks::Blocks;
pub use builder::{ClientBuilder, Compression};
pub use byte_body::ByteBody;
pub use check::{Check, CheckTable, DescribeQuery};
pub use command::Command;
pub use insert::Insert;
pub use insert_bytes::InsertBytes;
pub use insert_stream::{InsertStream, StreamedRow};
pub use insert_values::InsertValues;
pub use inserter::{Inserter, Statistics, Unacknowledged, UnacknowledgedBlock};
pub use kill::Kill;
pub use options::SettingValue;
pub use ping::Ping;
pub use progress::Progress;
pub use query::Query;
pub use query_bytes::{ByteStream, QueryBytes};
pub use retry::Retry;
pub use row_stream::RowStream;
pub use rows_query::RowsQuery;
pub use server_version::ServerVersion;
pub use session::{InSession, Session};

use crate::error::{Error, ErrorKind};
use crate::row::{ReadRow, WriteRow};
use crate::schema::Table;
use crate::sql::{IntoStatement, IntoTable, TableName};
use crate::value::Value;
use running::DroppedQueries;
use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use transport::Transport;

/// A ClickHouse server, spoken to over HTTP.
///
/// Clones are cheap and share connections and what was learnt about tables. Needs a tokio runtime with time enabled.
///
/// ```no_run
/// use clickhouse_core::{Client, Row};
///
/// #[derive(Row, Debug, Clone, PartialEq)]
/// struct Metric { key: u32, value: String, metric: f64 }
///
/// # async fn example() -> Result<(), clickhouse_core::Error> {
/// let client = Client::new("http://default:password@localhost:8123/default")?;
/// let rows = vec![Metric { key: 1000, value: "String Value 1000".into(), metric: 5.233 }];
/// client.insert::<Metric>("new_table", &rows).await?;
/// let totals = client.query_as::<(u32, f64)>("SELECT max(key), avg(metric) FROM new_table").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

/// What all clones of a client share.
struct Inner {
    bases: Vec<String>,
    user: String,
    password: String,
    access_token: Option<String>,
    database: Option<String>,
    roles: Vec<String>,
    settings: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    compression: Compression,
    silence: Duration,
    retry: Retry,
    transport: Transport,
    /// The place among `bases` that answered last.
    preferred: AtomicUsize,
    /// Settings of ours that the server refused this user.
    may_not_set: Mutex<Vec<&'static str>>,
    tables: Mutex<HashMap<TableName, Arc<Table>>>,
    dropped: DroppedQueries,
}

impl Client {
    /// A client for the server of a URL: `http://user:password@host:8123/database?setting=value`.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] with what is wrong with the URL. Nothing is sent.
    pub fn new(url: impl Into<String>) -> Result<Self, Error> {
        Client::builder().url(url).build()
    }

    /// A client for the server of `CLICKHOUSE_URL`; `CLICKHOUSE_USER`, `CLICKHOUSE_PASSWORD` and `CLICKHOUSE_DATABASE`
    /// win over what the URL says.
    ///
    /// # Errors
    /// [`ErrorKind::Config`]: the variable is not set, or its URL is wrong.
    pub fn from_env() -> Result<Self, Error> {
        let variable = |name: &str| match std::env::var(name) {
            Ok(value) if !value.is_empty() => Ok(Some(value)),
            Ok(_) | Err(std::env::VarError::NotPresent) => Ok(None),
            Err(std::env::VarError::NotUnicode(_)) => {
                Err(Error::new(ErrorKind::Config, format!("{name} is not UTF-8")))
            }
        };
        let Some(url) = variable("CLICKHOUSE_URL")? else {
            let what =
                "CLICKHOUSE_URL is not set; set it to a URL such as http://user:password@localhost:8123/database";
            return Err(Error::new(ErrorKind::Config, what).doing("client"));
        };
        let mut builder = Client::builder().url(url);
        if let Some(user) = variable("CLICKHOUSE_USER")? {
            builder = builder.user(user);
        }
        if let Some(password) = variable("CLICKHOUSE_PASSWORD")? {
            builder = builder.password(password);
        }
        if let Some(database) = variable("CLICKHOUSE_DATABASE")? {
            builder = builder.database(database);
        }
        builder.build()
    }

    /// A client with all options.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Runs a statement without rows: DDL, `SET`, `INSERT .. SELECT`, mutations. Its rows, if any, are dropped.
    pub fn command(&self, sql: impl IntoStatement) -> Command {
        Command::new(self.clone(), sql.into_statement())
    }

    /// Runs a query and reads its rows as `T`: a derived struct, a tuple of up to 16 values, or a single value.
    ///
    /// Columns are matched with a struct by name and with a tuple by position, and their types checked once per block.
    /// A result without rows has no columns either, so nothing is checked then.
    /// A struct that borrows is read block by block: [`Query::blocks`].
    pub fn query_as<T: ReadRow<'static>>(&self, sql: impl IntoStatement) -> Query<T> {
        let query = Query::new(self.clone(), sql.into_statement());
        if T::READS_JSON_TEXTS { query.json_as_texts() } else { query }
    }

    /// A session, whose temporary tables and settings last from one call to the next. Nothing is sent yet.
    pub fn session(&self) -> Session {
        Session::new(self)
    }

    /// Runs a query and reads its answer as the bytes of `format`, such as `Parquet`, `CSVWithNames` or `JSONEachRow`: as a
    /// stream, into memory or into a file. A `FORMAT` in the SQL wins.
    pub fn query_bytes(&self, sql: impl IntoStatement, format: impl Into<String>) -> QueryBytes {
        QueryBytes::new(self.clone(), sql.into_statement(), format.into())
    }

    /// Runs a query whose columns need not be known beforehand, and reads all of its rows: cells are values of any
    /// ClickHouse type, or typed where they are asked for, and the whole is a table to be printed.
    pub fn query(&self, sql: impl IntoStatement) -> RowsQuery {
        RowsQuery::new(self.clone(), sql.into_statement())
    }

    /// Inserts rows into a table: `"t"`, `"db.t"` or `("db", "t")`.
    pub fn insert<'r, T: WriteRow>(&self, table: impl IntoTable, rows: &'r [T]) -> Insert<'r, T> {
        Insert::new(self.clone(), table.into_table(), rows)
    }

    /// Checks that the columns of a query fit the row type `T`, as reading its rows would, but without running it. For
    /// tests: an empty result has no columns to check.
    ///
    /// Parameters without a value get the sample of a comment in the SQL, `-- name = value`, else their type's default.
    ///
    /// ```no_run
    /// # async fn example(client: &clickhouse_core::Client) -> Result<(), clickhouse_core::Error> {
    /// client.check::<(String, u64)>("SELECT host, count() FROM requests WHERE status = {status:UInt16} GROUP BY host").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn check<T: ReadRow<'static>>(&self, sql: impl IntoStatement) -> Check<T> {
        Check::new(self.clone(), sql.into_statement())
    }

    /// Checks that rows of the type `T` can be inserted into a table, as an insert would, but without inserting any.
    pub fn check_table<T: WriteRow>(&self, table: impl IntoTable) -> CheckTable<T> {
        CheckTable::new(self.clone(), table.into_table())
    }

    /// Names and types of the columns that a query would have, without running it. Parameters are given values as in
    /// [`Client::check`].
    pub fn describe_query(&self, sql: impl IntoStatement) -> DescribeQuery {
        DescribeQuery::new(self.clone(), sql.into_statement())
    }

    /// Inserts rows of [`Value`]s into columns that need not be known beforehand. Each row has a value for each name; columns
    /// that are not named get their DEFAULT, or the default of their type.
    ///
    /// ```no_run
    /// # async fn example(client: clickhouse_core::Client) -> Result<(), clickhouse_core::Error> {
    /// let rows = [["cpu".into(), 0.5.into()], ["disk".into(), clickhouse_core::Value::Null]];
    /// client.insert_values("readings", ["sensor", "value"], &rows).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn insert_values<'r, R: AsRef<[Value]>>(
        &self,
        table: impl IntoTable,
        columns: impl IntoIterator<Item: AsRef<str>>,
        rows: &'r [R],
    ) -> InsertValues<'r, R> {
        let columns = columns.into_iter().map(|name| name.as_ref().to_owned()).collect();
        InsertValues::new(self.clone(), table.into_table(), columns, rows)
    }

    /// Rows that come one by one, inserted in blocks in the background.
    ///
    /// ```no_run
    /// use clickhouse_core::{Client, Row};
    ///
    /// #[derive(Row)]
    /// struct Metric { key: u32, value: String, metric: f64 }
    ///
    /// # async fn example(client: Client) -> Result<(), clickhouse_core::Error> {
    /// let inserter = client.inserter::<Metric>("new_table");
    /// for key in 0..20_000_000 {
    ///     inserter.write(&Metric { key, value: format!("value {key}"), metric: 0.5 }).await?;
    /// }
    /// assert_eq!(inserter.end().await?.written_rows, 20_000_000);
    /// # Ok(())
    /// # }
    /// ```
    pub fn inserter<T: WriteRow + 'static>(&self, table: impl IntoTable) -> Inserter<T> {
        Inserter::new(self.clone(), table.into_table())
    }

    /// Inserts the rows of a stream, of `T` or of `Result<T, E>`, in blocks as an [`inserter`](Client::inserter) does.
    /// Awaiting it gives the [`Summary`](crate::Summary).
    pub fn insert_stream<S>(&self, table: impl IntoTable, rows: S) -> InsertStream<S>
    where
        S: futures_core::Stream<Item: StreamedRow>,
    {
        InsertStream::new(self.clone(), table.into_table(), rows)
    }

    /// Inserts bytes of any format that the server reads, such as `CSVWithNames`, `JSONEachRow` or `Parquet`: bytes, texts,
    /// and by [`ByteBody`] streams and readers. The twin of [`query_bytes`](Client::query_bytes).
    ///
    /// ```no_run
    /// # async fn example(client: clickhouse_core::Client) -> Result<(), clickhouse_core::Error> {
    /// client.insert_bytes("metrics", "CSV", "1,one,0.5\n2,two,1.5\n").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn insert_bytes(
        &self,
        table: impl IntoTable,
        format: impl Into<String>,
        body: impl Into<ByteBody>,
    ) -> InsertBytes {
        InsertBytes::new(self.clone(), table.into_table(), format.into(), body.into())
    }

    /// Inserts a file. Its name says the format (`.csv`, `.tsv`, `.jsonl`, `.ndjson`, `.parquet`, `.arrow`, `.avro`, `.orc`,
    /// `.native`, ..) and the compression (`.gz`, `.zst`, `.lz4`, `.br`, `.xz`, `.bz2`) that it is sent in as it is:
    /// `events.csv.gz`.
    pub fn insert_file(&self, table: impl IntoTable, path: impl AsRef<std::path::Path>) -> InsertBytes {
        InsertBytes::of_file(self.clone(), table.into_table(), path.as_ref())
    }

    /// Asks whether the server answers. Needs neither user nor password, and checks none.
    pub fn ping(&self) -> Ping {
        Ping::new(self.clone())
    }

    /// The server's version, such as `26.7.2.1`.
    pub fn server_version(&self) -> ServerVersion {
        ServerVersion::new(self)
    }

    /// Asks the server to stop the query with this id. Does not wait until it has stopped; an id that no query has is no
    /// error.
    pub fn kill(&self, query_id: impl Into<String>) -> Kill {
        Kill::new(self, query_id.into())
    }
}

/// Without password, token, settings and headers.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("servers", &self.inner.bases)
            .field("user", &self.inner.user)
            .field("database", &self.inner.database)
            .finish_non_exhaustive()
    }
}
