use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "DateTime(UTC)")]
    at: time::OffsetDateTime,
}

fn main() {}
