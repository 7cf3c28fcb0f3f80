//! [`Asked`]: a query with all that was said about it, and how it is put to a server.
//!
//! Knows what a query wants beside its SQL: that it can only read, and so may be asked twice, that it stops when its
//! connection closes, and how its answer is packed. What becomes of the answer is the asker's.

use super::call::{Body, CANCEL_ON_CLOSE, COMPRESSION_METHOD, Call};
use super::external::{External, Refused};
use super::options::{Options, WAIT};
use super::progress::OnProgress;
use super::retry::{Retry, repeats_read};
use super::running::Running;
use super::transport::Answer;
use super::{Client, Compression};
use crate::error::Error;
use crate::http::new_query_id;
use crate::sql::Statement;
use bytes::Bytes;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::Instant;

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
    /// Whether it is sent again after a failure; where the asker does so itself it is not.
    pub(super) is_repeated: bool,
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
            is_repeated: true,
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

    /// Sends the query and waits until its answer begins, in `format` unless the SQL names another one. As it only reads,
    /// it is sent again as long as [`repeats_read`] allows.
    pub(super) async fn begin(&self, doing: &str, format: &str) -> Result<(Answer, Running), Error> {
        let inner = &self.client.inner;
        let retry = if self.is_repeated { inner.retry.of_reads() } else { Retry::off() };
        let began = self.options.began.unwrap_or_else(Instant::now);
        let mut tries = 0;
        loop {
            let (error, running) = match self.ask(doing, format, began).await {
                Ok(answer) => return Ok(answer),
                Err(failed) => failed,
            };
            tries += 1;
            let passed = began.elapsed();
            let can_run_twice = self.only_reads() && self.options.query_id.is_none();
            let pause = retry.pause(tries, passed).filter(|_| repeats_read(&error, can_run_twice));
            let allowed = self.options.timeout.unwrap_or(Duration::MAX);
            let Some(pause) = pause.filter(|pause| passed.saturating_add(*pause) < allowed) else {
                if let Some(running) = running {
                    running.see(&error);
                }
                return Err(error);
            };
            drop(running);
            inner.preferred.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(pause).await;
        }
    }

    /// Whether the server is told that the query can only read, and nobody has said otherwise.
    fn only_reads(&self) -> bool {
        let inner = &self.client.inner;
        let mut settings = self.options.settings.iter().chain(&inner.settings);
        settings.all(|(name, _)| name != READONLY) && !inner.may_not_set().contains(&READONLY)
    }

    async fn ask(
        &self,
        doing: &str,
        format: &str,
        began: Instant,
    ) -> Result<(Answer, Running), (Error, Option<Running>)> {
        let not_sent = |error: Error| (error.doing_once(doing), None);
        let inner = &self.client.inner;
        let compression = self.compression.unwrap_or(inner.compression);
        // For users who may: it only reads, it stops when its connection closes, and its frames are what the client reads.
        let mut wanted = vec![(READONLY, "2"), (CANCEL_ON_CLOSE, "1")];
        if let Some(method) = compression.setting() {
            wanted.push((COMPRESSION_METHOD, method));
        }
        wanted.extend(self.hints.iter().map(|(name, value)| (*name, value.as_str())));
        let mut tables = Vec::with_capacity(self.tables.len());
        for table in &self.tables {
            match table {
                Ok(table) => tables.push(table.clone()),
                Err((kind, what)) => return Err(not_sent(Error::new(*kind, what.as_str()))),
            }
        }
        let mut options = self.options.clone();
        // The time allowed is for the query, not for each try.
        options.began = Some(began);
        let params = inner.place_params(&self.statement, &mut options).await.map_err(not_sent)?;
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
        match inner.send(call).await {
            Ok(answer) => {
                running.is_answered(&answer.head.summary);
                Ok((answer, running))
            }
            Err(error) => Err((error, Some(running))),
        }
    }
}

/// The setting that lets a query do no more than read.
const READONLY: &str = "readonly";
