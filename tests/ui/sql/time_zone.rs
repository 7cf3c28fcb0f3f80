use clickhouse_core::sql;

fn main() {
    let at = time::OffsetDateTime::UNIX_EPOCH;
    let _ = sql!("SELECT {at:DateTime('Europe/Berlim')}");
}
