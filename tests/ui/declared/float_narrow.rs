use clickhouse_core::Row;

#[derive(Row)]
struct Metric {
    #[clickhouse(type = "Float64")]
    value: f32,
}

fn main() {}
