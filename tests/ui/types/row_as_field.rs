use clickhouse_core::Row;

#[derive(Row)]
struct Place {
    lat: f64,
    lon: f64,
}
#[derive(Row)]
struct Shop {
    name: String,
    place: Place,
}

fn main() {}
