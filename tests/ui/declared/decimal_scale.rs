use clickhouse_core::Row;
use clickhouse_core::types::Decimal;

#[derive(Row)]
struct Trade {
    #[clickhouse(type = "Decimal(18, 4)")]
    price: Decimal<18, 2>,
}

fn main() {}
