//! String: each value is its length and its bytes, which need not be UTF-8.
//!
//!     String, 3 rows: "ab", "", "c"
//!       values     02 61 62 00 01 63
//!
//! Source: ClickHouse `SerializationString.cpp`, checked on 26.7 (revision 0; later revisions are never asked for).

use super::{ColumnBuilder, DictionaryBuilder, Parts, View, Wrapping};
use crate::wire::{Sink, put_text, put_zeros, varint_at};

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
    values: Vec<u8>,
    dictionary: Option<Box<DictionaryBuilder>>,
}

impl StringBuilder {
    /// An empty column.
    pub fn new(wrapping: Wrapping) -> Self {
        let dictionary = wrapping.dictionary.then(|| Box::new(DictionaryBuilder::strings(wrapping)));
        StringBuilder { null_map: wrapping.null_map, len: 0, values: Vec::new(), dictionary }
    }

    /// Gathers one value.
    #[inline]
    pub fn push(&mut self, value: &[u8]) {
        match &mut self.dictionary {
            None => {
                put_text(&mut self.values, value);
                self.len += 1;
            }
            Some(dictionary) => dictionary.push(value),
        }
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
        self.values.len() + self.dictionary.as_ref().map_or(0, |dictionary| dictionary.bytes())
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
                let (length, begin) = varint_at(&self.values, end).unwrap_or((0, end));
                end = begin + length as usize;
            }
            self.values.truncate(end);
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
            None => out.put_all(&mut self.values),
            Some(dictionary) => dictionary.write_values(out),
        }
    }
}
