use clickhouse_core::Row;

#[derive(Debug)]
struct Place {
    lat: f64,
    lon: f64,
}
#[derive(Row)]
struct Shop {
    place: Place,
}

fn main() {}
