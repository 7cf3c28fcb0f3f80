//! What the handles of an inserter share: the block that is being gathered, and what is known of those on their way.
//!
//! ```text
//! slots      one for each block that may be on its way; a complete block waits for one, and `write` with it
//! state      behind a lock that is held for as long as a row takes, never over a wait
//! settled    ticks whenever a block has been stored or has failed
//! ```

use super::change::RowType;
use super::statistics::Statistics;
use super::unacknowledged::{Kept, Unacknowledged};
use super::under_way::UnderWay;
use crate::client::delivery::{Target, Way};
use crate::client::sealed::Block;
use crate::error::{Error, ErrorKind};
use crate::http::Summary;
use crate::row::{RowWriter, TargetColumn, WriteRow};
use crate::schema::Table;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::time::Duration;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// Memory is looked at after this many rows at the latest.
const ROWS_BETWEEN_LOOKS: usize = 8_192;

/// Large enough for the server to store it well, small enough for three of them, and what their growing takes, to stay
/// below 64 MiB: with 8 MiB, 20 million rows of telemetry had a peak of 64.5 MiB.
const DEFAULT_BLOCK_BYTES: usize = 6 << 20;

/// What an inserter was told.
#[derive(Debug, Clone)]
pub(in crate::client) struct Config {
    pub(in crate::client) target: Target,
    pub(super) max_rows: usize,
    pub(super) max_bytes: usize,
    pub(super) period: Option<Duration>,
    pub(super) in_flight: usize,
}

impl Config {
    pub(super) fn new(target: Target) -> Self {
        let max_rows = crate::client::insert::MAX_BLOCK_ROWS;
        Config { target, max_rows, max_bytes: DEFAULT_BLOCK_BYTES, period: None, in_flight: 2 }
    }
}

/// Lives as long as there are handles.
pub(super) struct Alive<T: WriteRow> {
    pub(super) shared: Arc<Shared<T>>,
    timer: Option<JoinHandle<()>>,
}

impl<T: WriteRow + 'static> Alive<T>
where
    T::Builders: Send,
{
    pub(super) fn new(config: Config) -> Arc<Self> {
        let period = config.period;
        let shared = Arc::new(Shared {
            slots: Arc::new(Semaphore::new(config.in_flight)),
            config,
            state: Mutex::new(State::default()),
            settled: watch::Sender::new(()),
            begun: Arc::default(),
        });
        let timer = period.map(|period| tokio::spawn(watch_time(Arc::downgrade(&shared), period)));
        Arc::new(Alive { shared, timer })
    }
}

/// The last handle is gone.
impl<T: WriteRow> Drop for Alive<T> {
    fn drop(&mut self) {
        if let Some(timer) = &self.timer {
            timer.abort();
        }
        let mut state = self.shared.state();
        state.is_dropped = true;
        let unsent = state.gathering.as_ref().map_or(0, |gathering| gathering.writer.rows() as u64);
        let failed: u64 =
            state.failures.iter().map(|failure| failure.kept.as_ref().map_or(0, |kept| kept.block.rows)).sum();
        if unsent + failed > 0 {
            warn_of_lost_rows(&self.shared.config.target, unsent, failed);
        }
    }
}

#[cfg_attr(not(feature = "tracing"), allow(unused_variables, reason = "without `tracing` nobody is told"))]
pub(super) fn warn_of_lost_rows(target: &Target, unsent: u64, failed: u64) {
    #[cfg(feature = "tracing")]
    tracing::warn!(
        table = %target.table,
        rows_unsent = unsent,
        rows_failed = failed,
        "an inserter was dropped before its rows were stored; call `end` or `flush` before"
    );
}

/// Sends the block that is being gathered when its time has come.
async fn watch_time<T: WriteRow + 'static>(shared: Weak<Shared<T>>, period: Duration)
where
    T::Builders: Send,
{
    loop {
        let Some(here) = shared.upgrade() else { return };
        let (begun, first_row) = (Arc::clone(&here.begun), here.first_row());
        match first_row {
            None => {
                drop(here);
                begun.notified().await;
            }
            Some(first_row) if first_row.elapsed() < period => {
                drop(here);
                match first_row.checked_add(period) {
                    Some(end) => tokio::time::sleep_until(end).await,
                    // Beyond what the clock can tell.
                    None => return,
                }
            }
            Some(first_row) => here.send_gathered(|gathering| gathering.first_row == first_row).await,
        }
    }
}

