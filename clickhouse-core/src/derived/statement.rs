//! What `sql!` and `query_as!` name.

use crate::row::problems;
pub use crate::row::{ALL, QueryColumn, ReadRow, WIDTH, Wanted};
pub use crate::sql::{Fits, Param, Statement, TypedStatement, param_type};
pub use crate::types::{Declared, Kind, plain};
#[cfg(feature = "derive")]
pub use clickhouse_derive::{query_as, sql};
use std::marker::PhantomData;
pub use std::marker::Sized;
pub use std::primitive::{str, u8};
pub use std::{include_bytes, include_str, option_env};

/// A statement with its parameters.
pub fn statement<const N: usize>(sql: &'static str, params: [(&'static str, String); N]) -> Statement {
    Statement { sql: sql.to_owned(), params: params.into_iter().map(|(name, text)| (name.to_owned(), text)).collect() }
}

/// A statement whose rows are known to be `T`.
pub fn typed<T>(statement: Statement) -> TypedStatement<T> {
    TypedStatement::new(statement)
}

/// Ends the compilation where a query's `columns` do not fit the row type called `row`; `part` is as for [`problems`].
#[track_caller]
pub const fn insist_on_columns(wanted: &Wanted, columns: &'static [QueryColumn], part: usize, row: &str) {
    let problems = problems(wanted, columns, part, row);
    assert!(!problems.are_there(), "{}", problems.text());
}

/// The answer that values of the type `T` fit to the last detail.
#[derive(Debug)]
pub struct Held<T: ?Sized>(PhantomData<T>);

/// The answer, unless it is no: then the compilation ends with `text`.
#[track_caller]
pub const fn held<T: Fits<D> + ?Sized, D>(text: &str) -> Held<T> {
    assert!(T::HOLDS, "{}", text);
    Held(PhantomData)
}

/// Lets the compiler find out which type the answer is about.
pub fn same<T: ?Sized>(_: &T, _: Held<T>) {}
