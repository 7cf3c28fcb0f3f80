use clickhouse_core::sql;

fn main() {
    let pair = (1u8, "a");
    let _ = sql!("SELECT {pair:Tuple(String, UInt8)}");
    let pair = (1u8, "a", 2u8);
    let _ = sql!("SELECT {pair:Tuple(UInt8, String)}");
}
