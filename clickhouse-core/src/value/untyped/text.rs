//! A [`Value`] as ClickHouse's own text: by itself as `toString(..)` has it, within others as a literal.
//!
//! ```text
//! String         it's             within an Array  ['it\'s']
//! DateTime64(3)  2024-01-01 00:00:00.500           ['2024-01-01 00:00:00.500']
//! Decimal(9, 2)  1.5              without zeros at the end
//! JSON           {"a":{"b":1}}    paths are objects within objects
//! ```
//!
//! Instants stand in their zone; in UTC, and say so, where this system does not know the zone. NULL is `NULL`, and bytes that are not UTF-8 are shown as `U+FFFD`. Source: ClickHouse
//! `src/DataTypes/Serializations/`, compared with 26.7.

use super::Value;
use super::calendar::civil;
use super::json::{JsonPart, json_parts};
use super::zone::offset_at;
use crate::types::Int256;
use std::fmt::{self, Display, Write};

impl Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::String(bytes) | Value::FixedString(bytes) | Value::AggregateState(bytes) => {
                f.write_str(&String::from_utf8_lossy(bytes))
            }
            Value::Enum { name, .. } => f.write_str(name),
            Value::Variant { value, .. } => value.fmt(f),
            Value::Json(_) => write_json(f, self),
            Value::Array(items) => write_list(f, '[', items.iter().map(Literal), ']'),
            Value::Tuple(elements) => write_list(f, '(', elements.iter().map(Literal), ')'),
            Value::NamedTuple(elements) => write_list(f, '(', elements.iter().map(|(_, value)| Literal(value)), ')'),
            Value::Map(entries) => write_list(f, '{', entries.iter().map(Entry), '}'),
            other => write_scalar(f, other),
        }
    }
}

/// A value within an array, a tuple or a map: what is text or looks like it stands in quotes.
struct Literal<'v>(&'v Value);

impl Display for Literal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Variant { value, .. } => Literal(value).fmt(f),
            value if is_quoted(value) => {
                f.write_char('\'')?;
                write!(Escaped(f), "{value}")?;
                f.write_char('\'')
            }
            value => value.fmt(f),
        }
    }
}

struct Entry<'v>(&'v (Value, Value));

impl Display for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", Literal(&self.0.0), Literal(&self.0.1))
    }
}

/// Whether the text form is a text rather than a number or a structure.
fn is_quoted(value: &Value) -> bool {
    match value {
        Value::String(_)
        | Value::FixedString(_)
        | Value::Uuid(_)
        | Value::IPv4(_)
        | Value::IPv6(_)
        | Value::Date(_)
        | Value::Date32(_)
        | Value::DateTime { .. }
        | Value::DateTime64 { .. }
        | Value::Time(_)
        | Value::Time64 { .. }
        | Value::Enum { .. }
        | Value::Json(_)
        | Value::AggregateState(_) => true,
        Value::Null
        | Value::Bool(_)
        | Value::UInt8(_)
        | Value::UInt16(_)
        | Value::UInt32(_)
        | Value::UInt64(_)
        | Value::UInt128(_)
        | Value::UInt256(_)
        | Value::Int8(_)
        | Value::Int16(_)
        | Value::Int32(_)
        | Value::Int64(_)
        | Value::Int128(_)
        | Value::Int256(_)
        | Value::BFloat16(_)
        | Value::Float32(_)
        | Value::Float64(_)
        | Value::Interval { .. }
        | Value::Decimal { .. }
        | Value::Array(_)
        | Value::Tuple(_)
        | Value::NamedTuple(_)
        | Value::Map(_)
        | Value::Variant { .. } => false,
    }
}

fn write_list(
    f: &mut fmt::Formatter<'_>,
    open: char,
    items: impl Iterator<Item = impl Display>,
    close: char,
) -> fmt::Result {
    f.write_char(open)?;
    for (place, item) in items.enumerate() {
        if place > 0 {
            f.write_char(',')?;
        }
        item.fmt(f)?;
    }
    f.write_char(close)
}

