use clickhouse_core::sql;

fn main() {
    let min = 5.0;
    let _ = sql!("SELECT * FROM t WHERE a > {min:.2}");
    let _ = sql!("SELECT * FROM t WHERE a > {min:?}");
}
