//! [`Query`]: rows out of a server, all at once, one by one, or block by block.

use super::options::{Options, call_options};
use super::transport::Answer;
use super::{Body, COMPRESSION_METHOD, Call, Client};
use crate::block::Block;
use crate::error::{Error, ErrorKind};
use crate::http::{NativeAnswer, Summary};
use crate::row::ReadRow;
use crate::sql::{Param, Statement};
use bytes::Bytes;
use futures_core::Stream;
use std::fmt;
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// A query to be run, see [`Client::query_as`]. Awaiting it gives all rows.
///
/// Dropping it, or what it returned, stops the query on the server as well.
#[must_use = "nothing is sent before it is awaited"]
pub struct Query<T> {
    client: Client,
    statement: Statement,
    pub(super) options: Options,
    rows: PhantomData<fn() -> T>,
}

impl<T> Query<T> {
    pub(super) fn new(client: Client, statement: Statement) -> Self {
        Query { client, statement, options: Options::default(), rows: PhantomData }
    }

    call_options!(options);

    /// Gives the value of the parameter `{name:Type}`.
    pub fn param(mut self, name: impl Into<String>, value: impl Param) -> Self {
        self.statement = self.statement.param(name, value);
        self
    }

    /// The blocks of the result, one after another, as they arrive. Rows read from a block may borrow from it.
    pub fn blocks(self) -> Blocks {
        Blocks {
            state: State::Ready(Box::new((self.client, self.statement, self.options))),
            summary: Summary::default(),
        }
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
        Ok((rows, blocks.summary))
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
    /// The rows, one after another, as they arrive. Memory is bounded by the size of a block.
    pub fn stream(self) -> RowStream<T> {
        RowStream { rows: Vec::new().into_iter(), blocks: Some(Box::pin(next_rows(self.blocks()))) }
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
        Query {
            client: self.client.clone(),
            statement: self.statement.clone(),
            options: self.options.clone(),
            rows: PhantomData,
        }
    }
}

/// Without the values of parameters.
impl<T> fmt::Debug for Query<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query").field("sql", &self.statement.sql).field("client", &self.client).finish_non_exhaustive()
    }
}

/// The blocks of a result, see [`Query::blocks`].
#[derive(Debug)]
pub struct Blocks {
    state: State,
    summary: Summary,
}

#[derive(Debug)]
enum State {
    Ready(Box<(Client, Statement, Options)>),
    Reading(Box<Reading>),
    Done { query_id: Option<String> },
}

#[derive(Debug)]
struct Reading {
    answer: Answer,
    native: NativeAnswer,
}

impl Blocks {
    /// The next block; `None` after the last one, once the answer has ended well.
    ///
    /// # Errors
    /// The server refuses or fails at any point, or the answer does not end well. There is no further block then.
    pub async fn next(&mut self) -> Result<Option<Block>, Error> {
        let outcome = self.advance().await;
        if let Ok(Some(block)) = outcome {
            return Ok(Some(block));
        }
        let query_id = self.query_id().map(str::to_owned);
        self.state = State::Done { query_id };
        outcome.map_err(|error| self.explain(error))
    }

    async fn advance(&mut self) -> Result<Option<Block>, Error> {
        if let State::Ready(ready) = &self.state {
            let reading = begin(ready).await?;
            self.summary = reading.answer.head.summary.clone();
            self.state = State::Reading(Box::new(reading));
        }
        let State::Reading(reading) = &mut self.state else { return Ok(None) };
        let Reading { answer, native } = &mut **reading;
        loop {
            if let Some(block) = native.next_block()? {
                if block.row_count() == 0 {
                    continue;
                }
                return Ok(Some(block));
            }
            match answer.chunk().await {
                Ok(Some(chunk)) => native.push(&chunk)?,
                Ok(None) => {
                    native.finish(None)?;
                    // The last bytes may have completed a block.
                    return match native.next_block()? {
                        Some(block) => Ok(Some(block)),
                        None => Ok(None),
                    };
                }
                // What arrived before the connection broke may tell why.
                Err(cut) => native.finish(Some(cut))?,
            }
        }
    }

    /// Gives back the memory of a block, for those to come.
    pub fn recycle(&mut self, block: Block) {
        if let State::Reading(reading) = &mut self.state {
            reading.native.recycle(block);
        }
    }

    /// The id by which the server knows the query, once it has answered.
    pub fn query_id(&self) -> Option<&str> {
        match &self.state {
            State::Ready(_) => None,
            State::Reading(reading) => reading.answer.head.query_id.as_deref(),
            State::Done { query_id } => query_id.as_deref(),
        }
    }

    /// What the server had counted when its answer began.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    fn explain(&self, error: Error) -> Error {
        let error = match (error.query_id(), self.query_id()) {
            (None, Some(query_id)) => error.with_query_id(Some(query_id)),
            _ => error,
        };
        error.doing_once("query")
    }
}

async fn begin(ready: &(Client, Statement, Options)) -> Result<Reading, Error> {
    let (client, statement, options) = ready;
    let inner = &client.inner;
    // For users who may: it only reads, it stops when its connection closes, and its frames are what the client reads.
    let mut wanted = vec![("readonly", "2"), ("cancel_http_readonly_queries_on_client_close", "1")];
    if let Some(method) = inner.compression.setting() {
        wanted.push((COMPRESSION_METHOD, method));
    }
    let call = Call {
        doing: "query",
        options,
        wanted: &wanted,
        params: &statement.params,
        body: Body::Statement { sql: Bytes::from(statement.sql.clone()), compressed_answer: inner.is_compressed() },
    };
    let answer = inner.send(call).await?;
    answer.head.check_is_native()?;
    let native = NativeAnswer::new(&answer.head, answer.is_compressed);
    Ok(Reading { answer, native })
}

type NextRows<T> = Pin<Box<dyn Future<Output = (Blocks, Result<Option<Vec<T>>, Error>)> + Send>>;

/// The rows of a result, see [`Query::stream`].
pub struct RowStream<T> {
    rows: std::vec::IntoIter<T>,
    blocks: Option<NextRows<T>>,
}

async fn next_rows<T: for<'b> ReadRow<'b>>(mut blocks: Blocks) -> (Blocks, Result<Option<Vec<T>>, Error>) {
    let block = match blocks.next().await {
        Ok(Some(block)) => block,
        Ok(None) => return (blocks, Ok(None)),
        Err(error) => return (blocks, Err(error)),
    };
    let mut rows = Vec::new();
    let read = block.rows::<T>().and_then(|read| read.append_to(&mut rows));
    let read = read.map_err(|error| blocks.explain(error));
    blocks.recycle(block);
    (blocks, read.map(|()| Some(rows)))
}

impl<T: for<'b> ReadRow<'b> + Send + 'static> Stream for RowStream<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(row) = self.rows.next() {
                return Poll::Ready(Some(Ok(row)));
            }
            let Some(blocks) = &mut self.blocks else { return Poll::Ready(None) };
            let (blocks, rows) = ready!(blocks.as_mut().poll(context));
            match rows {
                Ok(Some(rows)) => {
                    self.rows = rows.into_iter();
                    self.blocks = Some(Box::pin(next_rows(blocks)));
                }
                Ok(None) => self.blocks = None,
                Err(error) => {
                    self.blocks = None;
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }
}

impl<T> Unpin for RowStream<T> {}

impl<T: for<'b> ReadRow<'b> + Send + 'static> RowStream<T> {
    /// The next row, for those without a stream library at hand.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<T> fmt::Debug for RowStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowStream").field("rows_at_hand", &self.rows.len()).finish_non_exhaustive()
    }
}
