//! [`Request`]: what a call says beside its body, as URL parameters and headers.
//!
//! Knows no socket and no SQL. What stands where, and why:
//!
//! ```text
//! X-ClickHouse-User, -Key   headers: a URL is logged by every proxy on the way
//! Authorization: Bearer     the same, for ClickHouse Cloud's tokens
//! everything else           URL parameters: percent-encoding lets any text through, headers do not
//! ```
//!
//! The statement itself goes into the body, but for inserts, whose body is their rows: theirs is the parameter `query`.
//!
//! Source: ClickHouse `src/Server/HTTPHandler.cpp`, `src/Server/HTTP/HTMLForm.cpp`; checked on 24.8, 25.8, 26.7.

use super::percent;
use crate::error::{Error, ErrorKind};
use std::{borrow::Cow, fmt};

/// What a call says beside its body.
#[derive(Clone, Default)]
pub(crate) struct Request<'a> {
    params: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    headers: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Request<'a> {
    /// A call that says nothing yet.
    pub(crate) fn new() -> Request<'a> {
        Request::default()
    }

    /// The headers: names as ClickHouse writes them, values fit to be sent as they are. A value may hold UTF-8 beyond
    /// ASCII. All but the names may be secret.
    pub(crate) fn headers(&self) -> &[(Cow<'a, str>, Cow<'a, str>)] {
        &self.headers
    }

    /// The URL parameters, percent-encoded and joined: `compress=1&max_threads=4`.
    pub(crate) fn query_string(&self) -> String {
        let mut text = String::new();
        for (name, value) in &self.params {
            if !text.is_empty() {
                text.push('&');
            }
            percent::encode(&mut text, name);
            text.push('=');
            percent::encode(&mut text, value);
        }
        text
    }

    /// Calls as `user` with `password`.
    ///
    /// # Errors
    /// Where one of them cannot stand in a header.
    pub(crate) fn account(&mut self, user: &'a str, password: &'a str) -> Result<(), Error> {
        check_header_value("the user name", user)?;
        check_header_value("the password", password)?;
        self.put_header("X-ClickHouse-User", user);
        self.put_header("X-ClickHouse-Key", password);
        Ok(())
    }

    /// Calls with a token in place of user and password, as ClickHouse Cloud knows them.
    ///
    /// # Errors
    /// Where the token cannot stand in a header.
    pub(crate) fn access_token(&mut self, token: &'a str) -> Result<(), Error> {
        check_header_value("the access token", token)?;
        self.put_header("Authorization", format!("Bearer {token}"));
        Ok(())
    }

    /// Adds a header of the user's.
    ///
    /// # Errors
    /// Where it cannot be a header, or is one that the client has its own word for.
    pub(crate) fn header(&mut self, name: &'a str, value: &'a str) -> Result<(), Error> {
        check_header(name, value)?;
        self.put_header(name, value);
        Ok(())
    }

    /// The database that names without one are looked up in.
    pub(crate) fn database(&mut self, database: &'a str) {
        self.put("database", database);
    }

    /// Adds a role to those the call has; the first one replaces the user's default roles.
    pub(crate) fn role(&mut self, role: &'a str) {
        self.params.push(("role".into(), role.into()));
    }

    /// The id by which the server's logs know the statement.
    pub(crate) fn query_id(&mut self, query_id: &'a str) {
        self.put("query_id", query_id);
    }

    /// The session whose temporary tables and settings the call sees.
    pub(crate) fn session(&mut self, session_id: &'a str) {
        self.put("session_id", session_id);
    }

    /// Says that the session is there already, so that one that has expired is an error rather than another one.
    pub(crate) fn known_session(&mut self) {
        self.put("session_check", "1");
    }

    /// The columns of a table that is sent in a form's file of this name.
    pub(crate) fn table(&mut self, name: &'a str, structure: &'a str) {
        self.put(format!("{name}_format"), "Native");
        self.put(format!("{name}_structure"), structure);
    }

    /// The statement, of a call whose body is the statement's data. Ends before any white space: the server puts one
    /// line feed between statement and body, and takes a second one for data (24.8, 25.8 and 26.7).
    pub(crate) fn statement(&mut self, sql: &'a str) {
        self.put("query", sql.trim_end());
    }

    /// The format of the answer where the SQL names none, such as `Native`.
    pub(crate) fn default_format(&mut self, format: &'a str) {
        self.put("default_format", format);
    }

    /// Asks for the answer in compressed frames.
    pub(crate) fn compressed_answer(&mut self) {
        self.put("compress", "1");
    }

    /// Says that the body is compressed frames.
    pub(crate) fn compressed_body(&mut self) {
        self.put("decompress", "1");
    }

    /// Says how the body is compressed, in HTTP's words: `gzip`, `zstd`, `lz4` ..
    pub(crate) fn body_encoding(&mut self, encoding: &'a str) {
        self.put_header("Content-Encoding", encoding);
    }

    /// Sets a server setting for this call; the last value of a name holds.
    ///
    /// # Errors
    /// Where the server would not take the name for a setting's.
    pub(crate) fn setting(&mut self, name: &'a str, value: impl Into<Cow<'a, str>>) -> Result<(), Error> {
        check_setting(name).map_err(|what| Error::new(ErrorKind::Config, what))?;
        self.put(name, value);
        Ok(())
    }

    /// Takes a setting back.
    pub(crate) fn without_setting(&mut self, name: &str) {
        self.params.retain(|(known, _)| known != name);
    }

    /// Gives `{name:Type}` in the statement its value, in the escaped text form that the server parses.
    pub(crate) fn param(&mut self, name: &str, text: impl Into<Cow<'a, str>>) {
        self.put(format!("param_{name}"), text);
    }

    fn put(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) {
        let name = name.into();
        match self.params.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value.into(),
            None => self.params.push((name, value.into())),
        }
    }

    fn put_header(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) {
        let name = name.into();
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(&name));
        self.headers.push((name, value.into()));
    }
}

