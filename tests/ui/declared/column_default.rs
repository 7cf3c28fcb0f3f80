use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "UInt64 DEFAULT 0")]
    id: u64,
    #[clickhouse(type = "String CODEC(ZSTD)")]
    host: String,
    #[clickhouse(type = "String NULL")]
    name: Option<String>,
}

fn main() {}
