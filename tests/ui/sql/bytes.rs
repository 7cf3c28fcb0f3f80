use clickhouse_core::sql;

fn main() {
    let bytes: &[u8] = b"abc";
    let _ = sql!("SELECT * FROM t WHERE name = {bytes:String}");
    let bytes = [1u8, 2, 3];
    let _ = sql!("SELECT * FROM t WHERE name = {bytes:FixedString(3)}");
}
