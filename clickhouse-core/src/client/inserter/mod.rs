//! [`Inserter`]: rows that come one by one, in blocks that go when they are complete.
//!
//! ```text
//! write --> block being gathered --complete--> encoded --> request --> acknowledged
//!           one, in memory                     up to `in_flight` at a time, each with its own token
//! ```
//!
//! Knows no bytes and no server: blocks are brought by [`delivery`](super::delivery). The state that handles share is in
//! `shared`, what comes back after a failure in `unacknowledged`, which changes of a table a block survives in `change`.

mod change;
mod shared;
mod statistics;
mod unacknowledged;
mod under_way;

pub use statistics::Statistics;
pub use unacknowledged::{Unacknowledged, UnacknowledgedBlock};

use super::Client;
use super::delivery::Target;
use super::insert_options::insert_options;
use super::options::call_options;
use crate::error::{Error, ErrorKind};
use crate::http::Summary;
use crate::row::WriteRow;
use crate::sql::TableName;
use shared::{Alive, Config};
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Rows that come one by one, gathered into blocks and inserted in the background. See [`Client::inserter`].
///
/// ```no_run
/// use clickhouse_core::{Client, Row};
/// use std::time::Duration;
///
/// #[derive(Row)]
/// struct Request<'a> { host: &'a str, status: u16 }
///
/// # async fn example(client: Client, lines: Vec<String>) -> Result<(), clickhouse_core::Error> {
/// let inserter = client.inserter::<Request>("requests").max_rows(500_000).period(Duration::from_secs(5));
/// for line in lines {
///     let host = line.trim().to_owned();
///     inserter.write(&Request { host: &host, status: 200 }).await?;
/// }
/// let summary = inserter.end().await?;
/// println!("{} rows are stored", summary.written_rows);
/// # Ok(())
/// # }
/// ```
///
/// **Blocks.** A block is complete at `max_rows` (at most 1,000,000), at `max_bytes`, when its `period` is over, and on
/// [`flush`](Inserter::flush) and [`end`](Inserter::end). Only then its request begins, so no connection is held open while
/// rows are awaited. Up to `in_flight` blocks are on their way at a time; with all of them under way and the next one
/// complete, `write` waits. Memory is that of `in_flight + 1` blocks. Each block has a deduplication token, and is stored
/// whole or not at all as for [`Insert`](super::Insert).
///
/// **Failures.** A block that fails is sent again as [`Retry`](super::Retry) says. If that does not help, the next call of
/// `write`, `write_all`, `flush` or `end` returns its error, with the block's rows: [`Error::take_unacknowledged`]. The row
/// given in that call has not been taken. The inserter goes on with the next call.
///
/// **Changes of the table.** What an `ALTER TABLE` makes of the columns is noticed: the block that the server refuses for it is
/// compared with the table anew, and goes on if no value is lost by that, or comes back and says what has changed. Of a column
/// that came without a DEFAULT no server says anything: so a table is looked at again before a block that comes 10 s after the
/// last look, and in the meantime such a column is filled with its type's default. Then that is a mismatch, unless the row
/// type is `partial`. As silently, for as long, the server takes a table that was dropped and made anew with the members of an
/// Enum numbered otherwise for the one that was.
///
/// **Several tasks.** Clones are cheap handles of one inserter. Its options are those of the handle that first writes. A
/// failure is told once, to whichever handle calls next, with all of its rows. Tasks that must know what became of their own
/// rows, as before they commit the place in a queue that these came from, have an inserter each.
///
/// **The end.** `end` and `flush` return when all rows written before are stored, or with those that are not. Dropping the
/// last handle without it loses the rows of the block that was being gathered: a warning (feature `tracing`) says how many.
/// Blocks on their way go on without a handle; of one that fails then a warning tells as well.
///
/// **Dropped futures.** That of `write` has not taken its row if it had to wait, that of `write_all` the first of them
/// ([`Statistics::rows_written`] tells). Those of `flush` and `end` have changed nothing but that the block goes, and `end`
/// has dropped its handle. When the runtime shuts down, blocks on their way are failures like others: their rows are with
/// the error of the next call, made on another runtime, and unknown if they may have been sent.
pub struct Inserter<T: WriteRow + 'static> {
    pub(in crate::client) config: Config,
    alive: Arc<OnceLock<Arc<Alive<T>>>>,
}

