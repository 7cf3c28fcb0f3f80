use clickhouse_core::Row;

#[derive(Row)]
#[clickhouse(rename_al = "camelCase", parital)]
struct Visit {
    #[clickhouse(renam = "URL")]
    url: String,
    #[clickhouse(skip_serializing)]
    day: u16,
    #[clickhouse(tpye = "UInt8")]
    status: u8,
    #[clickhouse(defualt)]
    referrer: String,
}

fn main() {}
