//! [`InsertBytes`]: bytes of any format into a table, unread.
//!
//! The server cuts them into blocks as it reads, so an insert that fails may have stored the blocks before. It is sent again
//! only where nothing of it was received, or where that is allowed.

use super::byte_body::ByteBody;
use super::call::{Body, Call, MAX_URL_TEXT_BYTES};
use super::delivery::{TOKEN, Target};
use super::file_name::of_name;
use super::insert_options::{insert_options, token_option};
use super::options::call_options;
use super::packed_body::Packed;
use super::packed_end::Watched;
use super::{Client, Compression};
use crate::compress::Method;
use crate::error::{Error, ErrorKind, Reach};
use crate::http::{Request, Summary, new_query_id, refusal};
use crate::sql::{TableName, quote};
use std::fmt;
use std::future::IntoFuture;
use std::path::Path;
use std::pin::Pin;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::Instant;

/// Bytes to be inserted, see [`Client::insert_bytes`] and [`Client::insert_file`]. Awaiting it gives the [`Summary`].
///
/// The server reads them by its own rules and settings: the client does not know what is in them, nor how many rows. It
/// stores a block whenever about a million rows or 256 MiB have come, so that after an error any of the rows may be stored:
/// then [`Error::rows_unknown`] is `u64::MAX`. Where it is 0, none is.
///
/// They are packed on the way as the client's other bodies are, and sent again after a failure where nothing of them was
/// received, or with `at_least_once`; a stream only as long as it was not begun.
#[must_use = "nothing is sent before it is awaited"]
pub struct InsertBytes {
    target: Target,
    format: Result<String, String>,
    columns: Vec<String>,
    encoding: Option<String>,
    compression: Option<Compression>,
    body: ByteBody,
}

impl InsertBytes {
    pub(super) fn new(client: Client, table: TableName, format: String, body: ByteBody) -> Self {
        let target = Target::new(client, table);
        InsertBytes { target, format: Ok(format), columns: Vec::new(), encoding: None, compression: None, body }
    }

    pub(super) fn of_file(client: Client, table: TableName, path: &Path) -> Self {
        let (format, encoding) = of_name(path);
        let body = ByteBody::file(path.to_owned());
        InsertBytes {
            target: Target::new(client, table),
            format,
            columns: Vec::new(),
            encoding,
            compression: None,
            body,
        }
    }

    call_options!(target.options);
    insert_options!(target);
    token_option!(target);

    /// The format of the bytes, in place of what a file's name says.
    pub fn format(mut self, format: impl Into<String>) -> Self {
        self.format = Ok(format.into());
        self
    }

    /// The table's columns that the bytes have, in their order; all of them unless given.
    pub fn columns<C: Into<String>>(mut self, columns: impl IntoIterator<Item = C>) -> Self {
        self.columns = columns.into_iter().map(Into::into).collect();
        self
    }

    /// How the bytes are packed on the way: as the client says unless given, and not at all where they are
    /// [`compressed`](InsertBytes::compressed) already, or of a format that is: Avro, ORC, Parquet.
    pub fn compression(mut self, compression: Compression) -> Self {
        self.compression = Some(compression);
        self
    }

    /// Says that the bytes are compressed already: `gzip`, `zstd`, `lz4`, `br`, `xz`, `bz2`, `snappy` or `deflate`. They are
    /// sent as they are, and unpacked by the server, if it can. Bytes that end too early are an error, of the server or, for
    /// `zstd` and `lz4`, which it takes for whole then, of the client.
    pub fn compressed(mut self, encoding: impl Into<String>) -> Self {
        self.encoding = Some(encoding.into());
        self
    }

    async fn run(mut self) -> Result<Summary, Error> {
        let doing = self.target.doing();
        self.target.check().map_err(|error| error.doing(&doing))?;
        let sql = self.sql().map_err(|what| Error::new(ErrorKind::Config, what).doing(&doing))?;
        self.deliver(&doing, &sql).await.map_err(|error| error.doing_once(&doing))
    }

    fn sql(&self) -> Result<String, String> {
        let format = self.format.clone()?;
        if format.is_empty() || !format.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_') {
            return Err(format!("`{format}` is not the name of a format; write one such as CSV or Parquet"));
        }
        let names: Vec<_> = self.columns.iter().map(|name| quote(name)).collect();
        let names = if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) };
        let sql = format!("INSERT INTO {}{names} FORMAT {format}", self.target.table);
        if sql.len() > MAX_URL_TEXT_BYTES {
            return Err(
                "the names of the columns are too long for a URL; leave them out, or name them in the bytes".to_owned()
            );
        }
        Ok(sql)
    }

    /// Sends the bytes, and again as long as that is allowed and they can be had from their beginning.
    async fn deliver(self, doing: &str, sql: &String) -> Result<Summary, Error> {
        let method = self.method();
        let InsertBytes { target, encoding, mut body, .. } = self;
        let inner = &target.client.inner;
        let (retry, began) = (target.retry.unwrap_or(inner.retry), Instant::now());
        let (mut tries, mut is_in_doubt) = (0, false);
        loop {
            let next = body.again();
            let shot = Shot { target: &target, doing, sql, encoding: encoding.as_deref(), method };
            let error = match shot.send_somewhere(body, began).await {
                Ok(summary) => return Ok(summary),
                Err(Failed::Refused(_)) if next.is_there() => {
                    body = next;
                    continue;
                }
                Err(Failed::Refused(error) | Failed::Otherwise(error)) => error,
            };
            tries += 1;
            is_in_doubt |= !matches!(error.reach(), Reach::NotSent | Reach::Refused)
                && !error.code().is_some_and(crate::http::begins_nothing);
            let may_be_sent = error.is_retryable() && next.is_there() && (!is_in_doubt || target.at_least_once);
            let passed = began.elapsed();
            let allowed = target.options.timeout.unwrap_or(Duration::MAX);
            let pause = retry.pause(tries, passed).filter(|_| may_be_sent);
            let Some(pause) = pause.filter(|pause| passed.saturating_add(*pause) < allowed) else {
                return Err(error.with_rows_unknown(if is_in_doubt { u64::MAX } else { 0 }));
            };
            body = next;
            inner.preferred.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(pause).await;
        }
    }

    /// How the bytes are packed on the way.
    fn method(&self) -> Option<Method> {
        let is_packed = self.format.as_deref().is_ok_and(|name| PACKED.contains(&name));
        let of_client = if is_packed { Compression::None } else { self.target.client.inner.compression };
        self.compression.unwrap_or(of_client).method().filter(|_| self.encoding.is_none())
    }
}

