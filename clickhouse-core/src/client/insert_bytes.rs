//! [`InsertBytes`]: bytes of any format into a table, unread.
//!
//! The server cuts them into blocks as it reads, so an insert that fails may have stored the blocks before. It is sent again
//! only where nothing of it was received.

use super::Client;
use super::byte_body::ByteBody;
use super::call::{Body, Call, MAX_URL_TEXT_BYTES};
use super::delivery::Target;
use super::insert_options::{insert_options, token_option};
use super::options::call_options;
use crate::error::{Error, ErrorKind, Reach};
use crate::http::{Request, Summary, new_query_id, refusal};
use crate::sql::{TableName, quote};
use std::fmt;
use std::future::IntoFuture;
use std::path::Path;
use std::pin::Pin;
use std::sync::atomic::Ordering;
use tokio::time::Instant;

/// Bytes to be inserted, see [`Client::insert_bytes`] and [`Client::insert_file`]. Awaiting it gives the [`Summary`].
///
/// The server reads them by its own rules and settings: the client does not know what is in them. After an error some of
/// the rows may be stored: how many, the error cannot tell.
#[must_use = "nothing is sent before it is awaited"]
pub struct InsertBytes {
    target: Target,
    format: Result<String, String>,
    columns: Vec<String>,
    encoding: Option<String>,
    body: ByteBody,
}

/// Formats by the ends of files' names.
const FORMATS: [(&str, &str); 13] = [
    ("csv", "CSV"),
    ("tsv", "TSV"),
    ("json", "JSONEachRow"),
    ("jsonl", "JSONEachRow"),
    ("ndjson", "JSONEachRow"),
    ("parquet", "Parquet"),
    ("native", "Native"),
    ("arrow", "Arrow"),
    ("feather", "Arrow"),
    ("avro", "Avro"),
    ("orc", "ORC"),
    ("msgpack", "MsgPack"),
    ("rowbinary", "RowBinary"),
];

/// Compressions by the ends of files' names, as the header `Content-Encoding` calls them.
const ENCODINGS: [(&str, &str); 7] =
    [("gz", "gzip"), ("zst", "zstd"), ("lz4", "lz4"), ("br", "br"), ("xz", "xz"), ("bz2", "bz2"), ("snappy", "snappy")];

