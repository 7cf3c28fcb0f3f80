//! [`RowStream`]: the rows of a result one by one, each owned, a block of them made at a time.
//!
//! Knows no bytes: blocks come from [`Blocks`].

use super::blocks::Blocks;
use crate::error::Error;
use crate::http::Summary;
use crate::row::ReadRow;
use futures_core::Stream;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// The rows of a result, see [`Query::stream`](super::Query::stream). After an error there are no more.
pub struct RowStream<T> {
    rows: std::vec::IntoIter<T>,
    more: More<T>,
    query_id: Option<String>,
    summary: Summary,
}

/// What comes behind the rows at hand.
enum More<T> {
    Coming(NextRows<T>),
    Nothing,
}

type NextRows<T> = Pin<Box<dyn Future<Output = (Blocks, Result<Option<Vec<T>>, Error>)> + Send>>;

impl<T: for<'b> ReadRow<'b> + Send + 'static> RowStream<T> {
    pub(super) fn new(blocks: Blocks) -> Self {
        RowStream {
            rows: Vec::new().into_iter(),
            more: More::Coming(Box::pin(next_rows(blocks))),
            query_id: None,
            summary: Summary::default(),
        }
    }

    /// The next row, for those without a stream library at hand.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<T> RowStream<T> {
    /// The id by which the server knows the query, once rows or an error have come.
    pub fn query_id(&self) -> Option<&str> {
        self.query_id.as_deref()
    }

    /// What the server had counted when its answer began, and after the last row how many rows there were.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }
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
            let More::Coming(coming) = &mut self.more else { return Poll::Ready(None) };
            let (blocks, rows) = ready!(coming.as_mut().poll(context));
            if self.query_id.is_none() {
                self.query_id = blocks.query_id().map(str::to_owned);
            }
            match rows {
                Ok(Some(rows)) => {
                    self.rows = rows.into_iter();
                    self.more = More::Coming(Box::pin(next_rows(blocks)));
                }
                Ok(None) => {
                    self.more = More::Nothing;
                    self.summary = blocks.into_summary();
                }
                Err(error) => {
                    self.more = More::Nothing;
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }
}

impl<T> Unpin for RowStream<T> {}

impl<T> fmt::Debug for RowStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowStream").field("rows_at_hand", &self.rows.len()).finish_non_exhaustive()
    }
}
