//! An Enum is an enum without data, whose members have names of their own.

use clickhouse_core::Enum;
use clickhouse_core::Row;

#[derive(Enum)]
enum Shape {
    Point,
    Circle(f64),
    Square { side: f64 },
}

#[derive(Enum)]
struct Level(u8);

#[derive(Enum)]
enum Nothing {}

#[derive(Enum)]
#[clickhouse(rename_all = "lowercase")]
enum Names {
    Debug,
    #[clickhouse(rename = "debug")]
    Trace,
    #[clickhouse(other, rename = "x")]
    Other,
    #[clickhouse(other)]
    Another,
    #[clickhouse(skip)]
    Skipped,
}

#[derive(Row)]
struct Drawing {
    shape: Shape,
    level: Level,
    names: Option<Names>,
}

fn main() {
    let _ = Drawing::columns();
}
