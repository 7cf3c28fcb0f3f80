use clickhouse_core::query_as;

fn main() {
    let _ = query_as!("SELECT 1");
    let _ = query_as!(u64);
    let _ = query_as!();
    let _ = query_as!(u64, format!("SELECT {}", 1));
    let _ = query_as!(u64 "SELECT 1");
}
