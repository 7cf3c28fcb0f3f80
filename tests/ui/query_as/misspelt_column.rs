use clickhouse_core::{Row, query_as};

#[derive(Row)]
struct Host {
    hosts: String,
    hits: u64,
}
fn main() {
    let _ = query_as!(Host, "SELECT host, count() AS hits FROM requests GROUP BY host ORDER BY host");
}
