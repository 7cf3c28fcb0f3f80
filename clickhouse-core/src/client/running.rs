//! [`Running`]: a query that runs on a server, and is stopped there when nobody waits for it any more.
//!
//! Closing the connection stops a query by itself where the user may ask for that, and where no proxy keeps the
//! connection to the server. Where it does not do, `KILL QUERY` by the query's id does:
//!
//! ```text
//! 0 ms     dropped: the connection is closed
//! 100 ms   KILL QUERY, one for all queries dropped lately at this server
//!          for users who may not (they need SELECT on system.processes): SELECT 1 in the place of the query
//! 1 s      once more for a query that was not found and that closing does not stop: it had not begun yet
//! ```
//!
//! Nobody waits for any of this, and nobody is told when it fails: the query then runs to its end.

use super::call::{Body, CANCEL_ON_CLOSE, Call};
use super::options::Options;
use super::progress::{OnProgress, Watch};
use super::{Client, Inner};
use crate::error::{Error, ErrorKind};
use crate::http::{NativeAnswer, Summary};
use crate::sql::Param;
use bytes::Bytes;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use tokio::time::{Instant, sleep_until, timeout};

/// What a server takes to notice by itself that a connection was closed; it looks every 100 ms (`interactive_delay`).
const GRACE: Duration = Duration::from_millis(100);
/// A request that waits in the server's queue for this long meets a server with worse problems.
const SECOND_GRACE: Duration = Duration::from_millis(900);
/// The server's code for a missing right.
const ACCESS_DENIED: u32 = 497;
/// For each `KILL QUERY`, and for waiting until the one before is done.
const KILL_TIMEOUT: Duration = Duration::from_secs(5);

/// A query that runs on a server as long as this is kept, unless it has [`ended`](Running::ended).
#[derive(Debug)]
pub(super) struct Running {
    client: Client,
    query_id: String,
    /// The server that it was sent to; `None` before that and after its end.
    base: Arc<Mutex<Option<String>>>,
    watch: Option<Watch>,
    /// Of the head of the answer.
    summary: Option<Summary>,
}

impl Running {
    /// A query that is about to be sent, and is watched if that is wished.
    pub(super) fn new(client: &Client, query_id: &str, progress: Option<&OnProgress>) -> Self {
        let base = Arc::default();
        let watch = progress.map(|progress| progress.watch(client, query_id, &base));
        Running { client: client.clone(), query_id: query_id.to_owned(), base, watch, summary: None }
    }

    /// Says that it is being sent to the server at `base`.
    pub(super) fn is_sent_to(&self, base: &str) {
        *self.base.lock().unwrap_or_else(PoisonError::into_inner) = Some(base.to_owned());
    }

    /// Says that its answer has begun.
    pub(super) fn is_answered(&mut self, summary: &Summary) {
        self.summary = Some(summary.clone());
    }

    /// Says that nothing of it is left on the server: its answer has been read to the end.
    pub(super) fn ended(&self) {
        self.is_gone();
        self.tell_end();
    }

    fn tell_end(&self) {
        if let Some(watch) = &self.watch {
            watch.end(self.summary.as_ref());
        }
    }

    fn is_gone(&self) {
        *self.base.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Says that its answer ended in `error`, which may mean that nothing of it is left on the server: it never came there,
    /// or the server itself said why it stopped.
    pub(super) fn see(&self, error: &Error) {
        self.tell_end();
        match error.kind() {
            ErrorKind::Server | ErrorKind::Connect | ErrorKind::Config => self.is_gone(),
            ErrorKind::Mismatch
            | ErrorKind::Value
            | ErrorKind::Decode
            | ErrorKind::Timeout
            | ErrorKind::Transport
            | ErrorKind::Schema => {}
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let base = self.base.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Without a runtime nobody could kill it. Then nobody reads any more either: the connection is gone.
        if let (Some(base), Ok(runtime)) = (base, tokio::runtime::Handle::try_current()) {
            let inner = Arc::clone(&self.client.inner);
            let dropped =
                Dropped { query_id: std::mem::take(&mut self.query_id), base, due: Instant::now() + GRACE, tries: 0 };
            runtime.spawn(inner.stop(dropped));
        }
    }
}

/// A query to be killed.
#[derive(Debug)]
struct Dropped {
    query_id: String,
    base: String,
    due: Instant,
    /// How often it has been looked for.
    tries: u8,
}

/// The queries of a client that are to be killed. Whoever comes first kills all that are due.
#[derive(Debug, Default)]
pub(super) struct DroppedQueries {
    waiting: Mutex<Vec<Dropped>>,
    /// Held while killing, so that many queries dropped at once make few calls.
    killing: tokio::sync::Mutex<()>,
}

impl DroppedQueries {
    fn push(&self, dropped: Dropped) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(dropped);
    }

    /// Takes the one with this id, if it is there.
    fn take(&self, query_id: &str) -> Option<Dropped> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let place = waiting.iter().position(|dropped| dropped.query_id == query_id)?;
        Some(waiting.swap_remove(place))
    }

