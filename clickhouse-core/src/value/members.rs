//! The members of an Enum column beside the variants of a Rust enum, compared by the compiler, which says their names.
//!
//! ```text
//! Enum8('debug' = 1, 'info' = 2) and Level::{Debug, Warn}
//!   no variant for 'info' (..); no member 'warn' (..)
//! ```

use super::relation::{Shape, entry, has, named_elements, place_of, without_wrapping};
use crate::types::{Declared, Kind};

/// As long as an error text should be; what does not fit is left out.
const MAX_TEXT_BYTES: usize = 600;

/// A text that the compiler puts together.
#[derive(Debug)]
pub struct Text {
    bytes: [u8; MAX_TEXT_BYTES],
    length: usize,
}

impl Text {
    /// An empty text.
    pub const fn new() -> Text {
        Text { bytes: [0; MAX_TEXT_BYTES], length: 0 }
    }

    /// Adds `text`, if it still fits.
    pub const fn add(&mut self, text: &str) {
        let text = text.as_bytes();
        if self.length + text.len() > MAX_TEXT_BYTES {
            return;
        }
        let mut at = 0;
        while at < text.len() {
            self.bytes[self.length + at] = text[at];
            at += 1;
        }
        self.length += text.len();
    }

    /// Whether nothing was added.
    pub const fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The text.
    pub const fn as_str(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}

impl Default for Text {
    fn default() -> Self {
        Text::new()
    }
}

/// What the members of a column and the variants of the enum that stands for it lack of each other; empty where that
/// is nothing. Members without a variant matter if rows are read, variants without a member if they are inserted.
pub const fn differences(shape: &Shape, declared: &'static Declared, is_read: bool, is_written: bool) -> Text {
    let mut text = Text::new();
    compare(shape, declared, is_read, is_written, &mut text);
    text
}

const fn compare(shape: &Shape, declared: &'static Declared, is_read: bool, is_written: bool, text: &mut Text) {
    let declared = declared.without_function();
    match shape {
        Shape::Nullable(value) => match declared.kind {
            Kind::Nullable => compare(value, declared.inner(), is_read, is_written, text),
            _ => compare(value, declared, is_read, is_written, text),
        },
        Shape::Array(item) => {
            if let Some(items) = declared.items() {
                compare(item, items, is_read, is_written, text);
            }
        }
        Shape::Map(key, value) => {
            if let Some([keys, values]) = entry(declared) {
                compare(key, keys, is_read, is_written, text);
                compare(value, values, is_read, is_written, text);
            }
        }
        Shape::Tuple(values) => {
            if let Some(elements) = declared.elements() {
                let mut place = 0;
                while place < values.len() && place < elements.len() {
                    compare(&values[place], &elements[place], is_read, is_written, text);
                    place += 1;
                }
            }
        }
        Shape::Fields { fields, .. } => {
            if let Some(elements) = named_elements(declared) {
                let mut at = 0;
                while at < fields.len() {
                    let place = place_of(fields[at].name, declared.names);
                    if place < elements.len() {
                        compare(&fields[at].reads, &elements[place], is_read, is_written, text);
                    }
                    at += 1;
                }
            }
        }
        Shape::Enum { names, has_other } => {
            let column = without_wrapping(declared);
            if !matches!(column.kind, Kind::Enum8 | Kind::Enum16) {
                return;
            }
            let has_other_case = have_other_case(names, column.names);
            if is_read && !*has_other {
                let way_out = match has_other_case {
                    true if is_written => "",
                    true => OTHER_CASE,
                    false => " (add it, or mark a variant `#[clickhouse(other)]`)",
                };
                list("no variant for ", column.names, names, way_out, text);
            }
            if is_written {
                let way_out = match has_other_case {
                    true => OTHER_CASE,
                    false => " (remove the variant, or add it to the column)",
                };
                list("no member ", names, column.names, way_out, text);
            }
        }
        _ => {}
    }
}

/// Whether a name is one of the others but for the case of its letters.
const fn have_other_case(names: &[&str], others: &[&str]) -> bool {
    let mut place = 0;
    while place < names.len() {
        let mut other = 0;
        while other < others.len() {
            if is_same_in_any_case(names[place], others[other]) && !has(others, names[place]) {
                return true;
            }
            other += 1;
        }
        place += 1;
    }
    false
}

const fn is_same_in_any_case(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let mut at = 0;
    while at < left.len() && at < right.len() && left[at].eq_ignore_ascii_case(&right[at]) {
        at += 1;
    }
    at == left.len() && at == right.len()
}

/// The way out where names differ in nothing else.
const OTHER_CASE: &str = " (upper and lower case differ: say `#[clickhouse(rename_all = \"lowercase\")]` or the like)";

/// Adds the names that `others` lacks.
const fn list(begin: &str, names: &[&str], others: &[&str], end: &str, text: &mut Text) {
    let (mut place, mut found) = (0, 0);
    while place < names.len() {
        if !has(others, names[place]) {
            if found > 0 {
                text.add(", ");
            } else {
                if !text.is_empty() {
                    text.add("; ");
                }
                text.add(begin);
            }
            text.add("'");
            text.add(names[place]);
            text.add("'");
            found += 1;
        }
        place += 1;
    }
    if found > 0 {
        text.add(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMN: Declared = Declared::new(Kind::Enum8, (0, 0), &[], &["debug", "info"]);
    const NULLABLE: Declared = Declared::new(Kind::Nullable, (0, 0), &[COLUMN], &[]);
    const ARRAY: Declared = Declared::new(Kind::Array, (0, 0), &[NULLABLE], &[]);

    #[test]
    fn names_are_compared_both_ways_wherever_they_are() {
        let level = Shape::Enum { names: &["debug", "warn"], has_other: false };
        let text = "no variant for 'info' (add it, or mark a variant `#[clickhouse(other)]`); no member 'warn' (remove \
                    the variant, or add it to the column)";
        assert_eq!(differences(&level, &COLUMN, true, true).as_str(), text);
        assert!(!differences(&level, &COLUMN, true, false).as_str().contains("warn"));
        assert!(!differences(&level, &COLUMN, false, true).as_str().contains("info"));
        const LEVELS: Shape =
            Shape::Array(&Shape::Nullable(&Shape::Enum { names: &["debug", "warn"], has_other: false }));
        assert_eq!(differences(&LEVELS, &ARRAY, true, true).as_str(), text);
        let upper = Shape::Enum { names: &["Debug", "Info"], has_other: false };
        let text = "no variant for 'debug', 'info'; no member 'Debug', 'Info' (upper and lower case differ: say \
                    `#[clickhouse(rename_all = \"lowercase\")]` or the like)";
        assert_eq!(differences(&upper, &COLUMN, true, true).as_str(), text);
        let with_other = Shape::Enum { names: &["debug"], has_other: true };
        assert!(differences(&with_other, &COLUMN, true, true).is_empty());
        assert!(differences(&Shape::Unknown, &COLUMN, true, true).is_empty());
    }
}
