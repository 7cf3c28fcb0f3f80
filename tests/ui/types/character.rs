use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    grade: char,
}

fn main() {}
