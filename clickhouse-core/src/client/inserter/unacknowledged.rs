//! [`Unacknowledged`]: rows that an inserter could not store, back in the caller's hands.

use super::change::RowType;
use crate::block::BlockDecoder;
use crate::client::delivery::{Target, Way};
use crate::client::sealed::Block;
use crate::error::Error;
use crate::http::Summary;
use crate::row::ReadRow;
use crate::schema::Storage;
use std::fmt;

/// Rows that an inserter could not store, see [`Error::take_unacknowledged`]: to be sent again, read, or kept elsewhere.
///
/// They are the blocks as they were to be sent, with their tokens. Some of them may be stored all the same: of
/// [`rows_unknown`](Unacknowledged::rows_unknown) nobody knows.
pub struct Unacknowledged {
    target: Target,
    row_type: RowType,
    blocks: Vec<Kept>,
}

/// One block of rows that an inserter could not store, see [`Unacknowledged::blocks`].
#[derive(Clone, Copy)]
pub struct UnacknowledgedBlock<'u>(&'u Kept);

impl UnacknowledgedBlock<'_> {
    /// How many rows it has.
    pub fn rows(&self) -> u64 {
        self.0.block.rows
    }

    /// Whether they may be stored all the same.
    pub fn is_unknown(&self) -> bool {
        self.0.way.is_in_doubt
    }

    /// The deduplication token that it was sent with: letters, digits and `-`.
    pub fn token(&self) -> &str {
        &self.0.block.token
    }

    /// Its rows in the Native format, as [`Unacknowledged::to_native`] has those of all blocks.
    ///
    /// # Errors
    /// None in practice: the bytes are the client's own.
    pub fn to_native(&self) -> Result<Vec<u8>, Error> {
        self.0.block.to_native()
    }
}

/// Without the rows.
impl fmt::Debug for UnacknowledgedBlock<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnacknowledgedBlock")
            .field("rows", &self.rows())
            .field("is_unknown", &self.is_unknown())
            .field("token", &self.token())
            .finish()
    }
}

pub(super) struct Kept {
    pub(super) block: Block,
    pub(super) storage: Storage,
    pub(super) way: Way,
}

impl Kept {
    fn rows_unknown(&self) -> u64 {
        if self.way.is_in_doubt { self.block.rows } else { 0 }
    }
}

impl Unacknowledged {
    pub(super) fn new(target: Target, row_type: RowType, blocks: Vec<Kept>) -> Self {
        Unacknowledged { target, row_type, blocks }
    }

    /// How many rows these are.
    pub fn rows(&self) -> u64 {
        self.blocks.iter().map(|kept| kept.block.rows).sum()
    }

    /// How many of them may be stored all the same.
    pub fn rows_unknown(&self) -> u64 {
        self.blocks.iter().map(Kept::rows_unknown).sum()
    }

    /// The memory that they take.
    pub fn bytes(&self) -> u64 {
        self.blocks.iter().map(|kept| kept.block.bytes()).sum()
    }

    /// The blocks one by one, to be kept with their tokens where a later process finds them.
    ///
    /// ```no_run
    /// # async fn example(client: clickhouse_core::Client, lost: clickhouse_core::client::Unacknowledged) -> Result<(), Box<dyn std::error::Error>> {
    /// for block in lost.blocks() {
    ///     std::fs::write(format!("{}.native", block.token()), block.to_native()?)?;
    /// }
    /// // Later, and stored once in a table that honours tokens, whatever had become of the block:
    /// let token = "0190c2f4";
    /// client.insert_file("metrics", format!("{token}.native")).deduplication_token(token).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn blocks(&self) -> impl ExactSizeIterator<Item = UnacknowledgedBlock<'_>> {
        self.blocks.iter().map(UnacknowledgedBlock)
    }

    /// Sends them again, with the tokens that they have: a table that honours these stores each block once. In any other
    /// table the rows of which nobody knows may be stored twice. A table that has changed meanwhile gets them where no value
    /// is lost by that.
    ///
    /// Dropping the future before its end loses the rows: to wait no longer than so long, give the inserter a
    /// [`Retry`](crate::client::Retry) and a `timeout`, which hold here as well.
    ///
    /// # Errors
    /// Rows are still not stored; the error has them.
    pub async fn retry(mut self) -> Result<Summary, Error> {
        let mut sum = Summary::default();
        let mut rows_written = 0;
        // What does not answer now says why when the rows come.
        let now = self.target.look(&self.target.tries(), self.row_type.natural).await.ok();
        while let Some(Kept { block, storage, way }) = self.blocks.first_mut() {
            let fits = now.as_ref().map_or(Ok(()), |now| {
                *storage = now.storage;
                self.row_type.fit(block, &now.columns)
            });
            let delivered = match fits {
                Ok(()) => self.target.deliver(block, *storage, way).await,
                Err(error) => Err(error),
            };
            match delivered {
                Ok(summary) => {
                    sum.add(&summary);
                    rows_written += self.blocks.remove(0).block.rows;
                }
                Err(error) => {
                    let error = error.with_rows_written(rows_written).doing_once(&self.target.doing());
                    return Err(self.handed_back_with(error));
                }
            }
        }
        Ok(sum)
    }

    /// The rows in the Native format, as a file that `clickhouse client --query "INSERT INTO t FORMAT Native"` takes.
    ///
    /// # Errors
    /// None in practice: the bytes are the client's own.
    pub fn to_native(&self) -> Result<Vec<u8>, Error> {
        let mut native = Vec::new();
        for kept in &self.blocks {
            native.extend(kept.block.to_native()?);
        }
        Ok(native)
    }

    /// The rows as values, of the type that was written or any other that can be read from the table's columns.
    ///
    /// # Errors
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch): a type that can be inserted into a column cannot always be read
    /// from it.
    pub fn to_rows<R: for<'b> ReadRow<'b>>(&self) -> Result<Vec<R>, Error> {
        let mut decoder = BlockDecoder::new();
        let mut rows = Vec::new();
        for kept in &self.blocks {
            decoder.input().extend_from_slice(&kept.block.to_native()?);
            while let Some(block) = decoder.next_block()? {
                block.rows::<R>()?.append_to(&mut rows)?;
                decoder.recycle(block);
            }
        }
        Ok(rows)
    }

    /// These rows and `others`.
    pub(in crate::client) fn and(mut self, others: Unacknowledged) -> Self {
        self.blocks.extend(others.blocks);
        self
    }

    pub(in crate::client) fn handed_back_with(self, error: Error) -> Error {
        error.with_rows_unknown(self.rows_unknown()).handing_back(self)
    }
}

/// Without the rows.
impl fmt::Debug for Unacknowledged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unacknowledged")
            .field("table", &self.target.table)
            .field("rows", &self.rows())
            .field("rows_unknown", &self.rows_unknown())
            .finish_non_exhaustive()
    }
}

impl Error {
    /// The rows that an [`Inserter`](crate::client::Inserter) could not store.
    pub fn unacknowledged(&self) -> Option<&Unacknowledged> {
        self.handed_back()
    }

    /// The rows that an [`Inserter`](crate::client::Inserter) could not store, to keep, send again or write elsewhere.
    pub fn take_unacknowledged(&mut self) -> Option<Unacknowledged> {
        self.take_handed_back()
    }
}
