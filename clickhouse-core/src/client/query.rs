//! [`Query`]: what is asked, and the ways to get its rows: all at once, the only one, one by one, or block by block.
//!
//! Knows no bytes and no connection: [`Blocks`] reads, this decides what becomes of the rows.

use super::Client;
use super::asked::Asked;
use super::blocks::Blocks;
use super::external::External;
use super::options::{Options, WithOptions, call_options};
use super::progress::{OnProgress, Progress};
use super::row_stream::RowStream;
use crate::error::{Error, ErrorKind};
use crate::http::Summary;
use crate::row::{ReadRow, WriteRow};
use crate::sql::{Param, Statement};
use std::fmt;
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::pin::Pin;
use std::time::Duration;

/// A query to be run, see [`Client::query_as`]. Awaiting it gives all rows.
///
/// Dropping it, or what it returned, stops the query on the server as well: its connection is closed, and where that
/// does not do, it is killed by its id. So does a timeout.
#[must_use = "nothing is sent before it is awaited"]
pub struct Query<T> {
    pub(super) asked: Asked,
    rows: PhantomData<fn() -> T>,
}

impl<T> Query<T> {
    pub(super) fn new(client: Client, statement: Statement) -> Self {
        Query { asked: Asked::new(client, statement), rows: PhantomData }
    }

    /// Asks for JSON columns as texts, in which instants stand in the server's time zone. Users who may not change settings
    /// get them by paths, with instants in UTC.
    pub(super) fn json_as_texts(mut self) -> Self {
        self.asked.hints.push(("output_format_native_write_json_as_string", "1".to_owned()));
        self
    }

    call_options!(asked.options);

    /// Gives the value of the parameter `{name:Type}`.
    pub fn param(mut self, name: impl Into<String>, value: impl Param) -> Self {
        self.asked.statement = self.asked.statement.param(name, value);
        self
    }

    /// Asks for blocks of at most this many rows, which bounds the memory of [`stream`](Query::stream) and
    /// [`blocks`](Query::blocks); the server's own limit is 65,409. A hint: some queries end in larger blocks, and users who
    /// may not change settings do without it.
    pub fn max_block_rows(mut self, rows: usize) -> Self {
        self.asked.hints.push(("max_block_size", rows.to_string()));
        self
    }

    /// Makes the server keep the answer until the query has ended, so that an error comes before any row, and the
    /// [`Summary`] is that of the end. It costs the server memory, or disk, for the whole answer.
    pub fn wait_end_of_query(mut self) -> Self {
        self.asked.wait_end_of_query();
        self
    }

    /// Brings rows along, as a table for this query only: `SELECT .. WHERE id IN (SELECT id FROM ids)`. Its columns are
    /// those of the struct, each of the type that is natural for its field.
    pub fn external<R: WriteRow>(mut self, name: impl Into<String>, rows: &[R]) -> Self {
        self.asked.tables.push(External::new(name.into(), rows));
        self
    }

    /// Tells how far the query has come, about once in `interval` while it runs, and at its end. The server is asked on a
    /// second connection; see [`Progress`]. `tell` should not take long: reading waits for it.
    ///
    /// ```no_run
    /// use std::time::Duration;
    ///
    /// # async fn example(client: clickhouse_core::Client) -> Result<(), clickhouse_core::Error> {
    /// let query = client.query_as::<(String, u64)>("SELECT host, count() FROM requests GROUP BY host");
    /// let hosts = query.on_progress(Duration::from_millis(200), |p| {
    ///     println!("{} of {} rows in {:?}", p.read_rows, p.total_rows, p.elapsed);
    /// });
    /// for (host, requests) in hosts.await? {
    ///     println!("{host} {requests}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn on_progress(mut self, interval: Duration, tell: impl FnMut(Progress) + Send + 'static) -> Self {
        self.asked.progress = Some(OnProgress::new(interval, tell));
        self
    }

    /// The blocks of the result, one after another, as they arrive. Rows read from a block may borrow from it.
    ///
    /// From the third block on, the next block is received and decoded while the one at hand is worked on, but no further
    /// ones: a server that is faster than its reader waits.
    pub fn blocks(self) -> Blocks {
        Blocks::new(self.asked)
    }
}

impl<T: for<'b> ReadRow<'b>> Query<T> {
    /// All rows.
    ///
    /// # Errors
    /// The server refuses or fails at any point, the columns do not fit `T`, or the answer does not end well.
    pub async fn fetch_all(self) -> Result<Vec<T>, Error> {
        self.fetch_all_with_summary().await.map(|(rows, _)| rows)
    }

    /// All rows, and what the server counted.
    ///
    /// # Errors
    /// As [`Query::fetch_all`].
    pub async fn fetch_all_with_summary(self) -> Result<(Vec<T>, Summary), Error> {
        let mut blocks = self.blocks();
        let mut rows = Vec::new();
        while let Some(block) = blocks.next().await? {
            block.rows::<T>().and_then(|read| read.append_to(&mut rows)).map_err(|error| blocks.explain(error))?;
            blocks.recycle(block);
        }
        Ok((rows, blocks.into_summary()))
    }

    /// The only row.
    ///
    /// # Errors
    /// As [`Query::fetch_all`]; also where there is no row, or more than one.
    pub async fn fetch_one(self) -> Result<T, Error> {
        self.at_most_one().await.and_then(|(row, blocks)| {
            row.ok_or_else(|| {
                blocks.explain(Error::new(
                    ErrorKind::Value,
                    "the result has no row, and one is wanted; use fetch_optional if there may be none",
                ))
            })
        })
    }

    /// The only row, if there is one.
    ///
    /// # Errors
    /// As [`Query::fetch_all`]; also where there is more than one row.
    pub async fn fetch_optional(self) -> Result<Option<T>, Error> {
        self.at_most_one().await.map(|(row, _)| row)
    }

    async fn at_most_one(self) -> Result<(Option<T>, Blocks), Error> {
        let mut blocks = self.blocks();
        let mut found = None;
        while let Some(block) = blocks.next().await? {
            for row in block.rows::<T>().map_err(|error| blocks.explain(error))? {
                let row = row.map_err(|error| blocks.explain(error))?;
                if found.replace(row).is_some() {
                    let what = "the result has more than one row, and one is wanted; add LIMIT 1 or use fetch_all";
                    return Err(blocks.explain(Error::new(ErrorKind::Value, what)));
                }
            }
            blocks.recycle(block);
        }
        Ok((found, blocks))
    }
}

impl<T: for<'b> ReadRow<'b> + Send + 'static> Query<T> {
    /// The rows, one after another, as they arrive. Memory is bounded by the size of a few blocks.
    pub fn stream(self) -> RowStream<T> {
        RowStream::new(self.blocks())
    }
}

impl<T> WithOptions for Query<T> {
    fn options(&mut self) -> &mut Options {
        &mut self.asked.options
    }

    fn peek(&self) -> &Options {
        &self.asked.options
    }
}

impl<T: for<'b> ReadRow<'b> + Send + 'static> IntoFuture for Query<T> {
    type Output = Result<Vec<T>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.fetch_all())
    }
}

impl<T> Clone for Query<T> {
    fn clone(&self) -> Self {
        Query { asked: self.asked.clone(), rows: PhantomData }
    }
}

/// Without the values of parameters.
impl<T> fmt::Debug for Query<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query")
            .field("sql", &self.asked.statement.sql)
            .field("client", &self.asked.client)
            .finish_non_exhaustive()
    }
}
