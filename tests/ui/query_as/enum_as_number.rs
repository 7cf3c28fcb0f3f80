use clickhouse_core::{Enum, Row, query_as};

// Any member can be read as a text, but not a text as any number.
#[derive(Enum)]
#[clickhouse(rename_all = "lowercase")]
enum Level {
    Info,
    Warn,
}

#[derive(Row)]
struct Request {
    host: String,
    status: u16,
    level: i8,
    seconds: Option<f64>,
    tags: Vec<Level>,
}

fn main() {
    query_as!(Request, "SELECT * FROM requests ORDER BY host, status");
}
