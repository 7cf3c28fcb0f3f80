//! How a type stands as a row by itself: as one column, as columns by position, or as columns by name.
//!
//! The shape is a type, so that there is exactly one way for each type to be read as a row. The compiler then follows
//! that way and reports the very field that is in the way, not that none of several ways leads to the row.

/// What kind of row a type is.
///
/// | type | shape |
/// |---|---|
/// | column values but for tuples | [`OneColumn`] |
/// | tuples | [`ByPosition`] |
/// | a struct with `#[derive(Row)]` | [`ByName`] |
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row of ClickHouse columns",
    label = "neither a row nor a column value",
    note = "a row is a struct with `#[derive(clickhouse_core::Row)]`, a tuple of up to 16 column values, or a single column value, such as `u64` instead of `usize`"
)]
pub trait RowShape {
    /// One of the three shapes.
    type Shape;
}

/// A row of one column, whatever its name.
#[derive(Debug, Clone, Copy)]
pub struct OneColumn;

/// A row of columns that are told apart by their order.
#[derive(Debug, Clone, Copy)]
pub struct ByPosition;

/// A row of columns that are told apart by their names.
#[derive(Debug, Clone, Copy)]
pub struct ByName;

/// Marks column values as rows of one column.
macro_rules! single_value {
    ($($type:ty),* $(,)?) => {
        $(impl crate::value::RowShape for $type {
            type Shape = crate::value::OneColumn;
        })*
    };
}
pub(crate) use single_value;
