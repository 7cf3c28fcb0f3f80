//! Data types out of text: what the server prints, what `DESCRIBE` spreads over lines, and what people write.
//!
//! Text is cut into tokens, never split at commas: names of Enum members and Tuple elements may hold anything. Words
//! that name a type are those of `system.data_type_families`; aliases match in any case where the server says so.

use super::{
    AggregateFunction, DataType, EnumMembers, IntervalUnit, JsonType, QBit, SimpleAggregateFunction, TupleElement,
};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// Nested deeper than any real table; protects the stack.
const MAX_DEPTH: usize = 100;
/// 26.7 refuses longer ones (`MAX_FIXEDSTRING_SIZE`).
const MAX_FIXED_STRING_BYTES: u64 = 0xFF_FFFF;

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
        let mut parser = Parser { text, position: 0, depth: 0 };
        let data_type = parser.data_type()?;
        match parser.peek() {
            None => Ok(data_type),
            Some(_) => parser.refuse("the type has ended, and more follows"),
        }
    }
}

impl FromStr for DataType {
    type Err = TypeError;

    fn from_str(text: &str) -> Result<Self, TypeError> {
        DataType::parse(text)
    }
}

struct Parser<'t> {
    text: &'t str,
    position: usize,
    depth: usize,
}

type Parsed<T> = Result<T, TypeError>;

