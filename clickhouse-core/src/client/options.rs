//! What every call can be given: settings, a query id, roles, a timeout, a session.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::time::Instant;

/// The options of one call. They win over those of the client and end with the call.
#[derive(Clone, Default)]
pub(super) struct Options {
    pub(super) settings: Vec<(String, String)>,
    pub(super) query_id: Option<String>,
    pub(super) roles: Vec<String>,
    pub(super) timeout: Option<Duration>,
    /// When the call began that this one is a part of: the timeout counts from there.
    pub(super) began: Option<Instant>,
    pub(super) session: Option<String>,
    /// Whether nobody else can use the session: it is busy only as long as a dropped call of our own is.
    pub(super) owns_session: bool,
    /// The only server to ask, as the client's list has it; that of the first call where it is not known yet.
    pub(super) server: Option<Arc<OnceLock<String>>>,
}

/// A call with options.
pub(super) trait WithOptions {
    fn options(&mut self) -> &mut Options;

    fn peek(&self) -> &Options;
}

/// Not a setting, so that everybody may say it: the server keeps its answer until the query has ended.
pub(super) const WAIT: &str = "wait_end_of_query";

impl Options {
    /// Whether the server is told to wait for the query's end, here or among the client's settings; `None` if neither says.
    pub(super) fn waits_end_of_query(&self, of_client: &[(String, String)]) -> Option<bool> {
        let last = |settings: &[(String, String)]| {
            let said = settings.iter().rfind(|(name, _)| name == WAIT)?;
            Some(matches!(said.1.as_str(), "1" | "true"))
        };
        last(&self.settings).or_else(|| last(of_client))
    }
}

/// Without the values of settings, which may be secrets.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings: Vec<_> = self.settings.iter().map(|(name, _)| name).collect();
        let mut text = f.debug_struct("Options");
        text.field("settings", &settings).field("query_id", &self.query_id).field("roles", &self.roles);
        text.field("timeout", &self.timeout).field("session", &self.session).finish_non_exhaustive()
    }
}

/// A setting's value as the server reads it: text, a number, or a bool as 1 or 0.
pub trait SettingValue {
    /// The text.
    fn to_setting(&self) -> String;
}

impl SettingValue for bool {
    fn to_setting(&self) -> String {
        if *self { "1" } else { "0" }.to_owned()
    }
}

macro_rules! displayed {
    ($($value:ty),+) => {
        $(impl SettingValue for $value {
            fn to_setting(&self) -> String {
                self.to_string()
            }
        })+
    };
}

displayed!(
    &str,
    String,
    &String,
    std::borrow::Cow<'_, str>,
    u8,
    u16,
    u32,
    u64,
    usize,
    i8,
    i16,
    i32,
    i64,
    isize,
    f32,
    f64
);

/// The methods that all calls have, on top of their `fn options(&mut self) -> &mut Options`.
macro_rules! common_options {
    () => {
        /// Sets a setting for this call only. It wins over the client's.
        pub fn setting(mut self, name: impl Into<String>, value: impl $crate::client::SettingValue) -> Self {
            self.options().settings.push((name.into(), value.to_setting()));
            self
        }

        /// Gives the query an id, by which the server's logs and `KILL QUERY` know it. Random unless given.
        pub fn query_id(mut self, query_id: impl Into<String>) -> Self {
            self.options().query_id = Some(query_id.into());
            self
        }

        /// Adds a role to run under. With one given, those of the client do not count.
        pub fn role(mut self, role: impl Into<String>) -> Self {
            self.options().roles.push(role.into());
            self
        }

        /// Ends the call after this time, reading the answer included; of an insert, each block, and learning the columns
        /// before the first. Until then the server
        /// may be silent, however long the client's own `timeout` is.
        pub fn timeout(mut self, timeout: std::time::Duration) -> Self {
            self.options().timeout = Some(timeout);
            self
        }
    };
}
pub(super) use common_options;

/// The methods that calls outside of a [`Session`](super::Session) have; `$place` is the field that keeps the [`Options`].
macro_rules! call_options {
    ($($place:ident).+) => {
        $crate::client::options::common_options!();

        /// Runs in the session with this id, in which temporary tables and `SET` stay. One call at a time: see
        /// [`Client::session`](crate::Client::session) for one that the compiler keeps to that.
        pub fn session(mut self, session_id: impl Into<String>) -> Self {
            self.options().session = Some(session_id.into());
            self
        }

        fn options(&mut self) -> &mut $crate::client::options::Options {
            &mut self.$($place).+
        }
    };
}
pub(super) use call_options;
