//! [`Retry`]: when a call that failed is made again, and [`judge`]: whether it may be.
//!
//! Knows no socket and no clock: failures come in, decisions and pauses go out. What decides about a block of rows:
//!
//! | how it failed | stored? | sent again |
//! |---|---|---|
//! | no connection | no | always |
//! | part of the body never left | no: a block is stored when all of it is there | always |
//! | 429, 503, refused before it was begun | no | if it can pass by itself |
//! | the server's error, one part in one table | no, but for 319 | if it can pass by itself |
//! | the server's error about the block's columns, no views | no | after a change of the table |
//! | the server's error, several parts or views | perhaps | if it can pass by itself, and cannot be stored twice |
//! | the server waits no longer for gathered rows | perhaps | if it can pass by itself, and cannot be stored twice |
//! | sent, and no answer | perhaps | if it cannot be stored twice |
//!
//! "Stored", said of a block in doubt by a MergeTree of a server that was restarted meanwhile, is not believed: the server
//! may know the token without having the rows.
//!
//! It cannot be stored twice where the table honours the block's token, and nobody minds where the caller said
//! `at_least_once`. A repeated block goes to materialized views all the same, as if it were new (24.8 and 25.8 by default;
//! 26.7 where the view's target has no window): with views a table counts as one that honours nothing, unless the caller
//! says `deduplicate_blocks_in_dependent_materialized_views = 1`, and so that all of their targets do. What was in doubt once stays so, whatever the failures after it say, until an answer says "stored".

use crate::error::{Error, ErrorKind, Reach};
use crate::http::begins_nothing;
use crate::schema::{Deduplicates, Storage};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

/// How often, how long and with which pauses a block of rows is sent again after a failure.
///
/// It is only where that cannot store rows twice, or where an insert says `at_least_once`. Queries are sent again as long as
/// nothing of their answer has come, at most twice and for 10 s: all of them where the server was not reached or was busy,
/// and those that can only read also where it was silent about it. Commands are not. Pauses double from the first
/// to the longest; each is cut at random by up to its half, so that many clients do not come back at the same moment.
///
/// ```
/// use clickhouse_core::{Client, client::Retry};
/// use std::time::Duration;
///
/// let patient = Retry::default().times(20).within(Duration::from_secs(300));
/// let client = Client::builder().url("http://localhost:8123").retry(patient).build()?;
/// # Ok::<(), clickhouse_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct Retry {
    times: u32,
    within: Duration,
    first_pause: Duration,
    longest_pause: Duration,
}

/// Six times within 30 s: 0.1, 0.2, 0.4, 0.8, 1.6 and 3.2 s apart, which outlasts a server's restart.
impl Default for Retry {
    fn default() -> Self {
        Retry {
            times: 6,
            within: Duration::from_secs(30),
            first_pause: Duration::from_millis(100),
            longest_pause: Duration::from_secs(5),
        }
    }
}

impl Retry {
    /// Never: the first failure is the answer.
    pub fn off() -> Self {
        Retry::default().times(0)
    }

    /// At most so many times for each block.
    pub fn times(self, times: u32) -> Self {
        Retry { times, ..self }
    }

    /// Not when so much time has passed since the block was first sent.
    pub fn within(self, within: Duration) -> Self {
        Retry { within, ..self }
    }

    /// With pauses from `first` to `longest`.
    pub fn pauses(self, first: Duration, longest: Duration) -> Self {
        Retry { first_pause: first, longest_pause: longest.max(first), ..self }
    }

    /// For queries, whose caller waits: at most twice, and not after 10 s.
    pub(super) fn of_reads(self) -> Self {
        self.times(self.times.min(2)).within(self.within.min(Duration::from_secs(10)))
    }

    /// The pause before the next try after `tries` of them in the time `passed`; `None` if there is to be none.
    pub(super) fn pause(&self, tries: u32, passed: Duration) -> Option<Duration> {
        if tries > self.times {
            return None;
        }
        let doubled = self.first_pause.saturating_mul(2u32.saturating_pow(tries.saturating_sub(1)));
        let whole = doubled.min(self.longest_pause);
        let pause = whole / 2 + (whole / 2).mul_f64(random_share());
        (passed.saturating_add(pause) <= self.within).then_some(pause)
    }
}

/// A random number from 0 to 1, of the randomness that hash maps have.
fn random_share() -> f64 {
    let word = RandomState::new().build_hasher().finish();
    f64::from(u32::try_from(word >> 32).unwrap_or(0)) / f64::from(u32::MAX)
}

