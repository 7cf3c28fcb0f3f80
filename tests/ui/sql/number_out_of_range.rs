use clickhouse_core::sql;

fn main() {
    sql!("SELECT * FROM t WHERE key = {key:UInt8}", key = 256);
}
