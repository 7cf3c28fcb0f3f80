use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "String")]
    referrer: Option<String>,
}

fn main() {}
