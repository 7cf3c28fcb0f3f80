//! Instructions per row, client side only, end to end over HTTP against the embedded server:
//! `cargo bench -p clickhouse-core --bench instructions [-- PART_OF_A_CASE_NAME]`.
//!
//! Needs `valgrind`. Each case runs in a process of its own under `valgrind --tool=callgrind` with two numbers of rows;
//! the difference of the counts, divided by the difference of the rows, is free of what start and connection cost. The
//! profiles stay in `target/instructions/`, where `callgrind_annotate FILE` shows which functions the instructions went to.

mod support;

use clickhouse_core::Client;
use clickhouse_core::client::Compression;
use clickhouse_core::row::{ReadRow, WriteRow};
use clickhouse_embedded::Server;
use futures_core::Stream;
use std::error::Error;
use std::future::poll_fn;
use std::hint::black_box;
use std::path::Path;
use std::pin::Pin;
use std::process::{Command, ExitCode};
use support::{Narrow, NarrowBrief, Numbers, Owned, Telemetry, TelemetryBrief};

/// The numbers of rows of a case's two runs.
const ROWS: [usize; 2] = [100_000, 300_000];
/// The rows of one insert. Both numbers of rows are multiples of it.
const INSERTED_AT_ONCE: usize = 100_000;

/// What is counted, and how many instructions per row it may take.
const CASES: &[(&str, u64)] = &[
    ("read/narrow/owned/none", 320),
    ("read/narrow/streamed/none", 320),
    ("read/narrow/borrowed/none", 90),
    ("write/narrow/owned/none", 60),
    ("read/numbers/owned/none", 190),
    ("read/numbers/streamed/none", 190),
    ("ingest/narrow/owned/none", 190),
    ("write/numbers/owned/none", 60),
    ("ingest/numbers/owned/none", 280),
    ("read/telemetry/owned/none", 4_000),
    ("read/telemetry/streamed/none", 4_000),
    ("read/telemetry/borrowed/none", 800),
    ("write/telemetry/owned/none", 900),
    ("read/narrow/owned/lz4", 0),
    ("read/narrow/borrowed/lz4", 0),
    ("write/narrow/owned/lz4", 680),
    ("read/telemetry/owned/lz4", 0),
    ("read/telemetry/borrowed/lz4", 0),
    ("write/telemetry/owned/lz4", 3_800),
];

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    // cargo says `--bench`.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let outcome = runtime.map_err(Into::into).and_then(|runtime| match arguments.as_slice() {
        [run, case, rows, url] if run == "run" => runtime.block_on(run_case(case, rows.parse()?, url)),
        filters => runtime.block_on(count_all(filters)),
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Counts every case whose name contains one of `filters`, or all of them.
async fn count_all(filters: &[String]) -> Outcome<()> {
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("instructions per row: skipped, there is no `valgrind` on PATH");
        return Ok(());
    }
    let server = Server::start().await?;
    let database = server.database().await?;
    let client = Client::new(database.url())?;
    fill::<Narrow>(&client).await?;
    fill::<Numbers>(&client).await?;
    fill::<Telemetry>(&client).await?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/instructions");
    std::fs::create_dir_all(&folder)?;

    println!("{:<32} {:>14} {:>8}", "case", "per row", "goal");
    for (case, goal) in CASES {
        if !filters.is_empty() && filters.iter().all(|filter| !case.contains(filter.as_str())) {
            continue;
        }
        let [few, many] = ROWS;
        let difference = count(case, many, &database.url(), &folder)? - count(case, few, &database.url(), &folder)?;
        let goal = if *goal == 0 { "-".to_owned() } else { goal.to_string() };
        println!("{case:<32} {:>14.1} {goal:>8}", difference as f64 / (many - few) as f64);
    }
    Ok(())
}

/// A table to read from and one to write into, which keeps nothing.
async fn fill<T: Owned>(client: &Client) -> Outcome<()> {
    let table = T::TABLE;
    let columns: Vec<_> = T::COLUMNS.iter().map(|(name, data_type)| format!("{name} {data_type}")).collect();
    let columns = columns.join(", ");
    client.command(format!("CREATE TABLE {table} ({columns}) ENGINE MergeTree ORDER BY tuple()")).await?;
    client.command(format!("CREATE TABLE {table}_null ({columns}) ENGINE Null")).await?;
    let rows = ROWS[1];
    client.command(format!("INSERT INTO {table} SELECT {} FROM numbers({rows})", T::VALUES)).await?;
    Ok(())
}

/// The instructions of one run.
fn count(case: &str, rows: usize, url: &str, folder: &Path) -> Outcome<i64> {
    let profile = folder.join(format!("{}.{rows}", case.replace('/', "-")));
    let output = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", profile.display()))
        .arg(std::env::current_exe()?)
        .args(["run", case, &rows.to_string(), url])
        .output()?;
    let text = String::from_utf8_lossy(&output.stderr);
    // "==1234== Collected : 123456789"
    let collected = text.lines().find_map(|line| line.split_once("Collected : ")).map(|(_, count)| count.trim());
    match collected {
        Some(count) if output.status.success() => Ok(count.parse()?),
        _ => Err(format!("{case}: {}\n{text}", output.status).into()),
    }
}

