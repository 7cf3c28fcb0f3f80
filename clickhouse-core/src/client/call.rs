//! [`Call`]: what a call says, put together and sent to a server, with what is learnt when one is refused.
//!
//! Settings of ours that the user may not set are left out from then on; a busy session is waited for; a server that cannot be
//! reached is passed over. Knows no rows: a body comes as bytes, an answer goes as it arrives.

use super::Inner;
use super::external::External;
use super::form::Form;
use super::options::Options;
use super::running::Running;
use super::transport::{Answer, Limits};
use crate::error::{Error, ErrorKind};
use crate::http::{Request, new_query_id, refusal};
use bytes::Bytes;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::Instant;

/// A call as the parts of the client put it together.
pub(super) struct Call<'c> {
    /// For error texts: "query", "insert into `t`".
    pub(super) doing: &'c str,
    pub(super) options: &'c Options,
    /// Settings that the call wants, left out for users who may not set them.
    pub(super) wanted: &'c [(&'static str, &'c str)],
    /// Name and text of each query parameter.
    pub(super) params: &'c [(String, String)],
    pub(super) body: Body<'c>,
    /// Told where the call is sent to, if dropping it is to stop it.
    pub(super) running: Option<&'c Running>,
}

/// What stands in a call's body.
pub(super) enum Body<'c> {
    /// The statement, with rows that it brings along; its answer is to be in this format.
    Statement { sql: Bytes, format: &'c str, compressed_answer: bool, tables: &'c [External] },
    /// Rows for this statement, or behind it in the body.
    Rows { insert: Option<&'c String>, rows: Vec<Bytes>, compressed: bool },
}

/// Longer texts go into the body: the HTTP library takes no URL above 65,534 bytes, and encoding triples some letters.
pub(super) const MAX_URL_TEXT_BYTES: usize = 16 << 10;

/// The server's code for a second call in a session.
const SESSION_IS_LOCKED: u32 = 373;
/// The server's code for a session that it does not know, or not any more.
const SESSION_NOT_FOUND: u32 = 372;

/// The waiting for a session that only a call of our own can keep busy, one that was dropped or has just ended.
#[derive(Default)]
struct Busy {
    waited: Duration,
}

impl Busy {
    /// A dropped query is killed after a tenth of a second; the rest is what a busy server needs for that.
    const LONGEST: Duration = Duration::from_secs(5);

    fn is_over(&self) -> bool {
        self.waited >= Self::LONGEST
    }

    async fn wait(&mut self) {
        // 10 ms, then half as much again each time.
        let pause = (self.waited / 2).max(Duration::from_millis(10));
        tokio::time::sleep(pause).await;
        self.waited += pause;
    }
}

/// The setting by which the method of an answer's frames is asked for.
pub(super) const COMPRESSION_METHOD: &str = "network_compression_method";

/// The setting that makes a closed connection stop a query that only reads.
pub(super) const CANCEL_ON_CLOSE: &str = "cancel_http_readonly_queries_on_client_close";

