//! Text and bytes: `String`, `&str`, `Cow<str>`, `Box<str>`, `Rc<str>`, `Arc<str>` and `Blob`, `&[u8]`, `Cow<[u8]>`.
//!
//! Read from String, FixedString (text without the NULs at its end, bytes with them) and, as names, from Enum. Written
//! into String, into FixedString if not longer, and into Enum by name. All of them also through LowCardinality.

use super::Shape;
use super::builder::builds_in;
use super::relation::TEXT;
use super::{BindError, CellError, ColumnValue, ReadValue, WriteValue};
use crate::column::{FixedBuilder, Indexes, StringBuilder, View, Wrapping};
use crate::types::{Blob, DataType, EnumMembers};
use crate::wire::varint_at;
use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

/// A look at the bytes of a value: `&str` where they have to be UTF-8, `&[u8]` where not.
pub trait Piece<'a>: Copy {
    /// The look, unless the bytes are none of its kind.
    fn of(bytes: &'a [u8]) -> Option<Self>;
    /// The look at a FixedString, whose end may be filled up with NULs.
    fn of_fixed(bytes: &'a [u8]) -> Option<Self>;
    /// The look at a text.
    fn of_text(text: &'a str) -> Self;
    /// All values of a column, lengths included, as one text, if that spares the look at each of them.
    fn run(values: &'a [u8]) -> Option<&'a str>;
}

impl<'a> Piece<'a> for &'a str {
    #[inline]
    fn of(bytes: &'a [u8]) -> Option<Self> {
        std::str::from_utf8(bytes).ok()
    }

    fn of_fixed(bytes: &'a [u8]) -> Option<Self> {
        let filled = bytes.iter().rev().take_while(|byte| **byte == 0).count();
        Self::of(&bytes[..bytes.len() - filled])
    }

    #[inline]
    fn of_text(text: &'a str) -> Self {
        text
    }

    /// A length below 128 is one byte of ASCII. Where all are, values and lengths together are UTF-8 just if each value
    /// is, and one pass over the column says so: 18 instead of 150 instructions for a value of 17 bytes.
    fn run(values: &'a [u8]) -> Option<&'a str> {
        simdutf8::basic::from_utf8(values).ok()
    }
}

impl<'a> Piece<'a> for &'a [u8] {
    #[inline]
    fn of(bytes: &'a [u8]) -> Option<Self> {
        Some(bytes)
    }

    fn of_fixed(bytes: &'a [u8]) -> Option<Self> {
        Some(bytes)
    }

    #[inline]
    fn of_text(text: &'a str) -> Self {
        text.as_bytes()
    }

    fn run(_: &'a [u8]) -> Option<&'a str> {
        None
    }
}

/// A place in a column of texts: in a run of them, or else where `source` says.
#[derive(Debug)]
pub struct TextCursor<'a, P> {
    /// All values, each with its length, found to be UTF-8 together, as columns of short texts are. Empty where they are
    /// not: a look at it then says so.
    run: &'a str,
    /// Where in `run` the next value begins.
    at: usize,
    source: Source<'a, P>,
}

/// Where texts come from that are no run.
#[derive(Debug)]
enum Source<'a, P> {
    /// The values that are left, each with its length.
    Wire(&'a [u8]),
    /// A piece per row; `None` where the bytes are none.
    Ready(Vec<Option<P>>),
    /// A piece per entry of a dictionary, and the entry of each row.
    Dictionary(Vec<Option<P>>, Indexes<'a>),
}

impl<'a, P: Piece<'a>> TextCursor<'a, P> {
    pub(super) fn bind(view: View<'a>) -> Result<Self, BindError> {
        if view.accepts_null() {
            return Err(BindError::types());
        }
        if let Some((dictionary, indexes)) = view.low_cardinality() {
            let mut values = TextCursor::plain(dictionary).ok_or_else(BindError::types)?;
            let entries = (0..dictionary.rows()).map(|entry| values.piece(entry)).collect();
            return Ok(TextCursor::of(Source::Dictionary(entries, indexes)));
        }
        TextCursor::plain(view).ok_or_else(BindError::types)
    }

    fn of(source: Source<'a, P>) -> Self {
        TextCursor { run: "", at: 0, source }
    }

    /// The values of a column of strings, each with its length.
    pub(super) fn of_strings(values: &'a [u8]) -> Self {
        match P::run(values) {
            Some(run) => TextCursor { run, ..TextCursor::of(Source::Wire(&[])) },
            None => TextCursor::of(Source::Wire(values)),
        }
    }

    fn plain(view: View<'a>) -> Option<Self> {
        let pieces = match view.data_type() {
            DataType::String => return Some(TextCursor::of_strings(view.strings()?)),
            DataType::FixedString(_) => {
                let (bytes, width) = view.fixed_bytes()?;
                bytes.chunks_exact(width).map(P::of_fixed).collect()
            }
            DataType::Enum8(members) => {
                view.fixed::<1>()?.iter().map(|[byte]| member(members, i16::from(*byte as i8))).collect()
            }
            DataType::Enum16(members) => {
                view.fixed()?.iter().map(|bytes| member(members, i16::from_le_bytes(*bytes))).collect()
            }
            _ => return None,
        };
        Some(TextCursor::of(Source::Ready(pieces)))
    }

    #[inline]
    pub(super) fn read(&mut self, row: usize) -> Result<P, CellError> {
        self.piece(row).ok_or_else(unreadable)
    }

    /// The piece of `row`, which is the next one.
    #[inline]
    fn piece(&mut self, row: usize) -> Option<P> {
        // The commonest cases by questions of their own.
        if let Some(text) = self.next_of_run() {
            return Some(P::of_text(text));
        }
        if let Source::Dictionary(entries, Indexes::U8(indexes)) = &self.source
            && let Some(entry) = indexes.get(row)
            && let Some(piece) = entries.get(usize::from(*entry))
        {
            return *piece;
        }
        self.other_piece(row)
    }

    /// The next value, if it is a length of one byte and a text of its own.
    #[inline]
    fn next_of_run(&mut self) -> Option<&'a str> {
        let begin = self.at + 1;
        let end = begin + usize::from(*self.run.as_bytes().get(self.at)?);
        let text = self.run.get(begin..end)?;
        self.at = end;
        Some(text)
    }

    #[inline(never)]
    fn other_piece(&mut self, row: usize) -> Option<P> {
        if !self.run.is_empty() {
            self.leave_run();
        }
        match &mut self.source {
            Source::Wire(values) => next_text(values).and_then(P::of),
            Source::Ready(pieces) => pieces.get(row).copied().flatten(),
            Source::Dictionary(entries, indexes) => entries.get(indexes.at(row)).copied().flatten(),
        }
    }

    /// Goes on value by value, beginning with the next one.
    ///
    /// A length of several bytes can be UTF-8 by chance: 16450 is c2 80 01. So can the end of one value and the length
    /// of the next together. Neither can be parted as a run.
    #[cold]
    fn leave_run(&mut self) {
        self.source = Source::Wire(self.run.as_bytes().get(self.at..).unwrap_or_default());
        self.run = "";
    }

    #[inline]
    pub(super) fn skip(&mut self, row: usize) {
        if self.next_of_run().is_none() {
            match self.source {
                Source::Wire(_) => drop(self.other_piece(row)),
                Source::Ready(_) | Source::Dictionary(..) => {}
            }
        }
    }
}

fn member<'a, P: Piece<'a>>(members: &'a EnumMembers, number: i16) -> Option<P> {
    members.name(number).and_then(|name| P::of(name.as_bytes()))
}

#[cold]
fn unreadable() -> CellError {
    CellError::new(
        "the bytes are not UTF-8, or a number that the Enum does not have; read them as types::Blob or as a number",
    )
}

/// Takes the first of some values, each a length and its bytes.
#[inline]
pub(super) fn next_text<'a>(values: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, begin) = varint_at(values, 0)?;
    let (text, rest) = values[begin..].split_at_checked(usize::try_from(length).ok()?)?;
    *values = rest;
    Some(text)
}

