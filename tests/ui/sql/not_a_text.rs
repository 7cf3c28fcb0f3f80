use clickhouse_core::sql;

const SQL: &str = "SELECT 1";

fn main() {
    sql!(SQL);
    sql!(format!("SELECT {}", 1));
    sql!(include_str!("nowhere.sql"));
    sql!();
}
