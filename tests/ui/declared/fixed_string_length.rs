use clickhouse_core::Row;

#[derive(Row)]
struct File {
    #[clickhouse(type = "FixedString(20)")]
    sha1: [u8; 16],
}

fn main() {}
