//! Bytes to and from a server: the only file that knows the HTTP library.
//!
//! A call is sent with [`Transport::post`] and its answer read chunk by chunk with [`Answer::chunk`], so that what
//! arrived before a connection broke is never lost: the server's last words may be in it. Nothing here reads a body.

use super::byte_body::ByteStreamBody;
use crate::error::{Error, ErrorKind, Reach};
use crate::http::{Head, MAX_REFUSAL_BYTES, Request};
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::error::Error as StdError;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// Below the 30 s after which the server closes idle connections (`keep_alive_timeout`), so that none of ours is stale.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(15);

/// What [`ClientBuilder::http_client`](super::ClientBuilder::http_client) takes.
pub(super) type HttpClient = reqwest::Client;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Connections to servers, shared by all clones of a client.
#[derive(Debug, Clone)]
pub(super) struct Transport {
    http: reqwest::Client,
}

/// How long a call may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// The longest silence of the server.
    pub(super) silence: Duration,
    /// The end of the whole call, and the time allowed for it.
    pub(super) end: Option<(Instant, Duration)>,
}

impl Transport {
    /// Connections as ClickHouse's HTTP interface needs them: no proxy, no redirect, no `Accept-Encoding`.
    pub(super) fn new(connect_timeout: Duration, needs_tls: bool) -> Result<Self, Error> {
        let builder = reqwest::Client::builder()
            .connect_timeout(connect_timeout)
            .pool_idle_timeout(POOL_IDLE_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .tcp_nodelay(true)
            .no_proxy();
        let builder = with_tls(builder, needs_tls)?;
        let http = builder.build().map_err(|error| {
            Error::new(ErrorKind::Config, "the HTTP client cannot be made").caused_by(error.without_url())
        })?;
        Ok(Transport { http })
    }

    /// The caller's own HTTP client.
    pub(super) fn from_client(http: reqwest::Client) -> Self {
        Transport { http }
    }

    /// Sends a call to the server at `base` and waits for the head of its answer.
    pub(super) async fn post(
        &self,
        base: &str,
        request: &Request<'_>,
        body: &[Bytes],
        limits: Limits,
    ) -> Result<Answer, Error> {
        let taken = Arc::new(AtomicUsize::new(0));
        let (body, counted_bytes) = match body {
            [only] if only.len() <= PIECE_BYTES => (reqwest::Body::from(only.clone()), 0),
            pieces => {
                let left: VecDeque<Bytes> = pieces.to_vec().into();
                let bytes = left.iter().map(Bytes::len).sum();
                (reqwest::Body::wrap(Pieces { left, taken: Arc::clone(&taken) }), bytes)
            }
        };
        let mut call = self.http.post(format!("{base}?{}", request.query_string())).body(body);
        for (name, value) in request.headers() {
            call = call.header(&**name, value.as_bytes());
        }
        self.send(base, call, limits, &taken).await.map_err(|error| {
            // What the connection has not taken cannot have arrived.
            let is_cut = taken.load(Ordering::Relaxed) < counted_bytes && error.reach() == Reach::Unanswered;
            if is_cut { error.with_reach(Reach::Cut) } else { error }
        })
    }

    /// As [`Transport::post`], with a body that comes bit by bit and only once.
    pub(super) async fn post_stream(
        &self,
        base: &str,
        request: &Request<'_>,
        body: ByteStreamBody,
        limits: Limits,
    ) -> Result<Answer, Error> {
        let (taken, failed) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(None)));
        let body = Streamed { left: Mutex::new(body), taken: Arc::clone(&taken), failed: Arc::clone(&failed) };
        let body = reqwest::Body::wrap(body);
        let mut call = self.http.post(format!("{base}?{}", request.query_string())).body(body);
        for (name, value) in request.headers() {
            call = call.header(&**name, value.as_bytes());
        }
        self.send(base, call, limits, &taken).await.map_err(|error| {
            let Some(failure) = failed.lock().unwrap_or_else(PoisonError::into_inner).take() else { return error };
            // The connection broke because we broke it.
            let (kind, reach) = match taken.load(Ordering::Relaxed) {
                0 => (ErrorKind::Config, Reach::NotSent),
                _ => (ErrorKind::Transport, Reach::Unanswered),
            };
            let what = format!("the bytes to be sent ended in an error: {failure}");
            Error::new(kind, what).with_reach(reach).caused_by(failure)
        })
    }

    /// Asks for `path` below `base`, without any account.
    pub(super) async fn get(&self, base: &str, path: &str, limits: Limits) -> Result<Answer, Error> {
        self.send(base, self.http.get(format!("{base}{path}")), limits, &AtomicUsize::new(0)).await
    }

    /// `taken` counts what the connection has taken of the body.
    async fn send(
        &self,
        base: &str,
        call: reqwest::RequestBuilder,
        limits: Limits,
        taken: &AtomicUsize,
    ) -> Result<Answer, Error> {
        if tokio::runtime::Handle::try_current().is_err() {
            let what = "there is no tokio runtime; call from a function under `#[tokio::main]` or `Runtime::block_on`";
            return Err(Error::new(ErrorKind::Config, what));
        }
        let sent =
            within(limits, taken, call.send()).await.map_err(|error| error.doing(format_args!("wait for {base}")))?;
        let response = sent.map_err(|error| failure(base, error))?;
        let headers = response.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        let head = Head::new(response.status().as_u16(), headers);
        Ok(Answer { head, is_compressed: false, response, limits, base: base.to_owned() })
    }
}

