//! All that is wrong with the attributes of a row comes at once, each at the smallest token.

use clickhouse_core::Row;

#[derive(Row)]
#[clickhouse(rename_all = "CamelCase", partail, rename = "x", engine = "Memory")]
struct Metric<'a, T> {
    #[clickhouse(renmae = "k")]
    key: u32,
    #[clickhouse(skip_serializing)]
    value: &'a str,
    #[clickhouse(skip = true, rename)]
    metric: T,
    #[clickhouse(codec = "ZSTD")]
    flat: u8,
    #[clickhouse(rename_all = "lowercase")]
    place: u8,
    #[clickhouse(default = 5)]
    number: u8,
    #[clickhouse(rename = "a", rename = "b")]
    twice: u8,
    #[clickhouse]
    empty: u8,
    #[clickhouse(skip, rename = "z")]
    nothing: u8,
    #[clickhouse(rename = "")]
    nameless: u8,
    #[clickhouse(colour = "red")]
    colour: u8,
}

#[derive(Row)]
#[clickhouse(rename_all = "camelCase")]
struct Names {
    user_id: u32,
    #[clickhouse(rename = "userId")]
    again: u32,
    #[allow(non_snake_case, reason = "names are part of the test")]
    userId: u32,
}

fn main() {
    let _ = Metric::<'_, u8>::columns();
    let _ = Names::columns();
}
