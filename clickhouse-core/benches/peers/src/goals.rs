//! The ratios that this client is held to, looked up in what was measured.

use crate::Measured;
use crate::case::Case;
use crate::figures::{Figures, median};

/// What is compared with what, and how far apart they should be.
struct Goal {
    /// The beginning of the names of the cases it holds for.
    cases: &'static [&'static str],
    ours: &'static str,
    /// Of these, the fastest.
    theirs: &'static [&'static str],
    of: Of,
}

#[derive(Clone, Copy)]
enum Of {
    /// At least so many times the rows per second.
    Speed(f64),
    /// At most so much of the processor time.
    Processor(f64),
}

const FASTEST_OWNED: &[&str] = &["clickhouse", "clickhouse, unvalidated"];
const FASTEST_BORROWED: &[&str] = &["clickhouse, borrowed and unvalidated"];

const GOALS: &[Goal] = &[
    Goal {
        cases: &["select narrow, LZ4", "select telemetry, LZ4"],
        ours: "ours",
        theirs: &["clickhouse"],
        of: Of::Speed(5.0),
    },
    Goal {
        cases: &["select narrow, plain", "select telemetry, plain"],
        ours: "ours, stream",
        theirs: FASTEST_OWNED,
        of: Of::Speed(1.8),
    },
    Goal {
        cases: &["select narrow, plain", "select telemetry, plain"],
        ours: "ours, borrowed",
        theirs: FASTEST_BORROWED,
        of: Of::Speed(3.0),
    },
    Goal {
        cases: &["insert narrow, LZ4", "insert telemetry, LZ4"],
        ours: "ours",
        theirs: &["clickhouse"],
        of: Of::Speed(3.0),
    },
    Goal {
        cases: &["select narrow", "select telemetry"],
        ours: "ours, stream",
        theirs: FASTEST_OWNED,
        of: Of::Processor(0.6),
    },
    Goal {
        cases: &["select narrow", "select telemetry"],
        ours: "ours, borrowed",
        theirs: FASTEST_BORROWED,
        of: Of::Processor(0.3),
    },
    Goal { cases: &["insert narrow", "insert telemetry"], ours: "ours", theirs: FASTEST_OWNED, of: Of::Processor(0.4) },
    Goal { cases: &["small queries"], ours: "ours", theirs: &["clickhouse"], of: Of::Speed(1.0) },
    Goal { cases: &["small queries"], ours: "ours", theirs: &["clickhouse"], of: Of::Processor(1.0) },
];

/// A line of the table of goals for each goal that `case` is measured by.
pub fn lines(case: &Case, measured: &Measured) -> Vec<String> {
    let goals = GOALS.iter().filter(|goal| goal.cases.iter().any(|begin| case.name.starts_with(begin)));
    goals.filter_map(|goal| line(goal, case, measured)).collect()
}

fn line(goal: &Goal, case: &Case, measured: &Measured) -> Option<String> {
    let of = |figures: &Figures| match goal.of {
        Of::Speed(_) => figures.wall,
        Of::Processor(_) => figures.processor,
    };
    let ours = of(&taken(measured, goal.ours)?).as_secs_f64();
    let (theirs, best) = goal
        .theirs
        .iter()
        .filter_map(|client| Some((*client, of(&taken(measured, client)?).as_secs_f64())))
        .min_by(|left, right| left.1.total_cmp(&right.1))?;
    let (what, found, wanted, is_reached) = match goal.of {
        Of::Speed(wanted) => ("speed", best / ours, format!("at least {wanted}"), best / ours >= wanted),
        Of::Processor(wanted) => ("processor time", ours / best, format!("at most {wanted}"), ours / best <= wanted),
    };
    let verdict = if is_reached { "yes" } else { "**no**" };
    Some(format!("| {} | {} : {theirs} | {what} | {wanted} | {found:.2} | {verdict} |", case.name, goal.ours))
}

/// The medians of one client.
pub fn taken(measured: &Measured, client: &str) -> Option<Figures> {
    let (_, turns) = measured.iter().find(|(name, _)| *name == client)?;
    turns.as_ref().ok().map(|turns| median(turns))
}
