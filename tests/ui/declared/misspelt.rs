//! Texts in `type = ".."` that are no types.

use clickhouse_core::Row;

#[derive(Row)]
struct Misspelt {
    #[clickhouse(type = "Flot64")]
    in_one_word: f64,
    #[clickhouse(type = "Array(LowCardinality(Sting))")]
    inside_others: Vec<String>,
    #[clickhouse(type = "uint8")]
    in_another_case: u8,
    #[clickhouse(type = "Decimal(18,")]
    cut_short: u8,
    #[clickhouse(type = "")]
    empty: u8,
    #[clickhouse(type = "UInt8 UInt8")]
    too_long: u8,
    #[clickhouse(type = UInt8)]
    not_in_quotes: u8,
}

#[derive(Row)]
struct OutOfRange {
    #[clickhouse(type = "FixedString(0)")]
    no_bytes: [u8; 0],
    #[clickhouse(type = "Decimal(77, 2)")]
    too_many_digits: f64,
    #[clickhouse(type = "DateTime64(10)")]
    too_fine: u64,
    #[clickhouse(type = "Enum8('a' = 200)")]
    too_large: String,
    #[clickhouse(type = "Enum8('a' = 1, 'a' = 2)")]
    twice: String,
    #[clickhouse(type = "Tuple(a UInt8, a UInt8)")]
    twice_in_a_tuple: (u8, u8),
}

fn main() {}
