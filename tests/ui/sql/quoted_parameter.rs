use clickhouse_core::sql;

fn main() {
    let host = "a";
    let _ = sql!("SELECT * FROM t WHERE host = '{host:String}'", host = host);
}
