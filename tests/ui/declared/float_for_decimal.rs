use clickhouse_core::Row;

#[derive(Row)]
struct Trade {
    #[clickhouse(type = "Decimal(18, 4)")]
    price: f64,
}

fn main() {}
