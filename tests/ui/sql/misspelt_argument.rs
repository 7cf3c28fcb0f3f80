use clickhouse_core::sql;

fn main() {
    let _ = sql!("SELECT * FROM t WHERE a > {minimum:UInt64}", minimun = 5);
}
