//! [`Target`]: where blocks of rows go, and how one is brought there: sent, sent again, accounted for.
//!
//! Knows no Rust types: a block comes as bytes of the table's types. Whether it may be sent again is [`retry`](super::retry)'s
//! question; here are the servers, the pauses and the clock.

use super::Client;
use super::call::{Body, Call, MAX_URL_TEXT_BYTES};
use super::options::Options;
use super::retry::{Again, Judgement, Retry, SAME_ID_IS_RUNNING, again, judge};
use crate::column::Sink;
use crate::compress::{FrameWriter, Frames};
use crate::error::{Error, ErrorKind};
use crate::http::{Summary, new_query_id};
use crate::row::{RowColumn, RowWriter, WriteRow, chosen_columns};
use crate::schema::{Storage, Table};
use crate::sql::{Statement, TableName, quote};
use crate::types::DataType;
use bytes::Bytes;
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// A program that makes tables without end must not fill the memory with them.
const MAX_KNOWN_TABLES: usize = 10_000;

/// The codes by which a server says that the table is not what it was: no such column, type mismatch, cannot parse.
const TABLE_CHANGED: [u32; 5] = [16, 44, 53, 70, 117];

const TOKEN: &str = "insert_deduplication_token";

/// Where blocks of rows go, and what their calls have in common.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) client: Client,
    pub(super) table: TableName,
    pub(super) options: Options,
    /// The caller's name for the rows.
    pub(super) token: Option<String>,
    pub(super) gathers: Gathers,
    pub(super) at_least_once: bool,
    /// The client's unless said.
    pub(super) retry: Option<Retry>,
    /// Whether all rows are one block, however many.
    pub(super) is_atomic: bool,
    /// The columns to be written, where it is not the row type that says them.
    pub(super) chosen: Option<Arc<[String]>>,
}

/// Whether the server gathers rows of several inserts before it stores them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gathers {
    No,
    AndAnswersWhenStored,
    AndAnswersAtOnce,
}

/// Rows as they are sent, fit to be sent again.
#[derive(Clone)]
pub(super) struct Block {
    /// `INSERT INTO .. FORMAT Native`, unless it stands in the body.
    statement: Option<String>,
    body: Vec<Bytes>,
    /// Where the rows begin in the body, once it is unpacked.
    rows_at: usize,
    is_compressed: bool,
    pub(super) rows: u64,
    /// Names and types of the columns, as they were when the rows were gathered.
    pub(super) columns: Arc<[(String, DataType)]>,
    token: Option<String>,
    /// Whether the server is to convert the block's types into those that the table has got meanwhile.
    pub(super) is_converted: bool,
}

impl Block {
    /// The bytes that are sent, which is what it takes in memory.
    pub(super) fn bytes(&self) -> u64 {
        self.body.iter().map(|piece| piece.len() as u64).sum()
    }

    /// The rows in the Native format, uncompressed.
    pub(super) fn to_native(&self) -> Result<Vec<u8>, Error> {
        let mut native = Vec::new();
        match self.is_compressed {
            false => self.body.iter().for_each(|piece| native.extend_from_slice(piece)),
            true => {
                let mut frames = Frames::new();
                self.body.iter().try_for_each(|piece| frames.push(piece, &mut native))?;
            }
        }
        native.drain(..self.rows_at.min(native.len()));
        Ok(native)
    }
}

/// What is known of a block on its way: it stays true over all tries.
#[derive(Debug, Default)]
pub(super) struct Way {
    /// Whether a try before may have stored it.
    pub(super) is_in_doubt: bool,
    /// The only server that can tell it from a new one.
    server: Option<String>,
    /// How often it was sent again.
    pub(super) retries: u64,
    first_sent: Option<Instant>,
}

/// The tries of one call: how many there were, and how long they may take.
struct Tries {
    retry: Retry,
    allowed: Duration,
    began: Instant,
    count: u32,
}

