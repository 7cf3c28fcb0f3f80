//! [`Statistics`]: how far the rows of an inserter have come.

/// How far the rows of an inserter have come, since it was made.
///
/// `rows_written` are those taken: each of them is buffered, on its way, acknowledged or failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Statistics {
    /// Rows that `write` has taken.
    pub rows_written: u64,
    /// Rows in the block that is being gathered.
    pub rows_buffered: u64,
    /// The memory that these take, as it was last looked at.
    pub bytes_buffered: u64,
    /// Rows of blocks that are on their way.
    pub rows_in_flight: u64,
    /// Blocks that were complete, whatever became of them.
    pub blocks_sent: u64,
    /// Rows of these.
    pub rows_sent: u64,
    /// Bytes of these as they were gathered.
    pub bytes_gathered: u64,
    /// Bytes of these as they are sent, compressed if the client does. What is sent again does not count again.
    pub bytes_sent: u64,
    /// Rows that the server has said to be stored.
    pub rows_acknowledged: u64,
    /// Rows of blocks that failed and were, or will be, handed back with the error.
    pub rows_failed: u64,
    /// How often a block was sent again.
    pub retries: u64,
}
