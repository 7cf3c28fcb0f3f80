//! A value is a struct around one value.

use clickhouse_core::{Row, Value};

#[derive(Value)]
struct Point {
    x: f64,
    y: f64,
}

#[derive(Value)]
struct Pair(u8, u8);

#[derive(Value)]
struct Nothing;

#[derive(Value)]
enum Level {
    Debug,
}

#[derive(Value)]
struct Counter(usize);

#[derive(Row)]
struct Drawing {
    point: Point,
    pair: Vec<Pair>,
    nothing: Option<Nothing>,
    level: Level,
    counter: Counter,
}

fn main() {
    let _ = Drawing::columns();
}
