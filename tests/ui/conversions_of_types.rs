//! Types between which there is no conversion, and types that are no column values.

use clickhouse_core::Row;

struct Level;

mod other {
    pub type Column = i64;

    pub fn read(seconds: i64) -> String {
        seconds.to_string()
    }
}

#[derive(Row)]
struct Levels {
    #[clickhouse(try_from = "String")]
    read: Level,
    #[clickhouse(into = "String")]
    inserted: Level,
}

#[derive(Row)]
struct Counter {
    #[clickhouse(try_from = "usize")]
    count: u64,
}

#[derive(Row)]
struct Other {
    #[clickhouse(with = other)]
    other: i128,
}

fn main() {}
