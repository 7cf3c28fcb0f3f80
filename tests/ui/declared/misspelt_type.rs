use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "Uint64")]
    id: u64,
    #[clickhouse(type = "Strng")]
    host: String,
    #[clickhouse(type = "LowCardinalty(String)")]
    browser: String,
    #[clickhouse(type = "Array(Nulable(UInt8))")]
    codes: Vec<Option<u8>>,
}

fn main() {}
