//! Values of `{name:Type}` parameters as text: they travel beside the SQL and cannot change it.
//!
//! A value by itself is read like a field of TabSeparated: `\`, tab and line end are escaped, `\N` is NULL. Inside an
//! array, a tuple or a map it is an SQL literal: text in single quotes, NULL as such. Instants are seconds since 1970,
//! which no time zone changes. Source: ClickHouse `src/Interpreters/ReplaceQueryParameterVisitor.cpp`, checked on 26.7.

#[cfg(any(
    feature = "bigdecimal",
    feature = "bytes",
    feature = "half",
    feature = "indexmap",
    feature = "rust_decimal"
))]
mod crates;
pub(super) mod moments;

use crate::types::{
    BFloat16, Blob, Decimal, Int256, IntervalDay, IntervalHour, IntervalMicrosecond, IntervalMillisecond,
    IntervalMinute, IntervalMonth, IntervalNanosecond, IntervalQuarter, IntervalSecond, IntervalWeek, IntervalYear,
    Json, UInt256,
};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::fmt::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::rc::Rc;
use std::sync::Arc;

/// A value for a `{name:Type}` parameter of a query.
///
/// `{name:Identifier}` takes a name as it is, quotes it, and is one name only: the database and the table are two. An
/// instant goes into any `DateTime` or `DateTime64`, whatever its zone; with parts of a second into `DateTime64` only.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value for a query parameter",
    label = "not a parameter",
    note = "parameters are numbers, text, dates, UUIDs, IP addresses, Decimals, and Option, arrays, tuples and maps of them"
)]
pub trait Param {
    /// Writes the value as it stands inside an array, a tuple or a map: an SQL literal.
    fn write_literal(&self, out: &mut String);

    /// The value by itself, as the server reads a parameter.
    fn to_param(&self) -> String {
        let mut out = String::new();
        self.write_literal(&mut out);
        out
    }
}

pub(super) fn write_quoted(out: &mut String, text: &str) {
    out.push('\'');
    for letter in text.chars() {
        match letter {
            '\'' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\0' => out.push_str("\\0"),
            letter => out.push(letter),
        }
    }
    out.push('\'');
}

pub(super) fn escaped_field(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            letter => out.push(letter),
        }
    }
    out
}

macro_rules! plain {
    ($($plain:ty),+) => {
        $(impl Param for $plain {
            fn write_literal(&self, out: &mut String) {
                // Writing to a string cannot fail.
                let _ = write!(out, "{self}");
            }
        })+
    };
}

plain!(u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize, bool, Int256, UInt256);

impl<const P: u8, const S: u8> Param for Decimal<P, S> {
    fn write_literal(&self, out: &mut String) {
        let _ = write!(out, "{self}");
    }
}

macro_rules! float {
    ($($float:ty),+) => {
        $(impl Param for $float {
            fn write_literal(&self, out: &mut String) {
                let _ = match () {
                    () if self.is_nan() => write!(out, "nan"),
                    () if self.is_infinite() => write!(out, "{}inf", if *self < 0.0 { "-" } else { "" }),
                    () => write!(out, "{self:e}"),
                };
            }
        })+
    };
}

float!(f32, f64);

impl Param for BFloat16 {
    fn write_literal(&self, out: &mut String) {
        self.to_f32().write_literal(out);
    }
}

macro_rules! interval {
    ($($interval:ident),+) => {
        $(impl Param for $interval {
            /// The count: the parameter's type has the unit.
            fn write_literal(&self, out: &mut String) {
                self.0.write_literal(out);
            }
        })+
    };
}

interval!(IntervalNanosecond, IntervalMicrosecond, IntervalMillisecond, IntervalSecond, IntervalMinute, IntervalHour);
interval!(IntervalDay, IntervalWeek, IntervalMonth, IntervalQuarter, IntervalYear);

macro_rules! text {
    ($($text:ty),+) => {
        $(impl Param for $text {
            fn write_literal(&self, out: &mut String) {
                write_quoted(out, self);
            }

            fn to_param(&self) -> String {
                escaped_field(self)
            }
        })+
    };
}

