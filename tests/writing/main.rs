//! Writing, live, where it is hardest to tell the truth: views behind a table, tables that are replaced, several servers,
//! calls that nobody waits for any more.

#[path = "../support/proxy.rs"]
mod proxy;
#[path = "../support/mod.rs"]
mod support;
#[path = "../support/writers.rs"]
mod writers;

mod answers;
mod bytes;
mod distributed;
mod dropped;
mod files;
mod gathered;
mod idle;
mod limits;
mod replaced;
mod replicated;
mod servers;
mod views;

use clickhouse_core::client::ClientBuilder;
use clickhouse_core::{Client, Row};
use clickhouse_embedded::Database;
use proxy::{Fault, Proxy};
use std::error::Error;
use std::time::Duration;

#[derive(Row, Debug, Clone, PartialEq)]
struct Event {
    id: u64,
    text: String,
}

fn event(id: u64) -> Event {
    Event { id, text: format!("event {}", id % 10) }
}

fn events(ids: std::ops::Range<u64>) -> Vec<Event> {
    ids.map(event).collect()
}

const COLUMNS: &str = "(id UInt64, text String) ENGINE MergeTree ORDER BY id";
const WINDOW: &str = " SETTINGS non_replicated_deduplication_window = 1000";

async fn count(client: &Client, table: &str) -> Result<u64, clickhouse_core::Error> {
    client.query_as::<u64>(format!("SELECT count() FROM {table}")).fetch_one().await
}

/// The shared server with a network in front of it that fails at inserts, as `choose` says of the first, second ..
struct Faulty {
    proxy: Proxy,
    database: Database,
    direct: Client,
}

impl Faulty {
    async fn start(mut choose: impl FnMut(u32) -> Fault + Send + 'static) -> Result<Faulty, Box<dyn Error>> {
        let (database, direct) = support::database().await?;
        // Of a server as young as the block nobody can tell whether it was restarted; it tells whole seconds.
        while direct.query_as::<u32>("SELECT uptime()").fetch_one().await? < 2 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let mut inserts = 0;
        let proxy = Proxy::start(address(&database), move |head| {
            let is_insert = head.contains("query=INSERT");
            inserts += u32::from(is_insert);
            if is_insert { choose(inserts) } else { Fault::None }
        });
        Ok(Faulty { proxy, database, direct })
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder().url(self.url())
    }

    fn url(&self) -> String {
        self.database.url().replace(&address(&self.database), &format!("127.0.0.1:{}", self.proxy.port))
    }
}

/// Host and port of a database's URL.
fn address(database: &Database) -> String {
    let url = database.url();
    let rest = url.rsplit('@').next().unwrap_or_default();
    rest.split(['/', '?']).next().unwrap_or_default().to_owned()
}
