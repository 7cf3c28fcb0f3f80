//! A server's address with the accounts on it, and the URLs made of them.
//!
//! ```text
//! http://test:secret@127.0.0.1:18123/default?max_threads=1
//! scheme user password host      port database query
//! ```
//!
//! User, password and database are percent-encoded in URLs and plain in here.

use std::fmt::Write;

use crate::Error;

/// A user name with its password.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Account {
    pub(crate) name: String,
    pub(crate) password: String,
}

/// Where a server answers and as whom; the first account is the usual one.
#[derive(Clone, PartialEq)]
pub(crate) struct Endpoint {
    /// `http` or `https`.
    pub(crate) scheme: String,
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) accounts: Vec<Account>,
    pub(crate) database: String,
    /// With its question mark, or empty.
    query: String,
}

impl Endpoint {
    /// A server of this machine with the database `default`.
    pub(crate) fn local(port: u16, accounts: Vec<Account>) -> Self {
        Endpoint {
            scheme: "http".to_owned(),
            host: "127.0.0.1".to_owned(),
            port,
            accounts,
            database: "default".to_owned(),
            query: String::new(),
        }
    }

    /// Reads the URL of a running server; user, password, port and database may be missing.
    pub(crate) fn parse(url: &str) -> Result<Self, Error> {
        let refuse = |what: &str| {
            // The URL is not repeated: it holds a password.
            Error::new(format!("CLICKHOUSE_URL: {what}; expected http://user:password@host:8123/database"))
        };
        let (scheme, rest) = url.split_once("://").ok_or_else(|| refuse("no `://`"))?;
        let default_port = match scheme {
            "http" => 8123,
            "https" => 8443,
            other => return Err(refuse(&format!("the scheme is `{other}`"))),
        };
        let (rest, query) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (login, address) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (name, password) = login.split_once(':').unwrap_or((login, ""));
        // The colons inside an IPv6 address in brackets start no port.
        let (host, port) = match address.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => {
                (host, port.parse().map_err(|_| refuse("the port is not a number up to 65535"))?)
            }
            _ => (address, default_port),
        };
        if host.is_empty() {
            return Err(refuse("no host"));
        }
        let database = path.trim_matches('/');
        let part = |text: &str| decode(text).ok_or_else(|| refuse("a percent sign starts no UTF-8 text"));
        Ok(Endpoint {
            scheme: scheme.to_owned(),
            host: host.to_owned(),
            port,
            accounts: vec![Account {
                name: if name.is_empty() { "default".to_owned() } else { part(name)? },
                password: part(password)?,
            }],
            database: if database.is_empty() { "default".to_owned() } else { part(database)? },
            query: query.to_owned(),
        })
    }

    /// The URL of one account, with the password in it.
    pub(crate) fn url(&self, account: &Account) -> String {
        let Endpoint { scheme, host, port, query, .. } = self;
        let login = match account.password.as_str() {
            "" => encode(&account.name),
            password => format!("{}:{}", encode(&account.name), encode(password)),
        };
        format!("{scheme}://{login}@{host}:{port}/{}{query}", encode(&self.database))
    }

    /// The URL of the usual account.
    pub(crate) fn first_url(&self) -> String {
        self.accounts.first().map(|account| self.url(account)).unwrap_or_default()
    }

    /// The URL of the user `name`.
    pub(crate) fn url_for(&self, name: &str) -> Result<String, Error> {
        match self.accounts.iter().find(|account| account.name == name) {
            Some(account) => Ok(self.url(account)),
            None => {
                let known: Vec<_> = self.accounts.iter().map(|account| format!("`{}`", account.name)).collect();
                Err(Error::new(format!(
                    "url of user `{name}`: this server knows {}; add others with `Server::builder().user(..)`, \
                     which needs a server of its own (no CLICKHOUSE_URL)",
                    known.join(", ")
                )))
            }
        }
    }

    /// `host:port`, to connect to.
    pub(crate) fn address(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// The same server with another current database.
    pub(crate) fn with_database(&self, database: &str) -> Self {
        Endpoint { database: database.to_owned(), ..self.clone() }
    }
}

fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            _ => {
                // Writing to a string cannot fail.
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::{Account, Endpoint};

    #[test]
    fn url_parts_survive_percent_encoding() {
        let account = Account { name: "é:@".to_owned(), password: "a/b?c#%".to_owned() };
        let endpoint = Endpoint::local(8123, vec![account.clone()]).with_database("my db");
        let url = endpoint.url(&account);
        assert_eq!(url, "http://%C3%A9%3A%40:a%2Fb%3Fc%23%25@127.0.0.1:8123/my%20db");
        assert!(Endpoint::parse(&url).unwrap() == endpoint);
    }

    #[test]
    fn missing_parts_are_filled_in() {
        let endpoint = Endpoint::parse("https://[::1]").unwrap();
        assert_eq!(endpoint.address(), "[::1]:8443");
        assert_eq!(endpoint.url(&endpoint.accounts[0]), "https://default@[::1]:8443/default");
    }

    #[test]
    fn parameters_stay_behind_another_database() {
        let endpoint = Endpoint::parse("http://u:p@h:1/a?max_threads=1").unwrap().with_database("b");
        assert_eq!(endpoint.url_for("u").unwrap(), "http://u:p@h:1/b?max_threads=1");
    }

    #[test]
    fn a_refused_url_does_not_show_its_password() {
        for url in ["u:hidden@h", "ftp://u:hidden@h", "http://u:hidden@h:x", "http://u:hidden@", "http://u:hidden%zz@h"]
        {
            let text = Endpoint::parse(url).err().unwrap().to_string();
            assert!(!text.contains("hidden"), "{text}");
        }
    }
}
