//! The tables of medians and ratios, on the screen and in `BENCHMARKS.md`.

use crate::Measured;
use crate::case::Case;
use crate::clients::{INSERTED_AT_ONCE, python};
use crate::figures::median;
use crate::goals;
use std::fmt;
use std::fmt::Write;
use std::path::Path;

#[derive(Default)]
pub struct Report {
    head: String,
    /// A line for each goal.
    goals: String,
    /// A line for each client that is ahead of ours in something.
    losses: String,
    tables: String,
}

/// By how much of ours a client is ahead, at least, to be named: less is within what two runs differ by.
const AHEAD: f64 = 0.95;

impl Report {
    pub async fn new(url: &str, rounds: usize) -> crate::Outcome<Self> {
        let server = clickhouse_core::Client::new(url)?.server_version().await?;
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        let lock = include_str!("../Cargo.lock");
        let versions: Vec<_> = ["clickhouse", "klickhouse", "clickhouse-arrow", "reqwest"]
            .iter()
            .map(|name| format!("{name} {}", version(lock, name)))
            .collect();
        let mut head = String::new();
        writeln!(head, "| | |\n|---|---|")?;
        writeln!(head, "| machine | {} cores, {} |", cores, processor())?;
        writeln!(head, "| server | ClickHouse {server}, on the same machine, over the loopback |")?;
        writeln!(head, "| clients | {}, clickhouse-connect {} |", versions.join(", "), python::VERSION)?;
        writeln!(head, "| rounds | {rounds}, in turn; medians |")?;
        writeln!(head, "| inserts | {INSERTED_AT_ONCE} rows each, into tables that keep nothing |")?;
        Ok(Report { head, ..Report::default() })
    }

    pub fn add(&mut self, case: &Case, measured: Measured) {
        for line in goals::lines(case, &measured) {
            self.goals.push_str(&line);
            self.goals.push('\n');
        }
        self.add_losses(case, &measured);
        let per_second = if case.name.starts_with("small") { "queries/s" } else { "rows/s" };
        let tables = &mut self.tables;
        // Writing to a String does not fail.
        let _ = writeln!(tables, "\n## {}: {}\n", case.name, grouped(case.count as f64));
        let _ = writeln!(tables, "| client | wall ms | x ours | {per_second} | processor ms | x ours | memory MiB |");
        let _ = writeln!(tables, "|---|---:|---:|---:|---:|---:|---:|");
        let ours = goals::taken(&measured, case.clients[0]).unwrap_or_default();
        for (client, turns) in &measured {
            let _ = match turns {
                Err(error) => {
                    let error = error.lines().next().unwrap_or_default().replace('|', "/");
                    writeln!(tables, "| {client} | not measured: {error} | | | | | |")
                }
                Ok(turns) => {
                    let taken = median(turns);
                    let (wall, processor) = (taken.wall.as_secs_f64(), taken.processor.as_secs_f64());
                    writeln!(
                        tables,
                        "| {client} | {:.0} | {:.2} | {} | {:.0} | {:.2} | {:.1} |",
                        wall * 1e3,
                        wall / ours.wall.as_secs_f64(),
                        grouped(case.count as f64 / wall),
                        processor * 1e3,
                        processor / ours.processor.as_secs_f64(),
                        taken.memory_kib as f64 / 1024.0,
                    )
                }
            };
        }
    }

    /// Says where a client other than ours is ahead of all of ours in wall time, processor time or memory.
    fn add_losses(&mut self, case: &Case, measured: &Measured) {
        let (ours, theirs): (Vec<_>, Vec<_>) = measured
            .iter()
            .filter_map(|(client, turns)| Some((*client, median(turns.as_ref().ok()?))))
            .filter(|(client, _)| *client != "reqwest alone")
            .partition(|(client, _)| client.starts_with("ours"));
        for (client, taken) in theirs {
            let ahead: Vec<_> = [
                (
                    "wall time",
                    ours.iter().map(|ours| ours.1.wall.as_secs_f64()).reduce(f64::min),
                    taken.wall.as_secs_f64(),
                ),
                (
                    "processor time",
                    ours.iter().map(|ours| ours.1.processor.as_secs_f64()).reduce(f64::min),
                    taken.processor.as_secs_f64(),
                ),
                ("memory", ours.iter().map(|ours| ours.1.memory_kib as f64).reduce(f64::min), taken.memory_kib as f64),
            ]
            .into_iter()
            .filter_map(|(what, ours, theirs)| {
                let ratio = theirs / ours?;
                (ratio < AHEAD).then(|| format!("{what} ({ratio:.2} of our best)"))
            })
            .collect();
            if !ahead.is_empty() {
                let _ = writeln!(self.losses, "- {}: `{client}` in {}", case.name, ahead.join(", "));
            }
        }
    }

    pub fn write(&self) -> crate::Outcome<()> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../BENCHMARKS.md");
        Ok(std::fs::write(path, self.to_string())?)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", include_str!("introduction.md"))?;
        writeln!(f, "{}", self.head)?;
        if !self.goals.is_empty() {
            writeln!(f, "## Goals\n\n| case | ours : theirs | of | goal | found | reached |")?;
            writeln!(f, "|---|---|---|---:|---:|---|\n{}", self.goals)?;
        }
        writeln!(f, "## Where others are ahead of us\n")?;
        writeln!(f, "Against the best of our ways of the case, by more than {:.0} %.\n", (1.0 - AHEAD) * 100.0)?;
        writeln!(f, "{}", if self.losses.is_empty() { "Nowhere.\n" } else { &self.losses })?;
        write!(f, "{}", self.tables.trim_start())
    }
}

/// The version of a crate in a lock file.
fn version<'l>(lock: &'l str, name: &str) -> &'l str {
    let line = format!("name = \"{name}\"\nversion = \"");
    lock.split_once(&line).and_then(|(_, rest)| rest.split('"').next()).unwrap_or("unknown")
}

fn processor() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or(": unknown");
    name.trim_start_matches(['\t', ' ', ':']).to_owned()
}

/// A whole number with its thousands apart.
fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}
