use clickhouse_core::sql;

fn main() {
    let day = "2024-01-01";
    let _ = sql!("SELECT * FROM t WHERE day = {day:Date}");
    let at = time::macros::date!(2024 - 01 - 01);
    let _ = sql!("SELECT * FROM t WHERE at = {at:DateTime}");
    let seconds = 1_700_000_000u32;
    let _ = sql!("SELECT * FROM t WHERE at = {seconds:DateTime}");
}
