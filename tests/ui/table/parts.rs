//! Structs in flattened and nested fields, which have to fit the table as well.

use clickhouse_core::{Row, Value};

#[derive(Row)]
struct Where {
    host: u64,
    dya: time::Date,
    month: u8,
}

#[derive(Value)]
struct Spread {
    x: String,
    z: u8,
}

#[derive(Row)]
#[clickhouse(table = "metrics")]
struct Metric<'a> {
    #[clickhouse(flatten)]
    place: Where,
    level: String,
    value: f64,
    #[clickhouse(nested)]
    spread: Vec<Spread>,
    note: Option<&'a str>,
}

#[derive(Row)]
struct Digest {
    digest: [u8; 20],
    #[clickhouse(skip_insert)]
    raw: String,
}

#[derive(Row)]
#[clickhouse(table = "metrics", partial)]
struct InPart {
    #[clickhouse(flatten)]
    digest: Digest,
}

fn main() {}
