//! [`Target`]: where blocks of rows go, and how one is brought there: sent, sent again, accounted for.
//!
//! Knows no Rust types: a block comes as bytes of the table's types. Whether it may be sent again is [`retry`](super::retry)'s
//! question; here are the servers, the pauses and the clock.

use super::Client;
use super::call::{Body, Call};
use super::options::Options;
use super::retry::{Again, Judgement, Retry, SAME_ID_IS_RUNNING, again, judge};
use super::sealed::Block;
use crate::error::{Error, ErrorKind, Reach};
use crate::http::{Summary, begins_nothing, new_query_id};
use crate::schema::Storage;
use crate::sql::{Statement, TableName};
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::time::Instant;

/// Tells a block from another one with the same rows.
pub(super) const TOKEN: &str = "insert_deduplication_token";

/// Whether the server gathers rows of several inserts, its default since 26.2.
const ASYNC_INSERT: &str = "async_insert";

/// Makes the targets of materialized views tell a repeated block from a new one, each by itself.
const VIEWS_DEDUPLICATE: &str = "deduplicate_blocks_in_dependent_materialized_views";

/// Where blocks of rows go, and what their calls have in common.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) client: Client,
    pub(super) table: TableName,
    pub(super) options: Options,
    /// The caller's name for the rows.
    pub(super) token: Option<String>,
    pub(super) gathers: Gathers,
    pub(super) at_least_once: bool,
    /// The client's unless said.
    pub(super) retry: Option<Retry>,
    /// Whether all rows are one block, however many.
    pub(super) is_atomic: bool,
    /// The columns to be written, where it is not the row type that says them.
    pub(super) chosen: Option<Arc<[String]>>,
}

/// Whether the server gathers rows of several inserts before it stores them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gathers {
    No,
    AndAnswersWhenStored,
    AndAnswersAtOnce,
}

/// What is known of a block on its way: it stays true over all tries.
#[derive(Debug, Default)]
pub(super) struct Way {
    /// Whether a try before may have stored it.
    pub(super) is_in_doubt: bool,
    /// The only server that can tell it from a new one.
    server: Option<String>,
    /// Which of the servers is tried first, counted from the one that answered last: after a failure the next one.
    first_choice: usize,
    /// How often it was sent again.
    pub(super) retries: u64,
    first_sent: Option<Instant>,
}

/// The tries of one call: how many there were, and how long they may take.
pub(super) struct Tries {
    retry: Retry,
    allowed: Duration,
    pub(super) began: Instant,
    count: u32,
}

impl Tries {
    /// Waits before the next try after `error`, which comes back, if one `can_pass` and is still allowed.
    ///
    /// # Errors
    /// The error, if there is to be no further try.
    pub(super) async fn pause(&mut self, error: Error, can_pass: bool) -> Result<Error, Error> {
        self.count += 1;
        let passed = self.began.elapsed();
        let pause = self.retry.pause(self.count, passed).filter(|_| can_pass);
        match pause.filter(|pause| passed.saturating_add(*pause) < self.allowed) {
            None => return Err(error),
            Some(pause) => tokio::time::sleep(pause).await,
        }
        Ok(error)
    }
}

impl Target {
    pub(super) fn new(client: Client, table: TableName) -> Self {
        Target {
            client,
            table,
            options: Options::default(),
            token: None,
            gathers: Gathers::No,
            at_least_once: false,
            retry: None,
            is_atomic: false,
            chosen: None,
        }
    }

    /// What is being done, for error texts.
    pub(super) fn doing(&self) -> String {
        format!("insert into {}", self.table)
    }

    /// Looks at what was said before the first block.
    pub(super) fn check(&mut self) -> Result<(), Error> {
        if self.table.table.is_empty() {
            let what = "the table's name is empty; write `t`, `db.t` or a pair of database and table";
            return Err(Error::new(ErrorKind::Config, what));
        }
        // Said as a setting it would be the same for all blocks, of which the table would keep the first.
        while let Some(place) = self.options.settings.iter().rposition(|(name, _)| name == TOKEN) {
            let (_, token) = self.options.settings.remove(place);
            self.token.get_or_insert(token);
        }
        Ok(())
    }

    /// The token of the block with this number. Without one, a table that deduplicates would drop rows that are equal to
    /// earlier ones by intent; 24.8 and 25.8 do so also with rows that they gather.
    pub(super) fn token(&self, number: u64) -> String {
        match (&self.token, number) {
            (Some(token), 0) => token.clone(),
            (Some(token), number) => format!("{token}/block-{number}"),
            (None, _) => new_query_id(),
        }
    }