/// An answer whose body is still to be read.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) head: Head,
    /// Whether the body is frames.
    pub(super) is_compressed: bool,
    response: reqwest::Response,
    limits: Limits,
    base: String,
}

impl Answer {
    /// The next bytes of the body; `None` at its proper end.
    pub(super) async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let base = &self.base;
        let read = within(self.limits, &AtomicUsize::new(0), self.response.chunk()).await;
        let read = read.map_err(|error| error.doing(format_args!("read from {base}")))?;
        read.map_err(|error| failure(base, error))
    }

    /// The server that it comes from.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// Why an answer of status 200 that says nothing of ClickHouse in its head is not to be believed.
    pub(super) fn not_by_clickhouse(&self) -> Error {
        let what = format!("{} answers, but not as ClickHouse does; check host and port", self.base);
        Error::new(ErrorKind::Transport, what).with_query_id(self.head.query_id.as_deref())
    }

    /// All that is left of the body, as far as it comes: for refusals, which are short.
    pub(super) async fn rest(&mut self) -> Vec<u8> {
        let mut body = Vec::new();
        while body.len() < MAX_REFUSAL_BYTES
            && let Ok(Some(chunk)) = self.chunk().await
        {
            body.extend_from_slice(&chunk);
        }
        body
    }
}

/// What a connection takes at once: small enough to see a slow one move, large enough to cost nothing.
const PIECE_BYTES: usize = 256 << 10;

/// A body in pieces, none of which is copied.
struct Pieces {
    left: VecDeque<Bytes>,
    /// The bytes that the connection has taken.
    taken: Arc<AtomicUsize>,
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let Some(first) = self.left.front_mut() else { return Poll::Ready(None) };
        let piece = first.split_to(first.len().min(PIECE_BYTES));
        if first.is_empty() {
            self.left.pop_front();
        }
        self.taken.fetch_add(piece.len(), Ordering::Relaxed);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left.iter().map(|piece| piece.len() as u64).sum())
    }
}

/// A body that comes bit by bit.
struct Streamed {
    /// Never contended: the library wants bodies that could be looked at by two.
    left: Mutex<ByteStreamBody>,
    taken: Arc<AtomicUsize>,
    /// Why it ended before its end, which the HTTP library would keep to itself.
    failed: Arc<Mutex<Option<std::io::Error>>>,
}

impl http_body::Body for Streamed {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        let this = self.get_mut();
        let left = this.left.get_mut().unwrap_or_else(PoisonError::into_inner);
        left.as_mut()
            .poll_next(context)
            .map_ok(|bytes| {
                this.taken.fetch_add(bytes.len(), Ordering::Relaxed);
                Frame::data(bytes)
            })
            .map_err(|error| {
                let kind = error.kind();
                *this.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                kind.into()
            })
    }
}

