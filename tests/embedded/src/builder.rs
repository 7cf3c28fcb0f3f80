//! What a server of one's own is to be like.

use crate::{
    Error, Server, User,
    os::{off_runtime, random_word},
    user::is_fit,
};

/// A server to be started, see [`Server::builder`].
///
/// ```no_run
/// # async fn example() -> Result<(), clickhouse_embedded::Error> {
/// use clickhouse_embedded::{Server, User};
///
/// let server = Server::builder()
///     .user(User::new("reader").password("x").readonly(1))
///     .setting("max_threads", "2")
///     .config("<max_concurrent_queries>4</max_concurrent_queries>")
///     .tcp()
///     .start()
///     .await?;
/// println!("{}", server.url_for("reader")?);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Builder {
    pub(crate) port: Option<u16>,
    pub(crate) tcp: bool,
    pub(crate) settings: Vec<(String, String)>,
    pub(crate) fragments: Vec<String>,
    pub(crate) users: Vec<User>,
}

impl Builder {
    /// Adds a user beside `test` and `readonly`.
    #[must_use]
    pub fn user(mut self, user: User) -> Self {
        self.users.push(user);
        self
    }

    /// Adds elements to the server's configuration, as they stand inside `<clickhouse>`. They win over ours.
    #[must_use]
    pub fn config(mut self, xml: impl Into<String>) -> Self {
        self.fragments.push(xml.into());
        self
    }

    /// Sets a setting in the default profile, which all users start from.
    #[must_use]
    pub fn setting(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.push((name.into(), value.into()));
        self
    }

    /// Opens the native protocol's port as well, see [`Server::tcp_port`].
    #[must_use]
    pub fn tcp(mut self) -> Self {
        self.tcp = true;
        self
    }

    /// Wants this port for HTTP instead of any free one (which is what 0 means); the native port is the next number.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = (port != 0).then_some(port);
        self
    }

    /// A running server that answers.
    ///
    /// # Errors
    /// There is no ClickHouse to start (the text lists the ways out), it does not come up (the text ends
    /// with its log), or `CLICKHOUSE_URL` names a running server, which cannot be given users or settings.
    pub async fn start(self) -> Result<Server, Error> {
        off_runtime(move || Server::start_blocking(&self)).await
    }

    /// Whether a server that runs already will do.
    pub(crate) fn is_plain(&self) -> bool {
        let Builder { port, tcp, settings, fragments, users } = self;
        port.is_none() && !tcp && settings.is_empty() && fragments.is_empty() && users.is_empty()
    }

    /// All users with their passwords; `test` comes first.
    ///
    /// # Errors
    /// A name cannot stand in `users.xml`, or is there twice.
    pub(crate) fn all_users(&self) -> Result<Vec<User>, Error> {
        let mut users = vec![
            User::new("test").password(random_word()).managing_access(),
            // With all rights on data, so that it is `readonly` that refuses (164) and no missing grant (497).
            User::new("readonly").password(random_word()).readonly(1),
        ];
        for user in &self.users {
            if user.name == "default" || users.iter().any(|other| other.name == user.name) {
                return Err(Error::new(format!(
                    "embedded ClickHouse: there is a user `{}` already; choose another name",
                    user.name
                )));
            }
            users.push(user.clone());
        }
        let settings = self.settings.iter().map(|(name, _)| name.as_str()).find(|name| !is_fit(name));
        match settings.or_else(|| users.iter().find_map(User::unfit_name)) {
            None => Ok(users),
            Some(name) => Err(Error::new(format!(
                "embedded ClickHouse: `{name}` cannot be an XML element; use letters, digits and `_`, no digit first"
            ))),
        }
    }
}
