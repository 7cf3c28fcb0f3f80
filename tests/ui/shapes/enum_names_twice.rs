use clickhouse_core::Enum;

#[derive(Enum)]
enum Level {
    Info,
    #[clickhouse(rename = "Info")]
    Note,
}

fn main() {}
