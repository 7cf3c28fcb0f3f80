use clickhouse_core::sql;

fn main() {
    let min = "1.5";
    sql!("SELECT * FROM metrics WHERE value >= {min:Float64}");
}
