use clickhouse_core::Row;

#[derive(Row)]
#[clickhouse(type = "UInt8", skip, rename = "visits")]
struct Visit {
    #[clickhouse(partial)]
    url: String,
    #[clickhouse(table = "visits")]
    host: String,
    #[clickhouse(rename_all = "camelCase")]
    user_id: u8,
}

fn main() {}