/// Shows names only: values may be secrets and rows.
impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |pairs: &[(Cow<'_, str>, Cow<'_, str>)]| -> Vec<String> {
            pairs.iter().map(|(name, _)| name.clone().into_owned()).collect()
        };
        f.debug_struct("Request")
            .field("params", &names(&self.params))
            .field("headers", &names(&self.headers))
            .finish_non_exhaustive()
    }
}

/// Refuses the name of a setting that the server would take for something else, or that would change what the client
/// understands.
///
/// URL parameters that are no settings but do no harm pass: `wait_end_of_query`, `buffer_size`, `quota_key`,
/// `session_timeout`, `session_check`, `close_session`, `stacktrace`.
pub(crate) fn check_setting(name: &str) -> Result<(), String> {
    let way_out = match name {
        "" => return Err("a setting's name is empty".to_owned()),
        "query" => "the SQL is an argument of the call",
        "database" => "say it with `database`",
        "user" | "password" => "say it with `user` and `password`",
        "query_id" => "say it with `query_id`",
        "session_id" => "say it with `session`",
        "role" => "say it with `role`",
        "default_format" => "the client asks for the format it reads",
        "compress" | "decompress" => "say it with `compression`",
        "client_protocol_version" => "the client reads and writes one version of the format only",
        // With it, the types of a block's columns come as bytes in place of text.
        "output_format_native_encode_types_in_binary_format" | "input_format_native_decode_types_in_binary_format" => {
            return Err(format!("setting `{name}` changes the format to one the client does not read; leave it out"));
        }
        _ if name.starts_with("param_") => {
            return Err(format!("`{name}` is a query parameter, not a setting; say it with `param`"));
        }
        _ => return Ok(()),
    };
    Err(format!("`{name}` is not a setting; {way_out}"))
}

/// Refuses a header of the user's that cannot be sent, or that the client has its own word for.
pub(crate) fn check_header(name: &str, value: &str) -> Result<(), Error> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let refuse = |what: String| Err(Error::new(ErrorKind::Config, what));
    if name.is_empty() || !name.bytes().all(is_token) {
        return refuse("a header's name may only have letters, digits and `-_.`".to_owned());
    }
    let lower = name.to_ascii_lowercase();
    let way_out = match lower.as_str() {
        "x-clickhouse-user" | "x-clickhouse-key" => "say it with `user` and `password`",
        "x-clickhouse-database" => "say it with `database`",
        "x-clickhouse-query-id" => "say it with `query_id`",
        "x-clickhouse-format" => "the client asks for the format it reads",
        "authorization" => "say it with `user` and `password` or `access_token`",
        "accept-encoding" | "content-encoding" | "transfer-encoding" => "say it with `compression`",
        "content-length" | "host" | "connection" | "expect" => "the client sets it",
        _ => return check_header_value(&format!("the value of header `{name}`"), value),
    };
    refuse(format!("header `{name}` is the client's own; {way_out}"))
}