impl<'t> Parser<'t> {
    fn data_type(&mut self) -> Parsed<DataType> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return self.refuse(format!("types are nested deeper than {MAX_DEPTH} levels"));
        }
        self.skip_space();
        let start = self.position;
        let data_type = match self.identifier()? {
            Some(word) => self.named(&word, start)?,
            None => return self.refuse("a type is missing here"),
        };
        self.depth -= 1;
        Ok(data_type)
    }

    /// The type called `word`, which stood at `start`, with what follows it in parentheses.
    fn named(&mut self, word: &str, start: usize) -> Parsed<DataType> {
        use DataType as T;
        Ok(match word {
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
            "String" => {
                self.ignored_length()?;
                T::String
            }
            "FixedString" => self.fixed_string()?,
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
            "Enum8" => T::Enum8(self.members(i16::from(i8::MIN)..=i16::from(i8::MAX), "Enum8")?),
            "Enum16" => T::Enum16(self.members(i16::MIN..=i16::MAX, "Enum16")?),
            "Nullable" => {
                let inner = self.only_argument()?;
                match &inner {
                    T::Array(_)
                    | T::Map(_)
                    | T::Nullable(_)
                    | T::LowCardinality(_)
                    | T::Nested(_)
                    | T::Variant(_)
                    | T::Dynamic(_)
                    | T::AggregateFunction(_) => {
                        return self.refuse_at(start, format!("{inner} cannot be inside Nullable"));
                    }
                    _ => T::Nullable(Box::new(inner)),
                }
            }
            "LowCardinality" => {
                let inner = self.only_argument()?;
                match &inner {
                    T::Array(_)
                    | T::Map(_)
                    | T::Tuple(_)
                    | T::LowCardinality(_)
                    | T::Nested(_)
                    | T::Variant(_)
                    | T::Dynamic(_)
                    | T::Json(_)
                    | T::AggregateFunction(_)
                    | T::SimpleAggregateFunction(_) => {
                        return self.refuse_at(start, format!("{inner} cannot be inside LowCardinality"));
                    }
                    _ => T::LowCardinality(Box::new(inner)),
                }
            }
            "Array" => T::Array(Box::new(self.only_argument()?)),
            "Map" => {
                self.expect('(')?;
                let key = self.data_type()?;
                self.expect(',')?;
                let value = self.data_type()?;
                self.expect(')')?;
                T::Map(Box::new((key, value)))
            }
            "Tuple" => T::Tuple(self.elements()?),
            "Nested" => self.nested()?,
            "Variant" => self.variant()?,
            "Dynamic" => self.dynamic()?,
            "SimpleAggregateFunction" => self.simple_aggregate_function()?,
            "AggregateFunction" => self.aggregate_function()?,
            "QBit" => self.qbit()?,
            _ => match word.strip_prefix("Interval").and_then(interval_unit) {
                Some(unit) => T::Interval(unit),
                None => return self.in_any_case(word, start),
            },
        })
    }

    /// Types and aliases whose name matches in any case.
    fn in_any_case(&mut self, word: &str, start: usize) -> Parsed<DataType> {
        use DataType as T;
        Ok(match word.to_ascii_uppercase().as_str() {
            "BOOL" | "BOOLEAN" => T::Bool,
            "DATE" => T::Date,
            "DATE32" => T::Date32,
            "DATETIME" => self.date_time()?,
            "DATETIME32" | "TIMESTAMP" => T::DateTime(self.zone()?),
            "DATETIME64" => self.date_time_64()?,
            "TIME" => T::Time,
            "TIME64" => self.time_64()?,
            "DECIMAL" | "DEC" | "NUMERIC" | "FIXED" => self.decimal()?,
            "DECIMAL32" => self.decimal_of(9)?,
            "DECIMAL64" => self.decimal_of(18)?,
            "DECIMAL128" => self.decimal_of(38)?,
            "DECIMAL256" => self.decimal_of(76)?,
            "JSON" => self.json()?,
            "ENUM" => self.enumeration()?,
            "ENUM8" if word == "ENUM8" => T::Enum8(self.members(-128..=127, "Enum8")?),
            "ENUM16" if word == "ENUM16" => T::Enum16(self.members(i16::MIN..=i16::MAX, "Enum16")?),
            "TINYINT" | "INT1" | "BYTE" => self.signed(T::Int8, T::UInt8)?,
            "SMALLINT" => self.signed(T::Int16, T::UInt16)?,
            "INT" | "INTEGER" | "MEDIUMINT" => self.signed(T::Int32, T::UInt32)?,
            "BIGINT" => self.signed(T::Int64, T::UInt64)?,
            "SIGNED" => T::Int64,
            "UNSIGNED" | "BIT" | "SET" => T::UInt64,
            "YEAR" => T::UInt16,
            "FLOAT" | "REAL" | "SINGLE" => {
                self.ignored_length()?;
                T::Float32
            }
            "DOUBLE" => {
                self.words(&["PRECISION"])?;
                self.ignored_length()?;
                T::Float64
            }
            "BINARY" => {
                if self.words(&["LARGE", "OBJECT"])? || self.words(&["VARYING"])? {
                    self.ignored_length()?;
                    T::String
                } else {
                    self.fixed_string()?
                }
            }
            "NATIONAL" => {
                if !(self.words(&["CHARACTER"])? || self.words(&["CHAR"])?) {
                    return self.refuse("CHAR or CHARACTER has to follow NATIONAL");
                }
                self.varying_text()?
            }
            "CHAR" | "CHARACTER" | "NCHAR" => self.varying_text()?,
            "TEXT" | "TINYTEXT" | "MEDIUMTEXT" | "LONGTEXT" | "VARCHAR" | "VARCHAR2" | "NVARCHAR" | "BLOB"
            | "TINYBLOB" | "MEDIUMBLOB" | "LONGBLOB" | "CLOB" | "BYTEA" | "VARBINARY" => {
                self.ignored_length()?;
                T::String
            }
            "INET4" => T::IPv4,
            "INET6" => T::IPv6,
            _ => return self.refuse_at(start, unknown(word)),
        })
    }

    fn varying_text(&mut self) -> Parsed<DataType> {
        if !self.words(&["LARGE", "OBJECT"])? {
            self.words(&["VARYING"])?;
        }
        self.ignored_length()?;
        Ok(DataType::String)
    }

    fn signed(&mut self, signed: DataType, unsigned: DataType) -> Parsed<DataType> {
        self.ignored_length()?;
        if self.words(&["UNSIGNED"])? {
            return Ok(unsigned);
        }
        self.words(&["SIGNED"])?;
        Ok(signed)
    }

    /// Passes these words if they stand here, in any case.
    fn words(&mut self, words: &[&str]) -> Parsed<bool> {
        let before = self.position;
        for word in words {
            self.skip_space();
            let found = self.peek_word();
            if !found.eq_ignore_ascii_case(word) {
                self.position = before;
                return Ok(false);
            }
            self.position += found.len();
        }
        Ok(true)
    }

    /// Passes the length in `VARCHAR(255)`, which ClickHouse ignores.
    fn ignored_length(&mut self) -> Parsed<()> {
        if self.eat('(') {
            self.number()?;
            if self.eat(',') {
                self.number()?;
            }
            self.expect(')')?;
        }
        Ok(())
    }

    fn fixed_string(&mut self) -> Parsed<DataType> {
        self.expect('(')?;
        let bytes = self.number_within(1..=MAX_FIXED_STRING_BYTES, "the number of bytes of a FixedString")?;
        self.expect(')')?;
        Ok(DataType::FixedString(bytes as usize))
    }

    fn only_argument(&mut self) -> Parsed<DataType> {
        self.expect('(')?;
        let argument = self.data_type()?;
        self.expect(')')?;
        Ok(argument)
    }

    fn zone(&mut self) -> Parsed<Option<Arc<str>>> {
        if !self.eat('(') {
            return Ok(None);
        }
        let zone = self.quoted('\'')?;
        self.expect(')')?;
        Ok(Some(zone.into()))
    }

    /// DateTime, whose parentheses may also hold the digits of a DateTime64.
    fn date_time(&mut self) -> Parsed<DataType> {
        let before = self.position;
        if self.eat('(') && self.peek().is_some_and(|letter| letter.is_ascii_digit()) {
            self.position = before;
            return self.date_time_64();
        }
        self.position = before;
        Ok(DataType::DateTime(self.zone()?))
    }

    fn date_time_64(&mut self) -> Parsed<DataType> {
        if !self.eat('(') {
            return Ok(DataType::DateTime64(3, None));
        }
        let digits = self.number_within(0..=9, "the number of decimal digits of a second")? as u8;
        let zone = if self.eat(',') { Some(self.quoted('\'')?.into()) } else { None };
        self.expect(')')?;
        Ok(DataType::DateTime64(digits, zone))
    }

    fn time_64(&mut self) -> Parsed<DataType> {
        if !self.eat('(') {
            return Ok(DataType::Time64(3));
        }
        let digits = self.number_within(0..=9, "the number of decimal digits of a second")? as u8;
        self.expect(')')?;
        Ok(DataType::Time64(digits))
    }

    fn decimal(&mut self) -> Parsed<DataType> {
        if !self.eat('(') {
            return Ok(DataType::Decimal(10, 0));
        }
        let precision = self.number_within(1..=76, "the precision of a Decimal")?;
        let scale = match self.eat(',') {
            true => self.number_within(0..=precision, "the scale of a Decimal, which is at most its precision,")?,
            false => 0,
        };
        self.expect(')')?;
        Ok(DataType::Decimal(precision as u8, scale as u8))
    }

    fn decimal_of(&mut self, precision: u8) -> Parsed<DataType> {
        self.expect('(')?;
        let scale = self.number_within(0..=u64::from(precision), "the scale of a Decimal")?;
        self.expect(')')?;
        Ok(DataType::Decimal(precision, scale as u8))
    }

    fn enumeration(&mut self) -> Parsed<DataType> {
        let members = self.members(i16::MIN..=i16::MAX, "Enum16")?;
        let is_small = members.iter().all(|(_, number)| i8::try_from(number).is_ok());
        Ok(if is_small { DataType::Enum8(members) } else { DataType::Enum16(members) })
    }

    /// `('a' = 1, 'b' = 2)`; a member without a number has the one after its predecessor's.
    fn members(&mut self, numbers: std::ops::RangeInclusive<i16>, of: &str) -> Parsed<EnumMembers> {
        self.expect('(')?;
        let mut members: Vec<(Arc<str>, i16)> = Vec::new();
        loop {
            self.skip_space();
            let at = self.position;
            let name = self.quoted('\'')?;
            let number = match self.eat('=') {
                true => self.signed_number()?,
                false => members.last().map_or(1, |(_, before)| i64::from(*before) + 1),
            };
            let Some(number) = i16::try_from(number).ok().filter(|number| numbers.contains(number)) else {
                return self.refuse_at(at, format!("{number} for `{name}` is beyond the numbers of {of}"));
            };
            members.push((name.into(), number));
            if !self.eat(',') {
                break;
            }
        }
        self.expect(')')?;
        let members = EnumMembers::new(members);
        if let Some((name, number)) = members.twice_numbered() {
            return self.refuse(format!("two members have the number {number}; one of them is `{name}`"));
        }
        let mut names: Vec<_> = members.iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => self.refuse(format!("two members are called `{}`", pair[0])),
            None => Ok(members),
        }
    }

    /// The elements of a Tuple: all named or none.
    fn elements(&mut self) -> Parsed<Box<[TupleElement]>> {
        let mut elements = Vec::new();
        self.expect('(')?;
        if self.eat(')') {
            return Ok(elements.into());
        }
        loop {
            elements.push(self.element()?);
            if !self.eat(',') {
                break;
            }
        }
        self.expect(')')?;
        let named = elements.iter().filter(|element| element.name.is_some()).count();
        if named != 0 && named != elements.len() {
            return self.refuse("some elements of the Tuple have names and some have none");
        }
        Ok(elements.into())
    }

    /// A type, or a name and a type.
    fn element(&mut self) -> Parsed<TupleElement> {
        self.skip_space();
        let before = self.position;
        if let Some(name) = self.tuple_name()? {
            // A name is followed by the word of a type; else it was the type itself.
            self.skip_space();
            if self.peek().is_some_and(|letter| letter.is_alphabetic() || letter == '_') {
                let after_name = self.position;
                match self.data_type() {
                    Ok(data_type) => return Ok(TupleElement { name: Some(name.into()), data_type }),
                    // `DOUBLE PRECISION` and its like are types of several words.
                    Err(error) => {
                        let inside = std::mem::replace(&mut self.position, before);
                        return match self.data_type() {
                            Ok(data_type) if self.position > after_name => Ok(TupleElement { name: None, data_type }),
                            _ => {
                                self.position = inside;
                                Err(error)
                            }
                        };
                    }
                }
            }
        }
        self.position = before;
        Ok(TupleElement { name: None, data_type: self.data_type()? })
    }

    fn nested(&mut self) -> Parsed<DataType> {
        let elements = self.elements()?;
        if elements.is_empty() || elements.iter().any(|element| element.name.is_none()) {
            return self.refuse("each column of a Nested needs a name and a type");
        }
        Ok(DataType::Nested(elements))
    }

    fn variant(&mut self) -> Parsed<DataType> {
        self.expect('(')?;
        let mut types = Vec::new();
        if !self.eat(')') {
            loop {
                let at = self.position;
                let data_type = self.data_type()?;
                if data_type.accepts_null() {
                    return self.refuse_at(at, format!("{data_type} cannot be inside Variant, which has its own NULL"));
                }
                types.push((data_type.to_string(), data_type));
                if !self.eat(',') {
                    break;
                }
            }
            self.expect(')')?;
        }
        types.sort_by(|left, right| left.0.cmp(&right.0));
        types.dedup_by(|left, right| left.0 == right.0);
        if types.len() > 255 {
            return self.refuse("a Variant has at most 255 types");
        }
        Ok(DataType::Variant(types.into_iter().map(|(_, data_type)| data_type).collect()))
    }

    fn dynamic(&mut self) -> Parsed<DataType> {
        if !self.eat('(') {
            return Ok(DataType::Dynamic(None));
        }
        if !self.words(&["max_types"])? {
            return self.refuse("only `max_types=` can stand in the parentheses of Dynamic");
        }
        self.expect('=')?;
        let limit = self.number()?;
        self.expect(')')?;
        Ok(DataType::Dynamic(Some(limit)))
    }

    fn json(&mut self) -> Parsed<DataType> {
        let mut json = JsonType::default();
        if self.eat('(') && !self.eat(')') {
            loop {
                self.json_argument(&mut json)?;
                if !self.eat(',') {
                    break;
                }
            }
            self.expect(')')?;
        }
        json.paths.sort_by(|left, right| left.0.cmp(&right.0));
        json.skip.sort();
        if let Some(pair) = json.paths.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return self.refuse(format!("the path `{}` has two types", pair[0].0));
        }
        Ok(DataType::Json(Box::new(json)))
    }

    fn json_argument(&mut self, json: &mut JsonType) -> Parsed<()> {
        for (name, limit) in
            [("max_dynamic_types", &mut json.max_dynamic_types), ("max_dynamic_paths", &mut json.max_dynamic_paths)]
        {
            let before = self.position;
            if self.words(&[name])? {
                if self.eat('=') {
                    *limit = Some(self.number()?);
                    return Ok(());
                }
                self.position = before;
            }
        }
        let before = self.position;
        if self.words(&["SKIP"])? {
            if self.words(&["REGEXP"])? {
                json.skip_regexp.push(self.quoted('\'')?.into());
                return Ok(());
            }
            if let Some(path) = self.path()? {
                json.skip.push(path.into());
                return Ok(());
            }
            // A typed path of that name, as in `skip UInt8`, has been read as SKIP and a path above; this is its error.
            self.position = before;
        }
        match self.path()? {
            Some(path) => {
                let data_type = self.data_type()?;
                json.paths.push((path.into(), data_type));
                Ok(())
            }
            None => self.refuse("a path, SKIP or a limit is missing here"),
        }
    }

    /// Names with points between them: `a.b`, `` `a.b` ``, `a[].b` is not one.
    fn path(&mut self) -> Parsed<Option<String>> {
        let Some(mut path) = self.tuple_name()? else { return Ok(None) };
        while self.text[self.position..].starts_with('.') {
            self.position += 1;
            match self.tuple_name()? {
                Some(name) => {
                    path.push('.');
                    path.push_str(&name);
                }
                None => return self.refuse("a name is missing after the point"),
            }
        }
        Ok(Some(path))
    }

    fn simple_aggregate_function(&mut self) -> Parsed<DataType> {
        self.expect('(')?;
        let function = self.function()?;
        self.expect(',')?;
        let data_type = self.data_type()?;
        self.expect(')')?;
        Ok(DataType::SimpleAggregateFunction(Box::new(SimpleAggregateFunction { function, data_type })))
    }

    fn aggregate_function(&mut self) -> Parsed<DataType> {
        self.expect('(')?;
        self.skip_space();
        let version = match self.peek() {
            Some(letter) if letter.is_ascii_digit() => {
                let version = self.number()?;
                self.expect(',')?;
                Some(version)
            }
            _ => None,
        };
        let function = self.function()?;
        let mut arguments = Vec::new();
        while self.eat(',') {
            arguments.push(self.data_type()?);
        }
        self.expect(')')?;
        Ok(DataType::AggregateFunction(Box::new(AggregateFunction { version, function, arguments })))
    }

    /// The name of a function with its parameters, which are kept as written.
    fn function(&mut self) -> Parsed<Arc<str>> {
        self.skip_space();
        let start = self.position;
        if self.identifier()?.is_none() {
            return self.refuse("the name of an aggregate function is missing here");
        }
        if self.text[self.position..].starts_with('(') {
            self.pass_parentheses()?;
        }
        Ok(self.text[start..self.position].into())
    }

    /// Passes parentheses and all that is in them.
    fn pass_parentheses(&mut self) -> Parsed<()> {
        let mut open = 0usize;
        while let Some(letter) = self.text[self.position..].chars().next() {
            match letter {
                '\'' => {
                    self.quoted('\'')?;
                    continue;
                }
                '(' => open += 1,
                ')' => open -= 1,
                _ => {}
            }
            self.position += letter.len_utf8();
            if open == 0 {
                return Ok(());
            }
        }
        self.refuse("a parenthesis is not closed")
    }

    fn qbit(&mut self) -> Parsed<DataType> {
        self.expect('(')?;
        let at = self.position;
        let element = self.data_type()?;
        if !matches!(element, DataType::Int8 | DataType::BFloat16 | DataType::Float32 | DataType::Float64) {
            return self
                .refuse_at(at, format!("{element} cannot be inside QBit; Int8, BFloat16, Float32 and Float64 can"));
        }
        self.expect(',')?;
        let dimension = self.number_within(1..=1 << 32, "the dimension of a QBit")?;
        let stride = match self.eat(',') {
            true => Some(self.number_within(1..=dimension, "the stride of a QBit")?),
            false => None,
        };
        self.expect(')')?;
        Ok(DataType::QBit(Box::new(QBit { element, dimension, stride })))
    }

    fn signed_number(&mut self) -> Parsed<i64> {
        let is_negative = self.eat('-');
        let number = self.number_within(0..=i64::MAX as u64, "a number")? as i64;
        Ok(if is_negative { -number } else { number })
    }

    fn number_within(&mut self, range: std::ops::RangeInclusive<u64>, what: &str) -> Parsed<u64> {
        self.skip_space();
        let at = self.position;
        let number = self.number()?;
        if range.contains(&number) {
            return Ok(number);
        }
        self.refuse_at(at, format!("{what} is {number}, which is not within {} and {}", range.start(), range.end()))
    }

    fn number(&mut self) -> Parsed<u64> {
        self.skip_space();
        let digits = self.text[self.position..].bytes().take_while(u8::is_ascii_digit).count();
        let text = &self.text[self.position..self.position + digits];
        match text.parse() {
            Ok(number) => {
                self.position += digits;
                Ok(number)
            }
            Err(_) if digits == 0 => self.refuse("a number is missing here"),
            Err(_) => self.refuse(format!("{text} is too large")),
        }
    }

    /// A plain word or a name in backticks or double quotes; `None` if something else stands here.
    fn identifier(&mut self) -> Parsed<Option<String>> {
        self.skip_space();
        match self.peek() {
            Some(quote @ ('`' | '"')) => self.quoted(quote).map(Some),
            Some(letter) if letter.is_alphabetic() || letter == '_' => {
                let word = self.peek_word();
                self.position += word.len();
                Ok(Some(word.to_owned()))
            }
            _ => Ok(None),
        }
    }

    /// As [`Parser::identifier`]; a name may begin with a digit.
    fn tuple_name(&mut self) -> Parsed<Option<String>> {
        self.skip_space();
        match self.peek() {
            Some(letter) if letter.is_ascii_digit() => {
                let word = self.peek_word();
                self.position += word.len();
                Ok(Some(word.to_owned()))
            }
            _ => self.identifier(),
        }
    }

    fn peek_word(&self) -> &'t str {
        let rest = &self.text[self.position..];
        let end = rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
        &rest[..end.unwrap_or(rest.len())]
    }

    /// Text between quotes, with backslash escapes and doubled quotes.
    fn quoted(&mut self, quote: char) -> Parsed<String> {
        self.skip_space();
        let start = self.position;
        if !self.eat(quote) {
            return self.refuse(format!("a text in {quote} is missing here"));
        }
        let mut text = String::new();
        let mut letters = self.text[self.position..].char_indices().peekable();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\\' => match letters.next() {
                    Some((_, escaped)) => text.push(match escaped {
                        'b' => '\u{8}',
                        'f' => '\u{c}',
                        'n' => '\n',
                        'r' => '\r',
                        't' => '\t',
                        '0' => '\0',
                        other => other,
                    }),
                    None => break,
                },
                letter if letter == quote && letters.peek().is_some_and(|(_, next)| *next == quote) => {
                    letters.next();
                    text.push(quote);
                }
                letter if letter == quote => {
                    self.position += at + letter.len_utf8();
                    return Ok(text);
                }
                letter => text.push(letter),
            }
        }
        self.refuse_at(start, format!("a {quote} is not closed"))
    }

    fn peek(&mut self) -> Option<char> {
        self.skip_space();
        self.text[self.position..].chars().next()
    }

    fn eat(&mut self, letter: char) -> bool {
        let is_there = self.peek() == Some(letter);
        if is_there {
            self.position += letter.len_utf8();
        }
        is_there
    }

    fn expect(&mut self, letter: char) -> Parsed<()> {
        if self.eat(letter) { Ok(()) } else { self.refuse(format!("`{letter}` is missing here")) }
    }

    fn skip_space(&mut self) {
        let rest = &self.text[self.position..];
        self.position += rest.len() - rest.trim_start().len();
    }

    fn refuse<T>(&self, what: impl Into<String>) -> Parsed<T> {
        self.refuse_at(self.position, what)
    }

    fn refuse_at<T>(&self, position: usize, what: impl Into<String>) -> Parsed<T> {
        let (what, rest) = (what.into(), &self.text[position..]);
        let text = match rest.char_indices().nth(20) {
            _ if position == 0 => what,
            _ if rest.is_empty() => format!("{what}, at the end"),
            Some((end, _)) => format!("{what}, at `{}..`", &rest[..end]),
            None => format!("{what}, at `{rest}`"),
        };
        Err(TypeError { text, position })
    }
}

