use clickhouse_core::sql;

fn main() {
    sql!("SELECT * FROM t WHERE value >= {min:Float64}", 1.5);
    sql!("SELECT * FROM t WHERE value >= {min:Float64}", 1.5.max(2.5));
}
