use clickhouse_core::sql;

fn main() {
    let minimum = 1.5;
    sql!("SELECT * FROM t WHERE value >= {minimun:Float64}");
}
