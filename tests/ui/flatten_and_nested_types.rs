//! `flatten` on what is no row, and `nested` on what is no list of structs.

use clickhouse_core::{Row, Value};

#[derive(Value)]
struct Pair(u8, u8);

#[derive(Value)]
struct Point {
    x: f64,
}

#[derive(Row)]
struct Flattened {
    #[clickhouse(flatten)]
    number: u8,
    #[clickhouse(flatten)]
    point: Point,
}

#[derive(Row)]
struct Nested {
    #[clickhouse(nested)]
    point: Point,
    #[clickhouse(nested)]
    numbers: Vec<u8>,
    #[clickhouse(nested)]
    pairs: Vec<Pair>,
}

fn main() {}
