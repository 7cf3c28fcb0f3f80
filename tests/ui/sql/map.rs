use clickhouse_core::sql;
use std::collections::HashMap;

fn main() {
    let map = HashMap::from([("a", "b")]);
    let _ = sql!("SELECT {map:Map(String, UInt64)}");
}
