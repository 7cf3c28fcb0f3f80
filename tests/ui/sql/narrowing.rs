use clickhouse_core::sql;

fn main() {
    let key = 300u16;
    sql!("SELECT * FROM t WHERE key = {key:UInt8}");
    sql!("SELECT * FROM t WHERE key = {key:UInt32}", key = -1i32);
    sql!("SELECT * FROM t WHERE key = {key:Float32}", key = 0.1f64);
}
