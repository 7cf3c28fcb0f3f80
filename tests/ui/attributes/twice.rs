use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(rename = "a", rename = "b")]
    url: String,
    #[clickhouse(skip_insert)]
    #[clickhouse(skip_insert)]
    day: u16,
}

fn main() {}
