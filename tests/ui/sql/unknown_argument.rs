use clickhouse_core::sql;

fn main() {
    sql!("SELECT * FROM t WHERE value >= {min:Float64}", mni = 1.5);
    sql!("SELECT * FROM t WHERE value >= {min:Float64}", min = 1.5, host = "a");
    sql!("SELECT * FROM t", host = "a");
}