/// Escapes what ClickHouse escapes between single quotes.
struct Escaped<'f, 'g>(&'f mut fmt::Formatter<'g>);

impl Write for Escaped<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for letter in text.chars() {
            match letter {
                '\u{8}' => self.0.write_str("\\b")?,
                '\u{c}' => self.0.write_str("\\f")?,
                '\n' => self.0.write_str("\\n")?,
                '\r' => self.0.write_str("\\r")?,
                '\t' => self.0.write_str("\\t")?,
                '\0' => self.0.write_str("\\0")?,
                '\'' | '\\' => {
                    self.0.write_char('\\')?;
                    self.0.write_char(letter)?;
                }
                letter => self.0.write_char(letter)?,
            }
        }
        Ok(())
    }
}

/// Values without parts and without bytes of their own.
fn write_scalar(f: &mut fmt::Formatter<'_>, value: &Value) -> fmt::Result {
    match value {
        Value::Bool(value) => value.fmt(f),
        Value::UInt8(value) => value.fmt(f),
        Value::UInt16(value) => value.fmt(f),
        Value::UInt32(value) => value.fmt(f),
        Value::UInt64(value) => value.fmt(f),
        Value::UInt128(value) => value.fmt(f),
        Value::UInt256(value) => value.fmt(f),
        Value::Int8(value) => value.fmt(f),
        Value::Int16(value) => value.fmt(f),
        Value::Int32(value) => value.fmt(f),
        Value::Int64(value) => value.fmt(f),
        Value::Int128(value) => value.fmt(f),
        Value::Int256(value) => value.fmt(f),
        Value::BFloat16(value) => write_float(f, value.to_f32()),
        Value::Float32(value) => write_float(f, *value),
        Value::Float64(value) => write_float(f, *value),
        Value::Uuid(value) => {
            let digits = format!("{value:032x}");
            let (a, b, c, d, e) = (&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]);
            write!(f, "{a}-{b}-{c}-{d}-{e}")
        }
        Value::IPv4(address) => address.fmt(f),
        Value::IPv6(address) => address.fmt(f),
        Value::Date(days) => write_date(f, i64::from(*days)),
        Value::Date32(days) => write_date(f, i64::from(*days)),
        Value::DateTime { seconds, zone } => write_instant(f, i64::from(*seconds), 0, zone.as_deref()),
        Value::DateTime64 { ticks, digits, zone } => write_instant(f, *ticks, *digits, zone.as_deref()),
        Value::Time(seconds) => write_time(f, i64::from(*seconds), 0),
        Value::Time64 { ticks, digits } => write_time(f, *ticks, *digits),
        Value::Interval { count, .. } => count.fmt(f),
        Value::Decimal { mantissa, scale } => write_decimal(f, **mantissa, *scale),
        _ => f.write_str("NULL"),
    }
}

/// The shortest digits that mean this float; with an exponent where the server's are.
fn write_float<T: Display + fmt::LowerExp>(f: &mut impl Write, value: T) -> fmt::Result {
    let scientific = format!("{value:e}");
    match scientific.rsplit_once('e').and_then(|(_, exponent)| exponent.parse::<i32>().ok()) {
        Some(-6..=20) => write!(f, "{value}"),
        Some(_) => f.write_str(&scientific),
        // `NaN`, `inf`, `-inf`.
        None => f.write_str(&scientific.to_lowercase()),
    }
}

