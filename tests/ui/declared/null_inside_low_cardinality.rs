use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "LowCardinality(Nullable(String))")]
    host: String,
}

fn main() {}
