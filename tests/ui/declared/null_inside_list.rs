use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "Array(Nullable(UInt32))")]
    codes: Vec<u32>,
}

fn main() {}