/// Gathers texts for String, FixedString or Enum.
#[derive(Debug)]
pub enum TextBuilder {
    /// For String.
    Strings(StringBuilder),
    /// For FixedString.
    Fixed(FixedBuilder),
    /// For Enum, whose members are looked up by name.
    Members(FixedBuilder, EnumMembers),
}

impl TextBuilder {
    pub(super) fn new(data_type: &DataType) -> Result<Self, BindError> {
        match Wrapping::of(data_type) {
            (wrapping, DataType::String) => Ok(TextBuilder::Strings(StringBuilder::new(wrapping))),
            (wrapping, DataType::FixedString(width)) => Ok(TextBuilder::Fixed(FixedBuilder::new(*width, wrapping))),
            (wrapping, DataType::Enum8(members)) => {
                Ok(TextBuilder::Members(FixedBuilder::new(1, wrapping), members.clone()))
            }
            (wrapping, DataType::Enum16(members)) => {
                Ok(TextBuilder::Members(FixedBuilder::new(2, wrapping), members.clone()))
            }
            _ => Err(BindError::types()),
        }
    }

    #[inline]
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), CellError> {
        match self {
            TextBuilder::Strings(strings) => {
                strings.push(bytes);
                Ok(())
            }
            other => other.push_checked(bytes),
        }
    }

    fn push_checked(&mut self, bytes: &[u8]) -> Result<(), CellError> {
        match self {
            TextBuilder::Strings(strings) => strings.push(bytes),
            TextBuilder::Fixed(fixed) if bytes.len() <= fixed.width() => fixed.push_filled(bytes, 0),
            TextBuilder::Fixed(fixed) => {
                let (length, width) = (bytes.len(), fixed.width());
                return Err(CellError::new(format!("a text of {length} bytes does not fit FixedString({width})")));
            }
            TextBuilder::Members(numbers, members) => {
                let number = std::str::from_utf8(bytes).ok().and_then(|name| members.number(name));
                match number {
                    Some(number) => numbers.push_filled(&number.to_le_bytes(), 0),
                    None => {
                        let text = format!("the text is no member of the column's Enum({members})");
                        return Err(CellError::new(text));
                    }
                }
            }
        }
        Ok(())
    }
}

