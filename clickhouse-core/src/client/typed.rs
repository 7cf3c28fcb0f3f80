//! Queries whose rows the compiler has compared: [`TypedStatement`] on a client.

use super::{Blocks, Client, Query, RowStream};
use crate::error::Error;
use crate::row::ReadRow;
use crate::sql::TypedStatement;

impl<T: ReadRow<'static>> TypedStatement<T> {
    /// The query on a client, to which options can be added before it is awaited.
    pub fn on(self, client: &Client) -> Query<T> {
        client.query_as(self)
    }

    /// The blocks of the result, see [`Query::blocks`].
    pub fn blocks(self, client: &Client) -> Blocks {
        self.on(client).blocks()
    }
}

impl<T: for<'b> ReadRow<'b>> TypedStatement<T> {
    /// All rows.
    ///
    /// # Errors
    /// As [`Query::fetch_all`].
    pub async fn fetch_all(self, client: &Client) -> Result<Vec<T>, Error> {
        self.on(client).fetch_all().await
    }

    /// The only row.
    ///
    /// # Errors
    /// As [`Query::fetch_one`].
    pub async fn fetch_one(self, client: &Client) -> Result<T, Error> {
        self.on(client).fetch_one().await
    }

    /// The only row, if there is one.
    ///
    /// # Errors
    /// As [`Query::fetch_optional`].
    pub async fn fetch_optional(self, client: &Client) -> Result<Option<T>, Error> {
        self.on(client).fetch_optional().await
    }
}

impl<T: for<'b> ReadRow<'b> + Send + 'static> TypedStatement<T> {
    /// The rows, one after another, see [`Query::stream`].
    pub fn stream(self, client: &Client) -> RowStream<T> {
        self.on(client).stream()
    }
}
