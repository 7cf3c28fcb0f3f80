//! [`QueryBytes`]: an answer in any format, as bytes: streamed, in memory, or in a file.
//!
//! Knows no format. Where the rows end and the server's error begins is the business of [`BytesAnswer`]; an answer that
//! does not end well never passes for a whole one, and never gets its file's name.

use super::asked::Asked;
use super::external::External;
use super::options::{Options, WithOptions, call_options};
use super::progress::{OnProgress, Progress};
use super::running::Running;
use super::to_file;
use super::transport::Answer;
use super::{Client, Compression};
use crate::error::{Error, ErrorKind};
use crate::http::{BytesAnswer, Summary};
use crate::row::WriteRow;
use crate::sql::{Param, Statement};
use bytes::{Buf, Bytes};
use futures_core::Stream;
use std::fmt;
use std::future::IntoFuture;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncBufRead, AsyncRead, ReadBuf};

/// A query whose answer is wanted as bytes, see [`Client::query_bytes`]. Awaiting it gives all of them.
///
/// ```no_run
/// # async fn example(client: clickhouse_core::Client) -> Result<(), clickhouse_core::Error> {
/// client.query_bytes("SELECT * FROM trades", "Parquet").to_file("trades.parquet").await?;
/// let csv = client.query_bytes("SELECT 1 AS n", "CSVWithNames").await?;
/// assert_eq!(csv, b"\"n\"\n1\n");
/// # Ok(())
/// # }
/// ```
///
/// Servers from 25.11 on mark their errors, so that no text is mistaken for one. On older ones an answer whose last line
/// reads exactly as an error of the server is taken for an error; with
/// [`wait_end_of_query`](QueryBytes::wait_end_of_query) nothing has to be guessed there either.
#[derive(Debug, Clone)]
#[must_use = "nothing is sent before it is awaited"]
pub struct QueryBytes {
    pub(super) asked: Asked,
    format: String,
}

impl QueryBytes {
    pub(super) fn new(client: Client, statement: Statement, format: String) -> Self {
        let mut asked = Asked::new(client, statement);
        // Servers before 25.x write errors into the rows of formats that have a place for them, such as JSON.
        asked.hints.push(("http_write_exception_in_output_format", "0".to_owned()));
        QueryBytes { asked, format }
    }

    call_options!(asked.options);

    /// Gives the value of the parameter `{name:Type}`.
    pub fn param(mut self, name: impl Into<String>, value: impl Param) -> Self {
        self.asked.statement = self.asked.statement.param(name, value);
        self
    }

    /// How the answer is compressed on its way; the client's way unless said. What arrives here is unpacked.
    pub fn compression(mut self, compression: Compression) -> Self {
        self.asked.compression = Some(compression);
        self
    }

    /// Makes the server keep the answer until the query has ended, so that an error comes before any byte. It costs the
    /// server memory, or disk, for the whole answer.
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
    pub fn on_progress(mut self, interval: Duration, tell: impl FnMut(Progress) + Send + 'static) -> Self {
        self.asked.progress = Some(OnProgress::new(interval, tell));
        self
    }

    /// The bytes as they arrive. Memory is bounded by what the connection has at hand.
    pub fn stream(self) -> ByteStream {
        let begin = Box::pin(begin(self));
        ByteStream {
            state: State::Beginning(begin),
            at_hand: Bytes::new(),
            query_id: None,
            format: None,
            summary: Summary::default(),
        }
    }

    /// All bytes.
    ///
    /// # Errors
    /// The server refuses or fails at any point, or the answer does not end well.
    pub async fn bytes(self) -> Result<Vec<u8>, Error> {
        let mut stream = self.stream();
        let mut bytes = Vec::new();
        while let Some(chunk) = stream.next().await {
            bytes.extend_from_slice(&chunk?);
        }
        Ok(bytes)
    }

    /// Writes all bytes into a file, which gets its name once it is whole: until then, and after an error, what had that
    /// name before is untouched. The bytes are in a file beside it meanwhile, which goes with an error.
    ///
    /// # Errors
    /// As [`QueryBytes::bytes`]; also where the file cannot be written.
    pub async fn to_file(self, path: impl AsRef<Path>) -> Result<Summary, Error> {
        to_file::write(self.stream(), path.as_ref()).await
    }
}

impl WithOptions for QueryBytes {
    fn options(&mut self) -> &mut Options {
        &mut self.asked.options
    }

    fn peek(&self) -> &Options {
        &self.asked.options
    }
}

impl IntoFuture for QueryBytes {
    type Output = Result<Vec<u8>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.bytes())
    }
}

async fn begin(query: QueryBytes) -> Result<Box<Coming>, Error> {
    let (answer, running) = query.asked.begin(DOING, &query.format).await?;
    if answer.head.format.is_none() {
        return Err(answer.not_by_clickhouse().doing(DOING));
    }
    let bytes = BytesAnswer::new(&answer.head, answer.is_compressed, query.asked.waits_end_of_query());
    Ok(Box::new(Coming { answer, bytes, running }))
}

const DOING: &str = "query";