fn write_decimal(f: &mut impl Write, mantissa: Int256, scale: u8) -> fmt::Result {
    let scale = usize::from(scale);
    let digits = format!("{:0width$}", mantissa.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let sign = if mantissa.is_negative() { "-" } else { "" };
    match fraction.trim_end_matches('0') {
        "" => write!(f, "{sign}{whole}"),
        fraction => write!(f, "{sign}{whole}.{fraction}"),
    }
}

/// The date so many days after 1970-01-01.
fn write_date(f: &mut impl Write, days: i64) -> fmt::Result {
    let (year, month, day) = civil(days);
    write!(f, "{}{:04}-{month:02}-{day:02}", if year < 0 { "-" } else { "" }, year.unsigned_abs())
}

fn ticks_per_second(digits: u8) -> i64 {
    10i64.pow(u32::from(digits.min(18)))
}

fn write_instant(f: &mut impl Write, ticks: i64, digits: u8, zone: Option<&str>) -> fmt::Result {
    let per_second = ticks_per_second(digits);
    let (seconds, fraction) = (ticks.div_euclid(per_second), ticks.rem_euclid(per_second));
    let offset = zone.map_or(Some(0), |zone| offset_at(zone, seconds));
    let seconds = seconds.saturating_add(offset.unwrap_or(0));
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    write_date(f, days)?;
    write!(f, " {:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)?;
    write_fraction(f, fraction.unsigned_abs(), digits)?;
    // A zone that is not known here.
    if offset.is_none() { f.write_str(" UTC") } else { Ok(()) }
}

fn write_time(f: &mut impl Write, ticks: i64, digits: u8) -> fmt::Result {
    let sign = if ticks < 0 { "-" } else { "" };
    let per_second = ticks_per_second(digits).unsigned_abs();
    let (seconds, fraction) = (ticks.unsigned_abs() / per_second, ticks.unsigned_abs() % per_second);
    write!(f, "{sign}{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)?;
    write_fraction(f, fraction, digits)
}

fn write_fraction(f: &mut impl Write, fraction: u64, digits: u8) -> fmt::Result {
    match usize::from(digits) {
        0 => Ok(()),
        width => write!(f, ".{fraction:0width$}"),
    }
}

/// A value within a JSON object, as `toString` of a JSON has it: 64-bit integers without quotes.
fn write_json(f: &mut fmt::Formatter<'_>, value: &Value) -> fmt::Result {
    match value {
        Value::Json(paths) => write_object(f, &json_parts(paths)),
        Value::Variant { value, .. } => write_json(f, value),
        Value::Array(items) | Value::Tuple(items) => write_list(f, '[', items.iter().map(Json), ']'),
        Value::NamedTuple(elements) => {
            let members = elements.iter().map(|(name, value)| Member(JsonText(&**name), Json(value)));
            write_list(f, '{', members, '}')
        }
        Value::Map(entries) => {
            write_list(f, '{', entries.iter().map(|(key, value)| Member(JsonText(key), Json(value))), '}')
        }
        Value::Null => f.write_str("null"),
        Value::Float64(value) if !value.is_finite() => f.write_str("null"),
        Value::Float32(value) if !value.is_finite() => f.write_str("null"),
        Value::BFloat16(value) if !value.to_f32().is_finite() => f.write_str("null"),
        value if is_quoted(value) => JsonText(value).fmt(f),
        value => write_scalar(f, value),
    }
}

struct Json<'v>(&'v Value);

impl Display for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_json(f, self.0)
    }
}

struct Member<K, V>(K, V);

impl<K: Display, V: Display> Display for Member<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.0, self.1)
    }
}

fn write_object(f: &mut fmt::Formatter<'_>, parts: &[JsonPart<'_>]) -> fmt::Result {
    struct Object<'p>(&'p [JsonPart<'p>]);
    impl Display for Object<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write_object(f, self.0)
        }
    }
    f.write_char('{')?;
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            f.write_char(',')?;
        }
        match part {
            JsonPart::Value(key, value) => Member(JsonText(key), Json(value)).fmt(f)?,
            JsonPart::Object(key, parts) => Member(JsonText(key), Object(parts)).fmt(f)?,
        }
    }
    f.write_char('}')
}

/// A text in double quotes with JSON's escapes.
struct JsonText<T>(T);