    /// Brings a block into the table: sends it, and sends it again after failures as long as that helps, cannot store it
    /// twice, and the limits allow.
    ///
    /// # Errors
    /// The last failure. Whether the block may be stored all the same stands in `way`.
    pub(super) async fn deliver(&self, block: &Block, storage: Storage, way: &mut Way) -> Result<Summary, Error> {
        let delivered = self.bring(block, storage, way).await;
        if delivered.is_err() {
            // Perhaps it is stored in another way by now: the next block asks.
            self.forget_table();
        }
        delivered
    }

    async fn bring(&self, block: &Block, storage: Storage, way: &mut Way) -> Result<Summary, Error> {
        let mut storage = self.seen(storage);
        let mut tries = self.tries();
        let first_sent = *way.first_sent.get_or_insert(tries.began);
        loop {
            let again = again(storage, self.at_least_once);
            let (server, outcome) = self.send(block, way, tries.began).await;
            let error = match outcome {
                Ok(summary) => {
                    if way.is_in_doubt && again == Again::SameServer {
                        self.check_server_has_run_since(first_sent, way).await?;
                    }
                    // The server also counts rows of views, twice those for its own shard, and none that it gathers.
                    return Ok(Summary { written_rows: block.rows, ..summary });
                }
                Err(error) => error,
            };
            if storage.is_last && error.reach() == Reach::Failed && !error.code().is_some_and(begins_nothing) {
                // A view may have come since, that failed when the rows were stored.
                storage = storage.and(self.storage_now(&tries, server.as_ref()).await.unwrap_or_default());
            }
            let Judgement { is_in_doubt, can_pass } = judge(&error, storage, self.are_gathered());
            way.is_in_doubt |= is_in_doubt;
            if way.is_in_doubt && again == Again::SameServer && way.server.is_none() {
                way.server = server;
            }
            // The id is this block's own, which is still at work.
            let is_own_id = tries.count > 0 || self.options.query_id.is_none();
            let can_pass = can_pass || is_own_id && error.code() == Some(SAME_ID_IS_RUNNING);
            let may_be_sent = self.may_send_again(storage, way);
            let error = tries.pause(error, can_pass && may_be_sent).await?;
            way.retries += 1;
            way.first_choice += 1;
            if way.is_in_doubt && !self.at_least_once {
                // The table may have been replaced since it was learnt, by one that would store the block a second time.
                storage = storage.and(self.storage_again(&mut tries, way.server.as_ref()).await?);
                if !self.may_send_again(storage, way) {
                    return Err(error);
                }
            }
        }
    }

    /// Whether a block that came so far may be sent again without being stored twice, or the caller allows that.
    pub(super) fn may_send_again(&self, storage: Storage, way: &Way) -> bool {
        !way.is_in_doubt || again(self.seen(storage), self.at_least_once) != Again::Nowhere
    }

    pub(super) fn tries(&self) -> Tries {
        Tries {
            retry: self.retry.unwrap_or(self.client.inner.retry),
            allowed: self.options.timeout.unwrap_or(Duration::MAX),
            began: Instant::now(),
            count: 0,
        }
    }

    /// Whether "stored" is to be believed of a block in doubt that was sent again to the same MergeTree. 26.7 notes the
    /// token on disk before the part gets its name: a server killed in between has the token without the rows, and takes
    /// the block for a duplicate when it comes again. Seen with SIGKILL during inserts, a block or two in each run.
    ///
    /// # Errors
    /// The server has not run all the time, or nobody can tell.
    async fn check_server_has_run_since(&self, first_sent: Instant, way: &Way) -> Result<(), Error> {
        let mut tries = self.tries();
        let seconds = loop {
            let mut question = self.client.query_as::<u32>(Statement::new("SELECT uptime()"));
            question.asked.options = self.options_to_learn(&tries, way.server.as_ref());
            question.asked.is_repeated = false;
            match question.fetch_one().await {
                Ok(seconds) => break seconds,
                Err(error) => {
                    let can_pass = error.is_retryable();
                    tries.pause(error.doing("learn whether the server was restarted"), can_pass).await?;
                }
            }
        };
        // Whole seconds, rounded down: then the server has run for at least as long.
        if Duration::from_secs(seconds.into()) >= first_sent.elapsed() {
            return Ok(());
        }
        let what = "the server was restarted while the block was on its way, and may know it without having its rows; \
                    compare the rows of which nobody knows with the table before they are sent again";
        Err(Error::new(ErrorKind::Transport, what))
    }

