use clickhouse_core::Value;

#[derive(Value)]
enum Level {
    Info,
    Warn,
}
#[derive(Value)]
enum Setting {
    Number(u64),
    Text(String),
}

fn main() {}
