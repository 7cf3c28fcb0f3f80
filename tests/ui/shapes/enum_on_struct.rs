use clickhouse_core::Enum;

#[derive(Enum)]
struct Level {
    info: u8,
}

fn main() {}
