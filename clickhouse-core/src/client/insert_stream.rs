//! [`InsertStream`]: the rows of a stream, on top of an [`Inserter`].

use super::Client;
use super::insert_options::insert_options;
use super::inserter::Inserter;
use super::options::call_options;
use crate::error::{Error, ErrorKind};
use crate::http::Summary;
use crate::row::WriteRow;
use crate::sql::TableName;
use futures_core::Stream;
use std::fmt;
use std::future::{IntoFuture, poll_fn};
use std::pin::{Pin, pin};
use std::time::Duration;

/// An item of a stream of rows: a row, or a `Result` of one.
pub trait StreamedRow {
    /// The row.
    type Row: WriteRow<Builders: Send> + 'static;

    /// The row, or why there is none.
    ///
    /// # Errors
    /// Those of the stream.
    fn into_row(self) -> Result<Self::Row, Box<dyn std::error::Error + Send + Sync>>;
}

impl<T: WriteRow<Builders: Send> + 'static> StreamedRow for T {
    type Row = T;

    fn into_row(self) -> Result<T, Box<dyn std::error::Error + Send + Sync>> {
        Ok(self)
    }
}

impl<T, E> StreamedRow for Result<T, E>
where
    T: WriteRow<Builders: Send> + 'static,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Row = T;

    fn into_row(self) -> Result<T, Box<dyn std::error::Error + Send + Sync>> {
        self.map_err(Into::into)
    }
}

type RowOf<S> = <<S as Stream>::Item as StreamedRow>::Row;

/// The rows of a stream to be inserted, see [`Client::insert_stream`]. Awaiting it gives the [`Summary`].
///
/// Blocks are those of an [`Inserter`]. After an error nothing more is taken from the stream, and the rows taken before have
/// been sent: [`Error::rows_written`] of them are stored, and those that could not be are with the error,
/// [`Error::take_unacknowledged`]. Dropping the future is dropping that inserter: rows that were taken from the stream and are
/// in no block on its way are lost, and a warning (feature `tracing`) says how many.
#[must_use = "nothing is sent before it is awaited"]
pub struct InsertStream<S: Stream<Item: StreamedRow>> {
    inserter: Inserter<RowOf<S>>,
    rows: S,
}

impl<S: Stream<Item: StreamedRow>> InsertStream<S> {
    pub(super) fn new(client: Client, table: TableName, rows: S) -> Self {
        InsertStream { inserter: Inserter::new(client, table), rows }
    }

    call_options!(inserter.config.target.options);
    insert_options!(inserter.config.target);

    /// See [`Inserter::max_rows`].
    pub fn max_rows(self, rows: usize) -> Self {
        InsertStream { inserter: self.inserter.max_rows(rows), ..self }
    }

    /// See [`Inserter::max_bytes`].
    pub fn max_bytes(self, bytes: usize) -> Self {
        InsertStream { inserter: self.inserter.max_bytes(bytes), ..self }
    }

    /// See [`Inserter::period`].
    pub fn period(self, period: Duration) -> Self {
        InsertStream { inserter: self.inserter.period(period), ..self }
    }

    /// See [`Inserter::in_flight`].
    pub fn in_flight(self, blocks: usize) -> Self {
        InsertStream { inserter: self.inserter.in_flight(blocks), ..self }
    }

    /// Inserts the rows; what awaiting does, for streams that borrow.
    ///
    /// # Errors
    /// As for an [`Inserter`], and where the stream ends in an error.
    pub async fn execute(self) -> Result<Summary, Error> {
        let InsertStream { inserter, rows } = self;
        let mut rows = pin!(rows);
        let mut failure: Option<Error> = None;
        while let Some(item) = poll_fn(|context| rows.as_mut().poll_next(context)).await {
            let outcome = match item.into_row() {
                Ok(row) => match inserter.write(&row).await {
                    // An earlier block failed: this row has been taken from the stream, so it goes as well.
                    Err(error) if error.unacknowledged().is_some() => {
                        failure = Some(error);
                        inserter.write(&row).await
                    }
                    outcome => outcome,
                },
                Err(error) => {
                    let what = "the stream of rows ended in an error; the rows before it have been sent";
                    Err(Error::new(ErrorKind::Value, what).caused_by(error))
                }
            };
            if let Err(error) = outcome {
                failure = Some(with_rows_of(error, failure));
            }
            if failure.is_some() {
                break;
            }
        }
        let flushed = inserter.flush().await;
        let stored = inserter.statistics().rows_acknowledged;
        let error = match (flushed, failure) {
            (Ok(summary), None) => return Ok(summary),
            (Ok(_), Some(error)) => error,
            (Err(error), failure) => match failure {
                Some(first) => with_rows_of(first, Some(error)),
                None => error,
            },
        };
        Err(error.with_rows_written(stored).doing_once(&inserter.config.target.doing()))
    }
}

/// `error` with the rows that came back with `other` as well.
fn with_rows_of(mut error: Error, other: Option<Error>) -> Error {
    match (error.take_unacknowledged(), other.and_then(|mut other| other.take_unacknowledged())) {
        (Some(rows), Some(others)) => rows.and(others).handed_back_with(error),
        (Some(rows), None) | (None, Some(rows)) => rows.handed_back_with(error),
        (None, None) => error,
    }
}

impl<S> IntoFuture for InsertStream<S>
where
    S: Stream<Item: StreamedRow + Send> + Send + 'static,
    RowOf<S>: Send + Sync,
{
    type Output = Result<Summary, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.execute())
    }
}

/// Without the rows.
impl<S: Stream<Item: StreamedRow>> fmt::Debug for InsertStream<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InsertStream").field("inserter", &self.inserter).finish_non_exhaustive()
    }
}
