//! [`Insert`]: rows of a slice into a table, in blocks of which each is one request.

use super::Client;
use super::delivery::{Target, Way};
use super::insert_options::{insert_options, token_option};
use super::options::{Options, WithOptions, call_options};
use crate::error::{Error, ErrorKind};
use crate::http::Summary;
use crate::row::{RowWriter, WriteRow};
use crate::schema::Table;
use crate::sql::TableName;
use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::sync::Arc;

/// Below the rows at which the server cuts a block (`min_insert_block_size_rows`, 1,048,449).
pub(super) const MAX_BLOCK_ROWS: usize = 1_000_000;
/// The bytes at which the server cuts a block (`min_insert_block_size_bytes`).
pub(super) const MAX_BLOCK_BYTES: usize = 256 << 20;
/// Memory is looked at after this many rows at the latest.
const ROWS_BETWEEN_LOOKS: usize = 8_192;
/// From the first so many rows it is estimated how much memory the others take.
const FIRST_ROWS: usize = 128;

/// Rows to be inserted, see [`Client::insert`]. Awaiting it gives the [`Summary`].
///
/// The rows go in blocks of at most 1,000,000 rows and 256 MiB, one request for each. The server stores a block whole or
/// not at all where it becomes one part: in a table of the MergeTree family without `PARTITION BY` and without materialized
/// views behind it. With partitions that holds for each of them.
///
/// A block that fails is sent again as [`Retry`](super::Retry) says, where that cannot store it twice: see
/// [`at_least_once`](Insert::at_least_once). Dropping the future stops after the blocks that are stored; the one on its way
/// then may or may not be.
#[must_use = "nothing is sent before it is awaited"]
pub struct Insert<'r, T> {
    rows: &'r [T],
    pub(super) target: Target,
}

impl<'r, T> Insert<'r, T> {
    pub(super) fn new(client: Client, table: TableName, rows: &'r [T]) -> Self {
        Insert::into_target(Target::new(client, table), rows)
    }

    pub(super) fn into_target(target: Target, rows: &'r [T]) -> Self {
        Insert { rows, target }
    }

    call_options!(target.options);
    insert_options!(target);
    token_option!(target);

    /// Sends all rows as one block in one request, however many they are: all are stored or none is, of each partition. The
    /// client and the server hold all of them in memory.
    pub fn atomic(mut self) -> Self {
        self.target.is_atomic = true;
        self
    }
}

