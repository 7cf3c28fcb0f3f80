use clickhouse_core::{Row, query_as};

#[derive(Row)]
struct Host {
    host: String,
}

#[derive(Row)]
struct Hits {
    hits: u64,
}

fn main() {
    let _ = query_as!((Host, Hits), "SELECT host, count() AS hits FROM requests GROUP BY host ORDER BY host");
    let _ = query_as!((Host, u64), "SELECT host, count() AS hits FROM requests GROUP BY host ORDER BY host");
}