    /// What is known of the table's storage, unless a setting could make it untrue, or the server gathers the rows: then
    /// they are told apart otherwise. Behind materialized views the caller has to say that their targets tell blocks apart.
    pub(super) fn seen(&self, storage: Storage) -> Storage {
        let inner = &self.client.inner;
        let settings = || self.options.settings.iter().chain(&inner.settings);
        let is_changed = settings().any(|(name, _)| name.contains("dedup") && name != VIEWS_DEDUPLICATE)
            || inner.may_not_set().contains(&TOKEN);
        let do_views = || settings().find(|(name, _)| name == VIEWS_DEDUPLICATE).is_some_and(|(_, value)| value == "1");
        match is_changed || self.are_gathered() || storage.has_views && !do_views() {
            true => Storage { deduplicates: Default::default(), ..storage },
            false => storage,
        }
    }

    /// Whether the server may gather the rows: said so by the insert, by a setting of somebody's, which then holds, or by the
    /// server's own default, where the user may not say otherwise.
    fn are_gathered(&self) -> bool {
        let inner = &self.client.inner;
        let mut chosen = self.options.settings.iter().rev().chain(inner.settings.iter().rev());
        match chosen.find(|(name, _)| name == ASYNC_INSERT) {
            Some((_, value)) => value != "0" && !value.eq_ignore_ascii_case("false"),
            None => self.gathers != Gathers::No || inner.may_not_set().contains(&ASYNC_INSERT),
        }
    }

    /// Sends a block once: to the only server it may go to, or to the first one that can be connected to. Tells which one
    /// that was.
    async fn send(&self, block: &Block, way: &Way, began: Instant) -> (Option<String>, Result<Summary, Error>) {
        let inner = &self.client.inner;
        let home = self.options.server.as_ref().and_then(|server| server.get());
        if let Some(server) = home.or(way.server.as_ref()) {
            return (Some(server.clone()), self.send_to(block, server.clone(), began).await);
        }
        let first = inner.preferred.load(Ordering::Relaxed);
        let mut last = None;
        for step in 0..inner.bases.len() {
            let place = (first + way.first_choice + step) % inner.bases.len();
            let server = &inner.bases[place];
            match self.send_to(block, server.clone(), began).await {
                Err(error) if error.kind() == ErrorKind::Connect => last = Some(error),
                outcome => {
                    if outcome.is_ok() {
                        inner.preferred.store(place, Ordering::Relaxed);
                    }
                    return (Some(server.clone()), outcome);
                }
            }
        }
        (None, Err(last.unwrap_or_else(|| Error::new(ErrorKind::Config, "no URL is given"))))
    }

    async fn send_to(&self, block: &Block, server: String, began: Instant) -> Result<Summary, Error> {
        let mut options = self.options.clone();
        options.server = Some(Arc::new(OnceLock::from(server)));
        // The time allowed is for the block, not for each try.
        options.began = Some(began);
        let mut wanted = self.wanted();
        wanted.push(("input_format_native_allow_types_conversion", if block.is_converted { "1" } else { "0" }));
        match self.token {
            None => wanted.push((TOKEN, &block.token)),
            // Not to be left out, whatever the user may set.
            Some(_) => options.settings.push((TOKEN.to_owned(), block.token.clone())),
        }
        let doing = self.doing();
        let call = Call {
            doing: &doing,
            options: &options,
            wanted: &wanted,
            params: &[],
            body: Body::Rows {
                insert: block.statement.as_ref(),
                rows: block.body.clone(),
                compressed: block.is_compressed,
            },
            running: None,
        };
        let mut answer = self.client.inner.send(call).await?;
        let explain = |error: Error| error.doing(&doing);
        while let Some(chunk) = answer.chunk().await.map_err(explain)? {
            // An insert has no rows to answer with: whoever says something else than nothing has not understood it.
            if !chunk.is_empty() {
                return Err(explain(answer.not_by_clickhouse()));
            }
        }
        Ok(answer.head.summary)
    }

    /// The settings of ours that all inserts have.
    pub(super) fn wanted(&self) -> Vec<(&'static str, &str)> {
        let mut wanted = vec![
            (ASYNC_INSERT, if self.gathers == Gathers::No { "0" } else { "1" }),
            ("input_format_skip_unknown_fields", "0"),
            ("input_format_null_as_default", "0"),
        ];
        match self.gathers {
            Gathers::No => {}
            Gathers::AndAnswersWhenStored => wanted.push(("wait_for_async_insert", "1")),
            Gathers::AndAnswersAtOnce => wanted.push(("wait_for_async_insert", "0")),
        }
        if self.gathers != Gathers::AndAnswersAtOnce {
            // For Distributed tables, also behind views: their servers answer before any shard has the rows.
            wanted.push(("distributed_foreground_insert", "1"));
        }
        if self.is_atomic {
            // Where a server would cut a block, and where it would put several together. 0 is "no limit" for bytes only.
            wanted.extend([
                ("max_insert_block_size", "9223372036854775807"),
                ("min_insert_block_size_rows", "9223372036854775807"),
                ("min_insert_block_size_bytes", "0"),
            ]);
        }
        wanted
    }
}
