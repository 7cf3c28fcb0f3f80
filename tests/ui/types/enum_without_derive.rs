use clickhouse_core::Row;

#[derive(Debug, Clone)]
enum Level {
    Info,
    Warn,
}
#[derive(Row)]
struct Line {
    level: Level,
}

fn main() {}
