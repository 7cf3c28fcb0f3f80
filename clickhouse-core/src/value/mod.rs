//! Rust types as values of columns: which ClickHouse types each reads and writes, and how.
//!
//! A type is checked against a column once, in [`ReadValue::bind`] and [`WriteValue::builder`]; what they return then
//! moves values without further questions. One family of types per file, reading and writing side by side.
//!
//! Knows no rows and no blocks. To add a type, copy the nearest neighbour.

mod aggregate_state;
mod array;
#[cfg(feature = "bigdecimal")]
mod bigdecimal;
mod boolean;
mod builder;
#[cfg(feature = "bytes")]
mod bytes;
#[cfg(feature = "chrono")]
mod chrono;
#[cfg(any(feature = "chrono", feature = "time"))]
mod date;
mod decimal;
mod dynamic;
mod enumeration;
mod error;
mod fixed;
mod fixed_array;
mod geometry;
#[cfg(feature = "half")]
mod half;
#[cfg(feature = "indexmap")]
mod indexmap;
mod instant;
mod interval;
mod ip;
mod json;
mod map;
#[doc(hidden)]
pub mod members;
mod number;
mod option;
mod pointer;
#[doc(hidden)]
pub mod relation;
#[cfg(feature = "rust_decimal")]
mod rust_decimal;
mod shape;
mod span;
mod std_time;
#[cfg(test)]
pub(crate) mod testing;
mod text;
#[cfg(feature = "time")]
mod time;
mod tuple;
mod untyped;
#[cfg(feature = "uuid")]
mod uuid;
mod variant;
mod way_out;

#[doc(hidden)]
pub use dynamic::DynamicCursor;
pub use enumeration::{EnumBuilder, EnumCursor, EnumValue};
pub(crate) use error::Bind;
pub use error::{BindError, CellError};
#[cfg(feature = "serde_json")]
pub use json::{AsJson, AsJsonCursor, JsonText};
pub use json::{JsonBuilder, JsonCursor, JsonError};
pub use relation::{FieldShape, Shape};
pub(crate) use shape::single_value;
pub use shape::{ByName, ByPosition, OneColumn, RowShape};
pub use untyped::{Value, ValueBuilder, ValueCursor};
#[doc(hidden)]
pub use variant::{
    MemberColumns, NULL_MEMBER, OTHER_MEMBER, ReadMembers, VariantCell, VariantCursor, VariantNames, WriteMembers,
    read_member, variant_builder, variant_type, write_member,
};
pub(crate) use way_out::rust_type_for;

use crate::column::{ColumnBuilder, View};
use crate::types::DataType;
use std::ops::Range;

/// Whether no value is of this type: Nothing, of which the items of `[]` are, and a Tuple with it, as those of `map()`.
fn is_void(data_type: &DataType) -> bool {
    match data_type {
        DataType::Nothing => true,
        DataType::Tuple(elements) => elements.iter().any(|element| is_void(&element.data_type)),
        _ => false,
    }
}