/// The work that is counted.
async fn run_case(case: &str, rows: usize, url: &str) -> Outcome<()> {
    let (work, compression) = case.rsplit_once('/').ok_or("no such case")?;
    let compression = match compression {
        "none" => Compression::None,
        _ => Compression::Lz4,
    };
    // One thread, so that the same blocks come in every run.
    let client = Client::builder().url(url).compression(compression).setting("max_threads", 1).build()?;
    match work {
        "read/narrow/owned" => read::<Narrow>(&client, rows).await,
        "read/narrow/streamed" => stream::<Narrow>(&client, rows).await,
        "read/numbers/streamed" => stream::<Numbers>(&client, rows).await,
        "read/telemetry/streamed" => stream::<Telemetry>(&client, rows).await,
        "read/numbers/owned" => read::<Numbers>(&client, rows).await,
        "read/telemetry/owned" => read::<Telemetry>(&client, rows).await,
        "write/narrow/owned" => write::<Narrow>(&client, rows).await,
        "write/numbers/owned" => write::<Numbers>(&client, rows).await,
        "write/telemetry/owned" => write::<Telemetry>(&client, rows).await,
        "ingest/narrow/owned" => ingest::<Narrow>(&client, rows).await,
        "ingest/numbers/owned" => ingest::<Numbers>(&client, rows).await,
        "read/narrow/borrowed" => {
            let mut blocks = client.query_as::<Narrow>(select::<Narrow>(rows)).blocks();
            let mut read = 0;
            while let Some(block) = blocks.next().await? {
                for row in block.rows::<NarrowBrief<'_>>()? {
                    black_box(row?);
                    read += 1;
                }
            }
            all_of(read, rows)
        }
        "read/telemetry/borrowed" => {
            let mut blocks = client.query_as::<Telemetry>(select::<Telemetry>(rows)).blocks();
            let mut read = 0;
            while let Some(block) = blocks.next().await? {
                for row in block.rows::<TelemetryBrief<'_>>()? {
                    black_box(row?);
                    read += 1;
                }
            }
            all_of(read, rows)
        }
        _ => Err(format!("no such case: {case}").into()),
    }
}

async fn read<T: Owned + Send + for<'a> ReadRow<'a> + 'static>(client: &Client, rows: usize) -> Outcome<()> {
    let read = client.query_as::<T>(select::<T>(rows)).await?;
    all_of(black_box(read).len(), rows)
}

/// Rows that are dropped one by one; those of `read` are all kept, which makes it the allocator's test as well.
async fn stream<T: Owned + Send + Unpin + for<'a> ReadRow<'a> + 'static>(client: &Client, rows: usize) -> Outcome<()> {
    let mut stream = client.query_as::<T>(select::<T>(rows)).stream();
    let mut read = 0;
    while let Some(row) = poll_fn(|context| Pin::new(&mut stream).poll_next(context)).await {
        black_box(row?);
        read += 1;
    }
    all_of(read, rows)
}

async fn write<T: Owned + WriteRow>(client: &Client, rows: usize) -> Outcome<()> {
    // Never freed: the allocator joins the pieces of freed rows at moments of its own, in one run of a case and not in the
    // other, which made 36 instructions a row of a narrow insert that were none of the client's.
    let at_once: &[T] = (0..INSERTED_AT_ONCE as u64).map(T::make).collect::<Vec<_>>().leak();
    for _ in 0..rows / INSERTED_AT_ONCE {
        client.insert::<T>(format!("{}_null", T::TABLE), at_once).execute().await?;
    }
    Ok(())
}

/// As [`write`], one by one through an inserter.
async fn ingest<T: Owned + WriteRow + 'static>(client: &Client, rows: usize) -> Outcome<()>
where
    T::Builders: Send,
{
    let at_once: &[T] = (0..INSERTED_AT_ONCE as u64).map(T::make).collect::<Vec<_>>().leak();
    let inserter = client.inserter::<T>(format!("{}_null", T::TABLE)).max_rows(INSERTED_AT_ONCE);
    for _ in 0..rows / INSERTED_AT_ONCE {
        for row in at_once {
            inserter.write(row).await?;
        }
    }
    inserter.end().await?;
    Ok(())
}

fn select<T: Owned>(rows: usize) -> String {
    format!("SELECT * FROM {} LIMIT {rows}", T::TABLE)
}

fn all_of(read: usize, rows: usize) -> Outcome<()> {
    if read == rows { Ok(()) } else { Err(format!("{read} rows instead of {rows}").into()) }
}
