use clickhouse_core::Enum;

#[derive(Enum)]
enum Level {
    Info,
    Code(u8),
    Named { a: u8 },
}

fn main() {}
