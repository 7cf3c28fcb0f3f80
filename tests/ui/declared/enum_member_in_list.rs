use clickhouse_core::{Enum, Row};

#[derive(Enum)]
enum Level {
    Info,
    Wran,
}
#[derive(Row)]
struct Line {
    #[clickhouse(type = "Map(String, Array(Enum8('Info' = 1, 'Warn' = 2)))")]
    levels: std::collections::HashMap<String, Vec<Level>>,
}

fn main() {}
