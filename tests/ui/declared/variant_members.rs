use clickhouse_core::{Row, Variant};

#[derive(Variant)]
enum Setting {
    Unset,
    Text(String),
}

#[derive(Row)]
struct Host {
    #[clickhouse(type = "Variant(String, UInt64)")]
    setting: Setting,
}

fn main() {}
