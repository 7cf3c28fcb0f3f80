use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "Decimal(100, 2)")]
    price: f64,
    #[clickhouse(type = "DateTime64(12)")]
    at: time::OffsetDateTime,
    #[clickhouse(type = "FixedString(0)")]
    code: String,
    #[clickhouse(type = "Enum8('a' = 1000)")]
    level: String,
}

fn main() {}
