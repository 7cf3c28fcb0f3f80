use clickhouse_core::Row;

#[derive(Row)]
#[clickhouse(deny_unknown_fields)]
struct Visit {
    #[clickhouse(alias = "link")]
    url: String,
    #[clickhouse(skip_serializing_if = "Option::is_none")]
    day: Option<u16>,
    #[clickhouse(skip_deserializing)]
    status: u8,
    #[clickhouse(deserialize_with = "parse")]
    referrer: String,
    #[clickhouse(borrow)]
    host: String,
}

fn main() {}
