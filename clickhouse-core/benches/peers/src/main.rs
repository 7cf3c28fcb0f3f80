//! This client beside its peers, end to end against one embedded server, in one run:
//!
//! ```sh
//! cargo run --release --manifest-path clickhouse-core/benches/peers/Cargo.toml [-- [--rounds N] [PART_OF_A_CASE_NAME ..]]
//! ```
//!
//! Each measurement is a process of its own, so that processor time and memory are those of one client. The clients take
//! turns, A B C A B C; the tables show medians and, beside each, its ratio to ours. A run of all cases is written to
//! `BENCHMARKS.md` at the root, a run of some only to the screen.

mod case;
mod clients;
mod figures;
mod goals;
mod report;
#[path = "../../support/mod.rs"]
mod rows;
mod tables;

use case::{CASES, Case};
use clickhouse_embedded::Server;
use figures::Figures;
use std::error::Error;
use std::process::{Command, ExitCode};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// What the clients of a case took, round by round, or why one took nothing.
type Measured = Vec<(&'static str, Result<Vec<Figures>, String>)>;

/// How often each client has its turn, unless `--rounds` says otherwise.
const ROUNDS: usize = 5;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    // The usual runtime of a service on a small machine.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let outcome = runtime.map_err(Into::into).and_then(|runtime| match arguments[..] {
        ["run", client, case, http, tcp] => {
            runtime.block_on(clients::run(client, case, http, tcp)).map(|figures| println!("{figures}"))
        }
        ["--rounds", rounds, ref filters @ ..] => runtime.block_on(measure(rounds.parse()?, filters)),
        ref filters => runtime.block_on(measure(ROUNDS, filters)),
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Measures the cases whose names contain one of `filters`, or all of them.
async fn measure(rounds: usize, filters: &[&str]) -> Outcome<()> {
    clients::python::prepare()?;
    let server = Server::builder().tcp().start().await?;
    let (url, port) = (server.url(), server.tcp_port().ok_or("the server has no port for the native protocol")?);
    tables::fill(&url).await?;
    let mut report = report::Report::new(&url, rounds).await?;
    for case in CASES {
        if filters.is_empty() || filters.iter().any(|filter| case.name.contains(filter)) {
            report.add(case, take_turns(case, rounds, &url, port));
        }
    }
    println!("{report}");
    if filters.is_empty() { report.write() } else { Ok(()) }
}

fn take_turns(case: &Case, rounds: usize, url: &str, port: u16) -> Measured {
    let mut measured: Measured = case.clients.iter().map(|client| (*client, Ok(Vec::new()))).collect();
    for round in 1..=rounds {
        eprintln!("{}, round {round} of {rounds}", case.name);
        for (client, figures) in &mut measured {
            let Ok(taken) = figures else { continue };
            match one_turn(client, case.name, url, port) {
                Ok(turn) => taken.push(turn),
                Err(error) => {
                    eprintln!("{client}: {error}");
                    *figures = Err(error.to_string());
                }
            }
        }
    }
    measured
}

fn one_turn(client: &str, case: &str, url: &str, port: u16) -> Outcome<Figures> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["run", client, case, url, &port.to_string()]).env("RUST_BACKTRACE", "0");
    let output = command.output()?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        // A panic says its place first.
        let told = text.lines().find(|line| !line.is_empty() && !line.contains("panicked at"));
        return Err(told.unwrap_or("it ended without a word").into());
    }
    Ok(String::from_utf8(output.stdout)?.trim().parse()?)
}
