//! The server that describes queries: somebody's own, or one that is started with the schema loaded into it.

use crate::arguments::Arguments;
use crate::load::load;
use crate::schema;
use crate::snapshots::Home;
use clickhouse_core::Client;

/// A server whose tables are there.
pub(crate) struct Server {
    pub(crate) client: Client,
    pub(crate) version: String,
    started: Option<clickhouse_embedded::Server>,
}

impl Server {
    pub(crate) async fn start(home: &Home, arguments: &Arguments) -> Result<Server, String> {
        let is_given = std::env::var_os("CLICKHOUSE_URL").is_some_and(|url| !url.is_empty());
        let (client, started) = if is_given {
            eprintln!("describing by the server of CLICKHOUSE_URL, with the tables it has");
            (Client::from_env().map_err(|error| error.to_string())?, None)
        } else {
            let server = clickhouse_embedded::Server::start().await.map_err(|error| format!("{error:?}"))?;
            let client = Client::new(server.url()).map_err(|error| error.to_string())?;
            match schema::find(&home.folder, arguments) {
                Some(path) => load(&client, &path).await?,
                None => eprintln!(
                    "no schema: only system tables are known; put CREATE TABLE statements into clickhouse/schema.sql, or \
                     migrations into clickhouse/migrations"
                ),
            }
            (client, Some(server))
        };
        let version = client.server_version().await.map_err(|error| error.to_string())?;
        Ok(Server { client, version, started })
    }

    pub(crate) async fn stop(self) {
        if let Some(server) = self.started {
            // Its parent's end stops it as well.
            let _ = server.stop().await;
        }
    }
}
