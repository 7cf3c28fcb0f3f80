use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "Tuple(String, UInt8, UInt8)")]
    pair: (String, u8),
}

fn main() {}
