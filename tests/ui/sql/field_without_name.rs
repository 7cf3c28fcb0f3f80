use clickhouse_core::sql;

struct Filter {
    min: u64,
}
fn main() {
    let filter = Filter { min: 1 };
    let _ = sql!("SELECT * FROM t WHERE a > {filter.min:UInt64}");
    let _ = sql!("SELECT * FROM t WHERE a > {min:UInt64}", filter.min);
}
