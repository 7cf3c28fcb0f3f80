use clickhouse_core::{Row, query_as};

#[derive(Row)]
struct Host {
    host: String,
}

fn main() {
    query_as!(Host, "SELECT host, count() AS hits FROM requests GROUP BY host ORDER BY host");
}
