use clickhouse_core::sql;

const SQL: &str = "SELECT 1";

fn main() {
    let text = String::from("SELECT 1");
    let _ = sql!(text);
    let _ = sql!(SQL);
    let _ = sql!(&format!("SELECT {}", 1));
    let _ = sql!();
    let _ = sql!(5);
}
