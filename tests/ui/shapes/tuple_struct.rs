use clickhouse_core::Row;

#[derive(Row)]
struct Visit(u64, String);

fn main() {}