/// Formats that are compressed in themselves.
const PACKED: [&str; 3] = ["Avro", "ORC", "Parquet"];

/// One sending of the bytes.
struct Shot<'s> {
    target: &'s Target,
    doing: &'s str,
    sql: &'s String,
    encoding: Option<&'s str>,
    method: Option<Method>,
}

/// Why the bytes did not get into the table.
enum Failed {
    /// The user may not say some of our settings, which is known from now on.
    Refused(Error),
    Otherwise(Error),
}

impl Shot<'_> {
    /// Sends the bytes once, to the first server from the one that answered last on that can be connected to.
    async fn send_somewhere(&self, mut body: ByteBody, began: Instant) -> Result<Summary, Failed> {
        let inner = &self.target.client.inner;
        if let Some(home) = self.target.options.server.as_ref().and_then(|server| server.get()) {
            return self.send(home, body, began).await;
        }
        let (first, count) = (inner.preferred.load(Ordering::Relaxed), inner.bases.len());
        let mut step = 0;
        loop {
            let next = body.again();
            let place = (first + step) % count;
            step += 1;
            match self.send(&inner.bases[place], body, began).await {
                Err(Failed::Otherwise(error))
                    if error.kind() == ErrorKind::Connect && step < count && next.is_there() =>
                {
                    body = next;
                }
                outcome => {
                    if outcome.is_ok() {
                        inner.preferred.store(place, Ordering::Relaxed);
                    }
                    return outcome;
                }
            }
        }
    }

    async fn send(&self, server: &str, body: ByteBody, began: Instant) -> Result<Summary, Failed> {
        let Shot { target, doing, sql, encoding, method } = self;
        let inner = &target.client.inner;
        // The server's own rules hold for what is missing or unknown in the bytes; only the queues are the client's matter.
        let mut wanted = target.wanted();
        wanted.retain(|(name, _)| name.contains("async") || name.contains("distributed"));
        // The time allowed is for all tries.
        let mut options = target.options.clone();
        options.began = Some(began);
        options.settings.extend(target.token.iter().map(|token| (TOKEN.to_owned(), token.clone())));
        let made_id = new_query_id();
        let query_id = options.query_id.as_deref().unwrap_or(&made_id);
        let call = Call {
            doing,
            options: &options,
            wanted: &wanted,
            params: &[],
            body: Body::Rows { insert: Some(sql), rows: Vec::new(), compressed: method.is_some() },
            running: None,
        };
        let explain = |error: Error| match error.query_id() {
            Some(_) => error,
            None => error.with_query_id(Some(query_id)),
        };
        let failed = |error: Error| Failed::Otherwise(explain(error));
        let without = inner.may_not_set();
        let mut request = Request::new();
        inner.fill(&mut request, &call, &without).map_err(failed)?;
        request.query_id(query_id);
        if let Some(encoding) = encoding {
            request.body_encoding(encoding);
        }
        let body = match method {
            None => Watched::wrap(body.into_stream(), *encoding),
            Some(method) => Box::pin(Packed::new(body.into_stream(), *method)),
        };
        let limits = inner.limits(&options);
        let mut answer = inner.transport.post_stream(server, &request, body, limits).await.map_err(failed)?;
        if answer.head.is_refusal() {
            let body = answer.rest().await;
            let error = explain(refusal(&answer.head, &body));
            let refused = call.refused_settings(&error, &without);
            if !refused.is_empty() {
                inner.may_not_set.lock().unwrap_or_else(PoisonError::into_inner).extend(refused);
                return Err(Failed::Refused(error));
            }
            return Err(Failed::Otherwise(error));
        }
        if !answer.head.is_by_clickhouse {
            return Err(failed(answer.not_by_clickhouse()));
        }
        while let Some(chunk) = answer.chunk().await.map_err(failed)? {
            if !chunk.is_empty() {
                return Err(failed(answer.not_by_clickhouse()));
            }
        }
        Ok(answer.head.summary)
    }
}

impl IntoFuture for InsertBytes {
    type Output = Result<Summary, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

/// Without the bytes.
impl fmt::Debug for InsertBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InsertBytes")
            .field("table", &self.target.table)
            .field("format", &self.format)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}
