use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "Enum8('click', 'view' = 5, 'buy')")]
    kind: String,
    #[clickhouse(type = "Enum8('click' = 3, 'view')")]
    fine: String,
}

fn main() {}
