use clickhouse_core::sql;

fn main() {
    let table = "metrics";
    let _ = sql!("SELECT * FROM {table:Table}");
}