impl Tries {
    /// Waits before the next try after `error`, if one `can_pass` and is still allowed.
    ///
    /// # Errors
    /// The error, if there is to be no further try.
    async fn pause(&mut self, error: Error, can_pass: bool) -> Result<(), Error> {
        self.count += 1;
        let passed = self.began.elapsed();
        let pause = self.retry.pause(self.count, passed).filter(|_| can_pass);
        match pause.filter(|pause| passed.saturating_add(*pause) < self.allowed) {
            None => return Err(error),
            Some(pause) => tokio::time::sleep(pause).await,
        }
        Ok(())
    }
}

impl Target {
    pub(super) fn new(client: Client, table: TableName) -> Self {
        Target {
            client,
            table,
            options: Options::default(),
            token: None,
            gathers: Gathers::No,
            at_least_once: false,
            retry: None,
            is_atomic: false,
            chosen: None,
        }
    }

    /// What is being done, for error texts.
    pub(super) fn doing(&self) -> String {
        format!("insert into {}", self.table)
    }

    /// Looks at what was said before the first block.
    pub(super) fn check(&mut self) -> Result<(), Error> {
        if self.table.table.is_empty() {
            let what = "the table's name is empty; write `t`, `db.t` or a pair of database and table";
            return Err(Error::new(ErrorKind::Config, what));
        }
        // Said as a setting it would be the same for all blocks, of which the table would keep the first.
        while let Some(place) = self.options.settings.iter().rposition(|(name, _)| name == TOKEN) {
            let (_, token) = self.options.settings.remove(place);
            self.token.get_or_insert(token);
        }
        Ok(())
    }

    /// The token of the block with this number. Without one, a table that deduplicates would drop rows that are equal to
    /// earlier ones by intent. Rows gathered by the server are not told apart by block, so those have the caller's token
    /// only.
    pub(super) fn token(&self, number: u64) -> Option<String> {
        match (&self.token, number) {
            (Some(token), 0) => Some(token.clone()),
            (Some(token), number) => Some(format!("{token}/block-{number}")),
            (None, _) => (self.gathers == Gathers::No).then(new_query_id),
        }
    }

    /// The gathered rows as a block: columns as they were gathered, without a copy, or compressed frames.
    ///
    /// The statement stands before the rows if it is too long for a URL. In between the server wants one line feed, neither
    /// less nor more.
    pub(super) fn seal<T: WriteRow>(&self, writer: &mut RowWriter<T>, token: Option<String>) -> Block {
        let rows = writer.rows() as u64;
        let columns: Arc<[_]> = writer.columns().map(|(name, kind)| (name.to_owned(), kind.clone())).collect();
        let names: Vec<_> = columns.iter().map(|(name, _)| quote(name)).collect();
        let sql = format!("INSERT INTO {} ({}) FORMAT Native", self.table, names.join(", "));
        let (statement, before) = match sql.len() <= MAX_URL_TEXT_BYTES {
            true => (Some(sql), String::new()),
            false => (None, format!("{sql}\n")),
        };
        let method = self.client.inner.compression.method();
        let body = match method {
            None => {
                let mut pieces = Pieces::default();
                pieces.put(before.as_bytes());
                writer.finish_block(&mut pieces);
                pieces.flush();
                pieces.ready
            }
            Some(method) => {
                let mut body = Vec::new();
                let mut frames = FrameWriter::new(method, &mut body);
                frames.put(before.as_bytes());
                writer.finish_block(&mut frames);
                frames.finish();
                vec![Bytes::from(body)]
            }
        };
        let is_compressed = method.is_some();
        Block { statement, body, rows_at: before.len(), is_compressed, rows, columns, token, is_converted: false }
    }

