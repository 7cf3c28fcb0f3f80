use clickhouse_core::{Row, query_as};

#[derive(Row)]
struct Request {
    host: String,
    status: u8,
    level: String,
    seconds: f64,
    tags: String,
}
fn main() {
    let _ = query_as!(Request, "SELECT * FROM requests ORDER BY host, status");
}
