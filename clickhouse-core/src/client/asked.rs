//! [`Asked`]: a query with all that was said about it, and how it is put to a server.
//!
//! Knows what a query wants beside its SQL: that it can only read, that it stops when its connection closes, and how its
//! answer is packed. What becomes of the answer is the asker's.

use super::call::{Body, CANCEL_ON_CLOSE, COMPRESSION_METHOD, Call};
use super::external::{External, Refused};
use super::options::{Options, WAIT};
use super::progress::OnProgress;
use super::running::Running;
use super::transport::Answer;
use super::{Client, Compression};
use crate::error::Error;
use crate::http::new_query_id;
use crate::sql::Statement;
use bytes::Bytes;

/// A query with all that was said about it.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) client: Client,
    pub(super) statement: Statement,
    pub(super) options: Options,
    /// Of the answer; the client's unless said.
    pub(super) compression: Option<Compression>,
    /// Settings for users who may.
    pub(super) hints: Vec<(&'static str, String)>,
    pub(super) progress: Option<OnProgress>,
    /// Rows that it brings along.
    pub(super) tables: Vec<Result<External, Refused>>,
}

impl Asked {
    pub(super) fn new(client: Client, statement: Statement) -> Self {
        Asked {
            client,
            statement,
            options: Options::default(),
            compression: None,
            hints: Vec::new(),
            progress: None,
            tables: Vec::new(),
        }
    }

    /// Makes the server keep its answer until the query has ended.
    pub(super) fn wait_end_of_query(&mut self) {
        self.options.settings.push((WAIT.to_owned(), "1".to_owned()));
    }

    /// Whether the server keeps its answer, so that its status tells how the query ended.
    pub(super) fn waits_end_of_query(&self) -> bool {
        self.options.waits_end_of_query(&self.client.inner.settings).unwrap_or(false)
    }

    /// Sends the query and waits until its answer begins, in `format` unless the SQL names another one.
    pub(super) async fn begin(&self, doing: &str, format: &str) -> Result<(Answer, Running), Error> {
        let inner = &self.client.inner;
        let compression = self.compression.unwrap_or(inner.compression);
        // For users who may: it only reads, it stops when its connection closes, and its frames are what the client reads.
        let mut wanted = vec![("readonly", "2"), (CANCEL_ON_CLOSE, "1")];
        if let Some(method) = compression.setting() {
            wanted.push((COMPRESSION_METHOD, method));
        }
        wanted.extend(self.hints.iter().map(|(name, value)| (*name, value.as_str())));
        let mut tables = Vec::with_capacity(self.tables.len());
        for table in &self.tables {
            match table {
                Ok(table) => tables.push(table.clone()),
                Err((kind, what)) => return Err(Error::new(*kind, what.as_str()).doing(doing)),
            }
        }
        let mut options = self.options.clone();
        let params = inner.place_params(&self.statement, &mut options).await;
        let params = params.map_err(|error| error.doing_once(doing))?;
        if let Some(chosen) = &options.query_id {
            inner.forget_dropped(chosen).await;
        }
        let query_id = options.query_id.get_or_insert_with(new_query_id);
        let mut running = Running::new(&self.client, query_id, self.progress.as_ref());
        let call = Call {
            doing,
            options: &options,
            wanted: &wanted,
            params: &params,
            body: Body::Statement {
                sql: Bytes::from(self.statement.sql.clone()),
                format,
                compressed_answer: compression.method().is_some(),
                tables: &tables,
            },
            running: Some(&running),
        };
        let answer = inner.send(call).await.inspect_err(|error| running.see(error))?;
        running.is_answered(&answer.head.summary);
        Ok((answer, running))
    }
}
