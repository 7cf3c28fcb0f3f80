use clickhouse_core::{Enum, sql};

#[derive(Enum)]
enum Level {
    Info,
    Fatal,
}
fn main() {
    let level = Level::Info;
    let _ = sql!("SELECT * FROM t WHERE level = {level:Enum8('Info' = 1, 'Warn' = 2)}");
}
