use clickhouse_core::query_as;

fn main() {
    let _ = query_as!(String, "SHOW TABLES");
    let _ = query_as!(u64, "SELECT count() FROM requests SETTINGS max_threads = 1 FORMAT Native");
    let _ = query_as!(u64, "INSERT INTO requests VALUES (1)");
}
