use clickhouse_core::query_as;

fn main() {
    let _ = query_as!(String, "SELECT host, count() AS hits FROM requests GROUP BY host ORDER BY host");
    let _ = query_as!((String,), "SELECT host, count() AS hits FROM requests GROUP BY host ORDER BY host");
    let _ = query_as!((u64, String), "SELECT host, count() AS hits FROM requests GROUP BY host ORDER BY host");
}
