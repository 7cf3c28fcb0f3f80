//! [`Progress`]: how far a query has come, asked for by its id on a second connection while it runs.
//!
//! A server tells it in header lines that an HTTP client cannot read before the head is whole, so `system.processes` is
//! asked instead. Users see their own queries there; for those who may not see the table at all, only the end is told.
//!
//! ```text
//! query       |---- runs ----------------- answer comes ---------|
//! asked          |          |          |          |              end: told by whoever read the answer
//! ```
//!
//! Knows no answer: whoever reads it says when it has begun, and when it is over.

use super::Client;
use crate::http::Summary;
use crate::sql::Statement;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout};

/// More often costs the server more than it tells.
const MIN_INTERVAL: Duration = Duration::from_millis(10);
/// A server that takes longer to say how a query is doing has other worries.
const ASK_TIMEOUT: Duration = Duration::from_secs(5);

/// How far a query has come, see [`Query::on_progress`](super::Query::on_progress). No figure ever goes down but `memory`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Rows read from tables so far.
    pub read_rows: u64,
    /// Rows that are expected to be read in all, as far as the server knows by now; 0 if it does not.
    pub total_rows: u64,
    /// Bytes read from tables so far, uncompressed.
    pub read_bytes: u64,
    /// Time since the query was sent.
    pub elapsed: Duration,
    /// Bytes of memory that the query takes on the server at this time.
    pub memory: u64,
    /// The most it took.
    pub peak_memory: u64,
    /// Whether the query is over: there is no further call then. An answer that came as a whole, as that of an aggregation,
    /// brings the server's own sums; behind a long stream of rows the figures are the last ones that were asked for.
    pub is_final: bool,
}

type Callback = Arc<Mutex<dyn FnMut(Progress) + Send>>;

/// The wish to be told.
#[derive(Clone)]
pub(super) struct OnProgress {
    interval: Duration,
    callback: Callback,
}

impl OnProgress {
    pub(super) fn new(interval: Duration, callback: impl FnMut(Progress) + Send + 'static) -> Self {
        OnProgress { interval: interval.max(MIN_INTERVAL), callback: Arc::new(Mutex::new(callback)) }
    }

    /// Begins to ask for the query with this id, once it is known where it was sent to.
    pub(super) fn watch(&self, client: &Client, query_id: &str, base: &Arc<Mutex<Option<String>>>) -> Watch {
        let told = Told { callback: Arc::clone(&self.callback), start: Instant::now(), last: Progress::default() };
        let told = Arc::new(Mutex::new(told));
        let (stop, stopped) = oneshot::channel();
        let asking = Asking {
            client: client.clone(),
            query_id: query_id.to_owned(),
            base: Arc::clone(base),
            told: Arc::clone(&told),
            interval: self.interval,
        };
        tokio::spawn(asking.until(stopped));
        Watch { told, _stop: stop }
    }
}

impl fmt::Debug for OnProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OnProgress").field("interval", &self.interval).finish_non_exhaustive()
    }
}

/// The telling of one run of a query.
struct Told {
    callback: Callback,
    start: Instant,
    last: Progress,
}

impl Told {
    fn tell(&mut self, now: Progress) {
        let last = &mut self.last;
        if last.is_final {
            return;
        }
        *last = Progress {
            read_rows: now.read_rows.max(last.read_rows),
            total_rows: now.total_rows.max(last.total_rows).max(if now.is_final { now.read_rows } else { 0 }),
            read_bytes: now.read_bytes.max(last.read_bytes),
            elapsed: self.start.elapsed(),
            memory: now.memory,
            peak_memory: now.peak_memory.max(now.memory).max(last.peak_memory),
            is_final: now.is_final,
        };
        (self.callback.lock().unwrap_or_else(PoisonError::into_inner))(*last);
    }
}

/// A query that is being watched. Dropping it ends the asking.
pub(super) struct Watch {
    told: Arc<Mutex<Told>>,
    /// Ends the task when it is dropped.
    _stop: oneshot::Sender<()>,
}

impl Watch {
    /// Tells the last figures; `summary` is that of the answer's head, if it came so far.
    pub(super) fn end(&self, summary: Option<&Summary>) {
        let summary = summary.cloned().unwrap_or_default();
        self.told.lock().unwrap_or_else(PoisonError::into_inner).tell(Progress {
            read_rows: summary.read_rows,
            total_rows: summary.total_rows_to_read,
            read_bytes: summary.read_bytes,
            elapsed: Duration::ZERO,
            memory: 0,
            peak_memory: summary.memory_usage,
            is_final: true,
        });
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // An answer that is on its way is not told any more.
        self.told.lock().unwrap_or_else(PoisonError::into_inner).last.is_final = true;
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watch")
    }
}

struct Asking {
    client: Client,
    query_id: String,
    base: Arc<Mutex<Option<String>>>,
    told: Arc<Mutex<Told>>,
    interval: Duration,
}

impl Asking {
    async fn until(self, mut stopped: oneshot::Receiver<()>) {
        while timeout(self.interval, &mut stopped).await.is_err() {
            let base = self.base.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if let Some(base) = base
                && let Some(progress) = self.ask(base).await
            {
                self.told.lock().unwrap_or_else(PoisonError::into_inner).tell(progress);
            }
        }
    }

    /// How the query is doing; `None` where the server does not say.
    async fn ask(&self, base: String) -> Option<Progress> {
        let sql = "SELECT read_rows, total_rows_approx, read_bytes, greatest(memory_usage, 0)::UInt64, \
                   greatest(peak_memory_usage, 0)::UInt64 FROM system.processes WHERE query_id = {id:String}";
        let statement = Statement::new(sql).param("id", &self.query_id);
        let mut query = self.client.query_as::<(u64, u64, u64, u64, u64)>(statement).timeout(ASK_TIMEOUT);
        query.asked.options.server = Some(Arc::new(OnceLock::from(base)));
        query.asked.is_repeated = false;
        let (read_rows, total_rows, read_bytes, memory, peak_memory) = query.fetch_optional().await.ok()??;
        let elapsed = Duration::ZERO;
        Some(Progress { read_rows, total_rows, read_bytes, elapsed, memory, peak_memory, is_final: false })
    }
}