impl<T: Display> Display for JsonText<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        struct Escaped<'f, 'g>(&'f mut fmt::Formatter<'g>);
        impl Write for Escaped<'_, '_> {
            fn write_str(&mut self, text: &str) -> fmt::Result {
                for letter in text.chars() {
                    match letter {
                        '"' | '\\' => {
                            self.0.write_char('\\')?;
                            self.0.write_char(letter)?;
                        }
                        '\u{8}' => self.0.write_str("\\b")?,
                        '\u{c}' => self.0.write_str("\\f")?,
                        '\n' => self.0.write_str("\\n")?,
                        '\r' => self.0.write_str("\\r")?,
                        '\t' => self.0.write_str("\\t")?,
                        letter if letter < ' ' => write!(self.0, "\\u{:04X}", u32::from(letter))?,
                        letter => self.0.write_char(letter)?,
                    }
                }
                Ok(())
            }
        }
        f.write_char('"')?;
        write!(Escaped(f), "{}", self.0)?;
        f.write_char('"')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_have_an_exponent_where_the_servers_have() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (1.0, "1"),
            (0.1, "0.1"),
            (1e20, "100000000000000000000"),
            (1e21, "1e21"),
            (0.000001, "0.000001"),
            (1.5e-7, "1.5e-7"),
            (f64::MAX, "1.7976931348623157e308"),
            (f64::NAN, "nan"),
            (f64::NEG_INFINITY, "-inf"),
        ] {
            assert_eq!(Value::from(value).to_string(), text);
        }
        assert_eq!(Value::from(f32::MAX).to_string(), "3.4028235e38");
    }

    #[test]
    fn dates_are_those_of_the_calendar_at_any_distance() {
        for (days, text) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (11_016, "2000-02-29"),
            (-25_567, "1900-01-01"),
            (120_529, "2299-12-31"),
            (-719_528, "0000-01-01"),
            (i32::MIN, "-5877641-06-23"),
        ] {
            assert_eq!(Value::Date32(days).to_string(), text);
        }
    }

    #[test]
    fn instants_before_1970_count_towards_it() {
        let instant = |ticks, digits| Value::DateTime64 { ticks, digits, zone: None }.to_string();
        assert_eq!(instant(-877, 3), "1969-12-31 23:59:59.123");
        assert_eq!(instant(1_700_000_000, 0), "2023-11-14 22:13:20");
        assert_eq!(instant(i64::MIN, 9), "1677-09-21 00:12:43.145224192");
        instant(i64::MIN, 0);
        assert_eq!(Value::Time64 { ticks: -15, digits: 1 }.to_string(), "-00:00:01.5");
        assert_eq!(Value::Time(3_599_999).to_string(), "999:59:59");
        Value::Time64 { ticks: i64::MIN, digits: 9 }.to_string();
    }

    #[test]
    fn decimals_lose_the_zeros_at_their_end() {
        let decimal =
            |mantissa: i128, scale| Value::Decimal { mantissa: Box::new(Int256::from(mantissa)), scale }.to_string();
        assert_eq!(decimal(150, 2), "1.5");
        assert_eq!(decimal(-5, 3), "-0.005");
        assert_eq!(decimal(1000, 0), "1000");
        assert_eq!(decimal(0, 4), "0");
    }

    #[test]
    fn texts_within_others_are_quoted() {
        let value = Value::from((1u8, "it's\n", vec![None, Some("a")]));
        assert_eq!(value.to_string(), r"(1,'it\'s\n',[NULL,'a'])");
        let map = Value::Map(vec![(Value::Date(0), Value::Tuple(Vec::new()))]);
        assert_eq!(map.to_string(), "{'1970-01-01':()}");
    }

    #[test]
    fn paths_are_shown_as_objects() {
        let json = Value::Json(vec![
            ("a.b".into(), 1u8.into()),
            ("a.c.d".into(), "\"q\"\u{1}".into()),
            ("a.c.e".into(), Value::Array(vec![Value::Null, Value::Json(Vec::new())])),
            ("b".into(), f64::NAN.into()),
        ]);
        let text = r#"{"a":{"b":1,"c":{"d":"\"q\"\u0001","e":[null,{}]}},"b":null}"#;
        assert_eq!(json.to_string(), text);
        let within = Value::Array(vec![Value::Json(vec![("a".into(), "b".into())])]);
        assert_eq!(within.to_string(), r#"['{"a":"b"}']"#);
    }
}
