//! [`Blocks`]: the blocks of a result, from the question to the proper end of the answer.
//!
//! Knows neither requests nor bytes: the question is put by [`Asked`], the bytes are read by [`Reading`].

use super::asked::Asked;
use super::reading::Reading;
use crate::block::Block;
use crate::error::Error;
use crate::http::Summary;

/// The blocks of a result, see [`Query::blocks`](super::Query::blocks).
///
/// Dropping it before its end stops the query on the server.
#[derive(Debug)]
pub struct Blocks {
    state: State,
    query_id: Option<String>,
    time_zone: Option<String>,
    summary: Summary,
    /// Rows of the blocks given so far.
    rows: u64,
}

#[derive(Debug)]
enum State {
    Ready(Box<Asked>),
    Reading(Box<Reading>),
    Done,
}

impl Blocks {
    pub(super) fn new(asked: Asked) -> Self {
        let summary = Summary::default();
        Blocks { state: State::Ready(Box::new(asked)), query_id: None, time_zone: None, summary, rows: 0 }
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
            let (answer, running) = asked.begin("query", "Native").await?;
            answer.head.check_is_native().inspect_err(|error| running.see(error))?;
            self.query_id = answer.head.query_id.clone();
            self.time_zone = answer.head.time_zone.clone();
            self.summary = answer.head.summary.clone();
            self.state = State::Reading(Box::new(Reading::new(answer, running)));
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

    /// The zone in which the server shows instants that have none of their own, once it has answered.
    pub fn time_zone(&self) -> Option<&str> {
        self.time_zone.as_deref()
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
