//! The client: calls to a server over HTTP, the only part that waits.
//!
//! Each call is a builder that implements `IntoFuture`. What a call says is put together in `Inner::send`, moved by
//! `transport`, and decoded by `http`, which knows no socket. Nothing here touches the user's SQL.

mod asked;
mod blocks;
mod builder;
mod byte_body;
mod check;
mod command;
mod delivery;
mod external;
mod form;
mod insert;
mod insert_bytes;
mod insert_options;
mod insert_stream;
mod insert_values;
mod inserter;
mod kill;
mod options;
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
pub use inserter::{Inserter, Statistics, Unacknowledged};
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
use crate::http::{Request, new_query_id, refusal};
use crate::row::{ReadRow, WriteRow};
use crate::schema::Table;
use crate::sql::{IntoStatement, IntoTable, TableName};
use crate::value::Value;
use bytes::Bytes;
use external::External;
use form::Form;
use options::Options;
use running::{DroppedQueries, Running};
use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use transport::{Answer, Limits, Transport};

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

/// A call as the parts of the client put it together.
struct Call<'c> {
    /// For error texts: "query", "insert into `t`".
    doing: &'c str,
    options: &'c Options,
    /// Settings that the call wants, left out for users who may not set them.
    wanted: &'c [(&'static str, &'c str)],
    /// Name and text of each query parameter.
    params: &'c [(String, String)],
    body: Body<'c>,
    /// Told where the call is sent to, if dropping it is to stop it.
    running: Option<&'c Running>,
}

/// What stands in a call's body.
enum Body<'c> {
    /// The statement, with rows that it brings along; its answer is to be in this format.
    Statement { sql: Bytes, format: &'c str, compressed_answer: bool, tables: &'c [External] },
    /// Rows for this statement, or behind it in the body.
    Rows { insert: Option<&'c String>, rows: Vec<Bytes>, compressed: bool },
}

/// Longer texts go into the body: the HTTP library takes no URL above 65,534 bytes, and encoding triples some letters.
const MAX_URL_TEXT_BYTES: usize = 16 << 10;

/// The server's code for a second call in a session.
const SESSION_IS_LOCKED: u32 = 373;
/// The server's code for a session that it does not know, or not any more.
const SESSION_NOT_FOUND: u32 = 372;

/// The waiting for a session that only a call of our own can keep busy, one that was dropped or has just ended.
#[derive(Default)]
struct Busy {
    waited: Duration,
}

impl Busy {
    /// A dropped query is killed after a tenth of a second; the rest is what a busy server needs for that.
    const LONGEST: Duration = Duration::from_secs(5);

    fn is_over(&self) -> bool {
        self.waited >= Self::LONGEST
    }

    async fn wait(&mut self) {
        // 10 ms, then half as much again each time.
        let pause = (self.waited / 2).max(Duration::from_millis(10));
        tokio::time::sleep(pause).await;
        self.waited += pause;
    }
}

/// The setting by which the method of an answer's frames is asked for.
const COMPRESSION_METHOD: &str = "network_compression_method";

/// The setting that makes a closed connection stop a query that only reads.
const CANCEL_ON_CLOSE: &str = "cancel_http_readonly_queries_on_client_close";

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

