//! [`InsertValues`]: rows of [`Value`]s into columns that are named when the program runs.

use super::Client;
use super::delivery::Target;
use super::insert::Insert;
use super::insert_options::{insert_options, token_option};
use super::options::call_options;
use crate::error::Error;
use crate::http::Summary;
use crate::row::ValueRow;
use crate::sql::TableName;
use crate::value::Value;
use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;

/// Rows to be inserted, see [`Client::insert_values`]. Awaiting it gives the [`Summary`].
#[must_use = "nothing is sent before it is awaited"]
pub struct InsertValues<'r, R> {
    rows: &'r [R],
    target: Target,
}

impl<'r, R> InsertValues<'r, R> {
    pub(super) fn new(client: Client, table: TableName, columns: Vec<String>, rows: &'r [R]) -> Self {
        let target = Target { chosen: Some(columns.into()), ..Target::new(client, table) };
        InsertValues { rows, target }
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

impl<R: AsRef<[Value]>> InsertValues<'_, R> {
    /// Inserts the rows; what awaiting does, for rows that cannot be shared between threads.
    ///
    /// # Errors
    /// As [`Insert::execute`]: a name that is no column of the table, a row with more or fewer values than there are names, or
    /// a value that is none of its column, which is named with its row, before anything of that block is sent. Also where
    /// the user may not see the table's columns.
    pub async fn execute(self) -> Result<Summary, Error> {
        let rows: Vec<_> = self.rows.iter().map(|row| ValueRow(row.as_ref())).collect();
        Insert::into_target(self.target, &rows).execute().await
    }
}

impl<'r, R: AsRef<[Value]> + Sync> IntoFuture for InsertValues<'r, R> {
    type Output = Result<Summary, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'r>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.execute())
    }
}

/// Without the rows.
impl<R> fmt::Debug for InsertValues<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InsertValues")
            .field("table", &self.target.table)
            .field("columns", &self.target.chosen)
            .field("rows", &self.rows.len())
            .field("client", &self.target.client)
            .finish_non_exhaustive()
    }
}
