//! [`Session`]: calls one after another that share temporary tables and settings on one server.
//!
//! A server takes one call of a session at a time and refuses a second one at once (error 373), so a session is lent out
//! to one call at a time, which the compiler checks: [`InSession`] is a call that holds the session until it is over.

use super::options::{Options, WithOptions, common_options};
use super::{Blocks, ByteStream, Client, Command, Insert, Query, QueryBytes, RowStream, RowsQuery};
use crate::error::Error;
use crate::http::{Summary, new_query_id};
use crate::row::{ReadRow, WriteRow};
use crate::sql::{IntoStatement, IntoTable, Param};
use futures_core::Stream;
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

/// A session on one server, see [`Client::session`]: temporary tables and what `SET` sets last from call to call.
///
/// ```no_run
/// use clickhouse_core::{Client, Row};
///
/// #[derive(Row)]
/// struct Wanted { id: u64 }
///
/// # async fn example(client: Client) -> Result<(), clickhouse_core::Error> {
/// let mut session = client.session();
/// session.command("CREATE TEMPORARY TABLE wanted (id UInt64)").await?;
/// session.insert("wanted", &[Wanted { id: 7 }, Wanted { id: 8 }]).await?;
/// let hosts = session.query_as::<String>("SELECT host FROM requests WHERE id IN wanted").await?;
/// session.close().await?;
/// # Ok(())
/// # }
/// ```
///
/// All calls go to the server that took the first one. It keeps the session for a minute after the last call, or for the
/// [`timeout`](Session::timeout); a call after that is an error, and nothing begins anew silently: see
/// [`renew`](Session::renew).
#[derive(Debug)]
pub struct Session {
    client: Client,
    options: Options,
}

impl Session {
    pub(super) fn new(client: &Client) -> Self {
        let mut session = Session { client: client.clone(), options: Options::default() };
        session.options.owns_session = true;
        session.renew();
        session
    }

    /// How long the server keeps the session between two calls: a minute unless said, an hour at most. In whole seconds.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        self.setting("session_timeout", timeout.as_secs().max(1))
    }

    /// Sets a setting for all calls of the session.
    #[must_use]
    pub fn setting(mut self, name: impl Into<String>, value: impl super::SettingValue) -> Self {
        self.options.settings.push((name.into(), value.to_setting()));
        self
    }

    /// The id by which the server knows the session.
    pub fn id(&self) -> &str {
        self.options.session.as_deref().unwrap_or_default()
    }

    /// Begins another session, without the tables of the one before and without what was `SET` there.
    pub fn renew(&mut self) {
        self.options.session = Some(new_query_id());
        self.options.server = Some(Arc::new(OnceLock::new()));
    }

    /// As [`Client::command`], in this session.
    pub fn command(&mut self, sql: impl IntoStatement) -> InSession<'_, Command> {
        let call = self.client.command(sql);
        self.lend(call)
    }

    /// As [`Client::query_as`], in this session.
    pub fn query_as<T: ReadRow<'static>>(&mut self, sql: impl IntoStatement) -> InSession<'_, Query<T>> {
        let call = self.client.query_as(sql);
        self.lend(call)
    }

    /// As [`Client::query`], in this session.
    pub fn query(&mut self, sql: impl IntoStatement) -> InSession<'_, RowsQuery> {
        let call = self.client.query(sql);
        self.lend(call)
    }

    /// As [`Client::query_bytes`], in this session.
    pub fn query_bytes(&mut self, sql: impl IntoStatement, format: impl Into<String>) -> InSession<'_, QueryBytes> {
        let call = self.client.query_bytes(sql, format);
        self.lend(call)
    }

    /// As [`Client::insert`], in this session.
    pub fn insert<'s, T: WriteRow>(&'s mut self, table: impl IntoTable, rows: &'s [T]) -> InSession<'s, Insert<'s, T>> {
        let call = self.client.insert(table, rows);
        self.lend(call)
    }

    /// Lets the server forget the session at once. A session that is only dropped is forgotten after its timeout.
    ///
    /// # Errors
    /// The server cannot be reached.
    pub async fn close(mut self) -> Result<(), Error> {
        if self.options.server.as_ref().is_some_and(|server| server.get().is_none()) {
            return Ok(());
        }
        self.options.settings.push(("close_session".to_owned(), "1".to_owned()));
        self.command("SELECT 1").await.map(drop)
    }

    fn lend<C: WithOptions>(&mut self, mut call: C) -> InSession<'_, C> {
        *call.options() = self.options.clone();
        InSession { call, session: PhantomData }
    }
}

