use clickhouse_core::{Row, query_as};

#[derive(Row)]
struct Request {
    host: String,
    status: u16,
    level: String,
    seconds: f64,
    tags: Vec<String>,
}

fn main() {
    query_as!(Request, "SELECT * FROM requests ORDER BY host, status");
    query_as!(
        (String, u64, f64),
        "SELECT host, count() AS hits, max(seconds) FROM requests GROUP BY host ORDER BY host"
    );
}