/// Refuses a value that HTTP would cut, trim or not let through. Says nothing of the value, which may be a secret.
fn check_header_value(of: &str, value: &str) -> Result<(), Error> {
    let what = if value.contains(['\r', '\n']) {
        "contains a line break"
    } else if value.chars().any(|c| c != '\t' && c.is_control()) {
        "contains a control character"
    } else if value.starts_with([' ', '\t']) || value.ends_with([' ', '\t']) {
        "begins or ends with white space, which HTTP removes"
    } else {
        return Ok(());
    };
    Err(Error::new(ErrorKind::Config, format!("{of} {what}, so it cannot be sent; use another one")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_encoded_and_names_keep_their_order() {
        let mut request = Request::new();
        request.default_format("Native");
        request.compressed_answer();
        request.param("name", "a\\tb&c=d");
        request.role("r 1");
        request.role("r2");
        request.setting("max_threads", "4").unwrap();
        assert_eq!(
            request.query_string(),
            "default_format=Native&compress=1&param_name=a%5Ctb%26c%3Dd&role=r%201&role=r2&max_threads=4"
        );
    }

    #[test]
    fn the_last_value_of_a_setting_holds() {
        let mut request = Request::new();
        for value in ["1", "2"] {
            request.setting("max_threads", value).unwrap();
        }
        assert_eq!(request.query_string(), "max_threads=2");
        request.without_setting("max_threads");
        assert_eq!(request.query_string(), "");
    }

    #[test]
    fn a_statement_before_its_data_ends_without_white_space() {
        let mut request = Request::new();
        request.statement("INSERT INTO t (a) FORMAT Native \n");
        assert_eq!(request.params[0].1, "INSERT INTO t (a) FORMAT Native");
    }

    #[test]
    fn the_account_stands_in_headers_only() {
        let mut request = Request::new();
        request.account("ключ", "hunter 2").unwrap();
        assert_eq!(request.query_string(), "");
        assert_eq!(
            request.headers(),
            [("X-ClickHouse-User".into(), "ключ".into()), ("X-ClickHouse-Key".into(), "hunter 2".into())]
        );
        assert!(!format!("{request:?}").contains("hunter"));
    }

    #[test]
    fn what_no_header_can_hold_is_refused_unseen() {
        for (password, what) in [
            ("hunter2\r\nX-Evil: 1", "the password contains a line break"),
            ("hunter2\0", "the password contains a control character"),
            ("hunter2\u{7f}", "the password contains a control character"),
            (" hunter2", "the password begins or ends with white space"),
        ] {
            let error = Request::new().account("me", password).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config);
            assert!(error.to_string().starts_with(what) && !error.to_string().contains("hunter2"), "{error}");
        }
        assert!(Request::new().access_token("a\nb").is_err());
        assert!(Request::new().header("X-Mine", "a\nb").is_err());
        assert!(Request::new().header("X Mine", "a").is_err());
        assert!(Request::new().header("", "a").is_err());
        assert!(Request::new().header("x-clickhouse-KEY", "a").is_err());
        assert!(Request::new().header("Accept-Encoding", "gzip").is_err());
        assert!(Request::new().header("X-Mine", "a").is_ok());
    }

    #[test]
    fn names_that_are_no_settings_are_refused_with_the_way_out() {
        let mut request = Request::new();
        for name in
            ["query", "database", "user", "password", "query_id", "session_id", "role", "default_format", "compress"]
        {
            let error = request.setting(name, "x").unwrap_err();
            assert!(error.to_string().starts_with(&format!("`{name}` is not a setting; ")), "{error}");
        }
        assert!(request.setting("param_x", "1").is_err());
        assert!(request.setting("", "1").is_err());
        assert!(request.setting("client_protocol_version", "54492").is_err());
        for name in ["max_threads", "wait_end_of_query", "custom_x", "stacktrace"] {
            request.setting(name, "1").unwrap();
        }
    }
}
