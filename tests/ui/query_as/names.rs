use clickhouse_core::{Row, query_as};

#[derive(Row)]
struct Host {
    hots: String,
    hit_count: u64,
}

fn main() {
    query_as!(Host, "SELECT host, count() AS hits FROM requests GROUP BY host ORDER BY host");
}
