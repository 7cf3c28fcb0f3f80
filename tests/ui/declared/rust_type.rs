use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "u64")]
    id: u64,
    #[clickhouse(type = "Vec<String>")]
    tags: Vec<String>,
    #[clickhouse(type = "Option(String)")]
    name: Option<String>,
    #[clickhouse(type = "i32")]
    number: i32,
    #[clickhouse(type = "f64")]
    share: f64,
}

fn main() {}
