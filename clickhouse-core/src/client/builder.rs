//! [`ClientBuilder`]: all that a client can be told, checked when it is built.

use super::transport::{HttpClient, Transport};
use super::{Client, Inner, Retry, SettingValue};
use crate::compress::Method;
use crate::error::{Error, ErrorKind};
use crate::http::{Endpoint, Request};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// The server's own limit for a silent peer (`http_send_timeout` is 30 s, `receive_timeout` 300 s).
const SILENCE_TIMEOUT: Duration = Duration::from_secs(300);

/// How bodies are compressed, in ClickHouse's own frames, both ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Compression {
    /// Not at all: the least work on a fast network.
    None,
    /// LZ4, the default where the feature `lz4` is on.
    #[cfg(feature = "lz4")]
    Lz4,
    /// ZSTD: a third fewer bytes for more work. Answers of servers before 26.9 are LZ4 all the same.
    #[cfg(feature = "zstd")]
    Zstd,
}

impl Compression {
    /// The method of the frames, if bodies are compressed.
    pub(super) fn method(self) -> Option<Method> {
        match self {
            Compression::None => None,
            #[cfg(feature = "lz4")]
            Compression::Lz4 => Some(Method::Lz4),
            #[cfg(feature = "zstd")]
            Compression::Zstd => Some(Method::Zstd),
        }
    }

    /// The method as the server's setting says it.
    pub(super) fn setting(self) -> Option<&'static str> {
        match self {
            Compression::None => None,
            #[cfg(feature = "lz4")]
            Compression::Lz4 => Some("LZ4"),
            #[cfg(feature = "zstd")]
            Compression::Zstd => Some("ZSTD"),
        }
    }
}

/// Makes a [`Client`].
///
/// ```
/// use clickhouse_core::{Client, client::Compression};
/// use std::time::Duration;
///
/// let client = Client::builder()
///     .url("http://localhost:8123")
///     .user("ingest")
///     .password("secret")
///     .database("metrics")
///     .setting("max_threads", 4)
///     .compression(Compression::None)
///     .timeout(Duration::from_secs(60))
///     .build()?;
/// # Ok::<(), clickhouse_core::Error>(())
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct ClientBuilder {
    urls: Vec<String>,
    user: Option<String>,
    password: Option<String>,
    database: Option<String>,
    access_token: Option<String>,
    roles: Vec<String>,
    settings: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    products: Vec<(String, String)>,
    compression: Option<Compression>,
    connect_timeout: Option<Duration>,
    timeout: Option<Duration>,
    retry: Retry,
    http_client: Option<HttpClient>,
}

