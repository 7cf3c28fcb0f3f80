use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    url: String,
    #[clickhouse(rename = "url")]
    link: String,
}

fn main() {}
