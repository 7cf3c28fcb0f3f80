//! What is no value, and what makes no sense in one.

use clickhouse_core::{Row, Value};

#[derive(Value)]
enum Level {
    Debug,
}

#[derive(Value)]
union Bits {
    number: u32,
}

#[derive(Value)]
struct Counter(usize);

#[derive(Value)]
#[clickhouse(rename_all = "lowercase", partial)]
struct Pair(#[clickhouse(rename = "a")] u8, #[clickhouse(default)] u8);

#[derive(Value)]
struct Point {
    x: f64,
    #[clickhouse(rename = "x")]
    y: f64,
    #[clickhouse(skip_insert)]
    z: f64,
    #[clickhouse(flatten)]
    rest: Vec<f64>,
    #[clickhouse(nested)]
    more: Vec<f64>,
}

#[derive(Value)]
#[clickhouse(try_from = "String", rename_all = "lowercase")]
struct Text {
    #[clickhouse(rename = "t")]
    text: String,
}

#[derive(Row)]
#[clickhouse(try_from = "String")]
struct Converted {
    text: String,
}

#[derive(Row, Value)]
struct Both {
    #[clickhouse(skip_select)]
    text: String,
}

#[derive(Row)]
struct Drawing {
    level: Level,
    bits: Vec<Bits>,
    counter: Counter,
    pair: Option<Pair>,
    point: Point,
    text: Text,
    #[clickhouse(flatten)]
    converted: Converted,
    #[clickhouse(nested)]
    points: Vec<Point>,
    #[clickhouse(nested)]
    both: Vec<Both>,
}

fn main() {
    let _ = Drawing::columns();
}