impl Inner {
    /// Puts what all calls have into a request.
    fn begin<'c>(&'c self, request: &mut Request<'c>) -> Result<(), Error> {
        self.introduce(request)?;
        self.settings.iter().try_for_each(|(name, value)| request.setting(name, value.as_str()))
    }

    /// Says who calls, and from where.
    fn introduce<'c>(&'c self, request: &mut Request<'c>) -> Result<(), Error> {
        match &self.access_token {
            Some(token) => request.access_token(token)?,
            None => request.account(&self.user, &self.password)?,
        }
        if let Some(database) = &self.database {
            request.database(database);
        }
        self.headers.iter().try_for_each(|(name, value)| request.header(name, value))
    }

    /// Sends a call and waits for the head of an answer that is no refusal.
    ///
    /// A user whom the server refuses one of the wanted settings does without it, now and in later calls.
    async fn send(&self, call: Call<'_>) -> Result<Answer, Error> {
        let made_id = call.options.query_id.is_none().then(new_query_id);
        let query_id = call.options.query_id.as_deref().or(made_id.as_deref()).unwrap_or_default();
        let limits = self.limits(call.options);
        let explain = |error: Error| match error.query_id() {
            Some(_) => error.doing(call.doing),
            None => error.with_query_id(Some(query_id)).doing(call.doing),
        };
        let form = call.form();
        let mut busy = Busy::default();
        loop {
            let without = self.may_not_set();
            let compresses = call.compresses_answer(&without);
            let mut request = Request::new();
            self.fill(&mut request, &call, &without).map_err(explain)?;
            request.query_id(query_id);
            if let Some(form) = &form {
                request.header("Content-Type", &form.content_type).map_err(explain)?;
            }
            let body = match (&form, &call.body) {
                (Some(form), _) => std::slice::from_ref(&form.body),
                (None, Body::Statement { sql, .. }) => std::slice::from_ref(sql),
                (None, Body::Rows { rows, .. }) => rows.as_slice(),
            };
            let request = &request;
            let running = call.running;
            let post = |base: String| async move {
                if let Some(running) = running {
                    running.is_sent_to(&base);
                }
                self.transport.post(&base, request, body, limits).await
            };
            let sent = match call.options.server.as_ref().and_then(|server| server.get()) {
                Some(base) => post(base.clone()).await,
                None => self.at_some_base(post).await,
            };
            let mut answer = sent.map_err(explain)?;
            if !answer.head.is_refusal() {
                if let Some(server) = &call.options.server {
                    // The first one holds.
                    let _ = server.set(answer.base().to_owned());
                }
                answer.is_compressed = compresses;
                return Ok(answer);
            }
            let body = answer.rest().await;
            let error = refusal(&answer.head, &body);
            if error.code() == Some(SESSION_IS_LOCKED) && call.options.owns_session && !busy.is_over() {
                busy.wait().await;
                continue;
            }
            let error = self.with_way_out(error, call.options);
            let refused = call.refused_settings(&error, &without);
            let is_in_doubt = error.code() == Some(164) && refused.contains(&"readonly");
            if refused.is_empty() || is_in_doubt && !self.may_only_read(&call).await {
                return Err(explain(error));
            }
            self.may_not_set.lock().unwrap_or_else(PoisonError::into_inner).extend(refused);
        }
    }

    fn limits(&self, options: &Options) -> Limits {
        let began = options.began.unwrap_or_else(Instant::now);
        let end = options.timeout.and_then(|timeout| Some((began.checked_add(timeout)?, timeout)));
        let silence = options.timeout.map_or(self.silence, |timeout| timeout.max(self.silence));
        Limits { silence, end }
    }

    fn may_not_set(&self) -> Vec<&'static str> {
        self.may_not_set.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn fill<'c>(&'c self, request: &mut Request<'c>, call: &'c Call<'c>, without: &[&str]) -> Result<(), Error> {
        self.begin(request)?;
        for (name, value) in call.wanted {
            let is_given = |settings: &[(String, String)]| settings.iter().any(|(given, _)| given == name);
            // Settings that somebody chose win over ours.
            if !without.contains(name) && !is_given(&call.options.settings) && !is_given(&self.settings) {
                request.setting(name, *value)?;
            }
        }
        for (name, value) in &call.options.settings {
            request.without_setting(name);
            request.setting(name, value.as_str())?;
        }
        self.take_part(request, call);
        match call.body {
            Body::Statement { format, tables, .. } => {
                request.default_format(format);
                for External { name, structure, .. } in tables {
                    request.table(name, structure);
                }
                if call.compresses_answer(without) {
                    request.compressed_answer();
                }
            }
            Body::Rows { insert, compressed, .. } => {
                if let Some(insert) = insert {
                    request.statement(insert);
                }
                if compressed {
                    request.compressed_body();
                }
            }
        }
        if !call.is_form() {
            call.params.iter().for_each(|(name, value)| request.param(name, value.as_str()));
        }
        Ok(())
    }

    /// The roles and the session of a call.
    fn take_part<'c>(&'c self, request: &mut Request<'c>, call: &'c Call<'c>) {
        let roles = if call.options.roles.is_empty() { &self.roles } else { &call.options.roles };
        roles.iter().for_each(|role| request.role(role));
        if let Some(session) = &call.options.session {
            request.session(session);
            if call.options.owns_session && call.options.server.as_ref().is_some_and(|server| server.get().is_some()) {
                request.known_session();
            }
        }
    }

    /// Whether the user can do no more than read, whatever the call says.
    ///
    /// `SELECT 1 SETTINGS readonly = 0` is refused in the same words as our own `readonly`. To do without ours then would
    /// let a query write.
    async fn may_only_read(&self, call: &Call<'_>) -> bool {
        let mut request = Request::new();
        if self.introduce(&mut request).is_err() {
            return false;
        }
        self.take_part(&mut request, call);
        request.default_format("TabSeparated");
        let limits = self.limits(call.options);
        let request = &request;
        let sql = &[Bytes::from_static(b"SELECT getSetting('readonly')")];
        let post = |base: String| async move { self.transport.post(&base, request, sql, limits).await };
        let Ok(mut answer) = self.at_some_base(post).await else { return false };
        !answer.head.is_refusal() && matches!(answer.rest().await.as_slice(), b"1\n" | b"2\n")
    }

    fn with_way_out(&self, error: Error, options: &Options) -> Error {
        let session = options.session.as_deref().unwrap_or_default();
        match error.code() {
            Some(SESSION_IS_LOCKED) => error.doing(format_args!(
                "session `{session}` (a call of it is still running, and a session takes one at a time: wait for its end)"
            )),
            Some(SESSION_NOT_FOUND) if options.owns_session => error.doing(format_args!(
                "session `{session}` (it was not used for longer than its timeout, or its server was restarted: its \
                 temporary tables and settings are gone; `renew` it and make them again)"
            )),
            Some(516) if self.access_token.is_none() => {
                error.doing(format_args!("log in as `{}` (check user and password of the client)", self.user))
            }
            Some(117) if error.server().is_some_and(|server| server.message.contains(JSON_AS_TEXT)) => {
                error.doing("send JSON as text (a server before 24.10 reads it by paths only, as a `Value` is written)")
            }
            _ => error,
        }
    }

    /// Tries the servers from the one that answered last on, until one can be connected to. Only a call that was
    /// certainly not received goes to the next one.
    async fn at_some_base<T, F: Future<Output = Result<T, Error>>>(
        &self,
        try_at: impl Fn(String) -> F,
    ) -> Result<T, Error> {
        let count = self.bases.len();
        let first = self.preferred.load(Ordering::Relaxed);
        let mut last = None;
        for step in 0..count {
            let place = (first + step) % count;
            match try_at(self.bases[place].clone()).await {
                Err(error) if error.kind() == ErrorKind::Connect => last = Some(error),
                outcome => {
                    self.preferred.store(place, Ordering::Relaxed);
                    return outcome;
                }
            }
        }
        Err(last.unwrap_or_else(|| Error::new(ErrorKind::Config, "no URL is given")))
    }
}

