use clickhouse_core::Row;

#[derive(Row)]
enum Visit {
    One { id: u64 },
    Two,
}

fn main() {}
