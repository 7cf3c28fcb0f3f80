//! What an insert learns of its table: the columns, so that the row type can be compared with them, and how it is stored, so
//! that it is known what a failure means.
//!
//! Columns are learnt for each table and client, and again when a row type or a value does not fit them, when the server
//! says that they are different, and before a block that comes more than 10 s later: see [`Table::is_old`]. How a table is
//! stored can change unseen: whatever depends on it asks again.

use super::delivery::{Target, Tries};
use super::options::Options;
use crate::error::Error;
use crate::row::{RowColumn, RowWriter, WriteRow, chosen_columns};
use crate::schema::{Storage, Table};
use crate::sql::Statement;
use std::sync::{Arc, OnceLock, PoisonError};
use std::time::Instant;

/// A program that makes tables without end must not fill the memory with them.
const MAX_KNOWN_TABLES: usize = 10_000;

/// The codes by which a server says that the table is not what it was: no such column, type mismatch, cannot parse.
const TABLE_CHANGED: [u32; 5] = [16, 44, 53, 70, 117];

impl Target {
    /// The table's columns, and a writer for rows that fit them. Columns that were learnt before and do not fit are
    /// learnt again, for the table may have changed.
    pub(super) async fn prepare<T: WriteRow>(&self) -> Result<(Arc<Table>, RowWriter<T>), Error> {
        if let Some(known) = self.known_table().filter(|known| !known.is_old())
            && let Ok(writer) = self.writer(&known)
        {
            return Ok((known, writer));
        }
        let table = self.learn_table(T::columns).await?;
        let writer = self.writer(&table)?;
        Ok((table, writer))
    }

    /// The same after `error`, which stands if the table's columns are still what they were.
    pub(super) async fn prepare_again<T: WriteRow>(
        &self,
        table: &Table,
        error: Error,
    ) -> Result<(Arc<Table>, RowWriter<T>), Error> {
        match self.learn_table(T::columns).await {
            Ok(fresh) if fresh.columns != table.columns => {
                let writer = self.writer(&fresh)?;
                Ok((fresh, writer))
            }
            _ => Err(error),
        }
    }

    /// Whether an error says that the table is not what it was.
    pub(super) fn is_table_changed(error: &Error) -> bool {
        error.code().is_some_and(|code| TABLE_CHANGED.contains(&code))
    }

    fn writer<T: WriteRow>(&self, table: &Table) -> Result<RowWriter<T>, Error> {
        let writer = match &self.chosen {
            None => RowWriter::new(&table.columns),
            Some(names) => chosen_columns(&table.columns, names).and_then(|columns| RowWriter::new(&columns)),
        };
        writer.map_err(Error::from_mismatch)
    }

    /// The columns of the table, if they were learnt before. A session may have tables of its own.
    fn known_table(&self) -> Option<Arc<Table>> {
        let tables = self.client.inner.tables.lock().unwrap_or_else(PoisonError::into_inner);
        tables.get(&self.table).filter(|_| self.options.session.is_none()).cloned()
    }

    pub(super) fn forget_table(&self) {
        self.client.inner.tables.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.table);
    }

    /// The table as it is now; `natural` are the columns as the row type would have them, for users who may not see the
    /// real ones. As nothing is changed by it, it is asked again whenever that can help.
    pub(super) async fn learn_table(&self, natural: fn() -> Vec<RowColumn>) -> Result<Arc<Table>, Error> {
        let mut tries = self.tries();
        loop {
            match self.look(&tries, natural).await {
                Ok(table) => return Ok(table),
                Err(error) => {
                    let can_pass = error.is_retryable();
                    tries.pause(error, can_pass).await?;
                }
            }
        }
    }

    /// The same, asked once.
    pub(super) async fn look(&self, tries: &Tries, natural: fn() -> Vec<RowColumn>) -> Result<Arc<Table>, Error> {
        let asked = Some(Instant::now());
        let table = match self.describe(tries).await {
            Ok(columns) => match self.storage(tries, None).await {
                Ok(storage) => Arc::new(Table { storage: storage.unwrap_or_default(), asked, ..columns }),
                Err(error) if error.is_retryable() => return Err(error.doing("learn how it is stored")),
                // Not for this user, or not with this server.
                Err(_) => Arc::new(Table { asked, ..columns }),
            },
            // ACCESS_DENIED: whoever may insert may not always see the columns.
            Err(error) if error.code() == Some(497) && self.chosen.is_none() => {
                return Ok(Arc::new(Table { asked, ..Table::natural(natural()) }));
            }
            Err(error) => return Err(error.doing("learn its columns")),
        };
        if self.options.session.is_none() {
            let mut tables = self.client.inner.tables.lock().unwrap_or_else(PoisonError::into_inner);
            if tables.len() >= MAX_KNOWN_TABLES {
                tables.clear();
            }
            tables.insert(self.table.clone(), Arc::clone(&table));
        }
        Ok(table)
    }

    async fn describe(&self, tries: &Tries) -> Result<Table, Error> {
        let mut describe = self.client.query_as::<u8>(Statement::new(format!("DESCRIBE TABLE {}", self.table)));
        describe.asked.options = self.options_to_learn(tries, None);
        describe.asked.is_repeated = false;
        let mut blocks = describe.blocks();
        let mut table = Table::default();
        while let Some(block) = blocks.next().await? {
            table.add_described(&block)?;
        }
        Ok(table)
    }

    /// How the table is stored, as the server that has the block tells, or any; `None` if it tells nothing of it.
    async fn storage(&self, tries: &Tries, server: Option<&String>) -> Result<Option<Storage>, Error> {
        let statement = Statement::new(Storage::SQL)
            .param("database", self.table.database.as_deref().unwrap_or_default())
            .param("table", self.table.table.as_str());
        let mut question = self.client.query_as::<u8>(statement);
        question.asked.options = self.options_to_learn(tries, server);
        question.asked.is_repeated = false;
        let mut blocks = question.blocks();
        let Some(block) = blocks.next().await? else { return Ok(None) };
        let storage = Storage::of_row(&block)?;
        while blocks.next().await?.is_some() {}
        Ok(storage)
    }

    /// How the table is stored now, asked once.
    pub(super) async fn storage_now(&self, tries: &Tries, server: Option<&String>) -> Option<Storage> {
        self.storage(tries, server).await.ok().flatten().map(|storage| self.seen(storage))
    }

    /// How the table is stored now, asked until somebody answers.
    ///
    /// # Errors
    /// Nobody does in time.
    pub(super) async fn storage_again(&self, tries: &mut Tries, server: Option<&String>) -> Result<Storage, Error> {
        loop {
            match self.storage(tries, server).await {
                Ok(storage) => return Ok(self.seen(storage.unwrap_or_default())),
                Err(error) => {
                    let can_pass = error.is_retryable();
                    tries.pause(error.doing("learn whether the table still knows blocks again"), can_pass).await?;
                }
            }
        }
    }

    /// For questions beside the rows. The time allowed is for all tries.
    pub(super) fn options_to_learn(&self, tries: &Tries, server: Option<&String>) -> Options {
        let mut options = self.options.clone();
        (options.settings, options.query_id, options.began) = (Vec::new(), None, Some(tries.began));
        if let Some(server) = server {
            options.server = Some(Arc::new(OnceLock::from(server.clone())));
        }
        options
    }
}
