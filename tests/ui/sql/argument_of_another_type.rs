use clickhouse_core::sql;

fn main() {
    sql!(
        "SELECT * FROM metrics WHERE value >= {min:Float64} AND host = {host:String}",
        min = String::from("1.5"),
        host = 7,
    );
}