/// Whether a query may be sent again after `error`, before anything of its answer was read. `can_run_twice`: it can only
/// read, and has an id of its own for each try, so that one still at work is in nobody's way.
pub(super) fn repeats_read(error: &Error, can_run_twice: bool) -> bool {
    let may_be_sent = match error.reach() {
        Reach::NotSent | Reach::Cut | Reach::Refused => true,
        Reach::Failed => can_run_twice || error.code().is_some_and(begins_nothing),
        // Whoever has waited in vain does not want to wait as long again.
        Reach::Unanswered => can_run_twice && error.kind() != ErrorKind::Timeout,
    };
    may_be_sent && error.is_retryable()
}

/// What a failure means for the block it happened to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Judgement {
    /// Whether the block may be stored all the same.
    pub(super) is_in_doubt: bool,
    /// Whether another try may go better.
    pub(super) can_pass: bool,
}

/// What `error` means for a block on its way into a table that is stored as `storage` says.
/// `is_gathered`: the server gathers its rows with those of others, and answers when they are stored.
pub(super) fn judge(error: &Error, storage: Storage, is_gathered: bool) -> Judgement {
    let is_in_doubt = match error.reach() {
        Reach::NotSent | Reach::Cut | Reach::Refused => false,
        Reach::Unanswered => true,
        Reach::Failed => match error.code() {
            Some(code) if begins_nothing(code) => false,
            Some(UNKNOWN_STATUS_OF_INSERT | SAME_ID_IS_RUNNING) | None => true,
            Some(code) if storage.is_last && NOT_TAKEN.contains(&code) => false,
            // Too many partitions: counted before the first of them is stored. Too many parts passes by itself.
            Some(TOO_MANY_PARTS) if storage.is_last && !error.is_retryable() => false,
            Some(code) if is_gathered && WAITS_NO_LONGER.contains(&code) => true,
            Some(_) => !storage.is_whole,
        },
    };
    Judgement { is_in_doubt, can_pass: error.is_retryable() }
}

/// The network has brought the block twice, and the other one is at work.
pub(super) const SAME_ID_IS_RUNNING: u32 = 216;

/// The server itself does not know whether the block is stored.
const UNKNOWN_STATUS_OF_INSERT: u32 = 319;

/// More parts, or more partitions in one block, than the table takes.
const TOO_MANY_PARTS: u32 = 252;

/// With these codes a table refuses a block before it stores any of it: 44 ILLEGAL_COLUMN, 53 TYPE_MISMATCH,
/// 70 CANNOT_CONVERT_TYPE, 117 INCORRECT_DATA, 469 VIOLATED_CONSTRAINT.
const NOT_TAKEN: [u32; 5] = [44, 53, 70, 117, 469];

/// With these codes the server stops waiting for gathered rows, which it stores all the same: 159 TIMEOUT_EXCEEDED
/// (`wait_for_async_insert_timeout`, `max_execution_time`), 394 QUERY_WAS_CANCELLED, and 236 ABORTED when it shuts down.
/// Seen on 24.8 and 25.8, but for the last.
const WAITS_NO_LONGER: [u32; 3] = [159, 236, 394];

/// Where a block that is in doubt may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    Nowhere,
    /// To the server that had it before.
    SameServer,
    AnyServer,
}

