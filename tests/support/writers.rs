//! Writers that keep account of what they were told, and the comparison of that with what is stored.
//!
//! `FAULT_SEED` repeats a run, `FAULT_SECONDS` makes it longer (15 s).

use clickhouse_core::{Client, ErrorKind, Row};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

#[derive(Row, Debug, Clone, PartialEq)]
pub(crate) struct Event {
    pub(crate) writer: u32,
    pub(crate) number: u64,
    pub(crate) text: String,
}

pub(crate) fn event(writer: u32, number: u64) -> Event {
    Event { writer, number, text: format!("text {}", number % 100) }
}

pub(crate) fn seed() -> u64 {
    let given = std::env::var("FAULT_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or(0x2545_F491_4F6C_DD1D);
    println!("FAULT_SEED={seed}");
    seed
}

pub(crate) fn seconds() -> Duration {
    let given = std::env::var("FAULT_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    Duration::from_secs(given.unwrap_or(15))
}

pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % end
    }
}

/// What a writer knows at its end.
#[derive(Default)]
pub(crate) struct Told {
    pub(crate) taken: u64,
    pub(crate) acknowledged: u64,
    /// Numbers that came back, and whether they may be stored all the same.
    pub(crate) lost: HashMap<u64, bool>,
}

/// Writes through an inserter until it is told to stop; keeps account.
pub(crate) async fn write(client: Client, writer: u32, stop: Arc<AtomicBool>) -> Result<Told, clickhouse_core::Error> {
    let inserter = client.inserter::<Event>("events").max_rows(200).in_flight(3).period(Duration::from_millis(50));
    let mut told = Told::default();
    let account = |told: &mut Told, mut error: clickhouse_core::Error| {
        let Some(lost) = error.take_unacknowledged() else { return error.kind() == ErrorKind::Mismatch };
        let is_unknown = lost.rows_unknown() > 0;
        let rows = lost.to_rows::<Event>().unwrap_or_default();
        assert_eq!(rows.len() as u64, lost.rows());
        told.lost.extend(rows.into_iter().map(|row| (row.number, is_unknown)));
        false
    };
    while !stop.load(Ordering::Relaxed) {
        match inserter.write(&event(writer, told.taken)).await {
            Ok(()) => told.taken += 1,
            Err(error) => assert!(!account(&mut told, error)),
        }
        if told.taken.is_multiple_of(50) {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
    while let Err(error) = inserter.flush().await {
        assert!(!account(&mut told, error));
    }
    told.acknowledged = inserter.statistics().rows_acknowledged;
    Ok(told)
}

/// Compares what the writers were told with what is stored. `Ok` holds rows that are stored more than once, and rows
/// acknowledged that are missing.
pub(crate) async fn compare(client: &Client, told: &[Told]) -> Result<(u64, u64), Box<dyn std::error::Error>> {
    let (mut twice, mut missing) = (0, 0);
    for (writer, told) in told.iter().enumerate() {
        let sql = "SELECT number, count() FROM events WHERE writer = {writer:UInt32} GROUP BY number";
        let stored: HashMap<u64, u64> =
            client.query_as::<(u64, u64)>(sql).param("writer", writer as u32).await?.into_iter().collect();
        assert_eq!(told.acknowledged + told.lost.len() as u64, told.taken, "writer {writer}: counts do not add up");
        twice += stored.values().filter(|count| **count > 1).count() as u64;
        let numbers: HashSet<u64> = (0..told.taken).collect();
        assert!(stored.keys().all(|number| numbers.contains(number)), "writer {writer}: rows that were never written");
        for number in numbers {
            match (told.lost.get(&number), stored.contains_key(&number)) {
                (None, false) => missing += 1,
                (Some(false), true) => {
                    return Err(format!("writer {writer}: row {number} is stored but reported lost").into());
                }
                _ => {}
            }
        }
    }
    let taken: u64 = told.iter().map(|told| told.taken).sum();
    let lost: usize = told.iter().map(|told| told.lost.len()).sum();
    println!("{taken} rows taken, {lost} came back, {twice} stored twice, {missing} missing");
    Ok((twice, missing))
}
