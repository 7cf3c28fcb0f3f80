use clickhouse_core::Row;

#[derive(Row)]
#[clickhouse(rename_all = "camel_case")]
struct Visit {
    user_id: u64,
}

#[derive(Row)]
#[clickhouse(rename_all = "uppercase")]
struct Other {
    user_id: u64,
}

fn main() {}
