//! Parameters on their way: as the server reads them where they stand, and set beforehand if they are long.
//!
//! A field of a request holds 128 KiB, and no setting of a user's changes that. `SET param_NAME = '..'` takes any length,
//! and what it sets stays in a session: so the long ones are set first, in a session of their own, and the statement
//! follows in that session, at the same server.
//!
//! Source: ClickHouse `src/Server/HTTP/HTMLForm.cpp`, `src/Parsers/ParserSetQuery.cpp`, checked on 26.7.

use super::Inner;
use super::call::{Body, Call, is_word};
use super::form::MAX_FIELD_BYTES;
use super::options::Options;
use crate::error::{Error, ErrorKind};
use crate::http::new_query_id;
use crate::sql::{Param, Statement};
use bytes::Bytes;
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

/// What the session waits for the statement, in seconds; after that nothing is kept.
const SESSION_TIMEOUT: &str = "10";
/// Below `max_query_size` as it is by default, 256 KiB; longer statements need the setting.
const MAX_QUERY_BYTES: usize = 255 << 10;

impl Inner {
    /// The parameters of `statement` that are to be sent with it. Those that are too long are set, in a session that
    /// `options` then name.
    ///
    /// # Errors
    /// The server cannot be reached or refuses; there is a session already, where what is set would stay.
    pub(super) async fn place_params<'s>(
        &self,
        statement: &'s Statement,
        options: &mut Options,
    ) -> Result<Cow<'s, [(String, String)]>, Error> {
        let params = statement.params_as_read()?;
        let is_long = |(name, value): &&(String, String)| value.len() > MAX_FIELD_BYTES && is_word(name);
        let long: Vec<_> = params.iter().filter(is_long).collect();
        let Some((name, value)) = long.first() else { return Ok(params) };
        if options.session.is_some() {
            let what = format!(
                "parameter `{name}` takes {} bytes, and within a session the server takes {MAX_FIELD_BYTES} of each; send \
                 it as an external table, or run the query outside of the session",
                value.len()
            );
            return Err(Error::new(ErrorKind::Config, what));
        }
        let mut sql = String::from("SET");
        for (place, (name, value)) in long.iter().enumerate() {
            sql.push_str(if place == 0 { " param_" } else { ", param_" });
            sql.push_str(name);
            sql.push_str(" = ");
            value.write_literal(&mut sql);
        }
        options.session = Some(new_query_id());
        options.owns_session = true;
        options.server = Some(Arc::new(OnceLock::new()));
        options.settings.push(("session_timeout".to_owned(), SESSION_TIMEOUT.to_owned()));
        let max_query_size = (sql.len() + 1).to_string();
        let wanted = [("max_query_size", max_query_size.as_str())];
        let set = Options { query_id: None, ..options.clone() };
        let call = Call {
            doing: "set parameters",
            options: &set,
            wanted: if sql.len() > MAX_QUERY_BYTES { &wanted } else { &[] },
            params: &[],
            body: Body::Statement { sql: Bytes::from(sql), format: "Native", compressed_answer: false, tables: &[] },
            running: None,
        };
        self.send(call).await?.rest().await;
        Ok(Cow::Owned(params.iter().filter(|param| !is_long(param)).cloned().collect()))
    }
}
