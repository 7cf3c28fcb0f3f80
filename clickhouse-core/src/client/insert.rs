//! [`Insert`]: rows into a table, in blocks of which each is one request.

use super::options::{Options, call_options};
use super::{Body, Call, Client, Compression, MAX_URL_TEXT_BYTES};
use crate::column::Sink;
use crate::compress::FrameWriter;
use crate::error::{Error, ErrorKind};
use crate::http::{Summary, new_query_id};
use crate::row::{RowWriter, WriteRow};
use crate::schema::Table;
use crate::sql::{Statement, TableName, quote};
use bytes::Bytes;
use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};

/// Below the rows at which the server cuts a block (`min_insert_block_size_rows`, 1,048,449).
const MAX_BLOCK_ROWS: usize = 1_000_000;
/// The bytes at which the server cuts a block (`min_insert_block_size_bytes`).
const MAX_BLOCK_BYTES: usize = 256 << 20;
/// Memory is looked at after this many rows at the latest.
const ROWS_BETWEEN_LOOKS: usize = 8_192;
/// From the first so many rows it is estimated how much memory the others take.
const FIRST_ROWS: usize = 128;

/// A program that makes tables without end must not fill the memory with them.
const MAX_KNOWN_TABLES: usize = 10_000;

/// The codes by which a server says that the table is not what it was: no such column, type mismatch, cannot parse.
const TABLE_CHANGED: [u32; 5] = [16, 44, 53, 70, 117];

/// Rows to be inserted, see [`Client::insert`]. Awaiting it gives the [`Summary`].
#[must_use = "nothing is sent before it is awaited"]
pub struct Insert<'r, T> {
    client: Client,
    table: TableName,
    rows: &'r [T],
    options: Options,
    deduplication_token: Option<String>,
    is_async: bool,
}

impl<'r, T> Insert<'r, T> {
    pub(super) fn new(client: Client, table: TableName, rows: &'r [T]) -> Self {
        let options = Options::default();
        Insert { client, table, rows, options, deduplication_token: None, is_async: false }
    }

    call_options!(options);

    /// Names the rows, so that a table that deduplicates stores them once, however often they are inserted under this
    /// name. Blocks after the first have the token with their number behind it. Without a token each block has one of its
    /// own, so that rows are not dropped for being equal to earlier ones.
    pub fn deduplication_token(mut self, token: impl Into<String>) -> Self {
        self.deduplication_token = Some(token.into());
        self
    }

    /// Lets the server gather rows of several inserts before it stores them. Still waits until they are stored.
    pub fn async_insert(mut self) -> Self {
        self.is_async = true;
        self
    }
}

