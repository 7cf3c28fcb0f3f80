use clickhouse_core::sql;

fn main() {
    let host: Option<&str> = None;
    sql!("SELECT * FROM t WHERE host = {host:String}");
    sql!("SELECT * FROM t WHERE key IN {keys:Array(UInt64)}", keys = vec![Some(1u64)]);
}
