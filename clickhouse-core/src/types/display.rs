//! Data types as text: canonical, on one line, as block headers and `system.columns.type` have them.
//!
//! ```text
//! Enum8('it\'s' = 1)    Tuple(a UInt8, `b c` String)    JSON(max_dynamic_paths=8, `a.b` UInt32, SKIP x)
//! ```

use super::{AggregateFunction, DataType, EnumMembers, IntervalUnit, JsonType, TupleElement};
use std::fmt::{self, Write};

impl fmt::Display for DataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use DataType as T;
        let name = match self {
            T::Nothing => "Nothing",
            T::Bool => "Bool",
            T::UInt8 => "UInt8",
            T::UInt16 => "UInt16",
            T::UInt32 => "UInt32",
            T::UInt64 => "UInt64",
            T::UInt128 => "UInt128",
            T::UInt256 => "UInt256",
            T::Int8 => "Int8",
            T::Int16 => "Int16",
            T::Int32 => "Int32",
            T::Int64 => "Int64",
            T::Int128 => "Int128",
            T::Int256 => "Int256",
            T::BFloat16 => "BFloat16",
            T::Float32 => "Float32",
            T::Float64 => "Float64",
            T::String => "String",
            T::Uuid => "UUID",
            T::IPv4 => "IPv4",
            T::IPv6 => "IPv6",
            T::Date => "Date",
            T::Date32 => "Date32",
            T::Time => "Time",
            T::Point => "Point",
            T::Ring => "Ring",
            T::LineString => "LineString",
            T::MultiPoint => "MultiPoint",
            T::Polygon => "Polygon",
            T::MultiLineString => "MultiLineString",
            T::MultiPolygon => "MultiPolygon",
            T::Geometry => "Geometry",
            T::FixedString(bytes) => return write!(f, "FixedString({bytes})"),
            T::DateTime(None) => "DateTime",
            T::DateTime(Some(zone)) => return write!(f, "DateTime({})", Quoted(zone)),
            T::DateTime64(digits, None) => return write!(f, "DateTime64({digits})"),
            T::DateTime64(digits, Some(zone)) => return write!(f, "DateTime64({digits}, {})", Quoted(zone)),
            T::Time64(digits) => return write!(f, "Time64({digits})"),
            T::Interval(unit) => return write!(f, "Interval{}", unit.name()),
            T::Decimal(precision, scale) => return write!(f, "Decimal({precision}, {scale})"),
            T::Enum8(members) => return write!(f, "Enum8({members})"),
            T::Enum16(members) => return write!(f, "Enum16({members})"),
            T::Nullable(inner) => return write!(f, "Nullable({inner})"),
            T::LowCardinality(inner) => return write!(f, "LowCardinality({inner})"),
            T::Array(item) => return write!(f, "Array({item})"),
            T::Map(entry) => return write!(f, "Map({}, {})", entry.0, entry.1),
            T::Tuple(elements) => return write!(f, "Tuple({})", List(elements)),
            T::Nested(elements) => return write!(f, "Nested({})", List(elements)),
            T::Variant(types) => return write!(f, "Variant({})", List(types)),
            T::Dynamic(None) => "Dynamic",
            T::Dynamic(Some(limit)) => return write!(f, "Dynamic(max_types={limit})"),
            T::Json(json) => return json.fmt(f),
            T::SimpleAggregateFunction(function) => {
                return write!(f, "SimpleAggregateFunction({}, {})", function.function, function.data_type);
            }
            T::AggregateFunction(function) => return function.fmt(f),
            T::QBit(qbit) => {
                write!(f, "QBit({}, {}", qbit.element, qbit.dimension)?;
                if let Some(stride) = qbit.stride {
                    write!(f, ", {stride}")?;
                }
                return f.write_char(')');
            }
        };
        f.write_str(name)
    }
}

