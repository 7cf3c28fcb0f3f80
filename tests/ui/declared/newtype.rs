use clickhouse_core::{Row, Value};

#[derive(Value)]
struct UserId(u32);

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "UInt64")]
    user: UserId,
}

fn main() {}