    /// Brings a block into the table: sends it, and sends it again after failures as long as that helps, cannot store it
    /// twice, and the limits allow.
    ///
    /// # Errors
    /// The last failure. Whether the block may be stored all the same stands in `way`.
    pub(super) async fn deliver(&self, block: &Block, storage: Storage, way: &mut Way) -> Result<Summary, Error> {
        let again = again(self.seen(storage), block.token.is_some(), self.at_least_once);
        let mut tries = self.tries();
        let first_sent = *way.first_sent.get_or_insert(tries.began);
        loop {
            let error = match self.send(block, way, again, tries.began).await {
                Ok(summary) => {
                    if way.is_in_doubt && again == Again::SameServer {
                        self.check_server_has_run_since(first_sent, way).await?;
                    }
                    return Ok(summary);
                }
                Err(error) => error,
            };
            let Judgement { is_in_doubt, can_pass } = judge(&error, storage);
            way.is_in_doubt |= is_in_doubt;
            // The id is this block's own, which is still at work.
            let is_own_id = tries.count > 0 || self.options.query_id.is_none();
            let can_pass = can_pass || is_own_id && error.code() == Some(SAME_ID_IS_RUNNING);
            let may_be_sent = !way.is_in_doubt || again != Again::Nowhere;
            tries.pause(error, can_pass && may_be_sent).await?;
            way.retries += 1;
        }
    }

    fn tries(&self) -> Tries {
        Tries {
            retry: self.retry.unwrap_or(self.client.inner.retry),
            allowed: self.options.timeout.unwrap_or(Duration::MAX),
            began: Instant::now(),
            count: 0,
        }
    }

    /// Whether "stored" is to be believed of a block in doubt that was sent again to the same MergeTree. 26.7 notes the
    /// token on disk before the part gets its name: a server killed in between has the token without the rows, and takes
    /// the block for a duplicate when it comes again. Seen with SIGKILL during inserts, a block or two in each run.
    ///
    /// # Errors
    /// The server has not run all the time, or nobody can tell.
    async fn check_server_has_run_since(&self, first_sent: Instant, way: &Way) -> Result<(), Error> {
        let mut tries = self.tries();
        let seconds = loop {
            let mut question = self.client.query_as::<u32>(Statement::new("SELECT uptime()"));
            question.asked.options = self.options_to_learn(&tries);
            if let Some(server) = &way.server {
                question.asked.options.server = Some(Arc::new(OnceLock::from(server.clone())));
            }
            match question.fetch_one().await {
                Ok(seconds) => break seconds,
                Err(error) => {
                    let can_pass = error.is_retryable();
                    tries.pause(error.doing("learn whether the server was restarted"), can_pass).await?;
                }
            }
        };
        // Whole seconds, rounded down: then the server has run for at least as long.
        if Duration::from_secs(seconds.into()) >= first_sent.elapsed() {
            return Ok(());
        }
        let what = "the server was restarted while the block was on its way, and may know it without having its rows; \
                    compare the rows of which nobody knows with the table before they are sent again";
        Err(Error::new(ErrorKind::Transport, what))
    }

    /// What is known of the table's storage, unless a setting could make it untrue, or the server gathers the rows: then
    /// they are told apart otherwise.
    fn seen(&self, storage: Storage) -> Storage {
        let inner = &self.client.inner;
        let mut settings = self.options.settings.iter().chain(&inner.settings);
        let is_changed = settings.any(|(name, _)| name.contains("dedup")) || inner.may_not_set().contains(&TOKEN);
        match is_changed || self.gathers != Gathers::No {
            true => Storage { deduplicates: Default::default(), ..storage },
            false => storage,
        }
    }

    /// Sends a block once: to the only server it may go to, or to the first one that can be connected to.
    async fn send(&self, block: &Block, way: &mut Way, again: Again, began: Instant) -> Result<Summary, Error> {
        let inner = &self.client.inner;
        let home = self.options.server.as_ref().and_then(|server| server.get());
        if let Some(server) = home.or(way.server.as_ref()) {
            return self.send_to(block, server.clone(), began).await;
        }
        let first = inner.preferred.load(Ordering::Relaxed);
        let mut last = None;
        for step in 0..inner.bases.len() {
            let place = (first + step) % inner.bases.len();
            let server = &inner.bases[place];
            match self.send_to(block, server.clone(), began).await {
                Err(error) if error.kind() == ErrorKind::Connect => last = Some(error),
                outcome => {
                    inner.preferred.store(place, Ordering::Relaxed);
                    if outcome.is_err() && again == Again::SameServer {
                        way.server = Some(server.clone());
                    }
                    return outcome;
                }
            }
        }
        Err(last.unwrap_or_else(|| Error::new(ErrorKind::Config, "no URL is given")))
    }

