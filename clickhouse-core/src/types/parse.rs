//! Data types out of text: what the server prints, what `DESCRIBE` spreads over lines, and what people write.
//!
//! Text is cut into tokens, never split at commas: names of Enum members and Tuple elements may hold anything. What the
//! server refuses everywhere is refused here; what only some servers know is read. Source: ClickHouse
//! `src/Parsers/ParserDataType.cpp` and `src/DataTypes/`, compared with 26.7 text by text.

mod aggregate;
mod aliases;
mod composite;
mod functions;
mod json;
mod near;
mod scalar;
mod tokens;

pub(super) use functions::in_two;
pub(crate) use near::{distance, nearest};

use super::{
    AggregateFunction, DataType, EnumMembers, IntervalUnit, JsonType, QBit, SimpleAggregateFunction, TupleElement,
};
use std::fmt;
use std::str::FromStr;
use tokens::Tokens;

/// Nested deeper than any real table; protects the stack.
const MAX_DEPTH: usize = 100;

/// Why a text is no data type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeError {
    text: String,
    position: usize,
}

impl TypeError {
    /// Where in the text, in bytes from its start.
    pub fn position(&self) -> usize {
        self.position
    }
}

impl fmt::Display for TypeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for TypeError {}

impl DataType {
    /// The type that `text` says.
    ///
    /// ```
    /// use clickhouse_core::types::DataType;
    ///
    /// let data_type = DataType::parse("Array( Decimal64(2) )")?;
    /// assert_eq!(data_type.to_string(), "Array(Decimal(18, 2))");
    /// assert_eq!(DataType::parse("uint8").unwrap_err().to_string(), "no type is called `uint8`; did you mean `UInt8`?");
    /// # Ok::<(), clickhouse_core::types::TypeError>(())
    /// ```
    ///
    /// # Errors
    /// The text is no type; the error says where and what is wrong.
    pub fn parse(text: &str) -> Result<DataType, TypeError> {
        let mut parser = Parser { tokens: Tokens::new(text), depth: 0, is_declared: false };
        let data_type = parser.data_type()?;
        match parser.tokens.peek() {
            None => Ok(data_type),
            Some(_) => parser.more_follows(),
        }
    }

    /// The type with which `text`, the rest of a column's declaration, begins, and where what follows it begins.
    ///
    /// # Errors
    /// As [`DataType::parse`].
    #[doc(hidden)]
    pub fn parse_beginning(text: &str) -> Result<(DataType, usize), TypeError> {
        let mut parser = Parser { tokens: Tokens::new(text), depth: 0, is_declared: true };
        let data_type = parser.data_type()?;
        Ok((data_type, parser.tokens.position()))
    }
}

impl FromStr for DataType {
    type Err = TypeError;

    fn from_str(text: &str) -> Result<Self, TypeError> {
        DataType::parse(text)
    }
}

/// Reads types. Each kind of argument has its methods in a file of its own.
struct Parser<'t> {
    tokens: Tokens<'t>,
    depth: usize,
    /// Whether the type is that of a new column.
    is_declared: bool,
}

type Parsed<T> = Result<T, TypeError>;

impl Parser<'_> {
    fn data_type(&mut self) -> Parsed<DataType> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return self.tokens.refuse(format!("types are nested deeper than {MAX_DEPTH} levels"));
        }
        let start = self.tokens.position();
        if !self.tokens.is_at_name() {
            return self.tokens.refuse("a type is missing here");
        }
        let word = self.tokens.name()?.unwrap_or_default();
        let data_type = self.named(&word, start)?;
        self.depth -= 1;
        Ok(data_type)
    }

    /// The type called `word`, which stood at `start`, with what follows it in parentheses.
    ///
    /// Types within types come back here, so that its frame on the stack is kept small.
    fn named(&mut self, word: &str, start: usize) -> Parsed<DataType> {
        if let Some(data_type) = without_arguments(word) {
            self.ignored_length()?;
            return Ok(data_type);
        }
        let with_arguments: fn(&mut Self, usize) -> Parsed<DataType> = match word {
            "FixedString" => |parser, _| parser.fixed_string(),
            "Enum8" => |parser, _| parser.enum8(),
            "Enum16" => |parser, _| parser.enum16(),
            "Nullable" => Self::nullable,
            "LowCardinality" => Self::low_cardinality,
            "Array" => |parser, _| parser.array(),
            "Map" => Self::map,
            "Tuple" => |parser, _| parser.tuple(),
            "Nested" => Self::nested,
            "Variant" => Self::variant,
            "Dynamic" => |parser, _| parser.dynamic(),
            "SimpleAggregateFunction" => |parser, _| parser.simple_aggregate_function(),
            "AggregateFunction" => |parser, _| parser.aggregate_function(),
            "QBit" => Self::qbit,
            json if json.eq_ignore_ascii_case("JSON") => |parser, _| parser.json(),
            _ => return self.in_any_case(word, start),
        };
        with_arguments(self, start)
    }

    /// The refusal of what stands behind a type.
    fn more_follows<T>(&mut self) -> Parsed<T> {
        let before = self.tokens.clone();
        let word = self.tokens.name().ok().flatten().unwrap_or_default();
        self.tokens = before;
        let way_out = match word.to_ascii_uppercase().as_str() {
            "NULL" => "; a type that can be NULL is written Nullable(..)",
            "NOT" => "; only a type in Nullable(..) can be NULL",
            "DEFAULT" | "MATERIALIZED" | "ALIAS" | "EPHEMERAL" | "CODEC" | "TTL" | "COMMENT" | "PRIMARY" => {
                "; what else is said of a column is no part of its type"
            }
            _ => "",
        };
        self.tokens.refuse(format!("the type has ended, and more follows{way_out}"))
    }

    /// Passes the opening parenthesis; without one, says what is `missing`.
    fn open(&mut self, missing: &str) -> Parsed<()> {
        if self.tokens.eat('(') { Ok(()) } else { self.tokens.missing(missing) }
    }

    /// Whether parentheses with something in them follow. Empty ones are passed.
    fn opens(&mut self) -> bool {
        self.tokens.eat('(') && !self.tokens.eat(')')
    }

    /// Passes the closing parenthesis, and a comma before it.
    fn close(&mut self) -> Parsed<()> {
        self.tokens.eat(',');
        self.tokens.expect(')')
    }
}

