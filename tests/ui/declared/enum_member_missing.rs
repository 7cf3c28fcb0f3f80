use clickhouse_core::{Enum, Row};

#[derive(Enum)]
#[clickhouse(rename_all = "lowercase")]
enum Level {
    Info,
    Warn,
}
#[derive(Row)]
struct Line {
    #[clickhouse(type = "Enum8('info' = 1, 'warn' = 2, 'error' = 3)")]
    level: Level,
}

fn main() {}
