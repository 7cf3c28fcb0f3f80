//! [`Declared`]: a data type as a constant, for questions that the compiler answers. The derives write one for each
//! type that stands in an attribute, in a schema file or in a query's parameter.
//!
//! ```text
//! Map(String, Nullable(Decimal(18, 4)))
//!   Map
//!     Tuple                  what each entry is laid out as
//!       String
//!       Nullable
//!         Decimal  (18, 4)
//! ```

use super::{DataType, IntervalUnit, TupleElement};

/// A data type without its arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants carry ClickHouse's own names")]
pub enum Kind {
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
    FixedString,
    Uuid,
    IPv4,
    IPv6,
    Date,
    Date32,
    DateTime,
    DateTime64,
    Time,
    Time64,
    Interval,
    Decimal,
    Enum8,
    Enum16,
    Nullable,
    LowCardinality,
    Array,
    Tuple,
    Map,
    Nested,
    Variant,
    Dynamic,
    Json,
    SimpleAggregateFunction,
    AggregateFunction,
    Point,
    Ring,
    LineString,
    MultiPoint,
    Polygon,
    MultiLineString,
    MultiPolygon,
    Geometry,
    QBit,
}

impl Kind {
    /// Whether both are the same, where the compiler asks.
    pub const fn is(self, other: Kind) -> bool {
        self as u8 == other as u8
    }
}

/// A data type as a constant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Declared {
    /// The type without its arguments.
    pub kind: Kind,
    /// FixedString: the bytes; DateTime64, Time64: the digits; Decimal: precision and scale; Interval: the place of
    /// its unit, from nanoseconds; QBit: dimension and stride, which is 0 for the whole vector.
    pub numbers: (u64, u64),
    /// The types inside. Of Map and Nested it is the one Tuple that their items are.
    pub parts: &'static [Declared],
    /// Enum: the members, sorted by number; Tuple: the elements' names, if they have any; JSON: the typed paths;
    /// AggregateFunction: the function.
    pub names: &'static [&'static str],
}

/// The types without arguments, each by its name: what a struct of sixty fields says sixty times is said shortly.
pub mod plain {
    use super::{Declared, Kind};

    macro_rules! plain {
        ($($kind:ident)+) => {
            $(#[allow(missing_docs, non_upper_case_globals, reason = "ClickHouse's own names")]
            pub const $kind: Declared = Declared::new(Kind::$kind, (0, 0), &[], &[]);)+
        };
    }

    plain! {
        Nothing Bool UInt8 UInt16 UInt32 UInt64 UInt128 UInt256 Int8 Int16 Int32 Int64 Int128 Int256 BFloat16 Float32 Float64
        String FixedString Uuid IPv4 IPv6 Date Date32 DateTime DateTime64 Time Time64 Interval Decimal Enum8 Enum16 Nullable
        LowCardinality Array Tuple Map Nested Variant Dynamic Json SimpleAggregateFunction AggregateFunction Point Ring
        LineString MultiPoint Polygon MultiLineString MultiPolygon Geometry QBit
    }
}

const FLOAT64: Declared = Declared::new(Kind::Float64, (0, 0), &[], &[]);
const RING: Declared = Declared::new(Kind::Ring, (0, 0), &[], &[]);
const LINE_STRING: Declared = Declared::new(Kind::LineString, (0, 0), &[], &[]);
const POINT: Declared = Declared::new(Kind::Point, (0, 0), &[], &[]);
const POLYGON: Declared = Declared::new(Kind::Polygon, (0, 0), &[], &[]);