/// The types that are said in one word, and match in one case only.
fn without_arguments(word: &str) -> Option<DataType> {
    use DataType as T;
    Some(match word {
        "Nothing" => T::Nothing,
        "UInt8" => T::UInt8,
        "UInt16" => T::UInt16,
        "UInt32" => T::UInt32,
        "UInt64" => T::UInt64,
        "UInt128" => T::UInt128,
        "UInt256" => T::UInt256,
        "Int8" => T::Int8,
        "Int16" => T::Int16,
        "Int32" => T::Int32,
        "Int64" => T::Int64,
        "Int128" => T::Int128,
        "Int256" => T::Int256,
        "BFloat16" => T::BFloat16,
        "Float32" => T::Float32,
        "Float64" => T::Float64,
        "String" => T::String,
        "UUID" => T::Uuid,
        "IPv4" => T::IPv4,
        "IPv6" => T::IPv6,
        "Point" => T::Point,
        "Ring" => T::Ring,
        "LineString" => T::LineString,
        "MultiPoint" => T::MultiPoint,
        "Polygon" => T::Polygon,
        "MultiLineString" => T::MultiLineString,
        "MultiPolygon" => T::MultiPolygon,
        "Geometry" | "GEOMETRY" => T::Geometry,
        _ => T::Interval(IntervalUnit::from_name(word.strip_prefix("Interval")?)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_prints_is_printed_back() {
        for text in [
            "UInt8",
            "Decimal(18, 4)",
            "DateTime64(3, 'UTC')",
            "DateTime('Asia/Kolkata')",
            "FixedString(16)",
            "Enum8('neg' = -128, 'zero' = 0, 'max' = 127)",
            r"Enum8('it\'s' = 1, 'a,b' = 2, 'x = 1)' = 3, 'é€😀' = 4, 'tab\t' = 5, 'b\\s' = 6, '' = 7)",
            "Map(String, Array(Tuple(LowCardinality(String), UInt8)))",
            r"Tuple(`a b` UInt8, `c.d` String, `e\`f` Array(UInt8))",
            "Tuple(`select` UInt8, key String)",
            "Tuple()",
            "Tuple(`1a` UInt8, `é` UInt8)",
            "Nested(x UInt8, y String)",
            "Variant(Array(UInt8), String, UInt64)",
            "Dynamic",
            "Dynamic(max_types=2)",
            "JSON",
            "Nullable(JSON)",
            "JSON(max_dynamic_types=3, max_dynamic_paths=2, a UInt8, `a b` UInt8, `a.b` UInt8, SKIP `q.r s`, SKIP x, SKIP `x.y`, SKIP REGEXP 'z.*')",
            "AggregateFunction(quantiles(0.5, 0.9), UInt64)",
            "AggregateFunction(f(-1, 1e-3, [0.5, NULL], ('a', []), 'it\\'s'), UInt64)",
            "AggregateFunction(1, sumMap, Array(UInt8), Array(UInt8))",
            "AggregateFunction(count)",
            "SimpleAggregateFunction(groupArrayArray(10), Array(UInt8))",
            "QBit(Float32, 24, 8)",
            "IntervalQuarter",
            "Geometry",
            "Array(Nullable(Nothing))",
            "LowCardinality(Nullable(String))",
            "Nullable(Tuple(x UInt8, y String))",
            "Time64(9)",
            "MultiPoint",
            "Tuple(UInt8, DateTime('UTC'))",
        ] {
            assert_eq!(DataType::parse(text).map(|found| found.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_people_write_is_normalised() {
        for (text, normal) in [
            ("INT", "Int32"),
            ("bigint unsigned", "UInt64"),
            ("INTEGER SIGNED", "Int32"),
            ("DOUBLE PRECISION", "Float64"),
            ("CHAR(3)", "String"),
            ("VARCHAR(255)", "String"),
            ("NCHAR VARYING(3)", "String"),
            ("BINARY(3)", "FixedString(3)"),
            ("BINARY LARGE OBJECT", "String"),
            ("bool", "Bool"),
            ("datetime64(3)", "DateTime64(3)"),
            ("DateTime(3)", "DateTime64(3)"),
            ("DateTime64", "DateTime64(3)"),
            ("DateTime32", "DateTime"),
            ("Decimal(5)", "Decimal(5, 0)"),
            ("Decimal", "Decimal(10, 0)"),
            ("Decimal64(3)", "Decimal(18, 3)"),
            ("Enum('a','b')", "Enum8('a' = 1, 'b' = 2)"),
            ("Enum('b' = 1000, 'a' = 2)", "Enum16('a' = 2, 'b' = 1000)"),
            ("Variant(UInt8, String, UInt8)", "Variant(String, UInt8)"),
            ("Tuple(\n    a UInt8,\n    b String)", "Tuple(a UInt8, b String)"),
            ("Array( UInt8 )", "Array(UInt8)"),
            ("JSON(a.b UInt8, SKIP c.d)", "JSON(`a.b` UInt8, SKIP `c.d`)"),
            ("Tuple(\"x y\" UInt8)", "Tuple(`x y` UInt8)"),
            ("Enum8('it''s' = 1)", r"Enum8('it\'s' = 1)"),
            ("TIMESTAMP", "DateTime"),
        ] {
            assert_eq!(DataType::parse(text).map(|found| found.to_string()).as_deref(), Ok(normal), "{text}");
        }
    }

    #[test]
    fn what_is_no_type_is_refused_in_words() {
        let deep = "Array(".repeat(200);
        for (text, refusal) in [
            ("uint8", "no type is called `uint8`; did you mean `UInt8`?"),
            ("Array(Strng)", "no type is called `Strng`; did you mean `String`?"),
            ("Frobnicate", "no type is called `Frobnicate`"),
            ("", "a type is missing here"),
            ("Array(UInt8", "`)` is missing here, at the end"),
            ("UInt8)", "the type has ended, and more follows, at `)`"),
            (
                "FixedString(0)",
                "the number of bytes of a FixedString is 0, which is not within 1 and 16777215, at `0)`",
            ),
            ("Decimal(77, 1)", "the precision of a Decimal is 77, which is not within 1 and 76, at `77, 1)`"),
            (
                "Decimal(5, 6)",
                "the scale of a Decimal, which is at most its precision, is 6, which is not within 0 and 5, at `6)`",
            ),
            ("DateTime64(10)", "the number of decimal digits of a second is 10, which is not within 0 and 9, at `10)`"),
            ("Enum8('a' = 300)", "the number 300 is beyond those of Enum8, at `'a' = 300)`"),
            ("Enum8('a' = 1, 'b' = 1)", "two members have the number 1, at `('a' = 1, 'b' = 1)`"),
            ("Enum8('a' = 1, 'a' = 2)", "two members are called `a`, at `('a' = 1, 'a' = 2)`"),
            ("Nullable(Array(UInt8))", "Array cannot be inside Nullable; an empty one can stand for none"),
            ("LowCardinality(Array(UInt8))", "Array cannot be inside LowCardinality"),
            ("AggregateFunction(`{um`, UInt8)", "this is not the name of an aggregate function, at ``{um`, UInt8)`"),
            (
                "SimpleAggregateFunction(`1a`, UInt8)",
                "this is not the name of an aggregate function, at ``1a`, UInt8)`",
            ),
            ("AggregateFunction(topK(10, 'a' 'b'), String)", "a comma is missing here, at `'b'), String)`"),
            ("AggregateFunction(topK(10 3), String)", "a comma is missing here, at `3), String)`"),
            ("AggregateFunction(topK(10,), String)", "a parameter is missing here, at `), String)`"),
            ("AggregateFunction(topK(1 - -2), String)", "a comma is missing here, at `- -2), String)`"),
            ("AggregateFunction(topK([1), String)", "a parameter is missing here, at `), String)`"),
            ("AggregateFunction(topK(*), String)", "this is not a parameter, at `*), String)`"),
            ("DateTime('UTC", "a ' is not closed, at `'UTC`"),
            ("Tuple(a UInt8, String)", "some elements have names and some have none, at `(a UInt8, String)`"),
            (deep.as_str(), "types are nested deeper than 100 levels, at `Array(Array(Array(Ar..`"),
        ] {
            assert_eq!(DataType::parse(text).map_err(|error| error.to_string()), Err(refusal.to_owned()), "{text}");
        }
    }

    #[test]
    fn any_text_gets_an_answer() {
        let text = "Tuple(`a` Enum8('x' = 1), b JSON(max_dynamic_paths=1, a.b UInt8, SKIP REGEXP 'x'), AggregateFunction(q(0.5), UInt8))";
        for end in 0..=text.len() {
            let _ = DataType::parse(&text[..end]);
            for start in 0..end.min(20) {
                let _ = DataType::parse(&text[start..end]);
            }
        }
    }
}
