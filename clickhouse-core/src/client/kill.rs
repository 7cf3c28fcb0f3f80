//! [`Kill`]: stopping a query that runs.

use super::options::call_options;
use super::{Client, Command};
use crate::error::Error;
use crate::sql::Statement;
use std::future::IntoFuture;
use std::pin::Pin;

/// The wish that a query stop, see [`Client::kill`].
#[derive(Debug, Clone)]
#[must_use = "nothing is sent before it is awaited"]
pub struct Kill {
    command: Command,
}

impl Kill {
    pub(super) fn new(client: &Client, query_id: String) -> Self {
        // Not SYNC: a query notices between two blocks only, and waiting for it is the caller's choice.
        let kill = Statement::new("KILL QUERY WHERE query_id = {query_id:String} ASYNC").param("query_id", query_id);
        Kill { command: client.command(kill) }
    }

    call_options!(command.options);
}

impl IntoFuture for Kill {
    type Output = Result<(), Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async { self.command.await.map(drop) })
    }
}
