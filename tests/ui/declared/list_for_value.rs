use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "Array(String)")]
    tag: String,
    #[clickhouse(type = "String")]
    tags: Vec<String>,
}

fn main() {}
