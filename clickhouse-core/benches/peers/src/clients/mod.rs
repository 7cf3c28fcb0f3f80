//! Each client doing each case it can.

mod arrow;
mod klick;
mod official;
mod official_native;
mod ours;
pub mod python;
mod raw;

use crate::Outcome;
use crate::case::{CASES, Table, Work};
use crate::figures::{Figures, Turn};

/// Makes a client's rows of numbers and text, which all spell alike, from those of `benches/support`. Not their structs: two
/// of the derives do not work inside a macro.
macro_rules! from_plain_rows {
    ($narrow:ident, $numbers:ident) => {
        impl From<crate::rows::Narrow> for $narrow {
            fn from(row: crate::rows::Narrow) -> Self {
                let crate::rows::Narrow { key, value, metric } = row;
                $narrow { key, value, metric }
            }
        }

        impl From<crate::rows::Numbers> for $numbers {
            fn from(row: crate::rows::Numbers) -> Self {
                let crate::rows::Numbers { a, b, c, d, e, f, g, h, i, j } = row;
                $numbers { a, b, c, d, e, f, g, h, i, j }
            }
        }
    };
}
use from_plain_rows;

/// How a case is to be done.
#[derive(Debug, Clone, Copy)]
pub struct Task<'t> {
    pub work: Work,
    pub lz4: bool,
    /// Rows, or queries.
    pub count: usize,
    /// The server's URL, with user and password.
    pub http: &'t str,
    /// The server's port for the native protocol.
    pub tcp: u16,
}

/// The rows of one insert. Each client makes as many beforehand and writes them again and again.
pub const INSERTED_AT_ONCE: usize = 100_000;

/// Runs one turn of `client` in the case `name`.
pub async fn run(client: &str, name: &str, http: &str, tcp: &str) -> Outcome<Figures> {
    let case = CASES.iter().find(|case| case.name == name).ok_or("no such case")?;
    let task = Task { work: case.work, lz4: case.lz4, count: case.count, http, tcp: tcp.parse()? };
    let (library, variant) = client.split_once(", ").unwrap_or((client, ""));
    match (library, variant) {
        ("ours", _) => ours::run(&task, variant).await,
        ("clickhouse", "fetch_native" | "insert_native") => official_native::run(&task).await,
        ("clickhouse", _) => official::run(&task, variant).await,
        ("klickhouse", _) => klick::run(&task).await,
        ("clickhouse-arrow", "rows") => arrow::run(&task).await,
        ("clickhouse-arrow", _) => arrow::run_batches(&task).await,
        ("clickhouse-connect", _) => python::run(&task),
        ("reqwest alone", _) => raw::run(&task).await,
        _ => Err(format!("no such client: {client}").into()),
    }
}

impl Task<'_> {
    pub fn table(&self) -> Table {
        match self.work {
            Work::Select(table) | Work::Insert(table) => table,
            Work::StreamOut | Work::StreamIn | Work::Small { .. } => Table::Narrow,
        }
    }

    pub fn select(&self) -> String {
        format!("SELECT * FROM {} LIMIT {}", self.table().name(), self.count)
    }

    pub fn null_table(&self) -> String {
        format!("{}_null", self.table().name())
    }

    /// User and password out of the server's URL.
    pub fn user(&self) -> (&str, &str) {
        let authority = self.http.split("://").nth(1).unwrap_or("");
        authority.split_once('@').and_then(|(user, _)| user.split_once(':')).unwrap_or(("default", ""))
    }

    /// The server's URL without user and path.
    pub fn bare_url(&self) -> String {
        let authority = self.http.split("://").nth(1).unwrap_or("");
        let host = authority.rsplit_once('@').map_or(authority, |parts| parts.1);
        format!("http://{}/", host.split('/').next().unwrap_or(host))
    }

    /// The figures, if `rows` were read or written as the task says.
    pub fn end(&self, turn: Turn, rows: usize) -> Outcome<Figures> {
        let figures = turn.end();
        if rows == self.count { Ok(figures) } else { Err(format!("{rows} rows instead of {}", self.count).into()) }
    }
}

/// A price as the other clients have it: a number of ten-thousandths.
fn mantissa(price: clickhouse_core::types::Decimal<18, 4>) -> i64 {
    price.mantissa().to_string().parse().expect("18 digits fit")
}

/// For a client that does not do this at all.
fn left_out(why: &str) -> Outcome<Figures> {
    Err(why.into())
}
