//! [`RowStream`]: the rows of a result one by one, each owned, made as they are asked for.
//!
//! A future walks the blocks and their rows, and stops whenever some rows are ready to be taken: a few at a time, so that
//! the memory of a row that was dropped serves for one of the next.
//!
//! Knows no bytes: blocks come from [`Blocks`].

use super::blocks::Blocks;
use crate::error::Error;
use crate::http::Summary;
use crate::row::ReadRow;
use futures_core::Stream;
use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

/// Rows made in one go. Rows that own memory outgrow the allocator's quickest places: with 8 of them instead of a block of
/// 65,000, a row with one text takes 390 instead of 605 instructions. Others are as many as fit into the processor's
/// nearest memory.
const fn rows_at_once<T>() -> usize {
    match (16usize << 10).checked_div(size_of::<T>()) {
        Some(rows) if rows > 8 && !std::mem::needs_drop::<T>() => rows,
        _ => 8,
    }
}

/// The rows of a result, see [`Query::stream`](super::Query::stream). After an error there are no more.
pub struct RowStream<T> {
    /// The rows at hand.
    rows: VecDeque<T>,
    made: Made<T>,
    /// `None` at the end of the rows and after an error.
    walk: Option<Walk>,
    /// What comes after the rows at hand.
    failure: Option<Error>,
    query_id: Option<String>,
    summary: Summary,
}

/// Goes through all blocks; ends with the blocks' summary.
type Walk = Pin<Box<dyn Future<Output = Result<Summary, Error>> + Send>>;

/// What the walk has made and the stream has not yet taken.
struct Made<T>(Arc<Mutex<Ready<T>>>);

struct Ready<T> {
    rows: VecDeque<T>,
    query_id: Option<String>,
}

impl<T> Ready<T> {
    /// Makes rows until there are enough for now, which is `Some(None)`, or one fails; `None` at their end.
    fn fill(&mut self, rows: &mut impl Iterator<Item = Result<T, Error>>) -> Option<Option<Error>> {
        while self.rows.len() < const { rows_at_once::<T>() } {
            match rows.next()? {
                Ok(row) => self.rows.push_back(row),
                Err(error) => return Some(Some(error)),
            }
        }
        Some(None)
    }
}

impl<T> Made<T> {
    fn lock(&self) -> MutexGuard<'_, Ready<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: for<'b> ReadRow<'b> + Send + 'static> RowStream<T> {
    pub(super) fn new(blocks: Blocks) -> Self {
        let ready = Arc::new(Mutex::new(Ready { rows: VecDeque::with_capacity(rows_at_once::<T>()), query_id: None }));
        RowStream {
            rows: VecDeque::with_capacity(rows_at_once::<T>()),
            made: Made(Arc::clone(&ready)),
            walk: Some(Box::pin(walk(blocks, Made(ready)))),
            failure: None,
            query_id: None,
            summary: Summary::default(),
        }
    }

    /// The next row, for those without a stream library at hand.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
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

    /// Takes what the walk has made.
    fn take(&mut self) {
        let mut ready = self.made.lock();
        std::mem::swap(&mut self.rows, &mut ready.rows);
        if self.query_id.is_none() {
            self.query_id = ready.query_id.take();
        }
    }
}

async fn walk<T: for<'b> ReadRow<'b> + Send>(mut blocks: Blocks, made: Made<T>) -> Result<Summary, Error> {
    loop {
        let block = blocks.next().await;
        made.lock().query_id = blocks.query_id().map(str::to_owned);
        let Some(block) = block? else { return Ok(blocks.into_summary()) };
        let mut rows = block.rows::<T>().map_err(|error| blocks.explain(error))?;
        loop {
            let filled = made.lock().fill(&mut rows);
            match filled {
                None => break,
                Some(None) => until_asked_again().await,
                Some(Some(error)) => return Err(blocks.explain(error)),
            }
        }
        drop(rows);
        blocks.recycle(block);
    }
}

/// Stops once. Nobody needs to be woken: the stream has rows to give, and asks again when they are gone.
async fn until_asked_again() {
    let mut has_stopped = false;
    poll_fn(|_| match std::mem::replace(&mut has_stopped, true) {
        true => Poll::Ready(()),
        false => Poll::Pending,
    })
    .await;
}

impl<T: for<'b> ReadRow<'b> + Send + 'static> Stream for RowStream<T> {
    type Item = Result<T, Error>;

    // A row is moved in one place only: where two ways of it meet, it goes through memory once more.
    #[inline]
    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.rows.is_empty()
            && let Some(end) = ready!(self.more(context))
        {
            return Poll::Ready(end.map(Err));
        }
        Poll::Ready(self.rows.pop_front().map(Ok))
    }
}

impl<T: for<'b> ReadRow<'b> + Send + 'static> RowStream<T> {
    /// Gets more rows; `Some` if there are none: the end, or what failed.
    #[inline(never)]
    fn more(&mut self, context: &mut Context<'_>) -> Poll<Option<Option<Error>>> {
        if let Some(walk) = &mut self.walk {
            let walked = walk.as_mut().poll(context);
            self.take();
            match walked {
                Poll::Pending if self.rows.is_empty() => return Poll::Pending,
                Poll::Pending => {}
                Poll::Ready(end) => {
                    self.walk = None;
                    match end {
                        Ok(summary) => self.summary = summary,
                        Err(error) => self.failure = Some(error),
                    }
                }
            }
        }
        Poll::Ready(self.rows.is_empty().then(|| self.failure.take()))
    }
}

impl<T> Unpin for RowStream<T> {}

impl<T> fmt::Debug for RowStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowStream").field("rows_at_hand", &self.rows.len()).finish_non_exhaustive()
    }
}
