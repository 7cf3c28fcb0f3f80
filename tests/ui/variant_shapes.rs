//! A Variant is an enum whose members hold one value each, of different types.

use clickhouse_core::{Row, Variant};

#[derive(Variant)]
enum Shape {
    Point,
    Circle(f64),
    Square { side: f64 },
    Rectangle(f64, f64),
    Nothing(),
}

#[derive(Variant)]
struct Level(u8);

#[derive(Variant)]
enum Nothing {}

#[derive(Variant)]
enum Names {
    Debug,
    Trace,
}

#[derive(Variant)]
#[clickhouse(rename_all = "lowercase")]
enum Members {
    #[clickhouse(rename = "text")]
    Text(String),
    Number(Option<u64>),
    Words(String),
    Null,
    Empty,
    #[clickhouse(other)]
    Other,
    #[clickhouse(other)]
    Another(u8),
    #[clickhouse(othr)]
    Misspelt(u16),
}

#[derive(Variant)]
enum Sizes {
    Size(usize),
}

#[derive(Row)]
struct Drawing {
    shape: Shape,
    level: Level,
    names: Vec<Option<Names>>,
    members: Members,
    sizes: Sizes,
}

fn main() {
    let _ = Drawing::columns();
}
