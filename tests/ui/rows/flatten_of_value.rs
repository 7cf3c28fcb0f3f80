use clickhouse_core::{Row, Value};

#[derive(Value)]
struct Place {
    lat: f64,
}
#[derive(Row)]
struct Shop {
    #[clickhouse(flatten)]
    place: Place,
    #[clickhouse(nested)]
    tags: Vec<String>,
    #[clickhouse(flatten)]
    id: u64,
}

fn main() {}
