//! Text and bytes: `String`, `&str`, `Cow<str>`, `Box<str>`, `Rc<str>`, `Arc<str>` and `Blob`, `&[u8]`, `Cow<[u8]>`.
//!
//! Read from String, FixedString (text without the NULs at its end, bytes with them) and, as names, from Enum. Written
//! into String, into FixedString if not longer, and into Enum by name. All of them also through LowCardinality.

use super::{BindError, CellError, ColumnValue, ReadValue, WriteValue};
use crate::column::{ColumnBuilder, FixedBuilder, Indexes, Sink, StringBuilder, View, Wrapping};
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

/// A place in a column of texts: at the bytes themselves, or at pieces that were found once per block.
#[derive(Debug)]
pub enum TextCursor<'a, P> {
    /// The values that are left, each with its length.
    Wire(&'a [u8]),
    /// The same, found to be UTF-8 all together: each length is one byte.
    Run(&'a str),
    /// A piece per row; `None` where the bytes are none.
    Ready(Vec<Option<P>>),
    /// A piece per entry of a dictionary, and the entry of each row.
    Dictionary(Vec<Option<P>>, Indexes<'a>),
}

impl<'a, P: Piece<'a>> TextCursor<'a, P> {
    fn bind(view: View<'a>) -> Result<Self, BindError> {
        if view.accepts_null() {
            return Err(BindError::types());
        }
        if let Some((dictionary, indexes)) = view.low_cardinality() {
            let entries = match TextCursor::plain(dictionary).ok_or_else(BindError::types)? {
                TextCursor::Wire(mut values) => {
                    std::iter::from_fn(|| next_text(&mut values)).map(P::of).collect::<Vec<_>>()
                }
                TextCursor::Run(mut values) => {
                    std::iter::from_fn(|| next_of_run(&mut values)).map(|text| Some(P::of_text(text))).collect()
                }
                TextCursor::Ready(entries) | TextCursor::Dictionary(entries, _) => entries,
            };
            return Ok(TextCursor::Dictionary(entries, indexes));
        }
        TextCursor::plain(view).ok_or_else(BindError::types)
    }

    fn plain(view: View<'a>) -> Option<Self> {
        match view.data_type() {
            DataType::String => {
                let values = view.strings()?;
                Some(P::run(values).map_or(TextCursor::Wire(values), TextCursor::Run))
            }
            DataType::FixedString(_) => {
                let (bytes, width) = view.fixed_bytes()?;
                Some(TextCursor::Ready(bytes.chunks_exact(width).map(P::of_fixed).collect()))
            }
            DataType::Enum8(members) => Some(TextCursor::Ready(
                view.fixed::<1>()?.iter().map(|[byte]| member(members, i16::from(*byte as i8))).collect(),
            )),
            DataType::Enum16(members) => Some(TextCursor::Ready(
                view.fixed()?.iter().map(|bytes| member(members, i16::from_le_bytes(*bytes))).collect(),
            )),
            _ => None,
        }
    }

    #[inline]
    fn read(&mut self, row: usize) -> Result<P, CellError> {
        let piece = match self {
            TextCursor::Run(values) => next_of_run(values).map(P::of_text),
            TextCursor::Wire(values) => match next_text(values) {
                Some(bytes) => P::of(bytes),
                None => return Err(CellError::no_such_row()),
            },
            TextCursor::Ready(pieces) => pieces.get(row).copied().flatten(),
            TextCursor::Dictionary(entries, indexes) => entries.get(indexes.at(row)).copied().flatten(),
        };
        piece.ok_or_else(unreadable)
    }

    #[inline]
    fn skip(&mut self) {
        match self {
            TextCursor::Run(values) => drop(next_of_run(values)),
            TextCursor::Wire(values) => drop(next_text(values)),
            TextCursor::Ready(_) | TextCursor::Dictionary(..) => {}
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

/// Takes the first of some values, each a length of one byte and its text.
#[inline]
fn next_of_run<'a>(values: &mut &'a str) -> Option<&'a str> {
    let length = usize::from(*values.as_bytes().first()?);
    let (text, rest) = values.get(1..)?.split_at_checked(length)?;
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
    fn new(data_type: &DataType) -> Result<Self, BindError> {
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
    fn push(&mut self, bytes: &[u8]) -> Result<(), CellError> {
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
                return Err(CellError::new(format!("{length} bytes do not fit into FixedString({width})")));
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

    fn inner(&self) -> &dyn ColumnBuilder {
        match self {
            TextBuilder::Strings(strings) => strings,
            TextBuilder::Fixed(fixed) | TextBuilder::Members(fixed, _) => fixed,
        }
    }

    fn inner_mut(&mut self) -> &mut dyn ColumnBuilder {
        match self {
            TextBuilder::Strings(strings) => strings,
            TextBuilder::Fixed(fixed) | TextBuilder::Members(fixed, _) => fixed,
        }
    }
}

impl ColumnBuilder for TextBuilder {
    fn len(&self) -> usize {
        self.inner().len()
    }

    fn bytes(&self) -> usize {
        self.inner().bytes()
    }

    fn push_null(&mut self) {
        self.inner_mut().push_null();
    }

    fn truncate(&mut self, len: usize) {
        self.inner_mut().truncate(len);
    }

    fn write_prefix(&self, out: &mut dyn Sink) {
        self.inner().write_prefix(out);
    }

    fn write_values(&mut self, out: &mut dyn Sink) {
        self.inner_mut().write_values(out);
    }
}

macro_rules! text {
    ([$($lifetime:lifetime)?] $text:ty, reads $piece:ty, $from:expr, |$value:ident| $bytes:expr) => {
        impl<$($lifetime)?> crate::value::RowShape for $text {
 type Shape = crate::value::OneColumn;
}

        impl<$($lifetime)?> ColumnValue for $text {
            fn data_type() -> DataType {
                DataType::String
            }
        }

        impl<'b $(: $lifetime, $lifetime)?> ReadValue<'b> for $text {
            type Cursor = TextCursor<'b, $piece>;

            fn bind(view: View<'b>) -> Result<Self::Cursor, BindError> {
                TextCursor::bind(view)
            }

            #[inline]
            fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
                let from: fn(&'b _) -> $text = $from;
                cursor.read(row).map(from)
            }

            #[inline]
            fn skip(cursor: &mut Self::Cursor, _: usize) {
                cursor.skip();
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
text!(['a] &'a [u8], reads &'b [u8], |bytes| bytes, |bytes| bytes);
text!(['a] Cow<'a, [u8]>, reads &'b [u8], Cow::Borrowed, |bytes| bytes);
