//! Nullable(T): a null map, then all values of T; a NULL still occupies its place.
//!
//! ```text
//! Nullable(UInt16), 3 rows: 5, NULL, 7
//!   null map   00 01 00            one byte per row, not 0 = NULL
//!   values     05 00 00 00 07 00
//! ```
//!
//! Source: ClickHouse `SerializationNullable.cpp`, checked on 26.7.

use super::{ColumnBuilder, Parts, View};
use crate::wire::Sink;

impl<'a> View<'a> {
    /// The null map (one byte per row, not 0 = NULL) and the values, if this is a Nullable column.
    pub fn nullable(&self) -> Option<(&'a [u8], View<'a>)> {
        match &self.column.parts {
            Parts::Nullable { nulls, inner } => Some((self.part(nulls), View::new(self.bytes, inner))),
            _ => None,
        }
    }
}

/// Gathers values that may be NULL: in a null map of its own, or in the dictionary of the column below.
#[derive(Debug)]
pub struct NullableBuilder<B> {
    nulls: Option<Vec<u8>>,
    values: B,
}

impl<B: ColumnBuilder> NullableBuilder<B> {
    /// A null map over `values`.
    pub fn with_null_map(values: B) -> Self {
        NullableBuilder { nulls: Some(Vec::new()), values }
    }

    /// No null map: `values` itself knows NULL, as LowCardinality(Nullable(T)) and Variant do.
    pub fn without_null_map(values: B) -> Self {
        NullableBuilder { nulls: None, values }
    }

    /// Where the next value goes, which is not NULL: exactly one has to be pushed.
    #[inline]
    pub fn some(&mut self) -> &mut B {
        if let Some(nulls) = &mut self.nulls {
            nulls.push(0);
        }
        &mut self.values
    }
}

impl<B> NullableBuilder<B> {
    /// Notes for several rows whether they are NULL; a value or a filler for each has to be pushed into what this gives.
    #[inline]
    pub(crate) fn each(&mut self, nulls: impl ExactSizeIterator<Item = bool>) -> &mut B {
        if let Some(map) = &mut self.nulls {
            map.extend(nulls.map(u8::from));
        }
        &mut self.values
    }
}

impl<B: ColumnBuilder> ColumnBuilder for NullableBuilder<B> {
    fn len(&self) -> usize {
        self.values.len()
    }

    fn bytes(&self) -> usize {
        self.values.bytes() + self.nulls.as_ref().map_or(0, Vec::len)
    }

    fn reserve(&mut self, rows: usize) {
        if let Some(nulls) = &mut self.nulls {
            nulls.reserve_exact(rows);
        }
        self.values.reserve(rows);
    }

    fn push_null(&mut self) {
        if let Some(nulls) = &mut self.nulls {
            nulls.push(1);
        }
        self.values.push_null();
    }

    fn truncate(&mut self, len: usize) {
        if let Some(nulls) = &mut self.nulls {
            nulls.truncate(len);
        }
        self.values.truncate(len);
    }

    fn write_prefix(&self, out: &mut dyn Sink) {
        self.values.write_prefix(out);
    }

    fn write_values(&mut self, out: &mut dyn Sink) {
        if let Some(nulls) = &mut self.nulls {
            out.put_all(nulls);
        }
        self.values.write_values(out);
    }
}