impl<T: WriteRow> Insert<'_, T> {
    /// Inserts the rows; what awaiting does, for rows that cannot be shared between threads.
    ///
    /// # Errors
    /// [`ErrorKind::Mismatch`] where row type and table do not fit, [`ErrorKind::Value`] where a value is none of its
    /// column: nothing of that block was sent. Any other kind: the server or the way to it failed. In all cases the first
    /// [`Error::rows_written`] rows of the slice are stored, of the next [`Error::rows_unknown`] nobody knows, and all others
    /// are not. Rows are counted from 0, as in the slice.
    pub async fn execute(mut self) -> Result<Summary, Error> {
        let doing = self.target.doing();
        let mut done = 0;
        let stored = match self.target.check() {
            Ok(()) => self.store(&mut done).await,
            Err(error) => Err(error),
        };
        stored.map_err(|error| error.with_rows_written(done as u64).doing_once(&doing))
    }

    /// Sends block after block; `done` counts the rows that are stored.
    async fn store(&self, done: &mut usize) -> Result<Summary, Error> {
        let target = &self.target;
        let limits = match target.is_atomic {
            true => Limits::NONE,
            false => Limits { rows: MAX_BLOCK_ROWS, bytes: MAX_BLOCK_BYTES },
        };
        let mut sum = Summary::default();
        let mut number = 0u64;
        let (mut table, mut writer) = target.prepare().await?;
        while *done < self.rows.len() {
            if number > 0 && table.is_old() {
                (table, writer) = target.prepare().await?;
            }
            let rows = &self.rows[*done..];
            let count = match gather(&mut writer, rows, *done, limits) {
                Ok(count) => count,
                // The column may have become wider since it was learnt.
                Err(error) => {
                    (table, writer) = target.prepare_again(&table, error).await?;
                    gather(&mut writer, rows, *done, limits)?
                }
            };
            let mut way = Way::default();
            let gathered = Gathered { table, writer, rows: &rows[..count], before: *done };
            let delivered;
            (table, writer, delivered) = self.deliver(gathered, target.token(number), &mut way).await;
            let in_doubt = if way.is_in_doubt { count as u64 } else { 0 };
            sum.add(&delivered.map_err(|error| error.with_rows_unknown(in_doubt))?);
            *done += count;
            number += 1;
        }
        Ok(sum)
    }

    /// Delivers a block, after a change of its table in the table's new types.
    async fn deliver(
        &self,
        gathered: Gathered<'_, T>,
        token: String,
        way: &mut Way,
    ) -> (Arc<Table>, RowWriter<T>, Result<Summary, Error>) {
        let Gathered { mut table, mut writer, rows, before } = gathered;
        let block = self.target.seal(&mut writer, token.clone());
        let mut delivered = self.target.deliver(&block, table.storage, way).await;
        if let Err(error) = delivered {
            let prepared = match Target::is_table_changed(&error) && self.target.may_send_again(table.storage, way) {
                true => self.target.prepare_again(&table, error).await,
                false => Err(error),
            };
            delivered = match prepared {
                Ok(fresh) => {
                    (table, writer) = fresh;
                    // The same rows, whatever memory they take now: they have the same token.
                    match gather(&mut writer, rows, before, Limits::NONE) {
                        Ok(_) => {
                            let block = self.target.seal(&mut writer, token);
                            self.target.deliver(&block, table.storage, way).await
                        }
                        Err(error) => Err(error),
                    }
                }
                Err(error) => Err(error),
            };
        }
        (table, writer, delivered)
    }
}

/// Rows of one block, gathered in the types that the table had.
struct Gathered<'r, T: WriteRow> {
    table: Arc<Table>,
    writer: RowWriter<T>,
    rows: &'r [T],
    before: usize,
}

/// How much one block may hold.
#[derive(Debug, Clone, Copy)]
struct Limits {
    rows: usize,
    bytes: usize,
}

impl Limits {
    const NONE: Limits = Limits { rows: usize::MAX, bytes: usize::MAX };
}

/// Gathers as many rows as one block may have, at least one if there is any; how many. `before` counts the rows of earlier
/// blocks.
fn gather<T: WriteRow>(writer: &mut RowWriter<T>, rows: &[T], before: usize, limits: Limits) -> Result<usize, Error> {
    let end = rows.len().min(limits.rows);
    let mut place = 0;
    while place < end {
        let bytes = writer.bytes();
        if bytes >= limits.bytes {
            break;
        }
        // As many rows as half of what is left may take, if they are like those before.
        let left = (limits.bytes - bytes) / 2 / (bytes / place.max(1)).max(1);
        if place == FIRST_ROWS {
            writer.reserve(left.min(end - place));
        }
        let count = match place {
            0 => 1,
            1..FIRST_ROWS => left.clamp(1, FIRST_ROWS - place),
            _ => left.clamp(1, ROWS_BETWEEN_LOOKS),
        };
        let next = &rows[place..end.min(place + count)];
        if let Err((row, error)) = writer.push_each(next) {
            let row = before + place + row;
            return Err(Error::new(ErrorKind::Value, format!("row {row}, {error}")));
        }
        place += next.len();
    }
    Ok(place)
}

impl<T> WithOptions for Insert<'_, T> {
    fn options(&mut self) -> &mut Options {
        &mut self.target.options
    }

    fn peek(&self) -> &Options {
        &self.target.options
    }
}

impl<'r, T: WriteRow + Sync> IntoFuture for Insert<'r, T>
where
    T::Builders: Send,
{
    type Output = Result<Summary, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'r>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.execute())
    }
}

/// Without the rows.
impl<T> fmt::Debug for Insert<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Insert")
            .field("table", &self.target.table)
            .field("rows", &self.rows.len())
            .field("client", &self.target.client)
            .finish_non_exhaustive()
    }
}