    async fn send_to(&self, block: &Block, server: String, began: Instant) -> Result<Summary, Error> {
        let mut options = self.options.clone();
        options.server = Some(Arc::new(OnceLock::from(server)));
        // The time allowed is for the block, not for each try.
        options.began = Some(began);
        let mut wanted = self.wanted();
        wanted.push(("input_format_native_allow_types_conversion", if block.is_converted { "1" } else { "0" }));
        if let Some(token) = &block.token {
            wanted.push((TOKEN, token));
        }
        let doing = self.doing();
        let call = Call {
            doing: &doing,
            options: &options,
            wanted: &wanted,
            params: &[],
            body: Body::Rows {
                insert: block.statement.as_ref(),
                rows: block.body.clone(),
                compressed: block.is_compressed,
            },
            running: None,
        };
        let mut answer = self.client.inner.send(call).await?;
        let explain = |error: Error| error.doing(&doing);
        while let Some(chunk) = answer.chunk().await.map_err(explain)? {
            // An insert has no rows to answer with: whoever says something else than nothing has not understood it.
            if !chunk.is_empty() {
                return Err(explain(answer.not_by_clickhouse()));
            }
        }
        Ok(answer.head.summary)
    }

    /// The settings of ours that all inserts have.
    pub(super) fn wanted(&self) -> Vec<(&'static str, &str)> {
        let mut wanted = vec![
            ("async_insert", if self.gathers == Gathers::No { "0" } else { "1" }),
            ("input_format_skip_unknown_fields", "0"),
            ("input_format_null_as_default", "0"),
        ];
        match self.gathers {
            Gathers::No => {}
            Gathers::AndAnswersWhenStored => wanted.push(("wait_for_async_insert", "1")),
            Gathers::AndAnswersAtOnce => wanted.push(("wait_for_async_insert", "0")),
        }
        if self.is_atomic {
            // Where a server would cut a block, and where it would put several together. 0 is "no limit" for bytes only.
            wanted.extend([
                ("max_insert_block_size", "9223372036854775807"),
                ("min_insert_block_size_rows", "9223372036854775807"),
                ("min_insert_block_size_bytes", "0"),
            ]);
        }
        wanted
    }

    /// Whether an error says that the table is not what it was.
    pub(super) fn is_table_changed(error: &Error) -> bool {
        error.code().is_some_and(|code| TABLE_CHANGED.contains(&code))
    }

    /// The table's columns, and a writer for rows that fit them. Columns that were learnt before and do not fit are
    /// learnt again, for the table may have changed.
    pub(super) async fn prepare<T: WriteRow>(&self) -> Result<(Arc<Table>, RowWriter<T>), Error> {
        if let Some(known) = self.known_table()
            && let Ok(writer) = self.writer(&known)
        {
            return Ok((known, writer));
        }
        let table = self.learn_table(T::columns).await?;
        let writer = self.writer(&table)?;
        Ok((table, writer))
    }

    /// The same after `error`, which stands if the table's columns are still what they were.
    pub(super) async fn prepare_again<T: WriteRow>(
        &self,
        table: &Table,
        error: Error,
    ) -> Result<(Arc<Table>, RowWriter<T>), Error> {
        match self.learn_table(T::columns).await {
            Ok(fresh) if fresh.columns != table.columns => {
                let writer = self.writer(&fresh)?;
                Ok((fresh, writer))
            }
            _ => Err(error),
        }
    }

    fn writer<T: WriteRow>(&self, table: &Table) -> Result<RowWriter<T>, Error> {
        let writer = match &self.chosen {
            None => RowWriter::new(&table.columns),
            Some(names) => chosen_columns(&table.columns, names).and_then(|columns| RowWriter::new(&columns)),
        };
        writer.map_err(Error::from_mismatch)
    }

