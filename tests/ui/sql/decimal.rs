use clickhouse_core::sql;
use clickhouse_core::types::Decimal;

fn main() {
    let price: Decimal<18, 4> = Decimal::new(1).unwrap();
    let _ = sql!("SELECT * FROM t WHERE price = {price:Decimal(9, 2)}");
    let price = 1.5;
    let _ = sql!("SELECT * FROM t WHERE price = {price:Decimal(9, 2)}");
}
