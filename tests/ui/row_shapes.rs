//! Only a struct with named fields is a row; what is refused fails nowhere else.

use clickhouse_core::Row;
use clickhouse_core::row::{ReadRow, WriteRow};

#[derive(Row)]
struct Pair(u32, String);

#[derive(Row)]
struct Nothing;

#[derive(Row)]
struct Empty {}

#[derive(Row)]
enum Level {
    Debug,
}

#[derive(Row)]
union Bits {
    number: u32,
    bytes: [u8; 4],
}

#[derive(Row)]
struct AllSkipped {
    #[clickhouse(skip)]
    key: u32,
}

fn query_as<T: for<'a> ReadRow<'a>>() -> Vec<T> {
    Vec::new()
}

fn insert<T: WriteRow>(_rows: &[T]) {}

fn main() {
    insert(&[Pair(1, String::new())]);
    query_as::<Empty>();
    query_as::<(Level, u32)>();
    let _ = Nothing::columns().len() + AllSkipped::columns().len();
}
