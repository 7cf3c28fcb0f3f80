use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    at: std::time::Instant,
}

fn main() {}
