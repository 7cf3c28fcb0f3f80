//! `flatten` and `nested` where they make no sense, all at once.

use clickhouse_core::Row;
use clickhouse_core::row::{ReadRow, WriteRow};

#[derive(Row)]
struct Address {
    street: String,
}

#[derive(Row)]
struct Attributes {
    #[clickhouse(flatten = 5)]
    number: Address,
    #[clickhouse(flatten, rename = "home")]
    renamed: Address,
    #[clickhouse(flatten)]
    optional: Option<Address>,
    #[clickhouse(flatten)]
    list: Vec<Address>,
    #[clickhouse(flatten, default)]
    default: Address,
    #[clickhouse(flatten, nested)]
    both: Vec<Address>,
    #[clickhouse(skip, flatten)]
    skipped: Address,
    #[clickhouse(nested, try_from = "String", type = "String")]
    converted: Vec<Address>,
    #[clickhouse(nested = "n")]
    named: Vec<Address>,
    #[clickhouse(flattened)]
    misspelt: Address,
}

fn query_as<T: for<'a> ReadRow<'a>>() -> Vec<T> {
    Vec::new()
}

fn insert<T: WriteRow>(_rows: &[T]) {}

fn main() {
    insert(&query_as::<Attributes>());
}
