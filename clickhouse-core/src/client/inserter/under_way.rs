//! [`UnderWay`]: a block from the moment it is complete until it is stored or has failed.
//!
//! Whatever ends that, also a runtime that shuts down, the rows are accounted for and flushes are not left waiting.

use super::shared::{Failure, Gathering, Shared, warn_of_lost_rows};
use super::unacknowledged::Kept;
use crate::client::delivery::Way;
use crate::error::{Error, ErrorKind};
use crate::http::Summary;
use crate::row::WriteRow;
use std::sync::Arc;
use tokio::sync::OwnedSemaphorePermit;

/// A block on its way.
pub(super) struct UnderWay<T: WriteRow> {
    shared: Arc<Shared<T>>,
    number: u64,
    rows: u64,
    slot: Option<OwnedSemaphorePermit>,
    /// Before it is encoded.
    gathering: Option<Gathering<T>>,
    /// From then on.
    kept: Option<Kept>,
    is_settled: bool,
}

impl<T: WriteRow> UnderWay<T> {
    pub(super) fn new(
        shared: Arc<Shared<T>>,
        number: u64,
        gathering: Gathering<T>,
        slot: OwnedSemaphorePermit,
    ) -> Self {
        let rows = gathering.writer.rows() as u64;
        UnderWay { shared, number, rows, slot: Some(slot), gathering: Some(gathering), kept: None, is_settled: false }
    }

    fn encode(&mut self) {
        let Some(Gathering { table, mut writer, .. }) = self.gathering.take() else { return };
        let target = &self.shared.config.target;
        let bytes_gathered = writer.bytes() as u64;
        let block = target.seal(&mut writer, target.token(self.number));
        let mut state = self.shared.state();
        state.statistics.bytes_gathered += bytes_gathered;
        state.statistics.bytes_sent += block.bytes();
        self.kept = Some(Kept { block, storage: table.storage, way: Way::default() });
        state.spare = Some((table, writer));
    }

    /// Says what became of the block.
    fn settle(&mut self, outcome: Result<Summary, Error>) {
        let kept = self.kept.take();
        let mut state = self.shared.state();
        state.under_way.remove(&self.number);
        state.statistics.rows_in_flight -= self.rows;
        state.statistics.retries += kept.as_ref().map_or(0, |kept| kept.way.retries);
        match outcome {
            Ok(summary) => {
                state.summary.add(&summary);
                state.statistics.rows_acknowledged += self.rows;
            }
            Err(error) => {
                state.statistics.rows_failed += self.rows;
                state.is_stale = true;
                if state.is_dropped {
                    warn_of_lost_rows(&self.shared.config.target, 0, self.rows);
                }
                state.failures.push(Failure { error, kept });
            }
        }
        drop(state);
        self.is_settled = true;
        drop(self.slot.take());
        self.shared.settled.send_replace(());
    }
}

impl<T: WriteRow + 'static> UnderWay<T>
where
    T::Builders: Send,
{
    pub(super) async fn bring(mut self) {
        let Some(table) = self.gathering.as_ref().map(|gathering| Arc::clone(&gathering.table)) else { return };
        self.encode();
        let shared = Arc::clone(&self.shared);
        let now = shared.table_now(Arc::clone(&table)).await;
        if let Some(Kept { block, way, storage }) = &mut self.kept {
            *storage = now.storage;
            let outcome = shared.bring(block, &table.columns, &now, way).await;
            self.settle(outcome);
        }
    }
}

/// Before its end only where the task is ended with its runtime, or by a panic.
impl<T: WriteRow> Drop for UnderWay<T> {
    fn drop(&mut self) {
        if self.is_settled {
            return;
        }
        let what = "the task that brought a block to the server was ended with its runtime, or by a panic";
        let error = Error::new(ErrorKind::Transport, what);
        match &mut self.kept {
            // Perhaps it was sent.
            Some(kept) => kept.way.is_in_doubt = true,
            None if !std::thread::panicking() => self.encode(),
            None => {}
        }
        let is_known = self.kept.is_some();
        self.settle(Err(if is_known { error } else { error.with_rows_unknown(self.rows) }));
    }
}
