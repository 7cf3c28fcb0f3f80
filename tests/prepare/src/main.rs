//! `cargo run -p clickhouse-prepare`: writes the snapshots that `query_as!` compares row types with, or checks them.
//!
//! ```text
//! sources ──> queries ──> server: DESCRIBE ──> clickhouse/queries/*.txt
//! ```
//!
//! Results and refusals go to stdout, what is being done to stderr.

mod arguments;
mod load;
#[path = "../../../clickhouse-derive/src/schema/migrations.rs"]
mod migrations;
#[allow(dead_code, reason = "the core's own file, which has more in it")]
#[path = "../../../clickhouse-core/src/sql/scan.rs"]
mod scan;
mod schema;
mod server;
#[path = "../../../clickhouse-derive/src/snapshot.rs"]
mod snapshot;
mod snapshots;
#[allow(dead_code, reason = "the derive crate's own file, which has more in it")]
#[path = "../../../clickhouse-derive/src/sql/source.rs"]
mod source;
mod sources;

use arguments::Arguments;
use server::Server;
use snapshots::{Found, Home};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = match Arguments::read(std::env::args().skip(1)) {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            println!("{}", arguments::HELP);
            return ExitCode::SUCCESS;
        }
        Err(text) => {
            eprintln!("clickhouse-prepare: {text}\n\n{}", arguments::HELP);
            return ExitCode::from(2);
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("clickhouse-prepare: no runtime can be started: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(prepare(&arguments)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(text) => {
            eprintln!("clickhouse-prepare: {text}");
            ExitCode::FAILURE
        }
    }
}

/// Whether all is well.
async fn prepare(arguments: &Arguments) -> Result<bool, String> {
    let homes = Home::gather(arguments)?;
    let queries: usize = homes.iter().map(|home| home.queries.len()).sum();
    let mut found = Found::default();
    for home in &homes {
        if home.queries.is_empty() {
            // Nothing to ask a server.
            home.look_for_orphans(arguments, &mut found)?;
            continue;
        }
        let server = Server::start(home, arguments).await?;
        home.prepare(&server, arguments, &mut found).await?;
        server.stop().await;
    }
    found.tell(queries, arguments);
    Ok(found.is_well(arguments))
}