    /// The columns of the table, if they were learnt before. A session may have tables of its own.
    fn known_table(&self) -> Option<Arc<Table>> {
        let tables = self.client.inner.tables.lock().unwrap_or_else(PoisonError::into_inner);
        tables.get(&self.table).filter(|_| self.options.session.is_none()).cloned()
    }

    /// The table as it is now; `natural` are the columns as the row type would have them, for users who may not see the
    /// real ones. As nothing is changed by it, it is asked again whenever that can help.
    pub(super) async fn learn_table(&self, natural: fn() -> Vec<RowColumn>) -> Result<Arc<Table>, Error> {
        let mut tries = self.tries();
        let table = loop {
            let error = match self.describe(&tries).await {
                Ok(columns) => match self.storage(&tries).await {
                    Ok(storage) => break Arc::new(Table { storage: storage.unwrap_or_default(), ..columns }),
                    Err(error) if error.is_retryable() => error.doing("learn how it is stored"),
                    // Not for this user, or not with this server.
                    Err(_) => break Arc::new(columns),
                },
                // ACCESS_DENIED: whoever may insert may not always see the columns.
                Err(error) if error.code() == Some(497) && self.chosen.is_none() => {
                    return Ok(Arc::new(Table::natural(natural())));
                }
                Err(error) => error.doing("learn its columns"),
            };
            let can_pass = error.is_retryable();
            tries.pause(error, can_pass).await?;
        };
        if self.options.session.is_none() {
            let mut tables = self.client.inner.tables.lock().unwrap_or_else(PoisonError::into_inner);
            if tables.len() >= MAX_KNOWN_TABLES {
                tables.clear();
            }
            tables.insert(self.table.clone(), Arc::clone(&table));
        }
        Ok(table)
    }

    async fn describe(&self, tries: &Tries) -> Result<Table, Error> {
        let mut describe = self.client.query_as::<u8>(Statement::new(format!("DESCRIBE TABLE {}", self.table)));
        describe.asked.options = self.options_to_learn(tries);
        let mut blocks = describe.blocks();
        let mut table = Table::default();
        while let Some(block) = blocks.next().await? {
            table.add_described(&block)?;
        }
        Ok(table)
    }

    async fn storage(&self, tries: &Tries) -> Result<Option<Storage>, Error> {
        let statement = Statement::new(Storage::SQL)
            .param("database", self.table.database.as_deref().unwrap_or_default())
            .param("table", self.table.table.as_str());
        let mut question = self.client.query_as::<u8>(statement);
        question.asked.options = self.options_to_learn(tries);
        let mut blocks = question.blocks();
        let Some(block) = blocks.next().await? else { return Ok(None) };
        let storage = Storage::of_row(&block)?;
        while blocks.next().await?.is_some() {}
        Ok(storage)
    }

    /// For questions beside the rows. The time allowed is for all tries.
    fn options_to_learn(&self, tries: &Tries) -> Options {
        Options { settings: Vec::new(), query_id: None, began: Some(tries.began), ..self.options.clone() }
    }
}

/// Keeps what is large as it is, and gathers what is small.
#[derive(Default)]
struct Pieces {
    ready: Vec<Bytes>,
    gathered: Vec<u8>,
}

/// Below this, a copy is cheaper than a further piece.
const SMALL_PIECE_BYTES: usize = 16 << 10;

impl Pieces {
    fn flush(&mut self) {
        if !self.gathered.is_empty() {
            self.ready.push(Bytes::from(std::mem::take(&mut self.gathered)));
        }
    }
}

impl Sink for Pieces {
    fn put(&mut self, bytes: &[u8]) {
        self.gathered.extend_from_slice(bytes);
    }

    fn put_all(&mut self, bytes: &mut Vec<u8>) {
        if bytes.len() < SMALL_PIECE_BYTES {
            self.put(bytes);
            bytes.clear();
        } else {
            self.flush();
            self.ready.push(Bytes::from(std::mem::take(bytes)));
        }
    }
}
