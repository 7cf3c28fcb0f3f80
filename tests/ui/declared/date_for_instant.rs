use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "DateTime")]
    at: time::Date,
    #[clickhouse(type = "Date32")]
    day: time::OffsetDateTime,
}

fn main() {}
