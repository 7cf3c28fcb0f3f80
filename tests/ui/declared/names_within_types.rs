use clickhouse_core::Row;
use clickhouse_core::types::AggregateState;
use time::OffsetDateTime;

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "DateTime('Europe/Berlim')")]
    at: OffsetDateTime,
    #[clickhouse(type = "Nullable(DateTime64(3, 'utc'))")]
    seen: Option<OffsetDateTime>,
    #[clickhouse(type = "SimpleAggregateFunction(summ, UInt64)")]
    hits: u64,
    #[clickhouse(type = "SimpleAggregateFunction(avg, Float64)")]
    mean: f64,
    #[clickhouse(type = "AggregateFunction(unique, UInt64)")]
    users: AggregateState,
}

fn main() {}
