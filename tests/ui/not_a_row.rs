//! What is no row is refused as one, also inside a tuple.

use clickhouse_core::row::{ReadRow, WriteRow};

struct NotARow;

fn query_as<T: for<'a> ReadRow<'a>>() -> Vec<T> {
    Vec::new()
}

fn insert<T: WriteRow>(_rows: &[T]) {}

fn main() {
    insert(&[NotARow]);
    insert(&[(1u32, "a tuple has no names")]);

    query_as::<NotARow>();
    query_as::<(u32, NotARow)>();
    query_as::<usize>();
    query_as::<Option<NotARow>>();
    query_as::<&'static str>();
}
