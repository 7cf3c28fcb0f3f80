//! [`Blocks`]: the blocks of a result, from the question to the proper end of the answer.
//!
//! Knows what a query wants of the server beside its SQL; the bytes are read by [`Reading`].

use super::options::Options;
use super::reading::Reading;
use super::running::Running;
use super::{Body, CANCEL_ON_CLOSE, COMPRESSION_METHOD, Call, Client};
use crate::block::Block;
use crate::error::Error;
use crate::http::{Summary, new_query_id};
use crate::sql::Statement;
use bytes::Bytes;

/// The blocks of a result, see [`Query::blocks`](super::Query::blocks).
///
/// Dropping it before its end stops the query on the server.
#[derive(Debug)]
pub struct Blocks {
    state: State,
    query_id: Option<String>,
    summary: Summary,
    /// Rows of the blocks given so far.
    rows: u64,
}

#[derive(Debug)]
enum State {
    Ready(Box<Asked>),
    Reading(Reading),
    Done,
}

/// A query with all that was said about it.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) client: Client,
    pub(super) statement: Statement,
    pub(super) options: Options,
    pub(super) max_block_rows: Option<usize>,
}

impl Blocks {
    pub(super) fn new(asked: Asked) -> Self {
        Blocks { state: State::Ready(Box::new(asked)), query_id: None, summary: Summary::default(), rows: 0 }
    }

    /// The next block; `None` after the last one, once the answer has ended well.
    ///
    /// # Errors
    /// The server refuses or fails at any point, or the answer does not end well. There is no further block then.
    pub async fn next(&mut self) -> Result<Option<Block>, Error> {
        let outcome = self.advance().await;
        match &outcome {
            Ok(Some(block)) => self.rows += block.row_count() as u64,
            Ok(None) => {
                self.state = State::Done;
                self.summary.result_rows = self.rows;
            }
            Err(_) => self.state = State::Done,
        }
        outcome.map_err(|error| self.explain(error))
    }

    async fn advance(&mut self) -> Result<Option<Block>, Error> {
        if let State::Ready(asked) = &self.state {
            let reading = asked.begin().await?;
            self.query_id = reading.head().query_id.clone();
            self.summary = reading.head().summary.clone();
            self.state = State::Reading(reading);
        }
        match &mut self.state {
            State::Ready(_) | State::Done => Ok(None),
            State::Reading(reading) => reading.next().await,
        }
    }

    /// Gives back the memory of a block, for those to come.
    pub fn recycle(&mut self, block: Block) {
        if let State::Reading(reading) = &mut self.state {
            reading.recycle(block);
        }
    }

    /// The id by which the server knows the query, once it has answered.
    pub fn query_id(&self) -> Option<&str> {
        self.query_id.as_deref()
    }

    /// What the server had counted when its answer began, and after the last block how many rows there were.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    pub(super) fn into_summary(self) -> Summary {
        self.summary
    }

    pub(super) fn explain(&self, error: Error) -> Error {
        let error = match (error.query_id(), self.query_id()) {
            (None, Some(query_id)) => error.with_query_id(Some(query_id)),
            _ => error,
        };
        error.doing_once("query")
    }
}

impl Asked {
    /// Sends the query and waits until its answer begins.
    async fn begin(&self) -> Result<Reading, Error> {
        let inner = &self.client.inner;
        // For users who may: it only reads, it stops when its connection closes, and its frames are what the client reads.
        let mut wanted = vec![("readonly", "2"), (CANCEL_ON_CLOSE, "1")];
        if let Some(method) = inner.compression.setting() {
            wanted.push((COMPRESSION_METHOD, method));
        }
        let max_block_rows = self.max_block_rows.map(|rows| rows.to_string());
        if let Some(rows) = &max_block_rows {
            wanted.push(("max_block_size", rows));
        }
        let mut options = self.options.clone();
        if let Some(chosen) = &options.query_id {
            inner.forget_dropped(chosen).await;
        }
        let query_id = options.query_id.get_or_insert_with(new_query_id);
        let running = Running::new(&self.client, query_id);
        let call = Call {
            doing: "query",
            options: &options,
            wanted: &wanted,
            params: &self.statement.params,
            body: Body::Statement {
                sql: Bytes::from(self.statement.sql.clone()),
                compressed_answer: inner.is_compressed(),
            },
            running: Some(&running),
        };
        let answer = inner.send(call).await.inspect_err(|error| running.see(error))?;
        answer.head.check_is_native()?;
        Ok(Reading::new(answer, running))
    }
}
