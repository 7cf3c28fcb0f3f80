//! [`Storage`]: what a table does with a block, and with the same block sent twice.
//!
//! What a user may not see counts as the worse answer: then nothing is repeated that could be stored twice.
//! Source: ClickHouse `StorageMergeTree.cpp`, `MergeTreeDeduplicationLog.cpp`; checked on 26.7.

use crate::block::Block;
use crate::error::Error;

/// What a table does with a block, and with the same block sent twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Storage {
    pub(crate) deduplicates: Deduplicates,
    /// Whether a block is stored as a whole or not at all: as one part, with no view behind the table that could fail
    /// after it.
    pub(crate) is_whole: bool,
    /// Whether materialized views get the rows as well.
    pub(crate) has_views: bool,
    /// Whether the table keeps the rows itself and nobody gets them after it: then a block is read to its end before any of
    /// it is stored.
    pub(crate) is_last: bool,
}

/// Whether a block is stored once, however often it is sent with the same token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Deduplicates {
    /// It is not, or nobody knows.
    #[default]
    No,
    /// If it is sent to the same server again: MergeTree with a `non_replicated_deduplication_window`.
    Here,
    /// On whichever replica: the Replicated family.
    Everywhere,
}

impl Storage {
    /// Asks what [`Storage::of_row`] reads of the table `{table:String}` of `{database:String}`, or of the database in
    /// use where that is empty.
    pub(crate) const SQL: &str = "\
        SELECT engine, partition_key != '' AS is_split, notEmpty(dependencies_table) AS has_views, \
        extract(engine_full, '[ ,]non_replicated_deduplication_window = ([0-9]+)') AS window_here, \
        extract(engine_full, '[ ,]replicated_deduplication_window = ([0-9]+)') AS window_everywhere, \
        (SELECT groupArray(value) FROM system.merge_tree_settings WHERE name = 'non_replicated_deduplication_window') AS windows, \
        (SELECT count() FROM system.settings WHERE name = 'insert_deduplicate' AND value = '0' \
        OR name = 'deduplicate_insert' AND value = 'disable') AS switches_off \
        FROM system.tables WHERE database = if({database:String} = '', currentDatabase(), {database:String}) \
        AND name = {table:String}";

    /// What the first row of the answer tells; `None` if it has none.
    pub(crate) fn of_row(block: &Block) -> Result<Option<Storage>, Error> {
        type Row<'b> = (&'b str, bool, bool, &'b str, &'b str, Vec<&'b str>, Option<u64>);
        let Some(row) = block.rows::<Row<'_>>()?.next() else { return Ok(None) };
        let (engine, is_split, has_views, window_here, window_everywhere, windows, switches_off) = row?;
        let is_on = |window: &str| window.parse::<u64>().is_ok_and(|blocks| blocks > 0);
        let is_merge_tree = engine.ends_with("MergeTree");
        let is_replicated = is_merge_tree && (engine.starts_with("Replicated") || engine.starts_with("Shared"));
        let deduplicates = if switches_off != Some(0) || !is_merge_tree {
            Deduplicates::No
        } else if is_replicated {
            if window_everywhere.is_empty() || is_on(window_everywhere) {
                Deduplicates::Everywhere
            } else {
                Deduplicates::No
            }
        } else if is_on(window_here) || window_here.is_empty() && windows.first().is_some_and(|window| is_on(window)) {
            Deduplicates::Here
        } else {
            Deduplicates::No
        };
        let keeps_rows = is_merge_tree || matches!(engine, "Log" | "Memory" | "Null" | "StripeLog" | "TinyLog");
        let is_last = keeps_rows && !has_views;
        let is_whole = is_last && !is_split && !engine.ends_with("Log");
        Ok(Some(Storage { deduplicates, is_whole, has_views, is_last }))
    }

    /// What holds of a table that was found to be this once and `other` at another time.
    pub(crate) fn and(self, other: Storage) -> Storage {
        Storage {
            deduplicates: self.deduplicates.min(other.deduplicates),
            is_whole: self.is_whole && other.is_whole,
            has_views: self.has_views || other.has_views,
            is_last: self.is_last && other.is_last,
        }
    }
}
