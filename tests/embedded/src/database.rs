//! A database for one test.

use std::time::Duration;

use crate::{
    Error,
    endpoint::Endpoint,
    http,
    os::{off_runtime, random_word},
};

const STATEMENT_TIMEOUT: Duration = Duration::from_secs(30);
/// Dropping a database blocks, and a server that was killed must not hold up the test's end.
const DROP_TIMEOUT: Duration = Duration::from_secs(5);

/// A database with a name of its own, dropped (with all that is in it) when this is dropped.
///
/// Dropping blocks for some milliseconds, and is silent if the server is gone.
pub struct Database {
    endpoint: Endpoint,
}

impl Database {
    /// The server's URL with this database in it.
    pub fn url(&self) -> String {
        self.endpoint.first_url()
    }

    /// The URL of another user, with this database in it.
    ///
    /// # Errors
    /// There is no such user.
    pub fn url_for(&self, user: &str) -> Result<String, Error> {
        self.endpoint.url_for(user)
    }

    /// The database's name: letters, digits and `_`, no quoting needed.
    pub fn name(&self) -> &str {
        &self.endpoint.database
    }

    pub(crate) async fn create(server: Endpoint) -> Result<Self, Error> {
        if server.scheme != "http" {
            return Err(Error::new(
                "create a test database: CLICKHOUSE_URL is an https URL, which this crate cannot speak; \
                 use an http URL, or unset it to have a server started",
            ));
        }
        off_runtime(move || {
            let name = format!("test_{}", random_word());
            run(&server, &format!("CREATE DATABASE {name}"), STATEMENT_TIMEOUT)?;
            Ok(Database { endpoint: server.with_database(&name) })
        })
        .await
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let _ = run(&self.endpoint, &format!("DROP DATABASE IF EXISTS {}", self.name()), DROP_TIMEOUT);
    }
}

impl std::fmt::Debug for Database {
    /// Without passwords.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database").field("name", &self.name()).field("http_addr", &self.endpoint.address()).finish()
    }
}

fn run(server: &Endpoint, sql: &str, timeout: Duration) -> Result<(), Error> {
    let Some(account) = server.accounts.first() else {
        return Err(Error::new(format!("{sql}: no user")));
    };
    match http::ask(server, account, sql, timeout) {
        Ok((200, _)) => Ok(()),
        Ok((status, answer)) => Err(Error::new(format!("{sql}: HTTP {status}: {}", answer.trim_end()))),
        Err(error) => Err(Error::because(format!("{sql}: no answer from `{}`", server.address()))(error)),
    }
}
