//! ClickHouse's data types as values: [`DataType`], read from the text that the server prints and printed back.
//!
//! Knows no bytes, no Rust types and no columns. Uses the standard library only, so that the derive crate can include
//! these very files. Source: ClickHouse `src/DataTypes/`, names as `system.columns.type` prints them, checked on 26.7.

mod aggregate_state;
mod bfloat16;
mod blob;
pub(crate) mod calendar;
mod decimal;
mod declared;
mod display;
mod dynamic;
mod geometry;
mod int256;
mod interval;
mod json;
mod known;
mod parse;
mod values;
mod version;

pub use aggregate_state::AggregateState;
pub use bfloat16::BFloat16;
pub use blob::Blob;
pub use decimal::Decimal;
pub(crate) use decimal::{power_of_ten, scaled_up};
#[doc(hidden)]
pub use declared::{Declared, Kind, Parts, plain};
pub use dynamic::Dynamic;
pub use geometry::{Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon, Ring};
pub use int256::{Int256, IntegerError, UInt256};
pub use interval::{
    IntervalDay, IntervalHour, IntervalMicrosecond, IntervalMillisecond, IntervalMinute, IntervalMonth,
    IntervalNanosecond, IntervalQuarter, IntervalSecond, IntervalWeek, IntervalYear,
};
pub use json::Json;
#[doc(hidden)]
pub use known::misspelt_name;
pub use parse::TypeError;
pub(crate) use parse::{distance, nearest};

use std::sync::Arc;

/// A ClickHouse data type, normalised as the server normalises it: aliases resolved, Enum members sorted by number,
/// Variant's types sorted by name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the variants without fields carry ClickHouse's own names")]
#[non_exhaustive]
pub enum DataType {
    Nothing,
    Bool,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    UInt128,
    UInt256,
    Int8,
    Int16,
    Int32,
    Int64,
    Int128,
    Int256,
    BFloat16,
    Float32,
    Float64,
    String,
    /// The number of bytes of each value.
    FixedString(usize),
    Uuid,
    IPv4,
    IPv6,
    Date,
    Date32,
    /// With its time zone, which is for display only; at the top level of a block the server leaves it out.
    DateTime(Option<Arc<str>>),
    /// Decimal digits of a second (0 to 9), and the time zone, which is for display only.
    DateTime64(u8, Option<Arc<str>>),
    Time,
    /// Decimal digits of a second, 0 to 9.
    Time64(u8),
    Interval(IntervalUnit),
    /// Precision (1 to 76 digits) and scale (digits after the point).
    Decimal(u8, u8),
    Enum8(EnumMembers),
    Enum16(EnumMembers),
    Nullable(Box<DataType>),
    LowCardinality(Box<DataType>),
    Array(Box<DataType>),
    Tuple(Box<[TupleElement]>),
    /// Key and value.
    Map(Box<(DataType, DataType)>),
    Nested(Box<[TupleElement]>),
    /// The alternatives, sorted by their text, which is the order of the discriminators.
    Variant(Box<[DataType]>),
    /// The limit of types with a column of their own, where one was declared.
    Dynamic(Option<u64>),
    Json(Box<JsonType>),
    SimpleAggregateFunction(Box<SimpleAggregateFunction>),
    AggregateFunction(Box<AggregateFunction>),
    Point,
    Ring,
    LineString,
    MultiPoint,
    Polygon,
    MultiLineString,
    MultiPolygon,
    Geometry,
    QBit(Box<QBit>),
}

/// One element of a Tuple or one column of a Nested.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TupleElement {
    /// The unquoted name; `None` in a Tuple without names.
    pub name: Option<Arc<str>>,
    /// The element's type.
    pub data_type: DataType,
}

/// The members of an Enum, sorted by number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EnumMembers {
    members: Arc<[(Arc<str>, i16)]>,
}

impl EnumMembers {
    /// The members in any order.
    pub fn new(mut members: Vec<(Arc<str>, i16)>) -> Self {
        members.sort_by_key(|(_, number)| *number);
        EnumMembers { members: members.into() }
    }

    /// Name and number of each member, sorted by number.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, i16)> {
        self.members.iter().map(|(name, number)| (&**name, *number))
    }

    /// The number of the member `name`.
    pub fn number(&self, name: &str) -> Option<i16> {
        self.members.iter().find(|(member, _)| &**member == name).map(|(_, number)| *number)
    }

    /// The name of the member `number`.
    pub fn name(&self, number: i16) -> Option<&str> {
        self.shared_name(number).map(|name| &**name)
    }

    /// The same, to be kept without a copy.
    pub fn shared_name(&self, number: i16) -> Option<&Arc<str>> {
        let place = self.members.binary_search_by_key(&number, |(_, number)| *number).ok()?;
        Some(&self.members[place].0)
    }
}

/// The unit of an Interval, part of the type's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the variants carry ClickHouse's own names")]
pub enum IntervalUnit {
    Nanosecond,
    Microsecond,
    Millisecond,
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// What stands inside the parentheses of JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct JsonType {
    /// The limit of types with a column of their own within each path, where one was declared.
    pub max_dynamic_types: Option<u64>,
    /// The limit of paths with a column of their own, where one was declared.
    pub max_dynamic_paths: Option<u64>,
    /// Typed paths, sorted by path.
    pub paths: Vec<(Arc<str>, DataType)>,
    /// Paths that are left out.
    pub skip: Vec<Arc<str>>,
    /// Regular expressions of paths that are left out.
    pub skip_regexp: Vec<Arc<str>>,
}

/// SimpleAggregateFunction(function, T), which is laid out as T.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SimpleAggregateFunction {
    /// The function as written, with its parameters: `groupArrayArray(10)`.
    pub function: Arc<str>,
    /// The type of the values.
    pub data_type: DataType,
}

/// AggregateFunction(version, function, T..), whose states have layouts of their own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AggregateFunction {
    /// The version of the state, where the server names one.
    pub version: Option<u64>,
    /// The function as written, with its parameters: `quantiles(0.5, 0.9)`.
    pub function: Arc<str>,
    /// The types of the arguments.
    pub arguments: Vec<DataType>,
}

/// QBit(element, dimension[, stride]): vectors with their bits transposed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct QBit {
    /// Int8, BFloat16, Float32 or Float64.
    pub element: DataType,
    /// Elements of each vector.
    pub dimension: u64,
    /// Elements of each group, where it is not the whole vector.
    pub stride: Option<u64>,
}

impl DataType {
    /// Whether a value of this type can be NULL.
    pub fn accepts_null(&self) -> bool {
        match self {
            DataType::Nullable(_) | DataType::Variant(_) | DataType::Dynamic(_) | DataType::Geometry => true,
            DataType::LowCardinality(inner) => inner.accepts_null(),
            DataType::SimpleAggregateFunction(function) => function.data_type.accepts_null(),
            _ => false,
        }
    }
}
