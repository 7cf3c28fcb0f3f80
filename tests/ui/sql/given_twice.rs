use clickhouse_core::sql;

fn main() {
    sql!("SELECT * FROM t WHERE value >= {min:Float64}", min = 1.5, min = 2.5);
}
