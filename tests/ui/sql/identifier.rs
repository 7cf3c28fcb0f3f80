use clickhouse_core::sql;

fn main() {
    let table = 7;
    sql!("SELECT * FROM {table:Identifier}");
    sql!("SELECT * FROM {table:Identifer}", table = "t");
}