impl Inner {
    /// Puts what all calls have into a request.
    pub(super) fn begin<'c>(&'c self, request: &mut Request<'c>) -> Result<(), Error> {
        self.introduce(request)?;
        self.settings.iter().try_for_each(|(name, value)| request.setting(name, value.as_str()))
    }

    /// Says who calls, and from where.
    fn introduce<'c>(&'c self, request: &mut Request<'c>) -> Result<(), Error> {
        match &self.access_token {
            Some(token) => request.access_token(token)?,
            None => request.account(&self.user, &self.password)?,
        }
        if let Some(database) = &self.database {
            request.database(database);
        }
        self.headers.iter().try_for_each(|(name, value)| request.header(name, value))
    }

    /// Sends a call and waits for the head of an answer that is no refusal.
    ///
    /// A user whom the server refuses one of the wanted settings does without it, now and in later calls.
    pub(super) async fn send(&self, call: Call<'_>) -> Result<Answer, Error> {
        let made_id = call.options.query_id.is_none().then(new_query_id);
        let query_id = call.options.query_id.as_deref().or(made_id.as_deref()).unwrap_or_default();
        let limits = self.limits(call.options);
        let explain = |error: Error| match error.query_id() {
            Some(_) => error.doing(call.doing),
            None => error.with_query_id(Some(query_id)).doing(call.doing),
        };
        let form = call.form();
        let mut busy = Busy::default();
        loop {
            let without = self.may_not_set();
            let compresses = call.compresses_answer(&without);
            let mut request = Request::new();
            self.fill(&mut request, &call, &without).map_err(explain)?;
            request.query_id(query_id);
            if let Some(form) = &form {
                request.header("Content-Type", &form.content_type).map_err(explain)?;
            }
            let body = match (&form, &call.body) {
                (Some(form), _) => std::slice::from_ref(&form.body),
                (None, Body::Statement { sql, .. }) => std::slice::from_ref(sql),
                (None, Body::Rows { rows, .. }) => rows.as_slice(),
            };
            let request = &request;
            let running = call.running;
            let post = |base: String| async move {
                if let Some(running) = running {
                    running.is_sent_to(&base);
                }
                self.transport.post(&base, request, body, limits).await
            };
            let sent = match call.options.server.as_ref().and_then(|server| server.get()) {
                Some(base) => post(base.clone()).await,
                None => self.at_some_base(post).await,
            };
            let mut answer = sent.map_err(explain)?;
            if !answer.head.is_refusal() {
                // Whoever says 200 and no more has stored no rows. Of rows that are read, the blocks speak for themselves.
                let is_native = matches!(call.body, Body::Statement { format: "Native", .. });
                let reads_blocks = is_native && call.running.is_some();
                if !answer.head.is_by_clickhouse && !reads_blocks {
                    return Err(explain(answer.not_by_clickhouse()));
                }
                if let Some(server) = &call.options.server {
                    // The first one holds.
                    let _ = server.set(answer.base().to_owned());
                }
                answer.is_compressed = compresses;
                return Ok(answer);
            }
            let body = answer.rest().await;
            let error = refusal(&answer.head, &body);
            if error.code() == Some(SESSION_IS_LOCKED) && call.options.owns_session && !busy.is_over() {
                busy.wait().await;
                continue;
            }
            let error = self.with_way_out(error, call.options);
            let refused = call.refused_settings(&error, &without);
            let is_in_doubt = error.code() == Some(164) && refused.contains(&"readonly");
            if refused.is_empty() || is_in_doubt && !self.may_only_read(&call).await {
                return Err(explain(error));
            }
            self.may_not_set.lock().unwrap_or_else(PoisonError::into_inner).extend(refused);
        }
    }

    pub(super) fn limits(&self, options: &Options) -> Limits {
        let began = options.began.unwrap_or_else(Instant::now);
        let end = options.timeout.and_then(|timeout| Some((began.checked_add(timeout)?, timeout)));
        let silence = options.timeout.map_or(self.silence, |timeout| timeout.max(self.silence));
        Limits { silence, end }
    }

    pub(super) fn may_not_set(&self) -> Vec<&'static str> {
        self.may_not_set.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn fill<'c>(
        &'c self,
        request: &mut Request<'c>,
        call: &'c Call<'c>,
        without: &[&str],
    ) -> Result<(), Error> {
        self.begin(request)?;
        for (name, value) in call.wanted {
            let is_given = |settings: &[(String, String)]| settings.iter().any(|(given, _)| given == name);
            // Settings that somebody chose win over ours.
            if !without.contains(name) && !is_given(&call.options.settings) && !is_given(&self.settings) {
                request.setting(name, *value)?;
            }
        }
        for (name, value) in &call.options.settings {
            request.without_setting(name);
            request.setting(name, value.as_str())?;
        }
        self.take_part(request, call);
        match call.body {
            Body::Statement { format, tables, .. } => {
                request.default_format(format);
                for External { name, structure, .. } in tables {
                    request.table(name, structure);
                }
                if call.compresses_answer(without) {
                    request.compressed_answer();
                }
            }
            Body::Rows { insert, compressed, .. } => {
                if let Some(insert) = insert {
                    request.statement(insert);
                }
                if compressed {
                    request.compressed_body();
                }
            }
        }
        if !call.is_form() {
            call.params.iter().for_each(|(name, value)| request.param(name, value.as_str()));
        }
        Ok(())
    }

    /// The roles and the session of a call.
    fn take_part<'c>(&'c self, request: &mut Request<'c>, call: &'c Call<'c>) {
        let roles = if call.options.roles.is_empty() { &self.roles } else { &call.options.roles };
        roles.iter().for_each(|role| request.role(role));
        if let Some(session) = &call.options.session {
            request.session(session);
            if call.options.owns_session && call.options.server.as_ref().is_some_and(|server| server.get().is_some()) {
                request.known_session();
            }
        }
    }

    /// Whether the user can do no more than read, whatever the call says.
    ///
    /// `SELECT 1 SETTINGS readonly = 0` is refused in the same words as our own `readonly`. To do without ours then would
    /// let a query write.
    async fn may_only_read(&self, call: &Call<'_>) -> bool {
        let mut request = Request::new();
        if self.introduce(&mut request).is_err() {
            return false;
        }
        self.take_part(&mut request, call);
        request.default_format("TabSeparated");
        let limits = self.limits(call.options);
        let request = &request;
        let sql = &[Bytes::from_static(b"SELECT getSetting('readonly')")];
        let post = |base: String| async move { self.transport.post(&base, request, sql, limits).await };
        let Ok(mut answer) = self.at_some_base(post).await else { return false };
        !answer.head.is_refusal() && matches!(answer.rest().await.as_slice(), b"1\n" | b"2\n")
    }

    fn with_way_out(&self, error: Error, options: &Options) -> Error {
        let session = options.session.as_deref().unwrap_or_default();
        match error.code() {
            Some(SESSION_IS_LOCKED) => error.doing(format_args!(
                "session `{session}` (a call of it is still running, and a session takes one at a time: wait for its end)"
            )),
            Some(SESSION_NOT_FOUND) if options.owns_session => error.doing(format_args!(
                "session `{session}` (it was not used for longer than its timeout, or its server was restarted: its \
                 temporary tables and settings are gone; `renew` it and make them again)"
            )),
            Some(516) if self.access_token.is_none() => {
                error.doing(format_args!("log in as `{}` (check user and password of the client)", self.user))
            }
            Some(117) if error.server().is_some_and(|server| server.message.contains(JSON_AS_TEXT)) => {
                error.doing("send JSON as text (a server before 24.10 reads it by paths only, as a `Value` is written)")
            }
            _ => error,
        }
    }

    /// Tries the servers from the one that answered last on, until one can be connected to. Only a call that was
    /// certainly not received goes to the next one.
    pub(super) async fn at_some_base<T, F: Future<Output = Result<T, Error>>>(
        &self,
        try_at: impl Fn(String) -> F,
    ) -> Result<T, Error> {
        let count = self.bases.len();
        let first = self.preferred.load(Ordering::Relaxed);
        let mut last = None;
        for step in 0..count {
            let place = (first + step) % count;
            match try_at(self.bases[place].clone()).await {
                Err(error) if error.kind() == ErrorKind::Connect => last = Some(error),
                outcome => {
                    self.preferred.store(place, Ordering::Relaxed);
                    return outcome;
                }
            }
        }
        Err(last.unwrap_or_else(|| Error::new(ErrorKind::Config, "no URL is given")))
    }
}

