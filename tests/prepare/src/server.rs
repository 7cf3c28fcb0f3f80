//! The server that describes queries: somebody's own, or one that is started with the schema loaded into it.

use crate::arguments::Arguments;
use crate::schema::{self, SchemaStatement};
use crate::snapshots::Home;
use clickhouse_core::Client;
use std::path::Path;

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
                    "no schema: only system tables are known; put CREATE TABLE statements into clickhouse/schema.sql"
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

/// Runs the statements of a schema. One that fails is told, and left out: it may be one that only a cluster knows.
async fn load(client: &Client, path: &Path) -> Result<(), String> {
    let statements = schema::read(path)?;
    eprintln!("loading {} statements of {}", statements.len(), path.display());
    for statement in &statements {
        if let Err(error) = run(client, statement).await {
            eprintln!(
                "warning: {}:{}: left out, so that queries of it will fail: {error}",
                statement.file.display(),
                statement.line
            );
        }
    }
    Ok(())
}

/// Runs a statement; the database that it names is made for it.
async fn run(client: &Client, statement: &SchemaStatement) -> Result<(), clickhouse_core::Error> {
    let Err(error) = client.command(&statement.sql).await else { return Ok(()) };
    let message = error.server().map(|server| server.message.clone()).unwrap_or_default();
    let database = message.split_once("Database ").and_then(|(_, rest)| rest.split_once(" does not exist"));
    match database {
        Some((database, _)) if error.code() == Some(81) => {
            let database = format!("`{}`", database.trim_matches('`').replace('`', "\\`"));
            client.command(format!("CREATE DATABASE IF NOT EXISTS {database}")).await?;
            client.command(&statement.sql).await.map(drop)
        }
        _ => Err(error),
    }
}