builds_in!([] TextBuilder: Strings(inner), Fixed(inner), Members(inner, _));

macro_rules! text {
    ([$($lifetime:lifetime)?] $text:ty, reads $piece:ty, $from:expr, |$value:ident| $bytes:expr) => {
        impl<$($lifetime)?> crate::value::RowShape for $text {
            type Shape = crate::value::OneColumn;
        }

        impl<$($lifetime)?> ColumnValue for $text {
            fn data_type() -> DataType {
                DataType::String
            }

            const SHAPE: Shape = TEXT;
        }

        impl<'b $(: $lifetime, $lifetime)?> ReadValue<'b> for $text {
            type Cursor = TextCursor<'b, $piece>;

            fn bind(view: View<'b>) -> Result<Self::Cursor, BindError> {
                TextCursor::bind(view)
            }

            #[inline(always)]
            fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
                let from: fn(&'b _) -> $text = $from;
                cursor.read(row).map(from)
            }

            #[inline]
            fn skip(cursor: &mut Self::Cursor, row: usize) {
                cursor.skip(row);
            }
        }

        impl<$($lifetime)?> WriteValue for $text {
            type Builder = TextBuilder;

            fn builder(data_type: &DataType) -> Result<TextBuilder, BindError> {
                TextBuilder::new(data_type)
            }

            #[inline]
            fn write(&self, builder: &mut TextBuilder) -> Result<(), CellError> {
                let $value = self;
                builder.push($bytes)
            }

            #[inline]
            fn write_each<'v>(
                values: impl ExactSizeIterator<Item = &'v Self> + Clone,
                builder: &mut TextBuilder,
            ) -> Result<(), CellError>
            where
                Self: 'v,
            {
                match builder {
                    TextBuilder::Strings(strings) => {
                        strings.push_each(values.map(|$value| -> &[u8] { $bytes }));
                        Ok(())
                    }
                    other => {
                        for $value in values {
                            other.push_checked($bytes)?;
                        }
                        Ok(())
                    }
                }
            }
        }
    };
}