impl ClientBuilder {
    /// The server: `http://user:password@host:8123/database?setting=value`. Only the host is needed.
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.urls = vec![url.into()];
        self
    }

    /// Several replicas of the same data; user, password, database and settings are those of the first URL.
    pub fn urls<U: Into<String>>(mut self, urls: impl IntoIterator<Item = U>) -> Self {
        self.urls = urls.into_iter().map(Into::into).collect();
        self
    }

    /// The user; `default` unless given here or in the URL.
    pub fn user(mut self, user: impl Into<String>) -> Self {
        self.user = Some(user.into());
        self
    }

    /// The user's password.
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.password = Some(password.into());
        self
    }

    /// The database that names without one are looked up in.
    pub fn database(mut self, database: impl Into<String>) -> Self {
        self.database = Some(database.into());
        self
    }

    /// A token (JWT) instead of user and password, as ClickHouse Cloud takes them.
    pub fn access_token(mut self, token: impl Into<String>) -> Self {
        self.access_token = Some(token.into());
        self
    }

    /// Adds a role that calls run under.
    pub fn role(mut self, role: impl Into<String>) -> Self {
        self.roles.push(role.into());
        self
    }

    /// Adds roles that calls run under.
    pub fn roles<R: Into<String>>(mut self, roles: impl IntoIterator<Item = R>) -> Self {
        self.roles.extend(roles.into_iter().map(Into::into));
        self
    }

    /// Sets a setting for all calls.
    pub fn setting(mut self, name: impl Into<String>, value: impl SettingValue) -> Self {
        self.settings.push((name.into(), value.to_setting()));
        self
    }

    /// Adds a header to all calls, for proxies on the way.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// How bodies are compressed.
    pub fn compression(mut self, compression: Compression) -> Self {
        self.compression = Some(compression);
        self
    }

    /// How long a connection may take to come about; 5 s unless given.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// How long a server may be silent, before its answer and within it; 300 s unless given. A statement that takes longer
    /// without a word, such as a large `INSERT .. SELECT`, needs more, or a `timeout` of its own. The time for a call as
    /// a whole is limited by the call's own `timeout` only.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How often blocks of rows that failed are sent again, where that cannot store them twice. [`Retry::off`] never does.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Names your program in the User-Agent, which `system.query_log` shows as `http_user_agent`.
    pub fn product(mut self, name: impl Into<String>, version: impl Into<String>) -> Self {
        self.products.push((name.into(), version.into()));
        self
    }

    /// An HTTP client (`reqwest::Client`) of your own, for proxies, certificates and the like. Its timeouts hold as
    /// well; it must not ask for compressed answers (`no_gzip` and its like) nor follow redirects. A reqwest without a TLS
    /// provider of its own needs one before it builds a client: `rustls::crypto::ring::default_provider().install_default()`.
    pub fn http_client(mut self, http_client: HttpClient) -> Self {
        self.http_client = Some(http_client);
        self
    }

    /// The client. Nothing is sent yet.
    ///
    /// # Errors
    /// [`ErrorKind::Config`]: a URL, a setting or a header is wrong, or user and token are both given.
    pub fn build(self) -> Result<Client, Error> {
        let mut endpoints = Vec::new();
        for url in &self.urls {
            endpoints.push(Endpoint::parse(url)?);
        }
        let Some(first) = endpoints.first().cloned() else {
            let what = "no URL is given; write one such as http://localhost:8123";
            return Err(Error::new(ErrorKind::Config, what).doing("client"));
        };
        let user = self.user.or(first.user);
        let password = self.password.or(first.password);
        if self.access_token.is_some() && (user.is_some() || password.is_some()) {
            let what = "an access token and a user are given; ClickHouse takes only one of them";
            return Err(Error::new(ErrorKind::Config, what).doing("client"));
        }
        let mut settings = first.settings;
        settings.extend(self.settings);
        let mut roles = first.roles;
        roles.extend(self.roles);
        let mut headers = vec![("User-Agent".to_owned(), user_agent(&self.products))];
        headers.extend(self.headers);
        let bases: Vec<String> = endpoints.into_iter().map(|endpoint| endpoint.base).collect();
        let transport = match self.http_client {
            Some(http_client) => Transport::from_client(http_client),
            None => {
                let needs_tls = bases.iter().any(|base| base.starts_with("https:"));
                let connect_timeout = self.connect_timeout.unwrap_or(CONNECT_TIMEOUT);
                Transport::new(connect_timeout, needs_tls).map_err(|error| error.doing("client"))?
            }
        };
        let inner = Inner {
            bases,
            user: user.unwrap_or_else(|| "default".to_owned()),
            password: password.unwrap_or_default(),
            access_token: self.access_token,
            database: self.database.or(first.database),
            roles,
            settings,
            headers,
            compression: self.compression.unwrap_or_else(default_compression),
            silence: self.timeout.unwrap_or(SILENCE_TIMEOUT),
            retry: self.retry,
            transport,
            preferred: Default::default(),
            may_not_set: Default::default(),
            tables: Default::default(),
            dropped: Default::default(),
        };
        // What cannot be sent is found now rather than in the first call.
        inner.begin(&mut Request::new()).map_err(|error| error.doing("client"))?;
        Ok(Client { inner: Arc::new(inner) })
    }
}

fn default_compression() -> Compression {
    #[cfg(feature = "lz4")]
    return Compression::Lz4;
    #[cfg(not(feature = "lz4"))]
    Compression::None
}

fn user_agent(products: &[(String, String)]) -> String {
    let mut text: String = products.iter().map(|(name, version)| format!("{name}/{version} ")).collect();
    text.push_str(concat!("clickhouse-core/", env!("CARGO_PKG_VERSION"), " (lv:rust)"));
    text
}

/// Without password, token and headers.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("urls", &self.urls.len())
            .field("user", &self.user)
            .field("database", &self.database)
            .finish_non_exhaustive()
    }
}
