//! [`Endpoint`]: the client's URL, taken apart.
//!
//! ```text
//! http://user:password@host:8123/database?max_threads=4&role=analyst
//! ```
//!
//! User, password and database are percent-decoded; query parameters are settings, but for `user`, `password`,
//! `database` and `role`. Every mistake is refused with its way out. As a misplaced `/` or `#` turns part of a password
//! into a port or a path, no refusal repeats any part of the URL.
//!
//! Knows no connection. Source: RFC 3986; ports as in ClickHouse's shipped configuration.

use super::{
    percent::{self, Undecodable},
    request::check_setting,
};
use crate::error::{Error, ErrorKind};
use std::{fmt, net::Ipv6Addr};

/// The client's URL, taken apart.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Endpoint {
    /// Where calls go, without user, password, database and settings: `http://localhost:8123/`. Fit to be shown.
    pub(crate) base: String,
    pub(crate) user: Option<String>,
    pub(crate) password: Option<String>,
    pub(crate) database: Option<String>,
    pub(crate) roles: Vec<String>,
    pub(crate) settings: Vec<(String, String)>,
}

impl Endpoint {
    /// Takes `url` apart.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] with what is wrong and the way out, but never with a part of the URL.
    pub(crate) fn parse(url: &str) -> Result<Endpoint, Error> {
        take_apart(url).map_err(|what| Error::new(ErrorKind::Config, what).doing("client URL"))
    }
}

/// Hides the password; settings may hold secrets too.
impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("base", &self.base)
            .field("user", &self.user)
            .field("database", &self.database)
            .finish_non_exhaustive()
    }
}

const EXAMPLE: &str = "http://localhost:8123";

fn take_apart(url: &str) -> Result<Endpoint, String> {
    if url.is_empty() {
        return Err(format!("it is empty; write one such as {EXAMPLE}"));
    }
    if let Some(odd) = url.chars().find(|c| c.is_whitespace() || c.is_control()) {
        let code = u32::from(odd);
        return Err(format!("it contains white space (U+{code:04X}); remove it or percent-encode it"));
    }
    let (scheme, rest) = scheme_of(url)?;
    if rest.contains('#') {
        return Err("it contains `#`; in a user name, password or database write %23 for it".to_owned());
    }
    let authority_bytes = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(authority_bytes);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    if path.contains('@') {
        return Err(
            "`@` comes after a `/`; in a user name or password write %2F for `/`, in a database's name %40 for `@`"
                .to_owned(),
        );
    }
    let (account, address) = authority.rsplit_once('@').map_or((None, authority), |(left, right)| (Some(left), right));
    let mut endpoint = Endpoint {
        base: format!("{scheme}://{}/", checked_address(address)?),
        user: None,
        password: None,
        database: None,
        roles: Vec::new(),
        settings: Vec::new(),
    };
    if let Some(account) = account {
        let (user, password) = account.split_once(':').map_or((account, None), |(user, rest)| (user, Some(rest)));
        if !user.is_empty() {
            endpoint.user = Some(decode(user, "the user name", false)?);
        }
        endpoint.password = password.map(|password| decode(password, "the password", false)).transpose()?;
    }
    let database = path.strip_prefix('/').unwrap_or(path);
    let database = database.strip_suffix('/').unwrap_or(database);
    if database.contains('/') {
        return Err(
            "its path has several segments; it is the name of one database, in which %2F stands for `/`".to_owned()
        );
    }
    if !database.is_empty() {
        endpoint.database = Some(decode(database, "the database", false)?);
    }
    query.split('&').filter(|pair| !pair.is_empty()).try_for_each(|pair| take_parameter(&mut endpoint, pair))?;
    Ok(endpoint)
}

/// The scheme in lower case, and what follows `://`.
fn scheme_of(url: &str) -> Result<(&'static str, &str), String> {
    let Some((scheme, rest)) = url.split_once("://") else {
        return Err(format!("it does not begin with http:// or https://; write one such as {EXAMPLE}"));
    };
    match scheme.to_ascii_lowercase().as_str() {
        "http" => Ok(("http", rest)),
        "https" => Ok(("https", rest)),
        known @ ("clickhouse" | "clickhouses" | "ch" | "tcp" | "tcps" | "native" | "jdbc:clickhouse" | "jdbc:ch") => {
            Err(format!(
                "`{known}://` is for the native protocol (ports 9000 and 9440), but this client speaks HTTP; \
                 write http:// with port 8123 or https:// with port 8443"
            ))
        }
        _ => Err(format!("its scheme is neither http nor https; write one such as {EXAMPLE}")),
    }
}

