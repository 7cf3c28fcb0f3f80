use clickhouse_core::sql;

fn main() {
    let min = 1.5;
    sql!("SELECT * FROM t WHERE value >= {min:Flaot64}");
    sql!("SELECT * FROM t WHERE value IN {min:Array(Float46)}");
    sql!("SELECT {min:Nullable(Array(Float64))}");
}
