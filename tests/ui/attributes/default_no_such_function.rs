use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(default = unknwon)]
    url: String,
}

fn main() {}