/// Host and port, found in order.
fn checked_address(address: &str) -> Result<&str, String> {
    let after_host = if let Some(inside) = address.strip_prefix('[') {
        let Some((host, after)) = inside.split_once(']') else {
            return Err("its host begins with `[`, but `]` is missing after the IPv6 address".to_owned());
        };
        if host.parse::<Ipv6Addr>().is_err() {
            return Err(format!("what stands in `[` and `]` is no IPv6 address; write one such as {EXAMPLE_V6}"));
        }
        after
    } else {
        let host_bytes = address.find(':').unwrap_or(address.len());
        let (host, after) = address.split_at(host_bytes);
        if host.is_empty() {
            return Err(format!("its host is empty; write one such as {EXAMPLE}"));
        }
        if address.parse::<Ipv6Addr>().is_ok() || after.matches(':').count() > 1 {
            return Err(format!("an IPv6 address needs `[` and `]` around it, as in {EXAMPLE_V6}"));
        }
        let is_fine = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_') || !c.is_ascii();
        if !host.chars().all(is_fine) {
            return Err("its host has characters that no host has; in a user name or password percent-encode all \
                        but letters, digits and `-._~`"
                .to_owned());
        }
        after
    };
    match after_host.strip_prefix(':') {
        None if after_host.is_empty() => Ok(address),
        None => Err("between `]` and the port a `:` is missing".to_owned()),
        Some(port) => match port.parse::<u16>() {
            Ok(1..) if port.bytes().all(|byte| byte.is_ascii_digit()) => Ok(address),
            _ => Err("its port is no number from 1 to 65535; if what stands there is part of a password, \
                      percent-encode all in it but letters, digits and `-._~`"
                .to_owned()),
        },
    }
}

const EXAMPLE_V6: &str = "http://[::1]:8123";

fn take_parameter(endpoint: &mut Endpoint, pair: &str) -> Result<(), String> {
    let Some((name, value)) = pair.split_once('=') else {
        return Err("a parameter after `?` has no `=`; write settings as ?max_threads=4&readonly=1".to_owned());
    };
    let name = decode(name, "the name of a parameter", true)?;
    let value = decode(value, &format!("parameter `{name}`"), true)?;
    let taken = match name.as_str() {
        "user" => endpoint.user.replace(value),
        "password" => endpoint.password.replace(value),
        "database" => endpoint.database.replace(value),
        "role" => {
            endpoint.roles.push(value);
            None
        }
        _ => {
            check_setting(&name)?;
            endpoint.settings.push((name, value));
            return Ok(());
        }
    };
    match taken {
        None => Ok(()),
        Some(_) => Err(format!("the {name} is given twice, the second time as a parameter; leave one of them out")),
    }
}

