use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "Tuple(String, UInt8)")]
    pair: (u8, String),
}

fn main() {}
