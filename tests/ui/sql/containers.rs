use clickhouse_core::sql;
use std::collections::HashMap;

fn main() {
    let hosts = vec!["a", "b"];
    sql!("SELECT * FROM t WHERE host = {hosts:String}");
    sql!("SELECT * FROM t WHERE host IN {hosts:Array(UInt64)}");
    sql!("SELECT {pair:Tuple(UInt8, String)}", pair = (1u8, 2u8));
    sql!("SELECT {labels:Map(String, UInt8)}", labels = HashMap::<String, String>::new());
}
