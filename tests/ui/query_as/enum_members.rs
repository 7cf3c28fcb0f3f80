use clickhouse_core::{Enum, Row, query_as};

#[derive(Enum)]
#[clickhouse(rename_all = "lowercase")]
enum Level {
    Info,
    Warning,
}

#[derive(Row)]
#[clickhouse(partial)]
struct Request {
    level: Level,
}

fn main() {
    query_as!(Request, "SELECT * FROM requests ORDER BY host, status");
}
