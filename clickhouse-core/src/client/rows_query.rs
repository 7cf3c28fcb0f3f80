//! [`RowsQuery`]: the result of a query whose columns are not known beforehand, all of it.

use super::options::{Options, WithOptions, call_options};
use super::{Client, Query};
use crate::error::Error;
use crate::rows::Rows;
use crate::sql::{Param, Statement};
use std::future::IntoFuture;
use std::pin::Pin;

/// A query to be run, see [`Client::query`]. Awaiting it gives the [`Rows`].
#[must_use = "nothing is sent before it is awaited"]
#[derive(Debug, Clone)]
pub struct RowsQuery {
    query: Query<()>,
}

impl RowsQuery {
    pub(super) fn new(client: Client, statement: Statement) -> Self {
        RowsQuery { query: Query::new(client, statement) }
    }

    call_options!(query.asked.options);

    /// Gives the value of the parameter `{name:Type}`.
    pub fn param(mut self, name: impl Into<String>, value: impl Param) -> Self {
        self.query = self.query.param(name, value);
        self
    }

    /// All rows; what awaiting does.
    ///
    /// # Errors
    /// The server refuses or fails at any point, a column's layout is not known (the error names it and the way out), or
    /// the answer does not end well.
    pub async fn fetch(self) -> Result<Rows, Error> {
        let mut blocks = self.query.blocks();
        let mut rows = Rows::default();
        while let Some(block) = blocks.next().await? {
            rows.push(block).map_err(|error| error.with_query_id(blocks.query_id()).doing("query"))?;
        }
        Ok(rows.finish(blocks.summary().clone(), blocks.query_id(), blocks.time_zone()))
    }
}

impl WithOptions for RowsQuery {
    fn options(&mut self) -> &mut Options {
        self.query.options()
    }

    fn peek(&self) -> &Options {
        self.query.peek()
    }
}

impl IntoFuture for RowsQuery {
    type Output = Result<Rows, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.fetch())
    }
}
