use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(default = 5)]
    count: u8,
    #[clickhouse(default = "unknown".to_string())]
    url: String,
    #[clickhouse(default = String::new())]
    host: String,
}

fn main() {}