impl IntervalUnit {
    /// The unit that ClickHouse calls so.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        use IntervalUnit as U;
        let units = [
            U::Nanosecond,
            U::Microsecond,
            U::Millisecond,
            U::Second,
            U::Minute,
            U::Hour,
            U::Day,
            U::Week,
            U::Month,
            U::Quarter,
            U::Year,
        ];
        units.into_iter().find(|unit| unit.name() == name)
    }

    /// ClickHouse's word: `Day`.
    pub fn name(self) -> &'static str {
        match self {
            IntervalUnit::Nanosecond => "Nanosecond",
            IntervalUnit::Microsecond => "Microsecond",
            IntervalUnit::Millisecond => "Millisecond",
            IntervalUnit::Second => "Second",
            IntervalUnit::Minute => "Minute",
            IntervalUnit::Hour => "Hour",
            IntervalUnit::Day => "Day",
            IntervalUnit::Week => "Week",
            IntervalUnit::Month => "Month",
            IntervalUnit::Quarter => "Quarter",
            IntervalUnit::Year => "Year",
        }
    }
}

/// Items with a comma and a space between them.
struct List<'a, T>(&'a [T]);

impl<T: fmt::Display> fmt::Display for List<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, item) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str(", ")?;
            }
            item.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for TupleElement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = &self.name {
            write!(f, "{} ", Identifier(name))?;
        }
        self.data_type.fmt(f)
    }
}

impl fmt::Display for EnumMembers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (name, number)) in self.iter().enumerate() {
            let comma = if place > 0 { ", " } else { "" };
            write!(f, "{comma}{} = {number}", Quoted(name))?;
        }
        Ok(())
    }
}

impl fmt::Display for AggregateFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AggregateFunction(")?;
        if let Some(version) = self.version {
            write!(f, "{version}, ")?;
        }
        f.write_str(&self.function)?;
        for argument in &self.arguments {
            write!(f, ", {argument}")?;
        }
        f.write_char(')')
    }
}

impl fmt::Display for JsonType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if let Some(limit) = self.max_dynamic_types {
            parts.push(format!("max_dynamic_types={limit}"));
        }
        if let Some(limit) = self.max_dynamic_paths {
            parts.push(format!("max_dynamic_paths={limit}"));
        }
        parts.extend(self.paths.iter().map(|(path, data_type)| format!("{} {data_type}", TypedPath(path))));
        parts.extend(self.skip.iter().map(|path| format!("SKIP {}", Identifier(path))));
        parts.extend(self.skip_regexp.iter().map(|pattern| format!("SKIP REGEXP {}", Quoted(pattern))));
        f.write_str("JSON")?;
        if parts.is_empty() { Ok(()) } else { write!(f, "({})", parts.join(", ")) }
    }
}

/// Text in single quotes with ClickHouse's backslash escapes.
pub(super) struct Quoted<'a>(pub(super) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        escaped(f, self.0, '\'')
    }
}

/// A name, in backticks unless it is a plain word that is no keyword of the parser.
struct Identifier<'a>(&'a str);

impl fmt::Display for Identifier<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if is_plain_word(self.0) && !is_keyword(self.0) { f.write_str(self.0) } else { escaped(f, self.0, '`') }
    }
}

/// A path before its type, which must not be taken for the word SKIP.
struct TypedPath<'a>(&'a str);

impl fmt::Display for TypedPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.eq_ignore_ascii_case("skip") { escaped(f, self.0, '`') } else { Identifier(self.0).fmt(f) }
    }
}

fn is_plain_word(name: &str) -> bool {
    let mut letters = name.bytes();
    letters.next().is_some_and(|letter| letter.is_ascii_alphabetic() || letter == b'_')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == b'_')
}

/// The only words that 26.7 puts in backticks, of all its keywords.
fn is_keyword(name: &str) -> bool {
    ["all", "distinct", "from", "null", "select", "table", "values"]
        .iter()
        .any(|keyword| keyword.eq_ignore_ascii_case(name))
}

fn escaped(f: &mut fmt::Formatter<'_>, text: &str, quote: char) -> fmt::Result {
    f.write_char(quote)?;
    for letter in text.chars() {
        match letter {
            '\u{8}' => f.write_str("\\b")?,
            '\u{c}' => f.write_str("\\f")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            '\0' => f.write_str("\\0")?,
            '\\' => f.write_str("\\\\")?,
            letter if letter == quote => write!(f, "\\{quote}")?,
            letter => f.write_char(letter)?,
        }
    }
    f.write_char(quote)
}
