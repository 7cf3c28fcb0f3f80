use clickhouse_core::sql;

fn main() {
    let since = "2024-01-02 03:04:05";
    sql!("SELECT * FROM t WHERE at >= {since:DateTime}");
    sql!("SELECT * FROM t WHERE id = {id:UUID}", id = "61f0c404-5cb3-11e7-907b-a6006ad3dba0");
}
