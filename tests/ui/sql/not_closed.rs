use clickhouse_core::sql;

fn main() {
    sql!("SELECT * FROM t WHERE host = 'a");
    sql!("SELECT * FROM t WHERE host = {host:String");
    sql!(
        "SELECT *
         FROM `t
         LIMIT 1"
    );
    sql!("SELECT 1 /* one");
}
