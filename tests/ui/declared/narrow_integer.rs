use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "UInt64")]
    id: u32,
}

fn main() {}