impl<T: WriteRow + 'static> Inserter<T> {
    pub(super) fn new(client: Client, table: TableName) -> Self {
        Inserter { config: Config::new(Target::new(client, table)), alive: Arc::default() }
    }

    call_options!(config.target.options);
    insert_options!(config.target);

    /// The rows at which a block is complete: 1,000,000 unless given, which is also the most.
    pub fn max_rows(mut self, rows: usize) -> Self {
        self.config.max_rows = rows.clamp(1, super::insert::MAX_BLOCK_ROWS);
        self
    }

    /// The bytes in memory at which a block is complete: 6 MiB unless given, 256 MiB at most. It may be a row more.
    pub fn max_bytes(mut self, bytes: usize) -> Self {
        self.config.max_bytes = bytes.clamp(1, super::insert::MAX_BLOCK_BYTES);
        self
    }

    /// The time after its first row at which a block is complete, whether or not rows still come. Without it rows wait
    /// until there are enough of them.
    pub fn period(mut self, period: Duration) -> Self {
        self.config.period = Some(period);
        self
    }

    /// How many blocks may be on their way at a time: 2 unless given. With 1 blocks are stored in the order of the rows.
    pub fn in_flight(mut self, blocks: usize) -> Self {
        self.config.in_flight = blocks.clamp(1, MAX_IN_FLIGHT);
        self
    }
}

/// More requests than any server answers at a time.
const MAX_IN_FLIGHT: usize = 1_000;

impl<T: WriteRow + 'static> Inserter<T>
where
    T::Builders: Send,
{
    /// Takes a row into the block that is being gathered; waits only if that is complete and cannot go yet.
    ///
    /// `R` is `T`; a row that borrows need not live longer than the call.
    ///
    /// # Errors
    /// The row has not been taken: a value is none of its column ([`ErrorKind::Value`]), the row type does not fit the table
    /// ([`ErrorKind::Mismatch`]), the table cannot be learnt, or an earlier block failed
    /// ([`Error::unacknowledged`] has its rows, and the row can be written again).
    pub async fn write<R: WriteRow<Builders = T::Builders>>(&self, row: &R) -> Result<(), Error> {
        match self.alive.get() {
            Some(alive) if alive.shared.push(row) => Ok(()),
            _ => self.write_all(std::slice::from_ref(row)).await,
        }
    }

    /// Takes all rows, as [`write`](Inserter::write) takes one.
    ///
    /// # Errors
    /// As [`write`](Inserter::write). Of these rows the first [`Statistics::rows_written`] more than before are taken; where
    /// that matters, write one by one.
    pub async fn write_all<R: WriteRow<Builders = T::Builders>>(&self, rows: &[R]) -> Result<(), Error> {
        let alive = self.alive()?;
        let taken = alive.shared.write(rows).await;
        taken.map_err(|error| error.doing_once(&self.config.target.doing()))
    }

    /// Sends the block that is being gathered, however few rows it has, and waits until all rows written before are
    /// stored. What has been stored since the beginning is the answer.
    ///
    /// # Errors
    /// Rows written before are not stored, or may not be: [`Error::unacknowledged`] has them all.
    pub async fn flush(&self) -> Result<Summary, Error> {
        let Some(alive) = self.alive.get() else { return Ok(Summary::default()) };
        self.check_runtime()?;
        alive.shared.flush().await.map_err(|error| error.doing_once(&self.config.target.doing()))
    }

    /// [`flush`](Inserter::flush)es and gives the handle back. Other handles of the same inserter go on.
    ///
    /// # Errors
    /// As [`flush`](Inserter::flush).
    pub async fn end(self) -> Result<Summary, Error> {
        self.flush().await
    }

    /// The rows and bytes that have gone each part of the way.
    pub fn statistics(&self) -> Statistics {
        self.alive.get().map(|alive| alive.shared.statistics()).unwrap_or_default()
    }

    /// What the handles share, made by the first that needs it.
    fn alive(&self) -> Result<&Arc<Alive<T>>, Error> {
        self.check_runtime()?;
        if let Some(alive) = self.alive.get() {
            return Ok(alive);
        }
        let doing = self.config.target.doing();
        let mut config = self.config.clone();
        config.target.check().map_err(|error| error.doing(&doing))?;
        if config.target.token.is_some() {
            let what = "blocks of an inserter have tokens of their own, as what is in a block depends on the moment; leave \
                        out `insert_deduplication_token`";
            return Err(Error::new(ErrorKind::Config, what).doing(doing));
        }
        Ok(self.alive.get_or_init(|| Alive::new(config)))
    }

    /// Blocks are brought by tasks, which need a runtime whoever waits for them.
    fn check_runtime(&self) -> Result<(), Error> {
        if tokio::runtime::Handle::try_current().is_err() {
            let what = "there is no tokio runtime; call from a function under `#[tokio::main]` or `Runtime::block_on`";
            return Err(Error::new(ErrorKind::Config, what).doing(self.config.target.doing()));
        }
        Ok(())
    }
}

impl<T: WriteRow + 'static> Clone for Inserter<T> {
    fn clone(&self) -> Self {
        Inserter { config: self.config.clone(), alive: Arc::clone(&self.alive) }
    }
}

/// Without the rows.
impl<T: WriteRow + 'static> fmt::Debug for Inserter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inserter")
            .field("table", &self.config.target.table)
            .field("client", &self.config.target.client)
            .finish_non_exhaustive()
    }
}
