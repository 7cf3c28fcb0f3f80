use clickhouse_core::query_as;

struct Plain;

fn main() {
    query_as!("SELECT count() FROM requests WHERE status >= {status:UInt16}");
    query_as!();
    query_as!(u64);
    query_as!(Plain, "SELECT host, count() AS hits FROM requests GROUP BY host ORDER BY host");
}