fn decode(encoded: &str, what: &str, plus_is_space: bool) -> Result<String, String> {
    percent::decode(encoded, plus_is_space).map_err(|undecodable| match undecodable {
        Undecodable::Percent => format!("in {what}, `%` is not followed by two hexadecimal digits; write %25 for `%`"),
        Undecodable::Utf8 => format!("{what} is not UTF-8 after percent-decoding"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> Endpoint {
        Endpoint::parse(url).unwrap_or_else(|error| panic!("{url}: {error}"))
    }

    #[test]
    fn all_parts_are_found_and_decoded() {
        let endpoint = parse(
            "HTTP://us%40er:p%3Aa%2Fs%23s+%25@Host-1.example_x:8123/my%20db?max_threads=4&role=a&role=b+c&x=%C3%A4=",
        );
        assert_eq!(endpoint.base, "http://Host-1.example_x:8123/");
        assert_eq!(endpoint.user.as_deref(), Some("us@er"));
        assert_eq!(endpoint.password.as_deref(), Some("p:a/s#s+%"));
        assert_eq!(endpoint.database.as_deref(), Some("my db"));
        assert_eq!(endpoint.roles, ["a", "b c"]);
        let settings = [("max_threads", "4"), ("x", "ä=")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(endpoint.settings, settings);
    }

    #[test]
    fn parts_may_be_absent() {
        for url in
            ["http://localhost:8123", "http://localhost:8123/", "http://localhost:8123?", "http://@localhost:8123/?"]
        {
            let endpoint = parse(url);
            assert_eq!(endpoint.base, "http://localhost:8123/", "{url}");
            assert_eq!((endpoint.user, endpoint.password, endpoint.database), (None, None, None), "{url}");
        }
        assert_eq!(parse("https://cloud.example").base, "https://cloud.example/");
        assert_eq!(parse("http://[::1]:8123/db").base, "http://[::1]:8123/");
        assert_eq!(parse("http://пример.example:8123").base, "http://пример.example:8123/");
        let endpoint = parse("http://me@h");
        assert_eq!((endpoint.user.as_deref(), endpoint.password), (Some("me"), None));
        let endpoint = parse("http://:secret@h");
        assert_eq!((endpoint.user, endpoint.password.as_deref()), (None, Some("secret")));
        let endpoint = parse("http://a:p@ss@h/?database=d");
        assert_eq!((endpoint.password.as_deref(), endpoint.database.as_deref()), (Some("p@ss"), Some("d")));
    }

    #[test]
    fn account_and_database_may_be_parameters() {
        let endpoint = parse("http://h:1/?user=u&password=p%26q&database=d");
        assert_eq!(endpoint.user.as_deref(), Some("u"));
        assert_eq!(endpoint.password.as_deref(), Some("p&q"));
        assert_eq!(endpoint.database.as_deref(), Some("d"));
    }

    #[test]
    fn every_mistake_has_its_text_and_no_password() {
        for (url, what) in [
            ("", "it is empty"),
            ("localhost:8123", "does not begin with http:// or https://"),
            ("default:hunter2@localhost:8123", "does not begin with http:// or https://"),
            ("//hunter2", "does not begin with http:// or https://"),
            (" http://localhost", "white space (U+0020)"),
            ("http://local\nhost", "white space (U+000A)"),
            (
                "clickhouse://u:hunter2@localhost:9000/db",
                "`clickhouse://` is for the native protocol (ports 9000 and 9440)",
            ),
            ("tcp://localhost:9000", "write http:// with port 8123 or https:// with port 8443"),
            ("ftp://u:hunter2@localhost", "its scheme is neither http nor https"),
            ("hunter2://localhost", "its scheme is neither http nor https"),
            ("http://", "its host is empty"),
            ("http:///db", "its host is empty"),
            ("http://:8123", "its host is empty"),
            ("http://u:hunter2@/db", "its host is empty"),
            ("http://u:hunter2@:8123/db", "its host is empty"),
            ("http://localhost:", "its port is no number from 1 to 65535"),
            ("http://localhost:0", "its port is no number from 1 to 65535"),
            ("http://localhost:65536", "its port is no number from 1 to 65535"),
            ("http://localhost:+80", "its port is no number from 1 to 65535"),
            ("http://u:hunter2/x?", "its port is no number from 1 to 65535"),
            ("http://u:hunter2?x@localhost", "its port is no number from 1 to 65535"),
            ("http://u:hunter2#@localhost", "it contains `#`"),
            ("http://localhost/db#hunter2", "it contains `#`"),
            ("http://u:hunter2/y@localhost", "`@` comes after a `/`"),
            ("http://u:8123/y@localhost", "`@` comes after a `/`"),
            ("http://loc%41lhost", "its host has characters that no host has"),
            ("http://u:p@local<host", "its host has characters that no host has"),
            ("http://::1:8123", "its host is empty"),
            ("http://fe80::1:8123", "an IPv6 address needs `[` and `]`"),
            ("http://[::1:8123", "`]` is missing"),
            ("http://[::g]:8123", "is no IPv6 address"),
            ("http://[::1]8123", "a `:` is missing"),
            ("http://localhost/a/b", "its path has several segments"),
            ("http://localhost//b", "its path has several segments"),
            ("http://u:hunter2%@localhost", "in the password, `%` is not followed by two hexadecimal digits"),
            ("http://u:hunter2%ff@localhost", "the password is not UTF-8"),
            ("http://localhost/%zz", "in the database, `%`"),
            ("http://localhost/?hunter2", "a parameter after `?` has no `=`"),
            ("http://localhost/?=hunter2", "a setting's name is empty"),
            ("http://localhost/db?database=x", "the database is given twice"),
            ("http://u@localhost/db?user=x", "the user is given twice"),
            ("http://u:hunter2@localhost/db?password=hunter2", "the password is given twice"),
            ("http://localhost/?compress=1", "`compress` is not a setting"),
            ("http://localhost/?param_x=1", "`param_x` is a query parameter"),
        ] {
            let error = Endpoint::parse(url).expect_err(url);
            let text = format!("{error} {error:?}");
            assert_eq!(error.kind(), ErrorKind::Config);
            assert!(error.to_string().starts_with("client URL: "), "{url}: {error}");
            assert!(text.contains(what), "{url}: {error}");
            assert!(!text.contains("hunter2"), "{url}: {error}");
        }
    }

    #[test]
    fn debug_hides_the_password() {
        let text = format!("{:?}", parse("http://u:hunter2@h/?password_of_something=hunter2"));
        assert!(text.contains("http://h/") && !text.contains("hunter2"), "{text}");
    }

    #[test]
    fn no_text_panics() {
        let url = "http://us%40er:pa%3Ass@[::1]:8123/d%20b?max_threads=4&role=a%2Fb";
        for start in 0..url.len() {
            for end in start..=url.len() {
                let _ = Endpoint::parse(&url[start..end]);
                let _ = Endpoint::parse(&format!("http://{}", &url[start..end]));
            }
        }
    }
}
