use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "DateTime64(3)")]
    at: String,
    #[clickhouse(type = "Date")]
    day: u16,
}

fn main() {}
