//! How fast blocks of rows are encoded, decoded, packed and unpacked in memory, in rows and bytes (not compressed) per
//! second: `cargo bench -p clickhouse-core --bench rows [-- PART_OF_A_CASE_NAME]`.

mod support;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use support::in_memory::CASES;

/// As many as the server puts into one block.
const ROWS: u64 = 65_409;

fn main() {
    divan::main();
}

#[divan::bench(args = CASES.iter().map(|(name, _)| *name))]
fn rows(bencher: Bencher<'_, '_>, name: &str) {
    let (_, prepare) = CASES.iter().find(|case| case.0 == name).expect("divan gives a name of the list");
    let mut work = prepare(ROWS);
    bencher.counter(ItemsCount::new(ROWS)).counter(BytesCount::new(work.bytes)).bench_local(|| (work.run)());
}
