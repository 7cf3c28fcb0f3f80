use clickhouse_core::Variant;

#[derive(Variant)]
enum Level {
    Info,
    Warn,
}
#[derive(Variant)]
enum Two {
    Pair(u8, u8),
    Named { a: u8 },
}

fn main() {}
