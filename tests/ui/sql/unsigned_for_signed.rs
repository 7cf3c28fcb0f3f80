use clickhouse_core::sql;

fn main() {
    let max = 5u64;
    let _ = sql!("SELECT * FROM t WHERE a > {max:Int64}");
}
