use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(skip, rename = "x")]
    url: String,
    #[clickhouse(skip_insert, skip_select)]
    day: u16,
    #[clickhouse(skip, type = "UInt8")]
    status: u8,
    #[clickhouse(skip, default)]
    other: u8,
}

fn main() {}
