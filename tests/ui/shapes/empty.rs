use clickhouse_core::Row;

#[derive(Row)]
struct Visit {}

fn main() {}
