//! What is compared with the column is what a conversion gives and takes.

use clickhouse_core::Row;

mod as_text {
    pub type Column = String;

    pub fn read(text: String) -> Result<u8, std::num::ParseIntError> {
        text.parse()
    }

    pub fn write(number: &u8) -> Result<String, std::convert::Infallible> {
        Ok(number.to_string())
    }
}

#[derive(Row)]
struct Converted {
    #[clickhouse(type = "UInt8", with = as_text)]
    by_module: u8,
    #[clickhouse(type = "UInt16", try_from = "u8", into = "u64")]
    by_types: u32,
}

fn main() {}