impl Declared {
    /// A type out of its parts.
    pub const fn new(
        kind: Kind,
        numbers: (u64, u64),
        parts: &'static [Declared],
        names: &'static [&'static str],
    ) -> Self {
        Declared { kind, numbers, parts, names }
    }

    /// The type itself where this is a SimpleAggregateFunction of it.
    pub const fn without_function(&'static self) -> &'static Declared {
        match self.kind {
            Kind::SimpleAggregateFunction => self.inner().without_function(),
            _ => self,
        }
    }

    /// The only type inside Nullable, LowCardinality and SimpleAggregateFunction; itself where there is none.
    pub const fn inner(&'static self) -> &'static Declared {
        match self.parts {
            [inner, ..] => inner,
            [] => self,
        }
    }

    /// As [`DataType::accepts_null`].
    pub const fn accepts_null(&'static self) -> bool {
        match self.kind {
            Kind::Nullable | Kind::Variant | Kind::Dynamic | Kind::Geometry => true,
            Kind::LowCardinality | Kind::SimpleAggregateFunction => self.inner().accepts_null(),
            _ => false,
        }
    }

    /// The type of the items of what is read as an Array.
    pub const fn items(&'static self) -> Option<&'static Declared> {
        match self.kind {
            Kind::Array | Kind::Map | Kind::Nested | Kind::QBit => Some(self.inner()),
            Kind::Ring | Kind::LineString | Kind::MultiPoint => Some(&POINT),
            Kind::Polygon => Some(&RING),
            Kind::MultiLineString => Some(&LINE_STRING),
            Kind::MultiPolygon => Some(&POLYGON),
            _ => None,
        }
    }

    /// The types of the elements of what is laid out as a Tuple.
    pub const fn elements(&'static self) -> Option<&'static [Declared]> {
        match self.kind {
            Kind::Tuple => Some(self.parts),
            Kind::Point => Some(&[FLOAT64, FLOAT64]),
            _ => None,
        }
    }
}

/// A data type taken apart as [`Declared`] has it.
#[derive(Debug)]
pub struct Parts<'t> {
    /// As [`Declared::kind`].
    pub kind: Kind,
    /// As [`Declared::numbers`].
    pub numbers: (u64, u64),
    /// As [`Declared::parts`].
    pub parts: Vec<DataType>,
    /// As [`Declared::names`].
    pub names: Vec<&'t str>,
}

impl DataType {
    /// What the [`Declared`] of this type consists of.
    #[doc(hidden)]
    pub fn declared_parts(&self) -> Parts<'_> {
        use DataType as T;
        let (mut numbers, mut parts, mut names) = ((0, 0), Vec::new(), Vec::new());
        let kind = match self {
            T::Nothing => Kind::Nothing,
            T::Bool => Kind::Bool,
            T::UInt8 => Kind::UInt8,
            T::UInt16 => Kind::UInt16,
            T::UInt32 => Kind::UInt32,
            T::UInt64 => Kind::UInt64,
            T::UInt128 => Kind::UInt128,
            T::UInt256 => Kind::UInt256,
            T::Int8 => Kind::Int8,
            T::Int16 => Kind::Int16,
            T::Int32 => Kind::Int32,
            T::Int64 => Kind::Int64,
            T::Int128 => Kind::Int128,
            T::Int256 => Kind::Int256,
            T::BFloat16 => Kind::BFloat16,
            T::Float32 => Kind::Float32,
            T::Float64 => Kind::Float64,
            T::String => Kind::String,
            T::FixedString(bytes) => {
                numbers.0 = *bytes as u64;
                Kind::FixedString
            }
            T::Uuid => Kind::Uuid,
            T::IPv4 => Kind::IPv4,
            T::IPv6 => Kind::IPv6,
            T::Date => Kind::Date,
            T::Date32 => Kind::Date32,
            T::DateTime(_) => Kind::DateTime,
            T::DateTime64(digits, _) => {
                numbers.0 = u64::from(*digits);
                Kind::DateTime64
            }
            T::Time => Kind::Time,
            T::Time64(digits) => {
                numbers.0 = u64::from(*digits);
                Kind::Time64
            }
            T::Interval(unit) => {
                numbers.0 = place(*unit);
                Kind::Interval
            }
            T::Decimal(precision, scale) => {
                numbers = (u64::from(*precision), u64::from(*scale));
                Kind::Decimal
            }
            T::Enum8(members) => {
                names.extend(members.iter().map(|(name, _)| name));
                Kind::Enum8
            }
            T::Enum16(members) => {
                names.extend(members.iter().map(|(name, _)| name));
                Kind::Enum16
            }
            T::Nullable(inner) => {
                parts.push((**inner).clone());
                Kind::Nullable
            }
            T::LowCardinality(inner) => {
                parts.push((**inner).clone());
                Kind::LowCardinality
            }
            T::Array(item) => {
                parts.push((**item).clone());
                Kind::Array
            }
            T::Tuple(elements) => {
                names.extend(elements.iter().filter_map(|element| element.name.as_deref()));
                parts.extend(elements.iter().map(|element| element.data_type.clone()));
                Kind::Tuple
            }
            T::Map(entry) => {
                let element = |data_type: &DataType| TupleElement { name: None, data_type: data_type.clone() };
                parts.push(T::Tuple(Box::new([element(&entry.0), element(&entry.1)])));
                Kind::Map
            }
            T::Nested(elements) => {
                parts.push(T::Tuple(elements.clone()));
                Kind::Nested
            }
            T::Variant(types) => {
                parts.extend(types.iter().cloned());
                Kind::Variant
            }
            T::Dynamic(_) => Kind::Dynamic,
            T::Json(json) => {
                names.extend(json.paths.iter().map(|(path, _)| &**path));
                parts.extend(json.paths.iter().map(|(_, data_type)| data_type.clone()));
                Kind::Json
            }
            T::SimpleAggregateFunction(function) => {
                parts.push(function.data_type.clone());
                Kind::SimpleAggregateFunction
            }
            T::AggregateFunction(function) => {
                names.push(&function.function);
                parts.extend(function.arguments.iter().cloned());
                Kind::AggregateFunction
            }
            T::Point => Kind::Point,
            T::Ring => Kind::Ring,
            T::LineString => Kind::LineString,
            T::MultiPoint => Kind::MultiPoint,
            T::Polygon => Kind::Polygon,
            T::MultiLineString => Kind::MultiLineString,
            T::MultiPolygon => Kind::MultiPolygon,
            T::Geometry => Kind::Geometry,
            T::QBit(qbit) => {
                numbers = (qbit.dimension, qbit.stride.unwrap_or_default());
                parts.push(qbit.element.clone());
                Kind::QBit
            }
        };
        Parts { kind, numbers, parts, names }
    }
}

/// The place of a unit among all units, from the shortest.
fn place(unit: IntervalUnit) -> u64 {
    match unit {
        IntervalUnit::Nanosecond => 0,
        IntervalUnit::Microsecond => 1,
        IntervalUnit::Millisecond => 2,
        IntervalUnit::Second => 3,
        IntervalUnit::Minute => 4,
        IntervalUnit::Hour => 5,
        IntervalUnit::Day => 6,
        IntervalUnit::Week => 7,
        IntervalUnit::Month => 8,
        IntervalUnit::Quarter => 9,
        IntervalUnit::Year => 10,
    }
}