/// A Rust type that stands for a ClickHouse type in a column.
///
/// | Rust type | natural ClickHouse type |
/// |---|---|
/// | `u8` .. `u128`, `i8` .. `i128` | `UInt8` .. `UInt128`, `Int8` .. `Int128` |
/// | [`UInt256`](crate::types::UInt256), [`Int256`](crate::types::Int256) | `UInt256`, `Int256` |
/// | `f32`, `f64` | `Float32`, `Float64` |
/// | [`BFloat16`](crate::types::BFloat16), `half::bf16` | `BFloat16` |
/// | `bool` | `Bool` |
/// | `String`, `&str`, `Cow<str>`, `Box<str>`, `Rc<str>`, `Arc<str>` | `String` |
/// | [`Blob`](crate::types::Blob), `&[u8]`, `Cow<[u8]>`, `bytes::Bytes` | `String` as bytes |
/// | `[u8; N]` | `FixedString(N)` |
/// | `uuid::Uuid` | `UUID` |
/// | `Ipv4Addr`, `Ipv6Addr` | `IPv4`, `IPv6` |
/// | `time::Date`, `chrono::NaiveDate` | `Date32` |
/// | `time::OffsetDateTime`, `time::PrimitiveDateTime`, `chrono::DateTime`, `chrono::NaiveDateTime`, `std::time::SystemTime` | `DateTime64(9)` |
/// | `time::Duration`, `chrono::TimeDelta`, `std::time::Duration`, `time::Time`, `chrono::NaiveTime` | `Time64(9)` |
/// | [`IntervalDay`](crate::types::IntervalDay) and its siblings | `IntervalDay`, .. |
/// | [`Decimal<P, S>`](crate::types::Decimal) | `Decimal(P, S)` |
/// | `rust_decimal::Decimal`, `bigdecimal::BigDecimal` | `Decimal(57, 28)`, `Decimal(76, 38)` |
/// | [`Value`] | every type; `Dynamic` by itself |
/// | `#[derive(Enum)]` | `Enum8`, `Enum16` |
/// | `#[derive(Variant)]` | `Variant(..)` |
/// | [`Dynamic`](crate::types::Dynamic) | `Dynamic` |
/// | [`Geometry`](crate::types::Geometry) | `Geometry` |
/// | [`Json`](crate::types::Json), `serde_json::Value` | `JSON` |
/// | [`AggregateState`](crate::types::AggregateState) | `AggregateFunction(..)` |
/// | `Option<T>` | `Nullable(T)` |
/// | `Vec<T>`, `Box<[T]>`, `Rc<[T]>`, `Arc<[T]>`, `VecDeque<T>`, `HashSet<T>`, `BTreeSet<T>`, `indexmap::IndexSet<T>`, `&[T]`, `[T; N]` of exactly N items | `Array(T)` |
/// | tuples, also `()` | `Tuple(..)` |
/// | [`Point`](crate::types::Point), [`Ring`](crate::types::Ring), [`Polygon`](crate::types::Polygon), .. | as the tuples and arrays that they are |
/// | `HashMap<K, V>`, `BTreeMap<K, V>`, `indexmap::IndexMap<K, V>` | `Map(K, V)` |
/// | `&T`, `Box<T>`, `Rc<T>`, `Arc<T>` | as `T` |
///
/// `&T` and, but for `&[u8]`, `&[T]` can only be written.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a ClickHouse column value",
    label = "no ClickHouse type stands for `{Self}`",
    note = "integers need a fixed width: `u64` or `i64` instead of `usize` or `isize`; text is `String`, bytes are `types::Blob`",
    note = "a struct needs `#[derive(Value)]`, an enum `#[derive(Enum)]`; a row within the row is `#[clickhouse(flatten)]`, a `Vec` of rows `#[clickhouse(nested)]`, and a field that is no column `#[clickhouse(skip)]`"
)]
pub trait ColumnValue {
    /// The ClickHouse type that holds exactly the values of this Rust type, as a new table would have it.
    fn data_type() -> DataType;

    /// What the compiler knows of the columns that hold this type; by default nothing, and the first block or insert
    /// says it.
    #[doc(hidden)]
    const SHAPE: Shape = Shape::Unknown;

    /// The shape of `&[Self]`.
    #[doc(hidden)]
    const SHAPE_OF_SLICE: Shape = Shape::Array(&Self::SHAPE);

    /// Whether `[Self; N]` is bytes and no array: `u8`.
    #[doc(hidden)]
    const IS_BYTE: bool = false;

    /// The array that these bytes are, if [`ColumnValue::IS_BYTE`].
    #[doc(hidden)]
    fn array_of_bytes<const N: usize>(bytes: [u8; N]) -> Option<[Self; N]>
    where
        Self: Sized,
    {
        let _ = bytes;
        None
    }

    /// The type of `&[Self]`: an Array, but for `&[u8]`, which is bytes.
    #[doc(hidden)]
    fn type_of_slice() -> DataType
    where
        Self: Sized,
    {
        DataType::Array(Box::new(Self::data_type()))
    }
}