impl EnumMembers {
    fn twice_numbered(&self) -> Option<(&str, i16)> {
        let pair = self.members.windows(2).find(|pair| pair[0].1 == pair[1].1)?;
        Some((&pair[1].0, pair[1].1))
    }
}

fn interval_unit(name: &str) -> Option<IntervalUnit> {
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

/// Names of types, for "did you mean".
const NAMES: [&str; 54] = [
    "AggregateFunction",
    "Array",
    "BFloat16",
    "Bool",
    "Date",
    "Date32",
    "DateTime",
    "DateTime64",
    "Decimal",
    "Decimal128",
    "Decimal256",
    "Decimal32",
    "Decimal64",
    "Dynamic",
    "Enum",
    "Enum16",
    "Enum8",
    "FixedString",
    "Float32",
    "Float64",
    "Geometry",
    "IPv4",
    "IPv6",
    "Int128",
    "Int16",
    "Int256",
    "Int32",
    "Int64",
    "Int8",
    "IntervalDay",
    "JSON",
    "LineString",
    "LowCardinality",
    "Map",
    "MultiLineString",
    "MultiPolygon",
    "Nested",
    "Nothing",
    "Nullable",
    "Point",
    "Polygon",
    "QBit",
    "Ring",
    "SimpleAggregateFunction",
    "String",
    "Time",
    "Time64",
    "Tuple",
    "UInt128",
    "UInt16",
    "UInt256",
    "UInt32",
    "UInt64",
    "UUID",
];

fn unknown(word: &str) -> String {
    let is_near = |name: &&&str| distance(word, name) <= 1 + word.len() / 4;
    let names = || NAMES.iter().chain(&["UInt8", "Variant"]);
    match names().filter(is_near).min_by_key(|name| distance(word, name)) {
        Some(name) => format!("no type is called `{word}`; did you mean `{name}`?"),
        None => format!("no type is called `{word}`"),
    }
}

/// Letters to insert, remove or replace; a different case costs nothing.
pub(crate) fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().flat_map(char::to_lowercase).collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, letter) in left.chars().flat_map(char::to_lowercase).enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (place, other) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[place + 1];
            row[place + 1] = replaced.min(diagonal + 1).min(row[place] + 1);
        }
    }
    row[right.len()]
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
            ("Tuple(DOUBLE PRECISION, String)", "Tuple(Float64, String)"),
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
            ("Array(Strng)", "no type is called `Strng`; did you mean `String`?, at `Strng)`"),
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
            ("Enum8('a' = 300)", "300 for `a` is beyond the numbers of Enum8, at `'a' = 300)`"),
            ("Enum8('a' = 1, 'b' = 1)", "two members have the number 1; one of them is `b`, at the end"),
            ("Enum8('a' = 1, 'a' = 2)", "two members are called `a`, at the end"),
            ("Nullable(Array(UInt8))", "Array(UInt8) cannot be inside Nullable"),
            ("LowCardinality(Array(UInt8))", "Array(UInt8) cannot be inside LowCardinality"),
            ("DateTime('UTC", "a ' is not closed, at `'UTC`"),
            ("Tuple(a UInt8, String)", "some elements of the Tuple have names and some have none, at the end"),
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
