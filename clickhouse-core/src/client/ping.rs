//! [`Ping`]: whether a server answers at all.

use super::Client;
use super::options::{Options, call_options};
use crate::error::{Error, ErrorKind};
use std::future::IntoFuture;
use std::pin::Pin;

/// The question whether the server answers, see [`Client::ping`].
///
/// Awaiting it gives an error of kind [`Connect`](ErrorKind::Connect), [`Timeout`](ErrorKind::Timeout) or
/// [`Transport`](ErrorKind::Transport) where it does not. Of the options only the timeout plays a part.
#[derive(Debug, Clone)]
#[must_use = "nothing is sent before it is awaited"]
pub struct Ping {
    client: Client,
    options: Options,
}

impl Ping {
    pub(super) fn new(client: Client) -> Self {
        Ping { client, options: Options::default() }
    }

    call_options!(options);

    async fn run(self) -> Result<(), Error> {
        let inner = &self.client.inner;
        let limits = inner.limits(&self.options);
        let ping = |base: String| async move {
            let mut answer = inner.transport.get(&base, "ping", limits).await?;
            let status = answer.head.status;
            match (status, answer.rest().await.as_slice()) {
                (200, b"Ok.\n" | b"Ok.") => Ok(()),
                _ => {
                    let what =
                        format!("{base} answers with HTTP {status}, not as ClickHouse does; check host and port");
                    Err(Error::new(ErrorKind::Transport, what))
                }
            }
        };
        inner.at_some_base(ping).await.map_err(|error| error.doing("ping"))
    }
}

impl IntoFuture for Ping {
    type Output = Result<(), Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}
