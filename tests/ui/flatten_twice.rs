//! Flattened structs that bring a column which another field has.

use clickhouse_core::Row;

#[derive(Row)]
struct Place {
    lat: f64,
    lon: f64,
}

#[derive(Row)]
struct Region<'a> {
    name: &'a str,
    #[clickhouse(flatten = "at_")]
    center: Place,
}

// The column `lat` twice.
#[derive(Row)]
struct Twice {
    lat: f64,
    #[clickhouse(flatten)]
    place: Place,
}

// The columns of `Place` twice, behind two prefixes and one.
#[derive(Row)]
struct Behind<'a> {
    #[clickhouse(flatten = "in_")]
    region: Region<'a>,
    #[clickhouse(flatten = "in_at_", skip_select)]
    place: Place,
}

// Each has its columns to itself in each way that it is used.
#[derive(Row)]
struct Fine<'a> {
    #[clickhouse(flatten, skip_insert)]
    read: Place,
    #[clickhouse(flatten, skip_select)]
    written: Place,
    #[clickhouse(flatten = "in_")]
    region: Region<'a>,
}

fn main() {
    let _ = (Twice::columns(), Behind::columns(), Fine::columns());
}
