//! String: each value is its length and its bytes, which need not be UTF-8.
//!
//! ```text
//! String, 3 rows: "ab", "", "c"
//!   values     02 61 62 00 01 63
//! ```
//!
//! Source: ClickHouse `SerializationString.cpp`, checked on 26.7 (revision 0; later revisions are never asked for).

use super::{ColumnBuilder, DictionaryBuilder, Parts, View, Wrapping};
use crate::wire::{Sink, put_zeros, varint_at, varint_bytes};

impl<'a> View<'a> {
    /// The values with their lengths, as they stand on the wire, if this is a String column.
    pub fn strings(&self) -> Option<&'a [u8]> {
        match &self.column.parts {
            Parts::String { values } => Some(self.part(values)),
            _ => None,
        }
    }
}

/// Gathers strings, plain or through a dictionary.
#[derive(Debug)]
pub struct StringBuilder {
    null_map: bool,
    len: usize,
    /// The values, each with its length, and from `used` on room for more. Empty where there is a dictionary.
    room: Vec<u8>,
    used: usize,
    dictionary: Option<Box<DictionaryBuilder>>,
}

/// Room is made so many bytes at a time: small enough to be cheap to zero, as safe code has to.
const ROOM_BYTES: usize = 1984;

impl StringBuilder {
    /// An empty column.
    pub fn new(wrapping: Wrapping) -> Self {
        let dictionary = wrapping.dictionary.then(|| Box::new(DictionaryBuilder::strings(wrapping)));
        StringBuilder { null_map: wrapping.null_map, len: 0, room: Vec::new(), used: 0, dictionary }
    }

    /// Gathers one value. A short one for which there is room takes a single question.
    #[inline]
    pub fn push(&mut self, value: &[u8]) {
        let end = self.used + 1 + value.len();
        match self.room.get_mut(self.used..end) {
            Some([length, text @ ..]) if value.len() < 0x80 => {
                *length = value.len() as u8;
                text.copy_from_slice(value);
                self.used = end;
                self.len += 1;
            }
            _ => self.push_otherwise(value),
        }
    }

    /// Gathers many values.
    #[inline]
    pub(crate) fn push_each<'v>(&mut self, values: impl ExactSizeIterator<Item = &'v [u8]>) {
        match &mut self.dictionary {
            None => values.for_each(|value| self.push(value)),
            Some(dictionary) => dictionary.push_each(values),
        }
    }

    /// Gathers a long value, one without room, or one through the dictionary.
    #[inline(never)]
    fn push_otherwise(&mut self, value: &[u8]) {
        if let Some(dictionary) = &mut self.dictionary {
            return dictionary.push(value);
        }
        let (length, count) = varint_bytes(value.len() as u64);
        let text = self.used + count;
        let end = text + value.len();
        if end > self.room.len() {
            self.room.resize(end + ROOM_BYTES, 0);
        }
        self.room[self.used..text].copy_from_slice(&length[..count]);
        self.room[text..end].copy_from_slice(value);
        self.used = end;
        self.len += 1;
    }
}

impl ColumnBuilder for StringBuilder {
    fn len(&self) -> usize {
        match &self.dictionary {
            None => self.len,
            Some(dictionary) => dictionary.len(),
        }
    }

    fn bytes(&self) -> usize {
        self.used + self.dictionary.as_ref().map_or(0, |dictionary| dictionary.bytes())
    }

    fn reserve(&mut self, rows: usize) {
        match &mut self.dictionary {
            None => {
                let bytes = self.used.div_ceil(self.len.max(1)).saturating_mul(rows);
                let unused = self.room.len() - self.used;
                self.room.reserve_exact(bytes.saturating_add(ROOM_BYTES).saturating_sub(unused));
            }
            Some(dictionary) => dictionary.reserve(rows),
        }
    }

    fn push_null(&mut self) {
        match &mut self.dictionary {
            None => self.push(b""),
            Some(dictionary) => dictionary.push_null(),
        }
    }

    fn truncate(&mut self, len: usize) {
        if let Some(dictionary) = &mut self.dictionary {
            return dictionary.truncate(len);
        }
        if len < self.len {
            let mut end = 0;
            for _ in 0..len {
                let (length, begin) = varint_at(&self.room, end).unwrap_or((0, end));
                end = begin + length as usize;
            }
            self.used = end;
            self.len = len;
        }
    }

    fn write_prefix(&self, out: &mut dyn Sink) {
        if let Some(dictionary) = &self.dictionary {
            dictionary.write_prefix(out);
        }
    }

    fn write_values(&mut self, out: &mut dyn Sink) {
        if self.null_map {
            put_zeros(out, self.len());
        }
        match &mut self.dictionary {
            None => {
                self.room.truncate(self.used);
                out.put_all(&mut self.room);
                self.used = 0;
                self.len = 0;
            }
            Some(dictionary) => dictionary.write_values(out),
        }
    }
}
