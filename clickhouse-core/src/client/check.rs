//! [`Check`] and [`CheckTable`]: whether a Rust type fits a query or a table, found out before there is any row.
//!
//! The comparison is the one that a query or an insert makes: a block without rows is read, a writer for no rows is made.

use super::options::{Options, call_options};
use super::{Client, Query};
use crate::block::{Block, BlockDecoder};
use crate::error::{Error, ErrorKind};
use crate::row::{ReadRow, RowWriter, WriteRow};
use crate::schema::Table;
use crate::sql::{Param, Statement, TableName, scan};
use crate::types::DataType;
use std::collections::BTreeMap;
use std::fmt;
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

/// The columns that a query would have, see [`Client::describe_query`]. Awaiting it gives names and types.
#[derive(Debug, Clone)]
#[must_use = "nothing is sent before it is awaited"]
pub struct DescribeQuery {
    client: Client,
    statement: Statement,
    pub(super) options: Options,
}

impl DescribeQuery {
    pub(super) fn new(client: Client, statement: Statement) -> Self {
        DescribeQuery { client, statement, options: Options::default() }
    }

    call_options!(options);

    /// Gives the value of the parameter `{name:Type}`. Without one it is the sample of a comment `-- name = value` in the
    /// SQL, else the type's default.
    pub fn param(mut self, name: impl Into<String>, value: impl Param) -> Self {
        self.statement = self.statement.param(name, value);
        self
    }

    async fn run(mut self) -> Result<Vec<(String, DataType)>, Error> {
        let sql = self.statement.sql.clone();
        let scan = scan(&sql).map_err(|error| {
            let what = format!("at byte {} of the SQL: {error}", error.position);
            Error::new(ErrorKind::Config, what)
        })?;
        self.statement.fill(&scan)?;
        // A line end, for the SQL may end in a comment.
        self.statement.sql = format!("DESCRIBE TABLE view({}\n)", &sql[..scan.end]);
        let mut describe: Query<u8> = Query::new(self.client, self.statement);
        describe.asked.options = self.options;
        let mut blocks = describe.blocks();
        let mut table = Table::default();
        loop {
            match blocks.next().await {
                Ok(Some(block)) => table.add_described(&block)?,
                Ok(None) => break,
                Err(error) if error.code() == Some(62) => {
                    return Err(error.doing("only a SELECT, without FORMAT and INTO, can be described"));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(table.columns.into_iter().map(|column| (column.name, column.data_type)).collect())
    }
}

impl IntoFuture for DescribeQuery {
    type Output = Result<Vec<(String, DataType)>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async { self.run().await.map_err(|error| error.doing_once("describe the query")) })
    }
}

/// Whether a query's columns fit the row type `T`, see [`Client::check`]. Awaiting it gives all that does not.
#[must_use = "nothing is sent before it is awaited"]
pub struct Check<T> {
    describe: DescribeQuery,
    row: PhantomData<fn() -> T>,
}

impl<T> Check<T> {
    pub(super) fn new(client: Client, statement: Statement) -> Self {
        Check { describe: DescribeQuery::new(client, statement), row: PhantomData }
    }

    call_options!(describe.options);

    /// Gives the value of the parameter `{name:Type}`. Without one it is the sample of a comment `-- name = value` in the
    /// SQL, else the type's default.
    pub fn param(mut self, name: impl Into<String>, value: impl Param) -> Self {
        self.describe = self.describe.param(name, value);
        self
    }
}

impl<T: ReadRow<'static>> IntoFuture for Check<T> {
    type Output = Result<(), Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async {
            let columns = self.describe.run().await.map_err(|error| error.doing_once("check"))?;
            let fits = empty_block(&columns).and_then(|block| block.rows::<T>().map(drop));
            fits.map_err(|error| error.doing_once("check"))
        })
    }
}

impl<T> Clone for Check<T> {
    fn clone(&self) -> Self {
        Check { describe: self.describe.clone(), row: PhantomData }
    }
}

/// Without the values of parameters.
impl<T> fmt::Debug for Check<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Check").field("sql", &self.describe.statement.sql).finish_non_exhaustive()
    }
}

/// A block with these columns and no rows, as a row type that borrows is read from it: it stays for good, and is made
/// once for each list of columns.
fn empty_block(columns: &[(String, DataType)]) -> Result<&'static Block, Error> {
    static MADE: Mutex<BTreeMap<Vec<u8>, &'static Block>> = Mutex::new(BTreeMap::new());
    let header = crate::block::header(columns);
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(block) = made.get(&header) {
        return Ok(block);
    }
    let mut decoder = BlockDecoder::new();
    decoder.input().extend_from_slice(&header);
    let block = decoder.next_block()?.ok_or_else(|| {
        Error::new(ErrorKind::Decode, "the columns of the query do not make a block; this is a bug of the client")
    })?;
    let block: &'static Block = Box::leak(Box::new(block));
    made.insert(header, block);
    Ok(block)
}

/// Whether the row type `T` can be inserted into a table, see [`Client::check_table`]. Awaiting it gives all that is in the
/// way.
#[must_use = "nothing is sent before it is awaited"]
pub struct CheckTable<T> {
    describe: Query<u8>,
    table: TableName,
    row: PhantomData<fn() -> T>,
}

impl<T> CheckTable<T> {
    pub(super) fn new(client: Client, table: TableName) -> Self {
        let describe = Query::new(client, Statement::new(format!("DESCRIBE TABLE {table}")));
        CheckTable { describe, table, row: PhantomData }
    }

    call_options!(describe.asked.options);
}

impl<T: WriteRow> CheckTable<T> {
    async fn run(self) -> Result<(), Error> {
        let mut blocks = self.describe.blocks();
        let mut table = Table::default();
        while let Some(block) = blocks.next().await? {
            table.add_described(&block)?;
        }
        RowWriter::<T>::new(&table.columns).map(drop).map_err(Error::from_mismatch)
    }
}

impl<T: WriteRow + 'static> IntoFuture for CheckTable<T> {
    type Output = Result<(), Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let doing = format!("check table {}", self.table);
        Box::pin(async move { self.run().await.map_err(|error| error.doing_once(&doing)) })
    }
}

impl<T> Clone for CheckTable<T> {
    fn clone(&self) -> Self {
        CheckTable { describe: self.describe.clone(), table: self.table.clone(), row: PhantomData }
    }
}

impl<T> fmt::Debug for CheckTable<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CheckTable").field("table", &self.table).finish_non_exhaustive()
    }
}
