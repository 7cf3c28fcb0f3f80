use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "Array(Array(UInt8)")]
    matrix: Vec<Vec<u8>>,
}

fn main() {}
