use clickhouse_core::{Enum, Row};

#[derive(Enum)]
enum Level {
    Info,
    Warn,
}
#[derive(Row)]
struct Line {
    #[clickhouse(type = "UInt8")]
    level: Level,
}

fn main() {}
