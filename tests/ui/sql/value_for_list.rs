use clickhouse_core::sql;

fn main() {
    let hosts = "a";
    let _ = sql!("SELECT * FROM t WHERE host IN {hosts:Array(String)}");
    let ids = vec!["a"];
    let _ = sql!("SELECT * FROM t WHERE id IN {ids:Array(UInt64)}");
    let ids = vec![1u64];
    let _ = sql!("SELECT * FROM t WHERE id = {ids:UInt64}");
}
