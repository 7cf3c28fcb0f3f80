//! What every insert can be told beside what every call can: how its blocks are named, repeated and gathered.

/// The methods that all inserts have; `$($target).+` is the field that keeps the [`Target`].
macro_rules! insert_options {
    ($($target:ident).+) => {
        /// Lets the server gather rows of several inserts before it stores them. Still waits until they are stored, and fails
        /// if they are not: also where it is others' rows, gathered with these, that the table refuses.
        ///
        /// Gathered rows are not known again by their token in every case, so they are sent again after a lost answer only
        /// with [`at_least_once`](Self::at_least_once). When the server waits no longer for them
        /// (`wait_for_async_insert_timeout`, 120 s), they count as unknown: it stores them all the same.
        pub fn async_insert(mut self) -> Self {
            self.$($target).+.gathers = $crate::client::delivery::Gathers::AndAnswersWhenStored;
            self
        }

        /// As [`async_insert`](Self::async_insert), but does not wait: what the server has taken into its memory, or for a
        /// Distributed table into its queue on disk, counts as written. What happens to it then, an error or the end of the
        /// server, nobody is told.
        pub fn no_wait(mut self) -> Self {
            self.$($target).+.gathers = $crate::client::delivery::Gathers::AndAnswersAtOnce;
            self
        }

        /// Allows a block to be stored twice rather than not at all: it is sent again also where an answer was lost and the
        /// table would not notice that it is the same block. Tables that would (`Replicated` ones, and MergeTree with a
        /// `non_replicated_deduplication_window`) store it once all the same.
        ///
        /// Materialized views get a repeated block a second time, though their table does not: with views behind it a table
        /// counts as one that would not notice. Where the targets of all its views would, say so with
        /// `.setting("deduplicate_blocks_in_dependent_materialized_views", 1)`.
        ///
        /// A Distributed table as well, as nothing is known of what its shards would notice. They get a repeated block with
        /// the token that it had, so that where all of them are of such tables `at_least_once` stores it once.
        pub fn at_least_once(mut self) -> Self {
            self.$($target).+.at_least_once = true;
            self
        }

        /// How often blocks that failed are sent again; as the client says unless given.
        pub fn retry(mut self, retry: $crate::client::Retry) -> Self {
            self.$($target).+.retry = Some(retry);
            self
        }
    };
}
pub(super) use insert_options;

/// The name for all rows, which inserts have whose blocks are the same every time.
macro_rules! token_option {
    ($target:ident) => {
        /// Names the rows, so that a table that deduplicates stores them once, however often they are inserted under this
        /// name. Blocks after the first have the token with their number behind it. Without a token each block has one of
        /// its own, so that rows are not dropped for being equal to earlier ones.
        pub fn deduplication_token(mut self, token: impl Into<String>) -> Self {
            self.$target.token = Some(token.into());
            self
        }
    };
}
pub(super) use token_option;