fn by_end(table: &[(&str, &'static str)], end: &str) -> Option<&'static str> {
    table.iter().find(|(known, _)| known.eq_ignore_ascii_case(end)).map(|(_, name)| *name)
}

/// Format and compression as a file's name tells them.
fn of_name(path: &Path) -> (Result<String, String>, Option<String>) {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut ends = name.rsplit('.');
    let mut end = ends.next().unwrap_or_default();
    let encoding = by_end(&ENCODINGS, end);
    if encoding.is_some() {
        end = ends.next().unwrap_or_default();
    }
    let format = by_end(&FORMATS, end).map(str::to_owned).ok_or_else(|| {
        let known: Vec<_> = FORMATS.iter().map(|(end, _)| *end).collect();
        format!("the name `{name}` tells no format; say it with `format`, or end it in one of {}", known.join(", "))
    });
    (format, encoding.map(str::to_owned))
}

impl InsertBytes {
    pub(super) fn new(client: Client, table: TableName, format: String, body: ByteBody) -> Self {
        let target = Target::new(client, table);
        InsertBytes { target, format: Ok(format), columns: Vec::new(), encoding: None, body }
    }

    pub(super) fn of_file(client: Client, table: TableName, path: &Path) -> Self {
        let (format, encoding) = of_name(path);
        let body = ByteBody::file(path.to_owned());
        InsertBytes { target: Target::new(client, table), format, columns: Vec::new(), encoding, body }
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

    /// Says that the bytes are compressed already: `gzip`, `zstd`, `lz4`, `br`, `xz`, `bz2`, `snappy` or `deflate`. They are
    /// sent as they are.
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

    /// Sends the bytes, and again as long as nothing of them was received and they can be had again.
    async fn deliver(self, doing: &str, sql: &String) -> Result<Summary, Error> {
        let InsertBytes { target, encoding, mut body, .. } = self;
        let inner = &target.client.inner;
        let (retry, began) = (target.retry.unwrap_or(inner.retry), Instant::now());
        let mut tries = 0;
        loop {
            tries += 1;
            let next = body.again();
            let error = match send(&target, doing, sql, encoding.as_deref(), body).await {
                Ok(summary) => return Ok(summary),
                Err(error) => error,
            };
            let is_received = !matches!(error.reach(), Reach::NotSent | Reach::Refused)
                && !error.code().is_some_and(crate::http::begins_nothing);
            let pause = retry.pause(tries, began.elapsed()).filter(|_| error.is_retryable() && !is_received);
            let (Some(next), Some(pause)) = (next, pause) else { return Err(error) };
            body = next;
            if error.kind() == ErrorKind::Connect {
                inner.preferred.fetch_add(1, Ordering::Relaxed);
            }
            tokio::time::sleep(pause).await;
        }
    }
}

/// Sends the bytes once, to the server that answered last.
async fn send(
    target: &Target,
    doing: &str,
    sql: &String,
    encoding: Option<&str>,
    body: ByteBody,
) -> Result<Summary, Error> {
    let inner = &target.client.inner;
    // The server's own rules hold for what is missing or unknown in the bytes; only the queue is the client's matter.
    let mut wanted = target.wanted();
    wanted.retain(|(name, _)| name.contains("async"));
    if let Some(token) = &target.token {
        wanted.push(("insert_deduplication_token", token));
    }
    let made_id = new_query_id();
    let query_id = target.options.query_id.as_deref().unwrap_or(&made_id);
    let call = Call {
        doing,
        options: &target.options,
        wanted: &wanted,
        params: &[],
        body: Body::Rows { insert: Some(sql), rows: Vec::new(), compressed: false },
        running: None,
    };
    let mut request = Request::new();
    inner.fill(&mut request, &call, &inner.may_not_set())?;
    request.query_id(query_id);
    if let Some(encoding) = encoding {
        request.body_encoding(encoding);
    }
    let server = target.options.server.as_ref().and_then(|server| server.get().cloned());
    let place = inner.preferred.load(Ordering::Relaxed) % inner.bases.len();
    let server = server.unwrap_or_else(|| inner.bases[place].clone());
    let limits = inner.limits(&target.options);
    let explain = |error: Error| match error.query_id() {
        Some(_) => error,
        None => error.with_query_id(Some(query_id)),
    };
    let mut answer = inner.transport.post_stream(&server, &request, body, limits).await.map_err(explain)?;
    if answer.head.is_refusal() {
        let body = answer.rest().await;
        return Err(explain(refusal(&answer.head, &body)));
    }
    while let Some(chunk) = answer.chunk().await.map_err(explain)? {
        if !chunk.is_empty() {
            return Err(answer.not_by_clickhouse());
        }
    }
    Ok(answer.head.summary)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_tells_format_and_compression() {
        for (name, format, encoding) in [
            ("a.csv", Some("CSV"), None),
            ("dir.gz/a.b.TSV.GZ", Some("TSV"), Some("gzip")),
            ("a.jsonl.zst", Some("JSONEachRow"), Some("zstd")),
            ("a.parquet", Some("Parquet"), None),
            ("a.native.lz4", Some("Native"), Some("lz4")),
            ("a.gz", None, Some("gzip")),
            ("csv", Some("CSV"), None),
            ("a.xyz", None, None),
            ("", None, None),
        ] {
            let (told, packed) = of_name(Path::new(name));
            assert_eq!((told.ok().as_deref(), packed.as_deref()), (format, encoding), "{name}");
        }
    }
}