    /// Takes those that are due, by server.
    fn take_due(&self) -> BTreeMap<String, Vec<Dropped>> {
        let now = Instant::now();
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let mut due = BTreeMap::<String, Vec<Dropped>>::new();
        for dropped in waiting.extract_if(.., |dropped| dropped.due <= now) {
            due.entry(dropped.base.clone()).or_default().push(dropped);
        }
        due
    }
}

impl Inner {
    /// Makes sure that a query of this id that was dropped before does not take the next one of that id along.
    pub(super) async fn forget_dropped(&self, query_id: &str) {
        let _turn = timeout(KILL_TIMEOUT, self.dropped.killing.lock()).await;
        if let Some(dropped) = self.dropped.take(query_id) {
            // If it cannot be killed, the next one is refused for its id, and says so.
            let _ = self.kill_or_replace(&dropped.base, &[query_id], "SYNC").await;
        }
    }

    /// Kills a dropped query, and others on the way.
    async fn stop(self: Arc<Self>, dropped: Dropped) {
        let mut due = Some(dropped.due);
        self.dropped.push(dropped);
        while let Some(until) = due.take() {
            sleep_until(until).await;
            // The one before may belong to a runtime that nobody drives: not waited for longer than it may take.
            let _turn = timeout(KILL_TIMEOUT, self.dropped.killing.lock()).await;
            let closing_does = !self.may_not_set().iter().any(|name| matches!(*name, "readonly" | CANCEL_ON_CLOSE));
            for (base, batch) in self.dropped.take_due() {
                let ids: Vec<&str> = batch.iter().map(|dropped| dropped.query_id.as_str()).collect();
                let killed = self.kill_or_replace(&base, &ids, "ASYNC").await.unwrap_or_default();
                for mut dropped in batch {
                    if dropped.tries == 0 && !closing_does && !killed.contains(&dropped.query_id) {
                        dropped.tries = 1;
                        dropped.due = Instant::now() + SECOND_GRACE;
                        due = Some(dropped.due);
                        self.dropped.push(dropped);
                    }
                }
            }
        }
    }

    /// Stops these queries at `base`, as far as the user may; those that were there.
    async fn kill_or_replace(&self, base: &str, ids: &[&str], how: &str) -> Result<Vec<String>, Error> {
        match self.kill_all(base, ids, how).await {
            Err(error) if error.code() == Some(ACCESS_DENIED) => {
                for query_id in ids {
                    self.replace(base, query_id).await?;
                }
                Ok(Vec::new())
            }
            outcome => outcome,
        }
    }

    /// Runs nothing under the query's id, in its place if it still runs. That takes no right to see what runs.
    async fn replace(&self, base: &str, query_id: &str) -> Result<(), Error> {
        let options = Options {
            settings: vec![("replace_running_query".to_owned(), "1".to_owned())],
            query_id: Some(query_id.to_owned()),
            timeout: Some(KILL_TIMEOUT),
            server: Some(Arc::new(OnceLock::from(base.to_owned()))),
            ..Options::default()
        };
        let call = Call {
            doing: "kill",
            options: &options,
            wanted: &[],
            params: &[],
            body: Body::Statement {
                sql: Bytes::from_static(b"SELECT 1"),
                format: "Native",
                compressed_answer: false,
                tables: &[],
            },
            running: None,
        };
        let mut answer = self.send(call).await?;
        answer.rest().await;
        Ok(())
    }

    /// Asks the server at `base` to stop these queries; those it found.
    async fn kill_all(&self, base: &str, ids: &[&str], how: &str) -> Result<Vec<String>, Error> {
        let options = Options {
            timeout: Some(KILL_TIMEOUT),
            server: Some(Arc::new(OnceLock::from(base.to_owned()))),
            ..Options::default()
        };
        let call = Call {
            doing: "kill",
            options: &options,
            wanted: &[],
            params: &[("ids".to_owned(), ids.to_param())],
            body: Body::Statement {
                sql: Bytes::from(format!("KILL QUERY WHERE query_id IN {{ids:Array(String)}} {how}")),
                format: "Native",
                compressed_answer: false,
                tables: &[],
            },
            running: None,
        };
        let mut answer = self.send(call).await?;
        let mut native = NativeAnswer::new(&answer.head, false);
        let mut found = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            native.push(chunk)?;
            while let Some(block) = native.next_block()? {
                for query_id in block.column::<String>("query_id")? {
                    found.push(query_id?);
                }
            }
        }
        native.finish(None).map(|()| found)
    }
}
