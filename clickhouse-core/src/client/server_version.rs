//! [`ServerVersion`]: which ClickHouse it is.

use super::options::call_options;
use super::{Client, Query};
use crate::error::Error;
use std::future::IntoFuture;
use std::pin::Pin;

/// The question for the server's version, see [`Client::server_version`]. Awaiting it gives `26.7.2.1`.
#[derive(Debug, Clone)]
#[must_use = "nothing is sent before it is awaited"]
pub struct ServerVersion {
    query: Query<String>,
}

impl ServerVersion {
    pub(super) fn new(client: &Client) -> Self {
        ServerVersion { query: client.query_as("SELECT version()") }
    }

    call_options!(query.asked.options);
}

impl IntoFuture for ServerVersion {
    type Output = Result<String, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.query.fetch_one())
    }
}