text!([] String, reads &'b str, str::to_owned, |text| text.as_bytes());
text!(['a] &'a str, reads &'b str, |text| text, |text| text.as_bytes());
text!(['a] Cow<'a, str>, reads &'b str, Cow::Borrowed, |text| text.as_bytes());
text!([] Box<str>, reads &'b str, Box::from, |text| text.as_bytes());
text!([] Rc<str>, reads &'b str, Rc::from, |text| text.as_bytes());
text!([] Arc<str>, reads &'b str, Arc::from, |text| text.as_bytes());
text!([] Blob, reads &'b [u8], |bytes| Blob::from(bytes), |bytes| bytes);
text!(['a] Cow<'a, [u8]>, reads &'b [u8], Cow::Borrowed, |bytes| bytes);

/// `&[u8]` is written as all slices are, and told there from those that are arrays.
impl<'b: 'a, 'a> ReadValue<'b> for &'a [u8] {
    type Cursor = TextCursor<'b, &'b [u8]>;

    fn bind(view: View<'b>) -> Result<Self::Cursor, BindError> {
        TextCursor::bind(view)
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
        cursor.read(row)
    }

    #[inline]
    fn skip(cursor: &mut Self::Cursor, row: usize) {
        cursor.skip(row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::{OneColumn, assert_round_trip, refusal, try_written, written};

    const ENUM: &str = "Enum8('' = -128, 'red' = 1, 'green' = 127)";

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn texts_come_back_from_each_kind_of_column() {
        let all = texts(&["", "a", "ä", "red", "a longer text with a length of its own"]);
        for data_type in ["String", "Nullable(String)", "LowCardinality(String)", "FixedString(64)"] {
            if data_type.starts_with("Nullable") {
                assert_round_trip(data_type, all.iter().cloned().map(Some).collect());
            } else {
                assert_round_trip(data_type, all.clone());
            }
        }
        for data_type in ["LowCardinality(Nullable(String))", "LowCardinality(FixedString(64))"] {
            assert!(try_written(data_type, &all).is_ok(), "{data_type}");
        }
        assert_round_trip("SimpleAggregateFunction(any, String)", all);
        assert_round_trip(ENUM, texts(&["red", "", "green"]));
        assert_round_trip("Enum16('far' = -32768, 'near' = 0, 'end' = 32767)", texts(&["end", "far", "near"]));
    }

    #[test]
    fn all_kinds_of_text_read_and_write_the_same() {
        let bytes = written("String", &["x", "yz"]);
        let column = OneColumn::decode("String", 2, bytes.clone());
        assert_eq!(column.read::<&str>(), ["x", "yz"]);
        assert!(matches!(column.read::<Cow<'_, str>>()[..], [Cow::Borrowed("x"), Cow::Borrowed("yz")]));
        assert_eq!(column.read::<Box<str>>(), ["x".into(), "yz".into()]);
        assert_eq!(column.read::<Rc<str>>(), ["x".into(), "yz".into()]);
        assert_eq!(column.read::<Arc<str>>(), ["x".into(), "yz".into()]);
        assert_eq!(column.read::<&[u8]>(), [&b"x"[..], b"yz"]);
        assert_eq!(column.read::<Blob>(), [Blob::from(b"x"), Blob::from(b"yz")]);
        assert!(matches!(column.read::<Cow<'_, [u8]>>()[..], [Cow::Borrowed(b"x"), Cow::Borrowed(b"yz")]));
        assert_eq!(written("String", &column.read::<Arc<str>>()), bytes);
        assert_eq!(written("String", &column.read::<Blob>()), bytes);
        assert_eq!(written("String", &column.read::<Cow<'_, [u8]>>()), bytes);
    }

    #[test]
    fn texts_of_every_length_stand_beside_each_other() {
        // 16450 bytes have the length c2 80 01, which is UTF-8 by itself.
        for length in [0, 1, 127, 128, 129, 16383, 16384, 16450, 16449 + 128 * 30, 100_000] {
            let around = [String::from("ä"), "x".repeat(length), String::new(), "y".repeat(length), "z".into()];
            assert_eq!(OneColumn::of("String", &around).read::<String>(), around, "{length}");
            assert_eq!(OneColumn::of("LowCardinality(String)", &around).read::<String>(), around, "{length}");
        }
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_refused_as_text_only() {
        // The first value's last byte and the second one's length are UTF-8 together.
        let second = "b".repeat(0x80);
        let blobs = [Blob::from(b"a\xc3"), Blob::from(second.as_bytes()), Blob::from(b"c")];
        for data_type in ["String", "LowCardinality(String)"] {
            let column = OneColumn::of(data_type, &blobs);
            assert_eq!(column.read::<Blob>(), blobs);
            assert!(column.try_read::<String>().unwrap_err().contains("not UTF-8"), "{data_type}");
            let mut cursor = <&str as ReadValue<'_>>::bind(column.view()).unwrap();
            assert!(<&str as ReadValue<'_>>::read(&mut cursor, 0).is_err());
            assert_eq!(<&str as ReadValue<'_>>::read(&mut cursor, 1).unwrap(), second);
            assert_eq!(<&str as ReadValue<'_>>::read(&mut cursor, 2).unwrap(), "c");
            assert!(<&str as ReadValue<'_>>::read(&mut cursor, 3).is_err());
        }
    }

    #[test]
    fn a_skipped_text_need_not_be_utf_8() {
        let blobs = [Blob::from(b"\xc3"), Blob::from("b".repeat(0x80).as_bytes()), Blob::from(b"c")];
        let column = OneColumn::of("String", &blobs);
        let mut cursor = String::bind(column.view()).unwrap();
        String::skip(&mut cursor, 0);
        String::skip(&mut cursor, 1);
        assert_eq!(String::read(&mut cursor, 2).unwrap(), "c");
    }

    #[test]
    fn a_fixed_string_loses_its_nuls_as_text_and_keeps_them_as_bytes() {
        let column = OneColumn::of("FixedString(4)", &["ab", "", "a\0b"]);
        assert_eq!(column.read::<&str>(), ["ab", "", "a\0b"]);
        assert_eq!(column.read::<&[u8]>(), [b"ab\0\0", b"\0\0\0\0", b"a\0b\0"]);
        assert_eq!(
            try_written("FixedString(4)", &["abcd", "abcde"]).unwrap_err(),
            "a text of 5 bytes does not fit FixedString(4)"
        );
    }

    #[test]
    fn an_unknown_member_is_refused_with_those_there_are() {
        let text = try_written(ENUM, &["red", "blue"]).unwrap_err();
        assert!(text.contains("'red' = 1") && text.contains("'green' = 127"), "{text}");
        let column = OneColumn::decode(ENUM, 2, vec![1, 7]);
        assert!(column.try_read::<String>().unwrap_err().contains("Enum"));
    }

    #[test]
    fn only_texts_become_text() {
        for data_type in ["UInt8", "Array(UInt8)", "UUID", "Nullable(String)", "LowCardinality(Nullable(String))"] {
            let column = OneColumn::of_no_rows(data_type);
            assert!(column.is_refused_by::<String>() && column.is_refused_by::<&[u8]>(), "{data_type}");
        }
        for data_type in ["UInt8", "Array(UInt8)", "UUID"] {
            refusal::<String>(data_type);
            refusal::<Blob>(data_type);
        }
    }
}