impl<T: WriteRow> Insert<'_, T> {
    /// Inserts the rows; what awaiting does, for rows that cannot be shared between threads.
    ///
    /// # Errors
    /// [`ErrorKind::Mismatch`] where row type and table do not fit, [`ErrorKind::Value`] where a value is none of its
    /// column: nothing of that block was sent. Any other kind: see [`Error::rows_written`] for the blocks before.
    /// Rows are counted from 0, as in the slice.
    pub async fn execute(self) -> Result<Summary, Error> {
        let doing = format!("insert into {}", self.table);
        let mut done = 0;
        let stored = self.store(&doing, &mut done).await;
        stored.map_err(|error| error.with_rows_written(done as u64).doing_once(&doing))
    }

    /// Sends block after block; `done` counts the rows that are stored.
    async fn store(&self, doing: &str, done: &mut usize) -> Result<Summary, Error> {
        if self.table.table.is_empty() {
            let what = "the table's name is empty; write `t`, `db.t` or a pair of database and table";
            return Err(Error::new(ErrorKind::Config, what));
        }
        let mut sum = Summary::default();
        let mut number = 0u64;
        let (mut table, mut writer) = self.prepare().await?;
        while *done < self.rows.len() {
            let rows = &self.rows[*done..];
            let count = match gather(&mut writer, rows, *done) {
                Ok(count) => count,
                // The column may have become wider since it was learnt.
                Err(error) => {
                    (table, writer) = self.prepare_again(&table, error).await?;
                    gather(&mut writer, rows, *done)?
                }
            };
            let token = self.token(number);
            let sent = match self.send(&mut writer, token.as_deref(), doing).await {
                Err(error) if error.code().is_some_and(|code| TABLE_CHANGED.contains(&code)) => {
                    (table, writer) = self.prepare_again(&table, error).await?;
                    gather(&mut writer, &rows[..count], *done)?;
                    self.send(&mut writer, token.as_deref(), doing).await
                }
                sent => sent,
            };
            sum.add(&sent?);
            *done += count;
            number += 1;
        }
        Ok(sum)
    }

    /// The table's columns, and a writer for rows that fit them. Columns that were learnt before and do not fit are
    /// learnt again, for the table may have changed.
    async fn prepare(&self) -> Result<(Arc<Table>, RowWriter<T>), Error> {
        if let Some(known) = self.known_table()
            && let Ok(writer) = writer(&known)
        {
            return Ok((known, writer));
        }
        let table = self.learn_table().await?;
        let writer = writer(&table)?;
        Ok((table, writer))
    }

    /// The same after `error`, which stands if the table is still what it was.
    async fn prepare_again(&self, table: &Table, error: Error) -> Result<(Arc<Table>, RowWriter<T>), Error> {
        match self.learn_table().await {
            Ok(fresh) if *fresh != *table => {
                let writer = writer(&fresh)?;
                Ok((fresh, writer))
            }
            _ => Err(error),
        }
    }

    /// The token of a block. Without one, a table that deduplicates would drop rows that are equal to earlier ones by
    /// intent. Rows gathered by the server are not told apart by block, so those have the caller's token only.
    fn token(&self, number: u64) -> Option<String> {
        match (&self.deduplication_token, number) {
            (Some(token), 0) => Some(token.clone()),
            (Some(token), number) => Some(format!("{token}/block-{number}")),
            (None, _) => (!self.is_async).then(new_query_id),
        }
    }

    /// Sends the gathered rows as one block in one request.
    async fn send(&self, writer: &mut RowWriter<T>, token: Option<&str>, doing: &str) -> Result<Summary, Error> {
        let names: Vec<_> = writer.columns().map(|(name, _)| quote(name)).collect();
        let sql = format!("INSERT INTO {} ({}) FORMAT Native", self.table, names.join(", "));
        let inner = &self.client.inner;
        let is_short = sql.len() <= MAX_URL_TEXT_BYTES;
        let body = encode(writer, inner.compression, (!is_short).then_some(&sql));
        let mut wanted = vec![
            ("async_insert", if self.is_async { "1" } else { "0" }),
            ("input_format_native_allow_types_conversion", "0"),
            ("input_format_skip_unknown_fields", "0"),
            ("input_format_null_as_default", "0"),
        ];
        if self.is_async {
            wanted.push(("wait_for_async_insert", "1"));
        }
        if let Some(token) = token {
            wanted.push(("insert_deduplication_token", token));
        }
        let call = Call {
            doing,
            options: &self.options,
            wanted: &wanted,
            params: &[],
            body: Body::Rows { insert: is_short.then_some(&sql), rows: body, compressed: inner.is_compressed() },
            running: None,
        };
        let mut answer = inner.send(call).await?;
        let explain = |error: Error| error.doing(doing);
        while let Some(chunk) = answer.chunk().await.map_err(explain)? {
            // An insert has no rows to answer with: whoever says something else than nothing has not understood it.
            if !chunk.is_empty() {
                return Err(answer.not_by_clickhouse().doing(doing));
            }
        }
        Ok(answer.head.summary)
    }

    /// The columns of the table, if they were learnt before. A session may have tables of its own.
    fn known_table(&self) -> Option<Arc<Table>> {
        let tables = self.client.inner.tables.lock().unwrap_or_else(PoisonError::into_inner);
        tables.get(&self.table).filter(|_| self.options.session.is_none()).cloned()
    }

    /// The columns of the table as they are now.
    async fn learn_table(&self) -> Result<Arc<Table>, Error> {
        let mut describe = self.client.query_as::<u8>(Statement::new(format!("DESCRIBE TABLE {}", self.table)));
        let Options { roles, timeout, session, .. } = self.options.clone();
        describe.asked.options = Options { roles, timeout, session, ..Options::default() };
        let mut blocks = describe.blocks();
        let mut table = Table::default();
        loop {
            match blocks.next().await {
                Ok(Some(block)) => table.add_described(&block)?,
                Ok(None) => break,
                // ACCESS_DENIED: whoever may insert may not always see the columns.
                Err(error) if error.code() == Some(497) => return Ok(Arc::new(Table::natural(T::columns()))),
                Err(error) => return Err(error.doing("learn its columns")),
            }
        }
        let table = Arc::new(table);
        if self.options.session.is_none() {
            let mut tables = self.client.inner.tables.lock().unwrap_or_else(PoisonError::into_inner);
            if tables.len() >= MAX_KNOWN_TABLES {
                tables.clear();
            }
            tables.insert(self.table.clone(), Arc::clone(&table));
        }
        Ok(table)
    }
}

