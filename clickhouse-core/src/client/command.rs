//! [`Command`]: a statement without rows.

use super::Client;
use super::call::{Body, Call};
use super::options::{Options, WithOptions, call_options};
use crate::error::Error;
use crate::http::{BytesAnswer, NativeAnswer, Summary};
use crate::sql::{Param, Statement};
use bytes::Bytes;
use std::future::IntoFuture;
use std::pin::Pin;

/// A statement to be run, see [`Client::command`]. Awaiting it gives the [`Summary`].
///
/// Other than a query, a statement goes on when its future is dropped or its time is over: stop it with
/// [`Client::kill`].
#[derive(Debug, Clone)]
#[must_use = "nothing is sent before it is awaited"]
pub struct Command {
    client: Client,
    statement: Statement,
    pub(super) options: Options,
}

impl Command {
    pub(super) fn new(client: Client, statement: Statement) -> Self {
        Command { client, statement, options: Options::default() }
    }

    call_options!(options);

    /// Gives the value of the parameter `{name:Type}`.
    pub fn param(mut self, name: impl Into<String>, value: impl Param) -> Self {
        self.statement = self.statement.param(name, value);
        self
    }

    async fn run(self) -> Result<Summary, Error> {
        let inner = &self.client.inner;
        let statement = &self.statement;
        let mut options = self.options.clone();
        let params = inner.place_params(statement, &mut options).await;
        let params = params.map_err(|error| error.doing_once("command"))?;
        let call = Call {
            doing: "command",
            options: &options,
            // Not a setting, so everybody may: the status and the numbers are then those of the end.
            wanted: &[("wait_end_of_query", "1")],
            params: &params,
            body: Body::Statement {
                sql: Bytes::from(statement.sql.clone()),
                format: "Native",
                compressed_answer: false,
                tables: &[],
            },
            running: None,
        };
        let mut answer = inner.send(call).await?;
        // Rows of a statement that has some are read to the end, for an error may follow them.
        let query_id = answer.head.query_id.clone();
        let explain = |error: Error| error.with_query_id(query_id.as_deref()).doing("command");
        if answer.head.format.is_none() {
            while let Some(chunk) = answer.chunk().await.map_err(explain)? {
                if !chunk.is_empty() {
                    return Err(explain(answer.not_by_clickhouse()));
                }
            }
        } else if answer.head.check_is_native().is_ok() {
            let mut native = NativeAnswer::new(&answer.head, false);
            loop {
                match answer.chunk().await {
                    Ok(Some(chunk)) => {
                        native.push(chunk).map_err(explain)?;
                        while let Some(block) = native.next_block().map_err(explain)? {
                            native.recycle(block);
                        }
                    }
                    Ok(None) => break native.finish(None).map_err(explain)?,
                    Err(cut) => native.finish(Some(cut)).map_err(explain)?,
                }
            }
        } else {
            // The caller may have told the server not to wait; then an error may stand behind rows of any format.
            let waits = self.options.waits_end_of_query(&inner.settings).unwrap_or(true);
            let mut bytes = BytesAnswer::new(&answer.head, false, waits);
            loop {
                match answer.chunk().await {
                    Ok(Some(chunk)) => bytes.push(chunk).map(drop).map_err(explain)?,
                    Ok(None) => break bytes.finish(None).map(drop).map_err(explain)?,
                    Err(cut) => bytes.finish(Some(cut)).map(drop).map_err(explain)?,
                }
            }
        }
        Ok(answer.head.summary)
    }
}

impl WithOptions for Command {
    fn options(&mut self) -> &mut Options {
        &mut self.options
    }

    fn peek(&self) -> &Options {
        &self.options
    }
}

impl IntoFuture for Command {
    type Output = Result<Summary, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}
