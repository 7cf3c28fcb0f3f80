//! Conversions that cannot be, each at its token; a missing function only where the struct is used that way.

use clickhouse_core::Row;
use clickhouse_core::row::{ReadRow, WriteRow};

mod seconds {
    pub type Column = i64;

    pub fn read(seconds: i64) -> i128 {
        seconds.into()
    }
}

#[derive(Row)]
struct Attributes {
    #[clickhouse(with = seconds, try_from = "u8", into = "u8")]
    two: u8,
    #[clickhouse(skip, with = seconds)]
    skipped: u8,
    #[clickhouse(try_from = "Vec<", into = "u8 u8")]
    texts: u8,
    #[clickhouse(try_from = String, into)]
    forms: u8,
    #[clickhouse(with = seconds::<u8>)]
    parameters: u8,
    #[clickhouse(try_from = "u8", skip_select)]
    never_read: u8,
    #[clickhouse(into = "u8", skip_insert)]
    never_inserted: u8,
    #[clickhouse(serialize_with = "f", deserialize_with = "g", from = "u8")]
    of_serde: u8,
}

#[derive(Row)]
struct OneWay {
    #[clickhouse(with = seconds)]
    took: i128,
}

fn query_as<T: for<'a> ReadRow<'a>>() -> Vec<T> {
    Vec::new()
}

fn insert<T: WriteRow>(_rows: &[T]) {}

fn main() {
    query_as::<Attributes>();
    insert(&query_as::<OneWay>());
}