/// An answer that is being read.
#[derive(Debug)]
struct Coming {
    answer: Answer,
    bytes: BytesAnswer,
    running: Running,
}

impl Coming {
    /// The next bytes; whether they are the last ones.
    async fn next(&mut self) -> Result<(Bytes, bool), Error> {
        loop {
            let bytes = match self.answer.chunk().await {
                Ok(Some(chunk)) => self.bytes.push(chunk)?,
                Ok(None) => return self.bytes.finish(None).map(|last| (last, true)),
                // What arrived before the connection broke may tell why.
                Err(cut) => self.bytes.finish(Some(cut))?,
            };
            if !bytes.is_empty() {
                return Ok((bytes, false));
            }
        }
    }
}

/// The bytes of an answer, see [`QueryBytes::stream`]: chunks by [`next`](ByteStream::next) or as a `Stream`, bytes and
/// lines as tokio's `AsyncRead` and `AsyncBufRead`. After an error there are no more.
///
/// Dropping it before its end stops the query on the server.
pub struct ByteStream {
    state: State,
    /// Of a chunk of which a reader has taken a part.
    at_hand: Bytes,
    query_id: Option<String>,
    format: Option<String>,
    summary: Summary,
}

type Next = (Box<Coming>, Result<(Bytes, bool), Error>);

enum State {
    Beginning(Pin<Box<dyn Future<Output = Result<Box<Coming>, Error>> + Send>>),
    Reading(Pin<Box<dyn Future<Output = Next> + Send>>),
    Done,
}

async fn next(mut coming: Box<Coming>) -> Next {
    let outcome = coming.next().await;
    (coming, outcome)
}

impl ByteStream {
    /// The next bytes, for those without a stream library at hand.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The id by which the server knows the query, once it has answered.
    pub fn query_id(&self) -> Option<&str> {
        self.query_id.as_deref()
    }

    /// The format of the bytes, once the server has answered: the one asked for, or that of a `FORMAT` in the SQL.
    pub fn format(&self) -> Option<&str> {
        self.format.as_deref()
    }

    /// What the server had counted when its answer began.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// The next bytes that are not empty.
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        loop {
            match &mut self.state {
                State::Done => return Poll::Ready(None),
                State::Beginning(begin) => match ready!(begin.as_mut().poll(context)) {
                    Ok(coming) => {
                        let head = &coming.answer.head;
                        self.query_id.clone_from(&head.query_id);
                        self.format.clone_from(&head.format);
                        self.summary = head.summary.clone();
                        self.state = State::Reading(Box::pin(next(coming)));
                    }
                    Err(error) => {
                        self.state = State::Done;
                        return Poll::Ready(Some(Err(error)));
                    }
                },
                State::Reading(reading) => {
                    let (coming, outcome) = ready!(reading.as_mut().poll(context));
                    self.state = State::Done;
                    match outcome {
                        Ok((bytes, false)) => {
                            self.state = State::Reading(Box::pin(next(coming)));
                            return Poll::Ready(Some(Ok(bytes)));
                        }
                        Ok((last, true)) => {
                            coming.running.ended();
                            return Poll::Ready((!last.is_empty()).then_some(Ok(last)));
                        }
                        Err(error) => {
                            coming.running.see(&error);
                            return Poll::Ready(Some(Err(self.explain(error))));
                        }
                    }
                }
            }
        }
    }

    pub(super) fn explain(&self, error: Error) -> Error {
        let error = match (error.query_id(), self.query_id()) {
            (None, Some(query_id)) => error.with_query_id(Some(query_id)),
            _ => error,
        };
        error.doing_once(DOING)
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if !self.at_hand.is_empty() {
            return Poll::Ready(Some(Ok(std::mem::take(&mut self.at_hand))));
        }
        self.poll_chunk(context)
    }
}

impl AsyncRead for ByteStream {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let bytes = ready!(self.as_mut().poll_fill_buf(context))?;
        let count = bytes.len().min(into.remaining());
        into.put_slice(&bytes[..count]);
        self.consume(count);
        Poll::Ready(Ok(()))
    }
}

impl AsyncBufRead for ByteStream {
    /// An error is an `io::Error` with the client's own inside: `error.get_ref()`.
    fn poll_fill_buf(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let stream = self.get_mut();
        if stream.at_hand.is_empty() {
            match ready!(stream.poll_chunk(context)) {
                Some(Ok(bytes)) => stream.at_hand = bytes,
                Some(Err(error)) => {
                    let kind = match error.kind() {
                        ErrorKind::Timeout => io::ErrorKind::TimedOut,
                        ErrorKind::Transport => io::ErrorKind::UnexpectedEof,
                        _ => io::ErrorKind::Other,
                    };
                    return Poll::Ready(Err(io::Error::new(kind, error)));
                }
                None => {}
            }
        }
        Poll::Ready(Ok(&stream.at_hand))
    }

    fn consume(mut self: Pin<&mut Self>, count: usize) {
        self.at_hand.advance(count);
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream")
            .field("query_id", &self.query_id)
            .field("format", &self.format)
            .finish_non_exhaustive()
    }
}