text!(str, String, Cow<'_, str>, Box<str>, Rc<str>, Arc<str>);

/// Values whose text needs no escape, quoted inside others.
macro_rules! quoted {
    ($($quoted:ty),+) => {
        $(impl Param for $quoted {
            fn write_literal(&self, out: &mut String) {
                let _ = write!(out, "'{self}'");
            }

            fn to_param(&self) -> String {
                self.to_string()
            }
        })+
    };
}

quoted!(Ipv4Addr, Ipv6Addr, IpAddr);
#[cfg(feature = "uuid")]
quoted!(uuid::Uuid);

impl Param for char {
    fn write_literal(&self, out: &mut String) {
        write_quoted(out, self.encode_utf8(&mut [0; 4]));
    }

    fn to_param(&self) -> String {
        escaped_field(self.encode_utf8(&mut [0; 4]))
    }
}

/// For `{name:JSON}`, also inside arrays. There are none for Variant, Dynamic and Geometry: the server guesses their types
/// from the text, 24.8, 25.8 and 26.7 each in its own way.
impl Param for Json {
    fn write_literal(&self, out: &mut String) {
        write_quoted(out, self.as_str());
    }

    fn to_param(&self) -> String {
        escaped_field(self.as_str())
    }
}

#[cfg(feature = "serde_json")]
impl Param for serde_json::Value {
    fn write_literal(&self, out: &mut String) {
        write_quoted(out, &self.to_string());
    }

    fn to_param(&self) -> String {
        escaped_field(&self.to_string())
    }
}

impl Param for Blob {
    /// Bytes that are not UTF-8 stand as `\xHH`.
    fn write_literal(&self, out: &mut String) {
        out.push('\'');
        write_bytes(out, self);
        out.push('\'');
    }

    fn to_param(&self) -> String {
        let mut out = String::new();
        write_bytes(&mut out, self);
        out
    }
}

fn write_bytes(out: &mut String, bytes: &[u8]) {
    for byte in bytes {
        let _ = write!(out, "\\x{byte:02x}");
    }
}

macro_rules! pointer {
    ($($pointer:ty),+) => {
        $(impl<T: Param> Param for $pointer {
            fn write_literal(&self, out: &mut String) {
                T::write_literal(self, out);
            }

            fn to_param(&self) -> String {
                T::to_param(self)
            }
        })+
    };
}

pointer!(Box<T>, Rc<T>, Arc<T>);

impl<T: Param + ?Sized> Param for &T {
    fn write_literal(&self, out: &mut String) {
        T::write_literal(self, out);
    }

    fn to_param(&self) -> String {
        T::to_param(self)
    }
}

impl<T: Param + ?Sized> Param for &mut T {
    fn write_literal(&self, out: &mut String) {
        T::write_literal(self, out);
    }

    fn to_param(&self) -> String {
        T::to_param(self)
    }
}

impl<T: Param> Param for Option<T> {
    fn write_literal(&self, out: &mut String) {
        match self {
            Some(value) => value.write_literal(out),
            None => out.push_str("NULL"),
        }
    }

    fn to_param(&self) -> String {
        self.as_ref().map_or_else(|| "\\N".to_owned(), Param::to_param)
    }
}

pub(super) fn write_list<'i, T: Param + 'i>(
    out: &mut String,
    open: char,
    items: impl IntoIterator<Item = &'i T>,
    close: char,
) {
    out.push(open);
    for (place, item) in items.into_iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        item.write_literal(out);
    }
    out.push(close);
}

impl<T: Param> Param for [T] {
    fn write_literal(&self, out: &mut String) {
        write_list(out, '[', self, ']');
    }
}

impl<T: Param> Param for Vec<T> {
    fn write_literal(&self, out: &mut String) {
        self.as_slice().write_literal(out);
    }
}

impl<T: Param, const N: usize> Param for [T; N] {
    fn write_literal(&self, out: &mut String) {
        self.as_slice().write_literal(out);
    }
}

impl<T: Param> Param for Box<[T]> {
    fn write_literal(&self, out: &mut String) {
        self.as_ref().write_literal(out);
    }
}

macro_rules! list {
    ($($list:ident<T $(, $hasher:ident)?>),+) => {
        $(impl<T: Param $(, $hasher)?> Param for $list<T $(, $hasher)?> {
            fn write_literal(&self, out: &mut String) {
                write_list(out, '[', self, ']');
            }
        })+
    };
}

list!(VecDeque<T>, BTreeSet<T>, HashSet<T, S>);

fn write_entries<'i, K: Param + 'i, V: Param + 'i>(
    out: &mut String,
    entries: impl IntoIterator<Item = (&'i K, &'i V)>,
) {
    out.push('{');
    for (place, (key, value)) in entries.into_iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        key.write_literal(out);
        out.push(':');
        value.write_literal(out);
    }
    out.push('}');
}

macro_rules! map {
    ($($map:ident<K, V $(, $hasher:ident)?>),+) => {
        $(impl<K: Param, V: Param $(, $hasher)?> Param for $map<K, V $(, $hasher)?> {
            fn write_literal(&self, out: &mut String) {
                write_entries(out, self);
            }
        })+
    };
}

map!(HashMap<K, V, S>, BTreeMap<K, V>);

macro_rules! tuple {
    ($($value:ident $place:tt),+) => {
        impl<$($value: Param),+> Param for ($($value,)+) {
            fn write_literal(&self, out: &mut String) {
                out.push('(');
                $(
                    if $place > 0 {
                        out.push(',');
                    }
                    self.$place.write_literal(out);
                )+
                // A single value in parentheses is no tuple.
                let count = [$($place),+].len();
                out.push_str(if count == 1 { ",)" } else { ")" });
            }
        }
    };
}

crate::tuples::for_each_tuple!(tuple);

impl Param for () {
    fn write_literal(&self, out: &mut String) {
        out.push_str("()");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_as_the_server_reads_them() {
        assert_eq!("it's\ta\\b\n".to_param(), "it's\\ta\\\\b\\n");
        assert_eq!(vec!["it's", "a\\b\n"].to_param(), "['it\\'s','a\\\\b\\n']");
        assert_eq!((None::<u8>.to_param(), Some("NULL").to_param()), ("\\N".to_owned(), "NULL".to_owned()));
        assert_eq!((1u8, "a", None::<f64>).to_param(), "(1,'a',NULL)");
        assert_eq!((1u8,).to_param(), "(1,)");
        assert_eq!(BTreeMap::from([("k", vec![1.5f64, f64::NEG_INFINITY])]).to_param(), "{'k':[1.5e0,-inf]}");
        assert_eq!([Ipv4Addr::LOCALHOST].to_param(), "['127.0.0.1']");
    }
}
