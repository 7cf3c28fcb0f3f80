use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "Int64")]
    balance: u64,
}

fn main() {}