/// Where a block in doubt may be sent again: the table is stored as `storage` says, and the caller may take rows
/// `at_least_once`. Every block has a token.
pub(super) fn again(storage: Storage, at_least_once: bool) -> Again {
    match storage.deduplicates {
        Deduplicates::Everywhere => Again::AnyServer,
        Deduplicates::Here => Again::SameServer,
        Deduplicates::No if at_least_once => Again::AnyServer,
        Deduplicates::No => Again::Nowhere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ServerError;

    fn failed(code: u32, retryable: bool) -> Error {
        Error::from_server(ServerError { code, name: String::new(), message: String::new() }).retryable(retryable)
    }

    fn at(kind: ErrorKind) -> Error {
        Error::new(kind, "x").retryable(true)
    }

    #[test]
    fn every_failure_has_its_judgement() {
        let whole = Storage { is_whole: true, ..Storage::default() };
        let split = Storage::default();
        let transport = || at(ErrorKind::Transport);
        for (error, storage, is_in_doubt, can_pass) in [
            (at(ErrorKind::Connect), split, false, true),
            (Error::new(ErrorKind::Config, "x"), split, false, false),
            (transport().with_reach(Reach::Cut), split, false, true),
            (transport().with_reach(Reach::Refused), split, false, true),
            (transport(), whole, true, true),
            (at(ErrorKind::Timeout), whole, true, true),
            // Too many queries: never begun. Unknown column: the same, but for good.
            (failed(202, true), split, false, true),
            (failed(16, false), split, false, false),
            // Memory, too many parts: begun, and undone where there is one part only.
            (failed(241, true), whole, false, true),
            (failed(241, true), split, true, true),
            (failed(252, true), split, true, true),
            (failed(469, false), whole, false, false),
            (failed(469, false), split, true, false),
            (failed(469, false), Storage { is_last: true, ..split }, false, false),
            (failed(53, false), Storage { is_last: true, ..split }, false, false),
            (failed(241, true), Storage { is_last: true, ..split }, true, true),
            (failed(252, true), Storage { is_last: true, ..split }, true, true),
            (failed(252, false), Storage { is_last: true, ..split }, false, false),
            // The same block is at work already.
            (failed(216, false), whole, true, false),
            // The server does not know either.
            (failed(319, true), whole, true, true),
        ] {
            assert_eq!(judge(&error, storage, false), Judgement { is_in_doubt, can_pass }, "{error:?} {storage:?}");
        }
    }

    #[test]
    fn reads_are_repeated_where_that_helps_and_harms_nobody() {
        let transport = |reach| at(ErrorKind::Transport).with_reach(reach);
        for (error, if_only_reads, otherwise) in [
            (at(ErrorKind::Connect), true, true),
            (transport(Reach::Cut), true, true),
            (transport(Reach::Refused), true, true),
            (transport(Reach::Unanswered), true, false),
            (at(ErrorKind::Timeout), false, false),
            (failed(202, true), true, true),
            (failed(241, true), true, false),
            (failed(47, false), false, false),
            (Error::new(ErrorKind::Config, "x"), false, false),
        ] {
            assert_eq!(repeats_read(&error, true), if_only_reads, "{error:?}");
            assert_eq!(repeats_read(&error, false), otherwise, "{error:?}");
        }
        let pauses: Vec<_> = (1..5).map(|tries| Retry::default().of_reads().pause(tries, Duration::ZERO)).collect();
        assert_eq!(pauses.iter().flatten().count(), 2);
        assert_eq!(Retry::off().of_reads().pause(1, Duration::ZERO), None);
    }

    #[test]
    fn gathered_rows_for_which_the_server_stops_waiting_are_in_doubt() {
        let whole = Storage { is_whole: true, ..Storage::default() };
        for (code, is_in_doubt) in [(159, true), (394, true), (236, true), (469, false), (117, false), (202, false)] {
            assert_eq!(judge(&failed(code, false), whole, true).is_in_doubt, is_in_doubt, "{code}");
            assert!(!judge(&failed(code, false), whole, false).is_in_doubt, "{code}");
        }
    }

    #[test]
    fn what_is_in_doubt_is_sent_again_where_it_cannot_be_stored_twice() {
        let storage = |deduplicates| Storage { deduplicates, ..Storage::default() };
        for (deduplicates, at_least_once, expected) in [
            (Deduplicates::No, false, Again::Nowhere),
            (Deduplicates::No, true, Again::AnyServer),
            (Deduplicates::Here, false, Again::SameServer),
            (Deduplicates::Here, true, Again::SameServer),
            (Deduplicates::Everywhere, false, Again::AnyServer),
            (Deduplicates::Everywhere, true, Again::AnyServer),
        ] {
            assert_eq!(again(storage(deduplicates), at_least_once), expected, "{deduplicates:?}");
        }
    }

    #[test]
    fn pauses_grow_differ_and_end() {
        let retry = Retry::default().times(4).pauses(Duration::from_millis(100), Duration::from_millis(300));
        for (tries, from, to) in [(1, 50, 100), (2, 100, 200), (3, 150, 300), (4, 150, 300)] {
            for _ in 0..100 {
                let pause = retry.pause(tries, Duration::ZERO).unwrap().as_millis();
                assert!((from..=to).contains(&pause), "{tries}: {pause}");
            }
        }
        assert_eq!(retry.pause(5, Duration::ZERO), None);
        assert_eq!(retry.pause(1, Duration::from_secs(30)), None);
        assert_eq!(Retry::off().pause(1, Duration::ZERO), None);
        let endless = Retry::default().times(u32::MAX).within(Duration::MAX);
        assert!(endless.pause(u32::MAX, Duration::MAX).is_some_and(|pause| pause <= Duration::from_secs(5)));
        let different: std::collections::HashSet<_> = (0..100).map(|_| retry.pause(1, Duration::ZERO)).collect();
        assert!(different.len() > 50);
    }
}
