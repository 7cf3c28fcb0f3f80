use clickhouse_core::sql;

fn main() {
    let min = 1.5;
    sql!("SELECT * FROM t WHERE value >= {min}");
    sql!("SELECT * FROM t WHERE value >= {min:}");
    sql!("SELECT * FROM t WHERE value >= {}", min);
}
