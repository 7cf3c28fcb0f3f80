use clickhouse_core::Row;

#[derive(Row)]
union Visit {
    a: u32,
    b: f32,
}

fn main() {}
