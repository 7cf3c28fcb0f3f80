use clickhouse_core::Row;

#[derive(Row)]
#[clickhouse(table = "metrics", partial)]
struct Metric {
    spread: Vec<(u8, Option<String>)>,
}

fn main() {}