pub(super) struct Shared<T: WriteRow> {
    pub(super) config: Config,
    slots: Arc<Semaphore>,
    state: Mutex<State<T>>,
    pub(super) settled: watch::Sender<()>,
    /// Told of the first row of a block.
    begun: Arc<Notify>,
}

pub(super) struct State<T: WriteRow> {
    /// The table as it was learnt last.
    pub(super) table: Option<Arc<Table>>,
    pub(super) gathering: Option<Gathering<T>>,
    /// The memory of a block that is encoded, for the next one.
    pub(super) spare: Option<(Arc<Table>, RowWriter<T>)>,
    blocks: u64,
    pub(super) under_way: BTreeSet<u64>,
    pub(super) failures: Vec<Failure>,
    /// Whether the table may be stored in another way than was learnt, as a block has failed.
    pub(super) is_stale: bool,
    /// Whether there is nobody any more to be told of a failure.
    pub(super) is_dropped: bool,
    pub(super) summary: Summary,
    pub(super) statistics: Statistics,
}

impl<T: WriteRow> Default for State<T> {
    fn default() -> Self {
        State {
            table: None,
            gathering: None,
            spare: None,
            blocks: 0,
            under_way: BTreeSet::new(),
            failures: Vec::new(),
            is_stale: false,
            is_dropped: false,
            summary: Summary::default(),
            statistics: Statistics::default(),
        }
    }
}

/// A block that has at least one row.
pub(super) struct Gathering<T: WriteRow> {
    pub(super) table: Arc<Table>,
    pub(super) writer: RowWriter<T>,
    first_row: Instant,
    /// The number of rows at which memory is looked at next; 0 when the block is complete.
    next_look: usize,
    is_complete: bool,
}

pub(super) struct Failure {
    pub(super) error: Error,
    /// Without it the rows are gone, as only a panic in our own code could do.
    pub(super) kept: Option<Kept>,
}

/// What stands in the way of a row.
enum Wait {
    /// The table is not known.
    Table,
    /// The block is complete and cannot go yet.
    Slot,
}

impl<T: WriteRow> Shared<T> {
    pub(super) fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(|poisoned| {
            // A row's own code has panicked: what there is of that row has no place in the block.
            let mut state = poisoned.into_inner();
            if let Some(gathering) = &mut state.gathering {
                gathering.writer.truncate();
            }
            self.state.clear_poison();
            state
        })
    }

    fn first_row(&self) -> Option<Instant> {
        self.state().gathering.as_ref().map(|gathering| gathering.first_row)
    }

    pub(super) fn statistics(&self) -> Statistics {
        let state = self.state();
        let rows_buffered = state.gathering.as_ref().map_or(0, |gathering| gathering.writer.rows() as u64);
        let bytes_buffered = if rows_buffered == 0 { 0 } else { state.statistics.bytes_buffered };
        let rows_written = state.statistics.rows_sent + rows_buffered;
        Statistics { rows_written, rows_buffered, bytes_buffered, ..state.statistics }
    }

    /// All failures so far as one error, with the rows of all of them.
    fn take_failures(&self, state: &mut State<T>) -> Option<Error> {
        let mut failures = std::mem::take(&mut state.failures).into_iter();
        let Failure { error, kept } = failures.next()?;
        let blocks: Vec<Kept> = kept.into_iter().chain(failures.filter_map(|failure| failure.kept)).collect();
        let rows_written = state.statistics.rows_acknowledged;
        let error = error.with_rows_written(rows_written);
        if blocks.is_empty() {
            return Some(error);
        }
        Some(Unacknowledged::new(self.config.target.clone(), RowType::of::<T>(), blocks).handed_back_with(error))
    }
}

