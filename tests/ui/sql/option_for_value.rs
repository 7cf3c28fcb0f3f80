use clickhouse_core::sql;

fn main() {
    let host: Option<&str> = None;
    let _ = sql!("SELECT * FROM t WHERE host = {host:String}");
}
