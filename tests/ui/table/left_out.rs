use clickhouse_core::Row;

#[derive(Row)]
#[clickhouse(table = "small")]
struct Small {
    key: u32,
    #[clickhouse(skip)]
    added: u64,
    #[clickhouse(skip_insert)]
    note: String,
}

fn main() {}