/// Waits within the limits. A server that still takes bytes of the body, as `taken` tells, is not silent.
async fn within<T>(limits: Limits, taken: &AtomicUsize, step: impl Future<Output = T>) -> Result<T, Error> {
    let mut step = std::pin::pin!(step);
    let text = loop {
        let before = taken.load(Ordering::Relaxed);
        // A time beyond what the clock can tell is as good as a day.
        let silence_ends = Instant::now().checked_add(limits.silence).unwrap_or_else(|| Instant::now() + DAY);
        let end = limits.end.filter(|(end, _)| *end < silence_ends);
        let until = end.map_or(silence_ends, |(end, _)| end);
        match (timeout_at(until, &mut step).await, end) {
            (Ok(done), _) => return Ok(done),
            (Err(_), Some((_, allowed))) => break format!("the call took longer than its timeout of {allowed:?}"),
            (Err(_), None) if taken.load(Ordering::Relaxed) > before => {}
            (Err(_), None) => break format!("the server was silent for {:?}", limits.silence),
        }
    };
    Err({
        Error::new(
            ErrorKind::Timeout,
            format!("{text}; allow more with `.timeout(..)` of the call or of the client's builder"),
        )
        .retryable(true)
    })
}

/// What the HTTP library says, without the URL, which may hold values of parameters.
fn failure(base: &str, error: reqwest::Error) -> Error {
    let error = error.without_url();
    let mut deepest: &dyn StdError = &error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    let cause = deepest.to_string();
    let is_certificate = error.is_connect() && cause.contains("certificate");
    let (kind, what) = match () {
        () if error.is_connect() && error.is_timeout() => (
            ErrorKind::Connect,
            format!(
                "no connection to {base}: nothing answers there; check host and port, or allow more with `connect_timeout`"
            ),
        ),
        () if is_certificate => (
            ErrorKind::Connect,
            format!(
                "no connection to {base}: its certificate is not accepted: {cause}; check the host, or trust its authority \
                 in an HTTP client of your own, given as `http_client`"
            ),
        ),
        () if error.is_connect() => (
            ErrorKind::Connect,
            format!("no connection to {base}: {cause}; is a server running there? HTTP has port 8123, HTTPS 8443"),
        ),
        () if error.is_timeout() => (ErrorKind::Timeout, format!("no answer from {base} in time: {cause}")),
        () if error.is_builder() => (ErrorKind::Config, format!("the call to {base} cannot be made: {cause}")),
        () => (ErrorKind::Transport, format!("the connection to {base} broke: {cause}")),
    };
    let is_retryable = !is_certificate && !matches!(kind, ErrorKind::Config);
    Error::new(kind, what).retryable(is_retryable).caused_by(error)
}

/// TLS by rustls: certificates are verified as the platform does; without an https URL nothing is loaded.
#[cfg(feature = "rustls")]
fn with_tls(builder: reqwest::ClientBuilder, needs_tls: bool) -> Result<reqwest::ClientBuilder, Error> {
    use rustls_platform_verifier::BuilderVerifierExt;

    let refusal = |error: rustls::Error| Error::new(ErrorKind::Config, "TLS cannot be set up").caused_by(error);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(refusal)?;
    let config = match needs_tls {
        true => config.with_platform_verifier().map_err(refusal)?.with_no_client_auth(),
        false => config.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth(),
    };
    Ok(builder.tls_backend_preconfigured(config))
}

#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
fn with_tls(builder: reqwest::ClientBuilder, _: bool) -> Result<reqwest::ClientBuilder, Error> {
    Ok(builder)
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
fn with_tls(builder: reqwest::ClientBuilder, needs_tls: bool) -> Result<reqwest::ClientBuilder, Error> {
    match needs_tls {
        true => Err(Error::new(
            ErrorKind::Config,
            "an https URL needs the feature `rustls` or `native-tls` of clickhouse-core",
        )),
        false => Ok(builder),
    }
}
