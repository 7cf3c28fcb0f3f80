//! Several servers that know each other, for Distributed tables and shards.

use std::{ops::Deref, thread};

use crate::{
    Error, Server, User,
    config::element,
    launch::{PORT_TRIES, free_port},
    os::{off_runtime, random_word},
};

/// Ports are chosen before the start, since every server's configuration names all of them; so another
/// program can take one meanwhile. Ports are random out of thousands: more than one collision in a row is none.
const TRIES: usize = 3;

/// Servers of one's own, each one shard of the cluster named `cluster`.
///
/// ```no_run
/// # async fn example() -> Result<(), clickhouse_embedded::Error> {
/// use clickhouse_embedded::Cluster;
///
/// let cluster = Cluster::start(2).await?;
/// for server in cluster.iter() {
///     println!("{}", server.url()); // CREATE TABLE local (id UInt64) ENGINE MergeTree ORDER BY id
/// }
/// // On any of them: CREATE TABLE all_ids AS local ENGINE Distributed('cluster', 'default', 'local', id)
/// # Ok(())
/// # }
/// ```
///
/// There is no Keeper among them: `ON CLUSTER` and replicated tables need one. A Distributed table stores
/// rows in the background unless the insert says `distributed_foreground_insert = 1`.
#[derive(Debug)]
pub struct Cluster {
    servers: Vec<Server>,
}

impl Cluster {
    /// So many running servers, at least one.
    ///
    /// # Errors
    /// As [`Builder::start`](crate::Builder::start): no ClickHouse to start, one does not come up, or
    /// `CLICKHOUSE_URL` is set, which names one server only.
    pub async fn start(shards: usize) -> Result<Cluster, Error> {
        off_runtime(move || {
            let mut outcome = Cluster::try_start(shards);
            for _ in 1..TRIES {
                if outcome.is_ok() {
                    break;
                }
                outcome = Cluster::try_start(shards);
            }
            outcome
        })
        .await
    }

    fn try_start(shards: usize) -> Result<Cluster, Error> {
        let shards = shards.max(1);
        let mut ports = Vec::new();
        for _ in 0..shards * PORT_TRIES {
            match free_port() {
                Some(port) if !ports.contains(&port) => ports.push(port),
                Some(_) | None => continue,
            }
            if ports.len() == shards {
                break;
            }
        }
        if ports.len() < shards {
            return Err(Error::new(format!(
                "embedded ClickHouse: no {shards} free ports found; are there hundreds of servers?"
            )));
        }
        // The servers log in at each other as this user.
        let password = random_word();
        let nodes: String = ports
            .iter()
            .map(|port| {
                let replica = element("host", "127.0.0.1")
                    + &element("port", &(port + 1).to_string())
                    + &element("user", "cluster")
                    + &element("password", &password);
                format!("<shard><internal_replication>true</internal_replication><replica>{replica}</replica></shard>")
            })
            .collect();
        let remote_servers = format!("<remote_servers><cluster>{nodes}</cluster></remote_servers>");
        let starts: Vec<_> = ports
            .iter()
            .map(|port| {
                let builder = Server::builder()
                    .port(*port)
                    .tcp()
                    .config(&remote_servers)
                    .user(User::new("cluster").password(&password));
                thread::spawn(move || Server::start_blocking(&builder))
            })
            .collect();
        let servers = starts
            .into_iter()
            .map(|start| match start.join() {
                Ok(outcome) => outcome,
                Err(_) => Err(Error::new("embedded ClickHouse: a starting thread panicked, see its message on stderr")),
            })
            .collect::<Result<_, _>>()?;
        Ok(Cluster { servers })
    }
}

/// The servers, in the order of the cluster's shards.
impl Deref for Cluster {
    type Target = [Server];

    fn deref(&self) -> &[Server] {
        &self.servers
    }
}
