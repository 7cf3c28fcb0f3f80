//! A struct for a Tuple is compared element by element.

use clickhouse_core::{Row, Value};

#[derive(Value)]
struct Place {
    lat: f32,
    lng: f64,
}

#[derive(Value)]
struct Narrow {
    lat: f64,
    lon: f32,
}

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "Tuple(lat Float64, lon Float64)")]
    place: Place,
    #[clickhouse(type = "Array(Tuple(lat Float64, lon Float64))")]
    route: Vec<Narrow>,
    #[clickhouse(type = "Tuple(Float64, Float32)")]
    nameless: Narrow,
    #[clickhouse(type = "Tuple(lon Float32, lat Float64)")]
    in_another_order: Narrow,
}

fn main() {}
