use clickhouse_core::Row;
use std::sync::{Mutex, atomic::AtomicU64};

#[derive(Row)]
struct Visit {
    hits: Mutex<u64>,
    total: AtomicU64,
}

fn main() {}