impl<T: WriteRow + 'static> Shared<T>
where
    T::Builders: Send,
{
    /// Takes a row into the block that is being gathered, unless that needs more thought: then [`write`](Shared::write)
    /// has to.
    pub(super) fn push<R: WriteRow<Builders = T::Builders>>(&self, row: &R) -> bool {
        let mut state = self.state();
        let State { gathering: Some(gathering), failures, .. } = &mut *state else { return false };
        failures.is_empty()
            && gathering.writer.rows() + 1 < gathering.next_look
            && gathering.writer.push_lent(row).is_ok()
    }

    /// Takes rows into blocks, as many as it can without waiting, then waits for what stands in the way of the others.
    pub(super) async fn write<R: WriteRow<Builders = T::Builders>>(
        self: &Arc<Self>,
        mut rows: &[R],
    ) -> Result<(), Error> {
        while !rows.is_empty() {
            let (count, wait) = self.take(rows)?;
            rows = &rows[count..];
            match wait {
                None => {}
                Some(Wait::Table) => self.learn_table().await?,
                Some(Wait::Slot) => self.send_gathered(|gathering| gathering.is_complete).await,
            }
        }
        Ok(())
    }

    /// Takes some rows, as long as nothing stands in their way; how many.
    fn take<R: WriteRow<Builders = T::Builders>>(self: &Arc<Self>, rows: &[R]) -> Result<(usize, Option<Wait>), Error> {
        let mut state = self.state();
        if let Some(error) = self.take_failures(&mut state) {
            return Err(error);
        }
        if state.gathering.is_none() && !self.begin_block(&mut state) {
            return Ok((0, Some(Wait::Table)));
        }
        let State { gathering: Some(gathering), statistics, .. } = &mut *state else {
            return Ok((0, Some(Wait::Table)));
        };
        if gathering.is_complete {
            return Ok((0, Some(Wait::Slot)));
        }
        let before = gathering.writer.rows();
        let count = rows.len().min(gathering.next_look.max(before + 1) - before);
        let pushed = match count {
            1 => gathering.writer.push_lent(&rows[0]).map_err(|error| (0, error)),
            _ => gathering.writer.push_each_lent(&rows[..count]),
        };
        let now = gathering.writer.rows();
        if now == 0 {
            state.gathering = None;
        } else {
            if now >= gathering.next_look {
                gathering.look(&self.config, statistics);
            }
            if before == 0 {
                self.begun.notify_one();
            }
            if gathering.is_complete
                && let Ok(slot) = Arc::clone(&self.slots).try_acquire_owned()
            {
                self.dispatch(&mut state, slot);
            }
        }
        match pushed {
            Ok(()) => Ok((count, None)),
            Err((_, error)) => {
                // The column may have become wider since it was learnt, which the next row will show.
                state.table = None;
                Err(Error::new(ErrorKind::Value, format!("{error}")))
            }
        }
    }

    /// Makes place for a block's rows; not if the table is not known, or the row type does not fit what is known.
    fn begin_block(&self, state: &mut State<T>) -> bool {
        let Some(table) = &state.table else { return false };
        let spare = state.spare.take().filter(|(of, _)| Arc::ptr_eq(of, table)).map(|(_, writer)| Ok(writer));
        let Ok(writer) = spare.unwrap_or_else(|| RowWriter::new(&table.columns)) else {
            return false;
        };
        let table = Arc::clone(table);
        let first_row = Instant::now();
        state.gathering = Some(Gathering { table, writer, first_row, next_look: 1, is_complete: false });
        true
    }

    async fn learn_table(&self) -> Result<(), Error> {
        let (table, _) = self.config.target.prepare::<T>().await?;
        self.state().table = Some(table);
        Ok(())
    }

    /// Waits until a block may go, then sends the one that is being gathered if `is_meant`.
    async fn send_gathered(self: &Arc<Self>, is_meant: impl Fn(&Gathering<T>) -> bool) {
        if let Ok(slot) = Arc::clone(&self.slots).acquire_owned().await {
            let mut state = self.state();
            if state.gathering.as_ref().is_some_and(is_meant) {
                self.dispatch(&mut state, slot);
            }
        }
    }

    /// Sends the block that is being gathered.
    fn dispatch(self: &Arc<Self>, state: &mut State<T>, slot: OwnedSemaphorePermit) {
        let Some(gathering) = state.gathering.take() else { return };
        let number = state.blocks;
        state.blocks += 1;
        state.under_way.insert(number);
        let rows = gathering.writer.rows() as u64;
        state.statistics.rows_in_flight += rows;
        state.statistics.rows_sent += rows;
        state.statistics.blocks_sent += 1;
        tokio::spawn(UnderWay::new(Arc::clone(self), number, gathering, slot).bring());
    }

    /// Waits until all rows written before are stored or have failed.
    pub(super) async fn flush(self: &Arc<Self>) -> Result<Summary, Error> {
        let mut settled = self.settled.subscribe();
        if self.first_row().is_some() {
            self.send_gathered(|_| true).await;
        }
        let blocks = self.state().blocks;
        loop {
            {
                let mut state = self.state();
                if state.under_way.first().is_none_or(|first| *first >= blocks) {
                    return match self.take_failures(&mut state) {
                        Some(error) => Err(error),
                        None => Ok(state.summary.clone()),
                    };
                }
            }
            if settled.changed().await.is_err() {
                return Ok(self.state().summary.clone());
            }
        }
    }

    /// The table as it is now, for a block that was gathered for `table`: asked after a while, and after a failure. Rows are
    /// taken meanwhile, and whatever does not answer is asked by the next block: a server that is away is no reason not to.
    pub(super) async fn table_now(&self, table: Arc<Table>) -> Arc<Table> {
        let target = &self.config.target;
        let (known, is_stale) = {
            let mut state = self.state();
            (state.table.clone().unwrap_or(table), std::mem::take(&mut state.is_stale))
        };
        if !is_stale && !known.is_old() {
            return known;
        }
        let now = target.look(&target.tries(), T::columns).await;
        let mut state = self.state();
        match now {
            Ok(now) => {
                state.table = Some(Arc::clone(&now));
                now
            }
            Err(_) => {
                state.is_stale |= is_stale;
                known
            }
        }
    }

    /// Brings a block into the table, also through a change of the table. It was gathered for `columns`.
    pub(super) async fn bring(
        &self,
        block: &mut Block,
        columns: &[TargetColumn],
        table: &Table,
        way: &mut Way,
    ) -> Result<Summary, Error> {
        let target = &self.config.target;
        let row_type = RowType::of::<T>();
        if table.columns != columns {
            row_type.fit(block, &table.columns)?;
        }
        let error = match target.deliver(block, table.storage, way).await {
            Err(error) if Target::is_table_changed(&error) => error,
            outcome => return outcome,
        };
        let fresh = match target.learn_table(T::columns).await {
            Ok(fresh) if fresh.columns != table.columns && target.may_send_again(fresh.storage, way) => fresh,
            _ => return Err(error),
        };
        self.state().table = Some(Arc::clone(&fresh));
        row_type.fit(block, &fresh.columns).map_err(|change| change.caused_by(error))?;
        target.deliver(block, fresh.storage, way).await
    }
}

impl<T: WriteRow> Gathering<T> {
    /// Finds out whether the block is complete, and after how many rows that is to be asked again.
    fn look(&mut self, config: &Config, statistics: &mut Statistics) {
        let (rows, bytes) = (self.writer.rows(), self.writer.bytes());
        statistics.bytes_buffered = bytes as u64;
        self.is_complete = rows >= config.max_rows || bytes >= config.max_bytes;
        if self.is_complete {
            self.next_look = 0;
            return;
        }
        // As many rows as half of what is left may take, if they are like those before.
        let left = config.max_bytes.saturating_sub(bytes) / 2 / (bytes / rows.max(1)).max(1);
        self.next_look = (rows + left.clamp(1, ROWS_BETWEEN_LOOKS)).min(config.max_rows.max(rows + 1));
    }
}
