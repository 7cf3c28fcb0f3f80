//! A module without its type of the column.

use clickhouse_core::Row;

mod nameless {
    pub fn read(seconds: i64) -> i128 {
        seconds.into()
    }
}

#[derive(Row)]
struct Modules {
    #[clickhouse(with = nameless)]
    took: i128,
}

fn main() {}