/// What 24.8 says of JSON that comes as text.
const JSON_AS_TEXT: &str = "Invalid version for Object structure serialization";

/// Whether a name can stand in `{name:Type}`. One that cannot is sent in the URL, where it does no harm; the server says it.
fn is_word(name: &str) -> bool {
    name.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
}

impl Call<'_> {
    /// Whether the statement is sent as a form, with its parameters in it.
    fn is_form(&self) -> bool {
        let Body::Statement { tables, .. } = &self.body else { return false };
        let param_bytes = || self.params.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>();
        self.params.iter().all(|(name, _)| is_word(name)) && (!tables.is_empty() || param_bytes() > MAX_URL_TEXT_BYTES)
    }

    fn form(&self) -> Option<Form> {
        match &self.body {
            Body::Statement { sql, tables, .. } if self.is_form() => Some(Form::new(sql, self.params, tables)),
            Body::Statement { .. } | Body::Rows { .. } => None,
        }
    }

    /// Whether the answer is asked for in frames. Those of 26.9 are ZSTD unless LZ4 is asked for, which is a setting that
    /// not every user may change: without the feature `zstd` such a user's answers come plain.
    fn compresses_answer(&self, without: &[&str]) -> bool {
        match self.body {
            Body::Statement { compressed_answer, .. } => {
                compressed_answer && (cfg!(feature = "zstd") || !without.contains(&COMPRESSION_METHOD))
            }
            Body::Rows { .. } => false,
        }
    }

    /// The settings of ours because of which the server refused the call.
    ///
    /// ```text
    /// 115  Unknown setting 'max_thread'
    /// 164  Cannot modify 'max_threads' setting in readonly mode
    /// 452  Setting max_threads shouldn't be less than 1
    /// ```
    fn refused_settings(&self, error: &Error, without: &[&str]) -> Vec<&'static str> {
        let Some(server) = error.server() else { return Vec::new() };
        if !matches!(server.code, 115 | 164 | 452) || server.code == 164 && !server.message.contains("Cannot modify '")
        {
            return Vec::new();
        }
        let words: Vec<_> = server.message.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')).collect();
        let ours = self
            .wanted
            .iter()
            .map(|(name, _)| *name)
            .filter(|name| !without.contains(name) && self.options.settings.iter().all(|(given, _)| given != name));
        ours.filter(|name| words.contains(name)).collect()
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
