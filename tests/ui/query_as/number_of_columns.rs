use clickhouse_core::query_as;

fn main() {
    query_as!((String, u64, u64), "SELECT host, count() AS hits FROM requests GROUP BY host ORDER BY host");
    query_as!(String, "SELECT host, count() AS hits FROM requests GROUP BY host ORDER BY host");
    query_as!((String,), "SELECT host, count() AS hits FROM requests GROUP BY host ORDER BY host");
}
