use clickhouse_core::query_as;

fn main() {
    query_as!((u8, f64), "SELECT host, count() AS hits FROM requests GROUP BY host ORDER BY host");
    query_as!(i64, "SELECT count() FROM requests WHERE status >= {status:UInt16}", status = 500);
}