/// What 24.8 says of JSON that comes as text.
const JSON_AS_TEXT: &str = "Invalid version for Object structure serialization";

/// Whether a name can stand in `{name:Type}`. One that cannot is sent in the URL, where it does no harm; the server says it.
pub(super) fn is_word(name: &str) -> bool {
    name.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
}

impl Call<'_> {
    /// Whether the statement is sent as a form, with its parameters in it.
    fn is_form(&self) -> bool {
        let Body::Statement { tables, .. } = &self.body else { return false };
        let param_bytes = || self.params.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>();
        self.params.iter().all(|(name, _)| is_word(name)) && (!tables.is_empty() || param_bytes() > MAX_URL_TEXT_BYTES)
    }

    fn form(&self) -> Option<Form> {
        match &self.body {
            Body::Statement { sql, tables, .. } if self.is_form() => Some(Form::new(sql, self.params, tables)),
            Body::Statement { .. } | Body::Rows { .. } => None,
        }
    }

    /// Whether the answer is asked for in frames. Those of 26.9 are ZSTD unless LZ4 is asked for, which is a setting that
    /// not every user may change: without the feature `zstd` such a user's answers come plain.
    fn compresses_answer(&self, without: &[&str]) -> bool {
        match self.body {
            Body::Statement { compressed_answer, .. } => {
                compressed_answer && (cfg!(feature = "zstd") || !without.contains(&COMPRESSION_METHOD))
            }
            Body::Rows { .. } => false,
        }
    }

    /// The settings of ours because of which the server refused the call.
    ///
    /// ```text
    /// 115  Unknown setting 'max_thread'
    /// 164  Cannot modify 'max_threads' setting in readonly mode
    /// 452  Setting max_threads shouldn't be less than 1
    /// ```
    pub(super) fn refused_settings(&self, error: &Error, without: &[&str]) -> Vec<&'static str> {
        let Some(server) = error.server() else { return Vec::new() };
        if !matches!(server.code, 115 | 164 | 452) || server.code == 164 && !server.message.contains("Cannot modify '")
        {
            return Vec::new();
        }
        let words: Vec<_> = server.message.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')).collect();
        let ours = self
            .wanted
            .iter()
            .map(|(name, _)| *name)
            .filter(|name| !without.contains(name) && self.options.settings.iter().all(|(given, _)| given != name));
        ours.filter(|name| words.contains(name)).collect()
    }
}
