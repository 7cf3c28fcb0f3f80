use clickhouse_core::{Enum, Row};

#[derive(Enum)]
enum Level {
    Info,
    Warn,
    Fatal,
}
#[derive(Row)]
struct Line {
    #[clickhouse(type = "Enum8('Info' = 1, 'Warn' = 2)")]
    level: Level,
}

fn main() {}
