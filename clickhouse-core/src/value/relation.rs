//! The one relation between Rust types and ClickHouse types: which columns a type can be read from and written into.
//!
//! Every value says what it is as a [`Shape`], a constant, so that the compiler can ask: [`reads`] and [`writes`] say
//! what [`ReadValue::bind`](super::ReadValue::bind) and [`WriteValue::builder`](super::WriteValue::builder) will say
//! of the same pair at run time. A test holds the two together over all pairs of a table.
//!
//! ```text
//! Option<Vec<u32>>   Nullable(Array(Plain { reads: [UInt32, UInt16, UInt8], writes: [UInt32, UInt64, ..] }))
//! ```

use crate::types::{Declared, IntervalUnit, Kind};

/// What a Rust type is to a column.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Nobody knows before the program runs: a value that a user has implemented.
    Unknown,
    /// A value of its own, never NULL.
    Plain {
        /// The types it can be read from.
        reads: &'static [Kind],
        /// The types it can be written into.
        writes: &'static [Kind],
    },
    /// `[u8; N]`: FixedString of this many bytes.
    FixedBytes(usize),
    /// Precision and scale of a Decimal.
    Decimal(u8, u8),
    /// A span of time: Time, Time64, or an Interval whose unit has a length.
    Span,
    /// A count of this unit.
    Interval(IntervalUnit),
    /// A fieldless enum, which is also a text.
    Enum {
        /// Its members.
        names: &'static [&'static str],
        /// Whether it has a variant for all other members.
        has_other: bool,
    },
    /// A value or NULL.
    Nullable(&'static Shape),
    /// Any number of items.
    Array(&'static Shape),
    /// So many items, as many as each row of an Array or a QBit has to have.
    FixedArray(&'static Shape, usize),
    /// Elements by position.
    Tuple(&'static [Shape]),
    /// Elements by name.
    Fields {
        /// The fields of a struct.
        fields: &'static [FieldShape],
        /// Whether other elements are fine when it is read.
        partial: bool,
    },
    /// Keys and values.
    Map(&'static Shape, &'static Shape),
    /// One of several values.
    Variant {
        /// The values of the members. Two that are equally near to a type of the column are refused at run time only.
        members: &'static [Shape],
        /// Whether a member stands for NULL.
        has_null: bool,
        /// Whether a member stands for all other types.
        has_other: bool,
    },
}

/// What a field of a struct is to an element of a Tuple.
#[derive(Debug, Clone, Copy)]
pub struct FieldShape {
    /// The element's name.
    pub name: &'static str,
    /// The value that is read.
    pub reads: Shape,
    /// The value that is written.
    pub writes: Shape,
    /// Whether the element may be missing when it is read.
    pub is_optional: bool,
}

impl FieldShape {
    /// A field that is read as it is written, and has to be there.
    pub const fn new(name: &'static str, shape: Shape) -> FieldShape {
        FieldShape { name, reads: shape, writes: shape, is_optional: false }
    }

    /// The same field, which need not be there.
    #[must_use]
    pub const fn optional(self) -> FieldShape {
        FieldShape { is_optional: true, ..self }
    }
}

impl Shape {
    /// A value that is read from just the types that it is written into.
    pub const fn plain(kinds: &'static [Kind]) -> Shape {
        Shape::Plain { reads: kinds, writes: kinds }
    }
}

/// Whether a value of this shape, or a part of it, is the text of a JSON column.
pub const fn reads_json_texts(shape: &Shape) -> bool {
    match shape {
        Shape::Plain { reads, .. } => contains(reads, Kind::Json),
        Shape::Nullable(inner) | Shape::Array(inner) | Shape::FixedArray(inner, _) => reads_json_texts(inner),
        Shape::Map(key, value) => reads_json_texts(key) || reads_json_texts(value),
        Shape::Tuple(parts) | Shape::Variant { members: parts, .. } => {
            let mut place = 0;
            while place < parts.len() {
                if reads_json_texts(&parts[place]) {
                    return true;
                }
                place += 1;
            }
            false
        }
        Shape::Fields { fields, .. } => {
            let mut place = 0;
            while place < fields.len() {
                if reads_json_texts(&fields[place].reads) {
                    return true;
                }
                place += 1;
            }
            false
        }
        Shape::Unknown
        | Shape::FixedBytes(_)
        | Shape::Decimal(..)
        | Shape::Span
        | Shape::Interval(_)
        | Shape::Enum { .. } => false,
    }
}

/// Text and bytes.
pub(crate) const TEXT: Shape = Shape::plain(TEXTS);

const TEXTS: &[Kind] = &[Kind::String, Kind::FixedString, Kind::Enum8, Kind::Enum16];

/// Whether a value of this shape can be read from a column of that type.
pub const fn reads(shape: &Shape, declared: &'static Declared) -> bool {
    reads_rows(shape, declared, false)
}

/// The same; `nulls_are_seen_to` if only the rows are asked for that are not NULL.
const fn reads_rows(shape: &Shape, declared: &'static Declared, nulls_are_seen_to: bool) -> bool {
    let declared = declared.without_function();
    match shape {
        Shape::Unknown => true,
        Shape::Nullable(value) => match declared.kind {
            Kind::Nullable => is_void(declared.inner()) || reads(value, declared.inner()),
            _ => reads_rows(value, declared, true),
        },
        Shape::Array(item) => match declared.items() {
            Some(items) => is_void(items) || reads(item, items),
            None => false,
        },
        Shape::FixedArray(item, length) => match declared.items() {
            Some(items) => has_dimension(declared, *length) && (is_void(items) || reads(item, items)),
            None => false,
        },
        Shape::Map(key, value) => match entry(declared) {
            Some(_) if is_void(declared.inner()) => true,
            Some([keys, values]) => reads(key, keys) && reads(value, values),
            _ => false,
        },
        Shape::Variant { members, has_null, has_other } => {
            declared.kind.is(Kind::Variant)
                && (*has_null || nulls_are_seen_to)
                && (*has_other || each_is_read(declared.parts, members))
        }
        _ if declared.accepts_null() && !nulls_are_seen_to => false,
        Shape::Tuple(values) => match declared.elements() {
            Some(elements) => reads_each(values, elements),
            None => false,
        },
        Shape::Fields { fields, partial } => match named_elements(declared) {
            Some(elements) => reads_named(fields, *partial, declared.names, elements),
            None => false,
        },
        Shape::Plain { reads, .. } => contains(reads, in_dictionary(declared).kind),
        Shape::FixedBytes(bytes) => is_fixed_string(in_dictionary(declared), *bytes),
        Shape::Decimal(precision, scale) => match in_dictionary(declared) {
            Declared { kind: Kind::Decimal, numbers, .. } => fits(*numbers, (*precision as u64, *scale as u64)),
            _ => false,
        },
        Shape::Span => is_span(in_dictionary(declared)),
        Shape::Interval(unit) => is_interval(in_dictionary(declared), *unit),
        Shape::Enum { .. } => contains(TEXTS, in_dictionary(declared).kind),
    }
}

/// Whether every value of this shape can be written into a column of that type.
pub const fn writes(shape: &Shape, declared: &'static Declared) -> bool {
    let declared = declared.without_function();
    match shape {
        Shape::Unknown => true,
        Shape::Nullable(value) => match declared.kind {
            Kind::Nullable => writes(value, declared.inner()),
            _ => declared.accepts_null() && writes(value, declared),
        },
        Shape::Array(item) => match declared.items() {
            Some(items) => writes(item, items),
            None => false,
        },
        Shape::FixedArray(item, length) => match declared.items() {
            Some(items) => has_dimension(declared, *length) && writes(item, items),
            None => false,
        },
        Shape::Map(key, value) => match entry(declared) {
            Some([keys, values]) => writes(key, keys) && writes(value, values),
            _ => false,
        },
        Shape::Tuple(values) => match declared.elements() {
            Some(elements) => writes_each(values, elements),
            None => false,
        },
        Shape::Fields { fields, .. } => match named_elements(declared) {
            Some(elements) => writes_named(fields, declared.names, elements),
            None => false,
        },
        Shape::Plain { writes, .. } => contains(writes, without_wrapping(declared).kind),
        Shape::FixedBytes(bytes) => is_fixed_string(without_wrapping(declared), *bytes),
        Shape::Decimal(precision, scale) => match without_wrapping(declared) {
            Declared { kind: Kind::Decimal, numbers, .. } => fits((*precision as u64, *scale as u64), *numbers),
            _ => false,
        },
        Shape::Span => is_span(without_wrapping(declared)),
        Shape::Interval(unit) => is_interval(without_wrapping(declared), *unit),
        Shape::Enum { names, .. } => match without_wrapping(declared) {
            Declared { kind: Kind::String, .. } => true,
            Declared { kind: Kind::Enum8 | Kind::Enum16, names: members, .. } => has_all(members, names),
            _ => false,
        },
        Shape::Variant { members, .. } => declared.kind.is(Kind::Variant) && each_is_written(members, declared.parts),
    }
}

/// Whether each type of a Variant is read by a member.
const fn each_is_read(types: &'static [Declared], members: &[Shape]) -> bool {
    let mut place = 0;
    while place < types.len() {
        let mut member = 0;
        while member < members.len() && !reads(&members[member], &types[place]) {
            member += 1;
        }
        if member == members.len() {
            return false;
        }
        place += 1;
    }
    true
}

/// Whether each member can be written as a type of the Variant.
const fn each_is_written(members: &[Shape], types: &'static [Declared]) -> bool {
    let mut member = 0;
    while member < members.len() {
        let mut place = 0;
        while place < types.len() && !writes(&members[member], &types[place]) {
            place += 1;
        }
        if place == types.len() {
            return false;
        }
        member += 1;
    }
    true
}

/// The types of keys and values, if this is a Map.
pub(super) const fn entry(declared: &'static Declared) -> Option<&'static [Declared]> {
    match declared.kind {
        Kind::Map => declared.inner().elements(),
        _ => None,
    }
}

/// The type of the values where they stand in a dictionary.
const fn in_dictionary(declared: &'static Declared) -> &'static Declared {
    match declared.kind {
        Kind::LowCardinality => match declared.inner().kind {
            Kind::Nullable => declared.inner().inner(),
            _ => declared.inner(),
        },
        _ => declared,
    }
}

/// As [`Wrapping::of`](crate::column::Wrapping::of).
pub(super) const fn without_wrapping(declared: &'static Declared) -> &'static Declared {
    match declared.kind {
        Kind::Nullable => declared.inner(),
        _ => in_dictionary(declared),
    }
}

const fn reads_each(values: &[Shape], elements: &'static [Declared]) -> bool {
    let mut place = 0;
    while place < values.len() && place < elements.len() && reads(&values[place], &elements[place]) {
        place += 1;
    }
    place == values.len() && place == elements.len()
}

const fn writes_each(values: &[Shape], elements: &'static [Declared]) -> bool {
    let mut place = 0;
    while place < values.len() && place < elements.len() && writes(&values[place], &elements[place]) {
        place += 1;
    }
    place == values.len() && place == elements.len()
}

/// The elements of a Tuple that have names, which stand in the same order.
pub(super) const fn named_elements(declared: &'static Declared) -> Option<&'static [Declared]> {
    match declared.kind {
        Kind::Tuple if declared.names.len() == declared.parts.len() => Some(declared.parts),
        _ => None,
    }
}

/// The place of `name` among `names`, or their number.
pub(super) const fn place_of(name: &str, names: &[&str]) -> usize {
    let mut place = 0;
    while place < names.len() && !has(&[names[place]], name) {
        place += 1;
    }
    place
}

const fn reads_named(fields: &[FieldShape], partial: bool, names: &[&str], elements: &'static [Declared]) -> bool {
    let (mut at, mut found) = (0, 0);
    while at < fields.len() {
        let field = &fields[at];
        let place = place_of(field.name, names);
        if place < elements.len() {
            if !reads(&field.reads, &elements[place]) {
                return false;
            }
            found += 1;
        } else if !field.is_optional {
            return false;
        }
        at += 1;
    }
    // No two fields have one name, nor have two elements.
    partial || found == elements.len()
}

const fn writes_named(fields: &[FieldShape], names: &[&str], elements: &'static [Declared]) -> bool {
    let mut at = 0;
    while at < fields.len() {
        let place = place_of(fields[at].name, names);
        if place == elements.len() || !writes(&fields[at].writes, &elements[place]) {
            return false;
        }
        at += 1;
    }
    fields.len() == elements.len()
}

const fn contains(kinds: &[Kind], kind: Kind) -> bool {
    let mut place = 0;
    while place < kinds.len() {
        if kinds[place].is(kind) {
            return true;
        }
        place += 1;
    }
    false
}

const fn is_fixed_string(declared: &Declared, bytes: usize) -> bool {
    declared.kind.is(Kind::FixedString) && declared.numbers.0 == bytes as u64
}

/// Whether no value is of this type, as [`Vec`] and [`Option`] ask.
const fn is_void(declared: &'static Declared) -> bool {
    match declared.kind {
        Kind::Nothing => true,
        Kind::Tuple => {
            let mut place = 0;
            while place < declared.parts.len() && !is_void(&declared.parts[place]) {
                place += 1;
            }
            place < declared.parts.len()
        }
        _ => false,
    }
}

/// Whether vectors of that length are those of the column, if it is a QBit.
const fn has_dimension(declared: &Declared, length: usize) -> bool {
    !declared.kind.is(Kind::QBit) || declared.numbers.0 == length as u64
}

const fn is_span(declared: &Declared) -> bool {
    match declared.kind {
        Kind::Time | Kind::Time64 => true,
        Kind::Interval => declared.numbers.0 <= IntervalUnit::Week as u64,
        _ => false,
    }
}

const fn is_interval(declared: &Declared, unit: IntervalUnit) -> bool {
    declared.kind.is(Kind::Interval) && declared.numbers.0 == unit as u64
}

/// Whether each number of Decimal(`from`) is one of Decimal(`into`).
const fn fits(from: (u64, u64), into: (u64, u64)) -> bool {
    from.1 <= into.1 && from.0.saturating_sub(from.1) <= into.0.saturating_sub(into.1)
}

/// Whether all `names` are `members`.
const fn has_all(members: &[&str], names: &[&str]) -> bool {
    let mut place = 0;
    while place < names.len() {
        if !has(members, names[place]) {
            return false;
        }
        place += 1;
    }
    true
}

/// Whether `name` is one of `names`.
pub(super) const fn has(names: &[&str], name: &str) -> bool {
    let mut place = 0;
    while place < names.len() {
        if is_same(names[place], name) {
            return true;
        }
        place += 1;
    }
    false
}

const fn is_same(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() != right.len() {
        return false;
    }
    let mut at = 0;
    while at < left.len() {
        if left[at] != right[at] {
            return false;
        }
        at += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{
        BFloat16, Blob, DataType, Decimal, Int256, IntervalDay, IntervalMonth, IntervalSecond, UInt256,
    };
    use crate::value::testing::OneColumn;
    use crate::value::{ColumnValue, EnumValue, ReadValue, WriteValue};
    use std::collections::{BTreeMap, BTreeSet, HashMap};
    use std::rc::Rc;

    /// Every type by itself, then what usually breaks.
    const TYPES: &[&str] = &[
        "Nothing",
        "Bool",
        "UInt8",
        "UInt16",
        "UInt32",
        "UInt64",
        "UInt128",
        "UInt256",
        "Int8",
        "Int16",
        "Int32",
        "Int64",
        "Int128",
        "Int256",
        "BFloat16",
        "Float32",
        "Float64",
        "String",
        "FixedString(3)",
        "FixedString(4)",
        "UUID",
        "IPv4",
        "IPv6",
        "Date",
        "Date32",
        "DateTime",
        "DateTime('Asia/Tokyo')",
        "DateTime64(0)",
        "DateTime64(3)",
        "DateTime64(9, 'UTC')",
        "Time",
        "Time64(3)",
        "IntervalDay",
        "IntervalSecond",
        "IntervalMonth",
        "Decimal(9, 0)",
        "Decimal(18, 4)",
        "Decimal(20, 4)",
        "Decimal(38, 10)",
        "Decimal(76, 76)",
        "Enum8('red' = 1, 'green' = 2)",
        "Enum8('red' = 1, 'blue' = 2)",
        "Enum16('green' = -1, 'blue' = 0, 'red' = 1000)",
        "Dynamic",
        "JSON",
        "JSON(a UInt8)",
        "Variant(String, UInt8)",
        "Point",
        "Ring",
        "LineString",
        "MultiPoint",
        "Polygon",
        "MultiLineString",
        "MultiPolygon",
        "Geometry",
        "QBit(Float32, 8)",
        "QBit(BFloat16, 3)",
        "Array(QBit(Float32, 8))",
        "AggregateFunction(sum, UInt64)",
        "Tuple()",
        "Tuple(UInt8)",
        "Tuple(UInt8, String)",
        "Tuple(a UInt8, b String)",
        "Tuple(String, UInt8)",
        "Tuple(UInt8, String, String)",
        "Tuple(Float64, Float64)",
        "Nested(a UInt8, b String)",
        "Map(String, UInt8)",
        "Map(LowCardinality(String), Nullable(UInt64))",
        "Map(String, Array(UInt8))",
        "Array(Array(UInt8))",
        "Array(Tuple(String, UInt8))",
        "Array(Nullable(String))",
        "Array(LowCardinality(Nullable(String)))",
        "Array(Nullable(Nothing))",
        "Nullable(Tuple(UInt8, String))",
        "LowCardinality(Nullable(FixedString(3)))",
    ];

    /// All of [`TYPES`], and each inside the types that it can be in.
    fn all_types() -> Vec<DataType> {
        let mut types = Vec::new();
        for text in TYPES {
            for outer in [
                "?",
                "Nullable(?)",
                "LowCardinality(?)",
                "LowCardinality(Nullable(?))",
                "Array(?)",
                "Array(Nullable(?))",
                "Tuple(?)",
                "Map(String, ?)",
                "SimpleAggregateFunction(any, ?)",
                "SimpleAggregateFunction(any, Nullable(?))",
            ] {
                types.extend(DataType::parse(&outer.replace('?', text)));
            }
        }
        types
    }

    /// What the derive writes, at run time.
    fn declared(data_type: &DataType) -> Declared {
        let parts = data_type.declared_parts();
        let names: Vec<&'static str> = parts.names.iter().map(|name| &*name.to_string().leak()).collect();
        let inner: Vec<Declared> = parts.parts.iter().map(declared).collect();
        Declared::new(parts.kind, parts.numbers, inner.leak(), names.leak())
    }

    enum Color {
        Red,
        Green,
    }

    impl EnumValue for Color {
        const NAMES: &'static [&'static str] = &["red", "green"];

        fn from_place(place: usize) -> Option<Self> {
            [Some(Color::Red), Some(Color::Green)].into_iter().nth(place).flatten()
        }

        fn other() -> Option<Self> {
            None
        }

        fn place(&self) -> Option<usize> {
            Some(match self {
                Color::Red => 0,
                Color::Green => 1,
            })
        }
    }

    impl ColumnValue for Color {
        fn data_type() -> DataType {
            Self::enum_type()
        }

        const SHAPE: Shape = Shape::Enum { names: Self::NAMES, has_other: false };
    }

    impl<'a> ReadValue<'a> for Color {
        type Cursor = crate::value::EnumCursor<'a>;

        fn bind(view: crate::column::View<'a>) -> Result<Self::Cursor, crate::value::BindError> {
            crate::value::EnumCursor::bind::<Self>(view)
        }

        fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, crate::value::CellError> {
            cursor.read(row)
        }
    }

    impl WriteValue for Color {
        type Builder = crate::value::EnumBuilder;

        fn builder(data_type: &DataType) -> Result<Self::Builder, crate::value::BindError> {
            crate::value::EnumBuilder::new::<Self>(data_type)
        }

        fn write(&self, builder: &mut Self::Builder) -> Result<(), crate::value::CellError> {
            builder.push(self)
        }
    }

    /// The pairs of `T` and a type about which the relation and the code that moves the values disagree.
    fn disagreements<T: for<'a> ReadValue<'a> + WriteValue>(types: &[(DataType, &'static Declared)]) -> Vec<String> {
        let mut found = Vec::new();
        for (data_type, declared) in types {
            let name = std::any::type_name::<T>();
            let is_read = !OneColumn::of_no_rows(&data_type.to_string()).is_refused_by::<T>();
            if reads(&T::SHAPE, declared) != is_read {
                found.push(format!("{name} reads {data_type}: {is_read}"));
            }
            let is_written = T::builder(data_type).is_ok();
            if writes(&T::SHAPE, declared) != is_written {
                found.push(format!("{name} is written into {data_type}: {is_written}"));
            }
        }
        found
    }

    fn goes_into_its_own_column<T: ColumnValue>() -> bool {
        let natural: &'static Declared = Box::leak(Box::new(declared(&T::data_type())));
        reads(&T::SHAPE, natural) && writes(&T::SHAPE, natural)
    }

    #[test]
    fn the_relation_says_what_binding_says() {
        let types: Vec<(DataType, &'static Declared)> = all_types()
            .into_iter()
            .map(|data_type| {
                let declared: &'static Declared = Box::leak(Box::new(declared(&data_type)));
                (data_type, declared)
            })
            .collect();
        assert!(types.len() > 500, "{}", types.len());
        let mut found = Vec::new();
        macro_rules! check {
            ($($value:ty),* $(,)?) => {
                $(
                    found.extend(disagreements::<$value>(&types));
                    found.extend(disagreements::<Option<$value>>(&types));
                    found.extend(disagreements::<Option<Option<$value>>>(&types));
                    assert!(goes_into_its_own_column::<$value>());
                    assert!(goes_into_its_own_column::<Vec<$value>>());
                    found.extend(disagreements::<Vec<$value>>(&types));
                    found.extend(disagreements::<Vec<Option<$value>>>(&types));
                    found.extend(disagreements::<($value,)>(&types));
                    found.extend(disagreements::<BTreeMap<String, $value>>(&types));
                    found.extend(disagreements::<BTreeMap<String, Option<$value>>>(&types));
                )*
            };
        }
        check!((), [f32; 8], [BFloat16; 3], [String; 2], [[u8; 3]; 2], Vec<f32>, Vec<BFloat16>, BTreeSet<u16>);
        check!(Int256, UInt256, BFloat16, IntervalDay, IntervalSecond, IntervalMonth);
        check!(std::time::SystemTime, std::time::Duration);
        check!(bool, u8, u16, u32, u64, u128, i8, i16, i32, i64, i128, f32, f64, String, Blob);
        check!([u8; 3], [u8; 4], std::net::Ipv4Addr, std::net::Ipv6Addr, Decimal<18, 4>, Decimal<9, 0>, Color);
        check!(Vec<u8>, (u8, String), (f64, f64), HashMap<String, u8>, Vec<(f64, f64)>, Vec<Vec<(f64, f64)>>);
        check!(crate::types::AggregateState, crate::types::Json);
        // Their own columns can be NULL.
        found.extend(disagreements::<crate::types::Dynamic>(&types));
        found.extend(disagreements::<Option<crate::types::Dynamic>>(&types));
        found.extend(disagreements::<Vec<Option<crate::types::Dynamic>>>(&types));
        found.extend(disagreements::<crate::types::Geometry>(&types));
        found.extend(disagreements::<Option<crate::types::Geometry>>(&types));
        found.extend(disagreements::<Vec<Option<crate::types::Geometry>>>(&types));
        check!(Box<[String]>, BTreeSet<u8>, Rc<str>, Vec<(String, u8)>, Vec<(u8, String)>);
        #[cfg(feature = "time")]
        check!(time::Date, time::OffsetDateTime, time::PrimitiveDateTime, time::Time, time::Duration);
        #[cfg(feature = "uuid")]
        check!(uuid::Uuid);
        #[cfg(feature = "chrono")]
        check!(chrono::NaiveDate, chrono::NaiveDateTime, chrono::DateTime<chrono::Utc>, chrono::NaiveTime);
        #[cfg(feature = "chrono")]
        check!(chrono::DateTime<chrono::FixedOffset>, chrono::TimeDelta);
        #[cfg(feature = "rust_decimal")]
        check!(rust_decimal::Decimal);
        #[cfg(feature = "bigdecimal")]
        check!(bigdecimal::BigDecimal);
        #[cfg(feature = "bytes")]
        check!(bytes::Bytes);
        #[cfg(feature = "half")]
        check!(half::bf16, [half::bf16; 3]);
        #[cfg(feature = "indexmap")]
        check!(indexmap::IndexMap<String, u8>, indexmap::IndexSet<u8>);
        assert!(found.is_empty(), "{} disagreements:\n{}", found.len(), found[..found.len().min(60)].join("\n"));
    }

    #[test]
    fn slices_of_bytes_are_texts() {
        assert!(matches!(<&[u8]>::SHAPE, Shape::Plain { reads: [Kind::String, ..], .. }));
        assert!(matches!(<&[u16]>::SHAPE, Shape::Array(Shape::Plain { reads: [Kind::UInt16, ..], .. })));
        assert!(matches!(<&[&[u8]]>::SHAPE, Shape::Array(Shape::Plain { reads: [Kind::String, ..], .. })));
    }
}
