use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "Nullable(String)")]
    referrer: String,
}

fn main() {}