/// A Rust type that can be read from columns, borrowing for `'a` from the block that holds them.
///
/// A value that wraps another one hands everything on:
///
/// ```
/// use clickhouse_core::column::View;
/// use clickhouse_core::types::DataType;
/// use clickhouse_core::value::{BindError, CellError, ColumnValue, ReadValue};
///
/// struct Celsius(f64);
///
/// impl ColumnValue for Celsius {
///     fn data_type() -> DataType {
///         f64::data_type()
///     }
/// }
///
/// impl<'a> ReadValue<'a> for Celsius {
///     type Cursor = <f64 as ReadValue<'a>>::Cursor;
///
///     fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
///         f64::bind(view)
///     }
///
///     fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
///         f64::read(cursor, row).map(Celsius)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a ClickHouse column",
    label = "this type can only be inserted, or is no column value at all"
)]
pub trait ReadValue<'a>: ColumnValue + Sized {
    /// The place in a column that has been checked to hold this type.
    type Cursor: Send;

    /// Checks the column's type, once per block.
    ///
    /// # Errors
    /// A [`BindError`] where not every value of the column's type is a value of this type.
    fn bind(view: View<'a>) -> Result<Self::Cursor, BindError>;

    /// The value of `row`. Rows are asked for in their order, each once: either by `read` or by `skip`.
    ///
    /// # Errors
    /// A [`CellError`] where the bytes are no value of this type: text that is not UTF-8, a date beyond the calendar.
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError>;

    /// The values of several rows, as [`ReadValue::read`] gives them one by one.
    ///
    /// # Errors
    /// As [`ReadValue::read`], of any of the rows.
    #[doc(hidden)]
    #[inline]
    fn read_each(cursor: &mut Self::Cursor, rows: Range<usize>) -> Result<Vec<Self>, CellError> {
        let mut values = Vec::with_capacity(rows.len());
        for row in rows {
            values.push(Self::read(cursor, row)?);
        }
        Ok(values)
    }

    /// Passes over `row`, whose value (the filler below a NULL) need not make sense.
    fn skip(cursor: &mut Self::Cursor, row: usize) {
        let _ = (cursor, row);
    }
}

/// A Rust type that can be written into columns.
///
/// A value that wraps another one hands everything on:
///
/// ```
/// use clickhouse_core::types::DataType;
/// use clickhouse_core::value::{BindError, CellError, ColumnValue, WriteValue};
///
/// struct Celsius(f64);
///
/// impl ColumnValue for Celsius {
///     fn data_type() -> DataType {
///         f64::data_type()
///     }
/// }
///
/// impl WriteValue for Celsius {
///     type Builder = <f64 as WriteValue>::Builder;
///
///     fn builder(data_type: &DataType) -> Result<Self::Builder, BindError> {
///         f64::builder(data_type)
///     }
///
///     fn write(&self, builder: &mut Self::Builder) -> Result<(), CellError> {
///         self.0.write(builder)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be inserted into a ClickHouse column",
    label = "this type can only be read, or is no column value at all"
)]
pub trait WriteValue: ColumnValue {
    /// Gathers values in the layout of the column's type.
    type Builder: ColumnBuilder + Send;

    /// Checks the column's type, once per insert, and makes an empty builder that writes exactly that type.
    ///
    /// # Errors
    /// A [`BindError`] where the column's type does not hold values of this type.
    fn builder(data_type: &DataType) -> Result<Self::Builder, BindError>;

    /// Gathers this value.
    ///
    /// # Errors
    /// A [`CellError`] where the column's type does not hold this very value: an instant out of range, a text too long.
    /// The builder is left in need of a [`truncate`](ColumnBuilder::truncate).
    fn write(&self, builder: &mut Self::Builder) -> Result<(), CellError>;

    /// Gathers many values: what [`WriteValue::write`] does for one after another, in one loop over the column.
    ///
    /// # Errors
    /// As [`WriteValue::write`], of any of the values; those before it may have been gathered or not.
    #[inline]
    fn write_each<'v>(
        values: impl ExactSizeIterator<Item = &'v Self> + Clone,
        builder: &mut Self::Builder,
    ) -> Result<(), CellError>
    where
        Self: 'v,
    {
        for value in values {
            value.write(builder)?;
        }
        Ok(())
    }

    /// `values` as bytes, where `&[Self]` is bytes and no array: `u8`.
    #[doc(hidden)]
    fn bytes_of(values: &[Self]) -> Option<&[u8]>
    where
        Self: Sized,
    {
        let _ = values;
        None
    }
}
