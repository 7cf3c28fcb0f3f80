use clickhouse_core::sql;

fn main() {
    let min = 5u64;
    let _ = sql!("SELECT * FROM t WHERE a > {}", min);
}
