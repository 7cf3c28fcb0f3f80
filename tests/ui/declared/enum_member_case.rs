use clickhouse_core::{Enum, Row};

#[derive(Enum)]
enum Level {
    Info,
    Warn,
}
#[derive(Row)]
struct Line {
    #[clickhouse(type = "Enum8('info' = 1, 'warn' = 2)")]
    level: Level,
}

fn main() {}