fn writer<T: WriteRow>(table: &Table) -> Result<RowWriter<T>, Error> {
    RowWriter::new(&table.columns).map_err(Error::from_mismatch)
}

/// Gathers as many rows as one block may have, at least one if there is any; how many. `before` counts the rows of earlier blocks.
fn gather<T: WriteRow>(writer: &mut RowWriter<T>, rows: &[T], before: usize) -> Result<usize, Error> {
    let end = rows.len().min(MAX_BLOCK_ROWS);
    let mut place = 0;
    while place < end {
        let bytes = writer.bytes();
        if bytes >= MAX_BLOCK_BYTES {
            break;
        }
        // As many rows as half of what is left may take, if they are like those before.
        let left = (MAX_BLOCK_BYTES - bytes) / 2 / (bytes / place.max(1)).max(1);
        if place == FIRST_ROWS {
            writer.reserve(left.min(end - place));
        }
        let count = match place {
            0 => 1,
            1..FIRST_ROWS => left.clamp(1, FIRST_ROWS - place),
            _ => left.clamp(1, ROWS_BETWEEN_LOOKS),
        };
        let next = &rows[place..end.min(place + count)];
        if let Err((row, error)) = writer.push_each(next) {
            let row = before + place + row;
            return Err(Error::new(ErrorKind::Value, format!("row {row}, {error}")));
        }
        place += next.len();
    }
    Ok(place)
}

/// The gathered rows as a body, behind their statement if that is too long for a URL: columns as they were gathered,
/// without a copy, or compressed frames. Between statement and rows the server wants one line feed, neither less nor more.
fn encode<T: WriteRow>(writer: &mut RowWriter<T>, compression: Compression, statement: Option<&String>) -> Vec<Bytes> {
    let statement = statement.map(|sql| format!("{sql}\n")).unwrap_or_default();
    match compression.method() {
        None => {
            let mut pieces = Pieces::default();
            pieces.put(statement.as_bytes());
            writer.finish_block(&mut pieces);
            pieces.flush();
            pieces.ready
        }
        Some(method) => {
            let mut body = Vec::new();
            let mut frames = FrameWriter::new(method, &mut body);
            frames.put(statement.as_bytes());
            writer.finish_block(&mut frames);
            frames.finish();
            vec![Bytes::from(body)]
        }
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

impl<'r, T: WriteRow + Sync> IntoFuture for Insert<'r, T>
where
    T::Builders: Send,
{
    type Output = Result<Summary, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'r>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.execute())
    }
}

/// Without the rows.
impl<T> fmt::Debug for Insert<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Insert")
            .field("table", &self.table)
            .field("rows", &self.rows.len())
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}
