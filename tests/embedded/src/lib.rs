//! A real ClickHouse server for tests, examples and your own project's tests.
//!
//! ```no_run
//! # async fn example() -> Result<(), clickhouse_embedded::Error> {
//! use clickhouse_embedded::Server;
//!
//! let server = Server::start().await?; // free port, own folder, stopped when dropped
//! println!("{}", server.url()); // http://test:1f3a..@127.0.0.1:18342/default
//!
//! let shared = Server::shared().await?; // one for all processes of a test run
//! let database = shared.database().await?; // empty, dropped at the end
//! println!("{}", database.url());
//! # Ok(())
//! # }
//! ```
//!
//! Where the server comes from, in this order:
//!
//! | found | what happens |
//! |---|---|
//! | `CLICKHOUSE_URL` is set | that server is used, nothing is started |
//! | a `clickhouse` program on `PATH` | `clickhouse server` with a generated configuration |
//! | Linux on x86-64 | the engine's shared library, ClickHouse 26.7, fetched once by `npm` into a cache folder |
//!
//! The cache folder is `CLICKHOUSE_EMBEDDED_CACHE`, else `clickhouse-embedded` in the user's cache folder.
//!
//! A server never lives inside the test process. In between stands a supervisor, a small program the
//! build script compiles, which notices when the test process ends, however it ends (also by SIGKILL),
//! kills the server and removes its folder:
//!
//! ```text
//! test process --pipe--> supervisor --SIGKILL--> server, folder
//! ```
//!
//! Users, settings and pieces of configuration are given to [`Server::builder`]; [`Cluster`] starts several
//! servers that know each other.
//!
//! The functions are async but need no particular runtime: the work is done on a thread of its own.
//! Dropping a [`Server`] blocks until it is gone, some 50 to 150 ms.
//!
//! What the library (26.7.2.1) cannot do: `CREATE USER` (514; give users to the builder), quotas,
//! HTTPS, Keeper, `ON CLUSTER` (392) and the queue of async inserts.

mod builder;
mod cache;
mod cluster;
mod config;
mod database;
mod download;
mod endpoint;
mod engine;
mod error;
mod http;
mod launch;
mod os;
mod server;
mod shared;
mod supervisor;
mod user;

pub use builder::Builder;
pub use cluster::Cluster;
pub use database::Database;
pub use error::Error;
pub use server::Server;
pub use shared::Shared;
pub use user::{Constraint, User};
