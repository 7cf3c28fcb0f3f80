use clickhouse_core::query_as;

fn main() {
    query_as!(u64, "SELECT count() FROM requests WHERE status >= {status:UInt16}", status = "500");
}
