//! Values of a fixed width: numbers, dates, UUID, IP addresses, decimals, enums, FixedString.
//!
//! ```text
//! UInt16, 3 rows: 1, 2, 65535
//!   values     01 00 02 00 ff ff
//! ```
//!
//! `rows * width` bytes without padding, each value little-endian (FixedString and IPv6 as they are).
//! Source: ClickHouse `SerializationNumber.cpp`, checked on 26.7.

use super::{ColumnBuilder, DictionaryBuilder, Parts, View, Wrapping};
use crate::wire::{Sink, put_zeros};

/// The bytes of one Decimal of `precision` digits.
pub(crate) fn decimal_width(precision: u8) -> usize {
    match precision {
        0..=9 => 4,
        10..=18 => 8,
        19..=38 => 16,
        _ => 32,
    }
}

impl<'a> View<'a> {
    /// The values, if each is `N` bytes wide.
    pub fn fixed<const N: usize>(&self) -> Option<&'a [[u8; N]]> {
        match &self.column.parts {
            Parts::Fixed { width, values } if *width == N => Some(self.part(values).as_chunks::<N>().0),
            _ => None,
        }
    }

    /// The values one after another and the width of each, if they have a fixed width.
    pub fn fixed_bytes(&self) -> Option<(&'a [u8], usize)> {
        match &self.column.parts {
            Parts::Fixed { width, values } => Some((self.part(values), *width)),
            _ => None,
        }
    }
}

/// Gathers values of a fixed width, plain or through a dictionary.
#[derive(Debug)]
pub struct FixedBuilder {
    width: usize,
    /// `width`, or 0 where values go through a dictionary: one comparison finds the common case.
    plain_width: usize,
    null_map: bool,
    values: Vec<u8>,
    dictionary: Option<Box<DictionaryBuilder>>,
}

impl FixedBuilder {
    /// An empty column of values of `width` bytes.
    pub fn new(width: usize, wrapping: Wrapping) -> Self {
        let dictionary = wrapping.dictionary.then(|| Box::new(DictionaryBuilder::fixed(width, wrapping)));
        let plain_width = if wrapping.dictionary { 0 } else { width };
        FixedBuilder { width, plain_width, null_map: wrapping.null_map, values: Vec::new(), dictionary }
    }

    /// The bytes of each value.
    #[inline]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Gathers one value if the column has values of `N` bytes and no dictionary: one question for the common case.
    #[inline]
    pub(crate) fn push_plain<const N: usize>(&mut self, value: [u8; N]) -> bool {
        let is_plain = self.plain_width == N;
        if is_plain {
            self.values.extend_from_slice(&value);
        }
        is_plain
    }

    /// Gathers one value. A shorter one than [`FixedBuilder::width`] is filled up with NUL, a longer one cut.
    #[inline]
    pub fn push<const N: usize>(&mut self, value: [u8; N]) {
        if !self.push_plain(value) {
            self.push_filled(&value, 0);
        }
    }

    /// Gathers many values in one loop. As many as the iterator says have to come.
    #[inline]
    pub(crate) fn push_each<const N: usize>(&mut self, values: impl ExactSizeIterator<Item = [u8; N]>) {
        if self.plain_width != N {
            return values.for_each(|value| self.push(value));
        }
        let start = self.values.len();
        self.values.resize(start + values.len() * N, 0);
        let (slots, _) = self.values[start..].as_chunks_mut::<N>();
        for (slot, value) in slots.iter_mut().zip(values) {
            *slot = value;
        }
    }

    /// Gathers many values in one loop, of which each may be refused: the first refusal.
    #[inline]
    pub(crate) fn try_push_each<const N: usize, E>(
        &mut self,
        values: impl ExactSizeIterator<Item = Result<[u8; N], E>>,
    ) -> Result<(), E> {
        let mut refusal = None;
        self.push_each(values.map(|value| match value {
            Ok(value) => value,
            Err(error) => {
                refusal.get_or_insert(error);
                [0; N]
            }
        }));
        refusal.map_or(Ok(()), Err)
    }

    /// Gathers one value, filled up to [`FixedBuilder::width`] with `filler` or cut to it.
    #[inline(never)]
    pub fn push_filled(&mut self, value: &[u8], filler: u8) {
        let value = &value[..value.len().min(self.width)];
        match &mut self.dictionary {
            None => {
                let end = self.values.len() + self.width;
                self.values.extend_from_slice(value);
                self.values.resize(end, filler);
            }
            Some(dictionary) if value.len() == self.width => dictionary.push(value),
            // Plain values have no use for `values` where there is a dictionary: the filled value is made there.
            Some(dictionary) => {
                self.values.extend_from_slice(value);
                self.values.resize(self.width, filler);
                dictionary.push(&self.values);
                self.values.clear();
            }
        }
    }
}

impl ColumnBuilder for FixedBuilder {
    fn len(&self) -> usize {
        match &self.dictionary {
            None => self.values.len() / self.width,
            Some(dictionary) => dictionary.len(),
        }
    }

    fn bytes(&self) -> usize {
        self.values.len() + self.dictionary.as_ref().map_or(0, |dictionary| dictionary.bytes())
    }

    fn reserve(&mut self, rows: usize) {
        match &mut self.dictionary {
            None => self.values.reserve_exact(rows.saturating_mul(self.width)),
            Some(dictionary) => dictionary.reserve(rows),
        }
    }

    fn push_null(&mut self) {
        match &mut self.dictionary {
            None => self.values.resize(self.values.len() + self.width, 0),
            Some(dictionary) => dictionary.push_null(),
        }
    }

    fn truncate(&mut self, len: usize) {
        match &mut self.dictionary {
            None => self.values.truncate(len * self.width),
            Some(dictionary) => dictionary.truncate(len),
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
