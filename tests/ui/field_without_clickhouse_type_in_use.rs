//! Using a struct with such a field does not bury the refusal at the field.

use clickhouse_core::Row;
use clickhouse_core::row::{ReadRow, WriteRow};

#[derive(Row)]
struct Counter {
    count: usize,
}

fn query_as<T: for<'a> ReadRow<'a>>() -> Vec<T> {
    Vec::new()
}

fn insert<T: WriteRow>(_rows: &[T]) {}

fn main() {
    insert(&[Counter { count: 1 }]);
    let _ = query_as::<Counter>().len();
    let _ = query_as::<(Counter, u8)>().len();
}
