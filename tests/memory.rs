//! Memory of an inserter does not grow with the number of rows that go through it.

mod support;

use clickhouse_core::Row;
use support::{Outcome, database};

#[derive(Row)]
struct Narrow<'a> {
    id: u64,
    value: f64,
    text: &'a str,
}

/// The most memory this process has had so far, in KiB; `None` where the system does not tell.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().trim_end_matches("kB").trim().parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_rows_take_no_more_memory_than_some() -> Outcome {
    if peak_memory().is_none() {
        support::skipped("memory of an inserter", "this system does not tell that of a process");
        return Ok(());
    }
    let (_database, client) = database().await?;
    client.command("CREATE TABLE narrow (id UInt64, value Float64, text String) ENGINE Null").await?;
    let inserter = client.inserter::<Narrow<'_>>("narrow").max_bytes(2 << 20);
    let mut peaks = Vec::new();
    for rows in [500_000, 1_500_000] {
        for id in 0..rows {
            inserter.write(&Narrow { id, value: id as f64, text: "a text" }).await?;
        }
        inserter.flush().await?;
        peaks.extend(peak_memory());
    }
    println!("{peaks:?} KiB, {:?}", inserter.statistics());
    assert!(peaks[1] < peaks[0] + (8 << 10), "{peaks:?} KiB");
    assert!(peaks[1] < 64 << 10, "{peaks:?} KiB");
    inserter.end().await?;
    Ok(())
}