/// A call that holds its session: awaited, or read as the stream or the blocks that it gives.
#[derive(Debug)]
#[must_use = "nothing is sent before it is awaited"]
pub struct InSession<'s, C> {
    call: C,
    session: PhantomData<&'s mut Session>,
}

#[allow(private_bounds, reason = "the options are the client's own")]
impl<'s, C: WithOptions> InSession<'s, C> {
    common_options!();

    /// The same call with options that only it has: `.with(|query| query.max_block_rows(1000))`.
    pub fn with(self, change: impl FnOnce(C) -> C) -> Self {
        let options = self.call.peek().clone();
        let mut call = change(self.call);
        // Another session is not this one's to enter.
        let (session, server) = (options.session, options.server);
        call.options().session = session;
        call.options().server = server;
        call.options().owns_session = true;
        InSession { call, session: PhantomData }
    }

    fn options(&mut self) -> &mut Options {
        self.call.options()
    }
}

impl<'s, C> InSession<'s, C> {
    fn map<D>(self, change: impl FnOnce(C) -> D) -> InSession<'s, D> {
        InSession { call: change(self.call), session: PhantomData }
    }
}

impl InSession<'_, Command> {
    /// Gives the value of the parameter `{name:Type}`.
    pub fn param(self, name: impl Into<String>, value: impl Param) -> Self {
        self.map(|command| command.param(name, value))
    }
}

impl InSession<'_, RowsQuery> {
    /// Gives the value of the parameter `{name:Type}`.
    pub fn param(self, name: impl Into<String>, value: impl Param) -> Self {
        self.map(|query| query.param(name, value))
    }
}

impl<'s> InSession<'s, QueryBytes> {
    /// Gives the value of the parameter `{name:Type}`.
    pub fn param(self, name: impl Into<String>, value: impl Param) -> Self {
        self.map(|query| query.param(name, value))
    }

    /// As [`QueryBytes::stream`].
    pub fn stream(self) -> InSession<'s, ByteStream> {
        self.map(QueryBytes::stream)
    }
}

impl<'s, T> InSession<'s, Query<T>> {
    /// Gives the value of the parameter `{name:Type}`.
    pub fn param(self, name: impl Into<String>, value: impl Param) -> Self {
        self.map(|query| query.param(name, value))
    }

    /// As [`Query::blocks`].
    pub fn blocks(self) -> InSession<'s, Blocks> {
        self.map(Query::blocks)
    }
}

impl<'s, T: for<'b> ReadRow<'b> + Send + 'static> InSession<'s, Query<T>> {
    /// As [`Query::stream`].
    pub fn stream(self) -> InSession<'s, RowStream<T>> {
        self.map(Query::stream)
    }

    /// As [`Query::fetch_all_with_summary`].
    ///
    /// # Errors
    /// As there.
    pub async fn fetch_all_with_summary(self) -> Result<(Vec<T>, Summary), Error> {
        self.call.fetch_all_with_summary().await
    }

    /// As [`Query::fetch_one`].
    ///
    /// # Errors
    /// As there.
    pub async fn fetch_one(self) -> Result<T, Error> {
        self.call.fetch_one().await
    }

    /// As [`Query::fetch_optional`].
    ///
    /// # Errors
    /// As there.
    pub async fn fetch_optional(self) -> Result<Option<T>, Error> {
        self.call.fetch_optional().await
    }
}

/// What a call gave goes on holding the session while it is read.
impl<C> Deref for InSession<'_, C> {
    type Target = C;

    fn deref(&self) -> &C {
        &self.call
    }
}

impl<C> DerefMut for InSession<'_, C> {
    fn deref_mut(&mut self) -> &mut C {
        &mut self.call
    }
}

impl<C: Stream + Unpin> Stream for InSession<'_, C> {
    type Item = C::Item;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.call).poll_next(context)
    }
}

impl<'s, C: IntoFuture + Send + 's> IntoFuture for InSession<'s, C>
where
    C::IntoFuture: Send,
{
    type Output = C::Output;
    type IntoFuture = Pin<Box<dyn Future<Output = C::Output> + Send + 's>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.call.await })
    }
}
