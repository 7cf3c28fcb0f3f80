use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(rename = URL)]
    url: String,
    #[clickhouse(rename("URL"))]
    link: String,
    #[clickhouse(rename)]
    more: String,
    #[clickhouse(skip = true)]
    day: u16,
    #[clickhouse("rename")]
    day2: u16,
    #[clickhouse]
    day3: u16,
    #[clickhouse = "skip"]
    day4: u16,
    #[clickhouse(rename: "x")]
    day5: u16,
    #[clickhouse(skip skip_insert)]
    day6: u16,
}

fn main() {}
