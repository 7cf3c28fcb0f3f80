use clickhouse_core::query_as;

fn main() {
    let status = 500u16;
    let _ = query_as!(usize, "SELECT count() FROM requests WHERE status >= {status:UInt16}");
    let _ = query_as!(i64, "SELECT count() FROM requests WHERE status >= {status:UInt16}");
}
