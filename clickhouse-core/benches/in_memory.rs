//! Instructions per row of each case of `rows`, compared with `in_memory.txt` beside this file:
//!
//! ```sh
//! cargo bench -p clickhouse-core --no-default-features --features derive,lz4,time,uuid --bench in_memory
//! cargo bench -p clickhouse-core --no-default-features --features derive,lz4,time,uuid --bench in_memory -- --write
//! ```
//!
//! Times depend on the machine and on what else runs there; these counts hardly do, so that a change in them is one of
//! the code. Needs `valgrind`. Each case runs in a process of its own for two numbers of blocks; the difference is free
//! of the preparation. What takes over [`MOST_PER_CENT`] more than the file says is a failure: make it cheaper, or, where
//! it has to be dearer, write the file anew and say why in the commit.

mod support;

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use support::in_memory::CASES;

/// Enough that a block's own cost is small beside that of its rows, and little enough to be counted in a second.
const ROWS: u64 = 8_192;
/// The first blocks reserve memory that later ones use again.
const BLOCKS: [u64; 2] = [2, 5];
/// Counts of the same program differ by less than 1 %.
const MOST_PER_CENT: f64 = 10.0;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    // cargo says `--bench`.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments[..] {
        ["run", case, blocks] => run(case, blocks),
        ["--write"] => count_all().and_then(|counts| write(&counts)),
        [] => count_all().and_then(|counts| compare(&counts)),
        _ => Err("there is only `--write`".into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The work that is counted.
fn run(case: &str, blocks: &str) -> Outcome<()> {
    let (_, prepare) = CASES.iter().find(|known| known.0 == case).ok_or("no such case")?;
    let mut work = prepare(ROWS);
    for _ in 0..blocks.parse()? {
        (work.run)();
    }
    Ok(())
}

fn count_all() -> Outcome<Vec<(&'static str, f64)>> {
    if Command::new("valgrind").arg("--version").output().is_err() {
        return Err(
            "instructions are counted by `valgrind`, which is not on PATH (Debian: `apt-get install valgrind`)".into(),
        );
    }
    CASES.iter().map(|(case, _)| Ok((*case, count(case)?))).collect()
}

/// The instructions per row.
fn count(case: &str) -> Outcome<f64> {
    let [few, many] = BLOCKS;
    let more = count_run(case, many)? - count_run(case, few)?;
    Ok(more as f64 / ((many - few) * ROWS) as f64)
}

/// The instructions of one run.
fn count_run(case: &str, blocks: u64) -> Outcome<i64> {
    let program = std::env::current_exe()?;
    let output = Command::new("valgrind")
        .args(["--tool=cachegrind", "--cache-sim=no"])
        .arg(format!("--cachegrind-out-file={}", program.with_extension("counts").display()))
        .arg(program)
        .args(["run", case, &blocks.to_string()])
        .output()?;
    let text = String::from_utf8_lossy(&output.stderr);
    // "==1234== I refs:        123,456,789"
    let counted =
        text.lines().find_map(|line| line.split_once("refs:")).map(|(_, count)| count.trim().replace(',', ""));
    match counted {
        Some(count) if output.status.success() => Ok(count.parse()?),
        _ => Err(format!("{case}: {}\n{text}", output.status).into()),
    }
}

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/in_memory.txt")
}

fn write(counts: &[(&str, f64)]) -> Outcome<()> {
    let mut text = format!("Instructions per row, in blocks of {ROWS}; written by the bench `in_memory`.\n");
    for (case, count) in counts {
        writeln!(text, "{case:<28} {count:>8.1}")?;
    }
    print!("{text}");
    Ok(std::fs::write(file(), text)?)
}

/// Prints each case beside what the file says.
fn compare(counts: &[(&str, f64)]) -> Outcome<()> {
    let text = std::fs::read_to_string(file())?;
    let written = |case: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(case)?.trim().parse::<f64>().ok());
        line.ok_or_else(|| format!("`{case}` is not in in_memory.txt; write the file anew with `-- --write`"))
    };
    println!("{:<28} {:>8} {:>8} {:>8}", "instructions per row", "written", "now", "change");
    let mut dearer = Vec::new();
    for (case, count) in counts {
        let written = written(case)?;
        let change = (count / written - 1.0) * 100.0;
        println!("{case:<28} {written:>8.1} {count:>8.1} {change:>+7.1}%");
        if change > MOST_PER_CENT {
            dearer.push(*case);
        }
    }
    if dearer.is_empty() {
        return Ok(());
    }
    Err(format!(
        "over {MOST_PER_CENT} % more instructions than in_memory.txt says: {}; make it cheaper, or write the file anew \
         with `-- --write` and say why",
        dearer.join("; ")
    )
    .into())
}
