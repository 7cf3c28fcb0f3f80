use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    id: u64,
    count: usize,
}

fn main() {}
