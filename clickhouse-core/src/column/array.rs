//! Array(T): running ends, then the items of all rows one after another.
//!
//! ```text
//! Array(UInt8), 3 rows: [1, 2], [], [3]
//!   offsets    02.. 02.. 03..      one u64 per row: where the row's items end
//!   items      01 02 03
//! ```
//!
//! Map(K, V) is Array(Tuple(K, V)), Nested(a A, ..) is Array(Tuple(a A, ..)), a Ring is Array(Point).
//! Source: ClickHouse `SerializationArray.cpp`, checked on 26.7.

use super::{ColumnBuilder, Parts, View};
use crate::types::QBit;
use crate::wire::Sink;
use std::ops::Range;

impl<'a> View<'a> {
    /// Where each row's items end, and the items, if this is laid out as an Array, or is the
    /// QBit that stands for one.
    pub fn array(&self) -> Option<(Offsets<'a>, View<'a>)> {
        match &self.column.parts {
            Parts::Array { offsets, items } => {
                let (ends, _) = self.part(offsets).as_chunks::<8>();
                Some((Offsets { ends }, View::new(self.bytes, items)))
            }
            _ => {
                let vectors = self.vectors()?;
                let (ends, _) = vectors.ends.as_chunks::<8>();
                Some((Offsets { ends }, View::new(&vectors.bytes, &vectors.items)))
            }
        }
    }
}

/// Where the items of each row lie among the items of all rows. They were checked to be ascending.
#[derive(Debug, Clone, Copy)]
pub struct Offsets<'a> {
    ends: &'a [[u8; 8]],
}

impl Offsets<'_> {
    /// The places of the items of `row`; empty for a row that does not exist.
    #[inline]
    pub fn items(&self, row: usize) -> Range<usize> {
        let end_of = |row: usize| self.ends.get(row).map_or(0, |end| u64::from_le_bytes(*end) as usize);
        let start = if row == 0 { 0 } else { end_of(row - 1) };
        start..end_of(row)
    }
}

impl Offsets<'_> {
    /// The first row that has another number of items in `other`.
    pub(crate) fn first_difference(&self, other: &Offsets<'_>) -> Option<usize> {
        if self.ends == other.ends {
            return None;
        }
        let rows = self.ends.len().max(other.ends.len());
        (0..rows).find(|row| self.items(*row) != other.items(*row))
    }
}

/// Gathers arrays: the items of all of them, and where each ends.
#[derive(Debug)]
pub struct ArrayBuilder<B> {
    ends: Vec<u8>,
    items: B,
    /// The column's type, if it is no Array but a QBit.
    vectors: Option<Box<QBit>>,
}

impl<B: ColumnBuilder> ArrayBuilder<B> {
    /// No array yet; `items` has to be empty.
    pub fn new(items: B) -> Self {
        ArrayBuilder { ends: Vec::new(), items, vectors: None }
    }

    /// The same for vectors whose bits are transposed when they are written.
    pub(crate) fn vectors(items: B, qbit: &QBit) -> Self {
        ArrayBuilder { ends: Vec::new(), items, vectors: Some(Box::new(qbit.clone())) }
    }

    /// How many items each array has to have, if not any number.
    #[inline]
    pub(crate) fn exact_length(&self) -> Option<u64> {
        self.vectors.as_ref().map(|qbit| qbit.dimension)
    }

    /// Where the items of the next array go, before [`ArrayBuilder::end`] closes it.
    #[inline]
    pub fn items(&mut self) -> &mut B {
        &mut self.items
    }

    /// Closes several arrays of these lengths, whose items have yet to be pushed into what this gives.
    #[inline]
    pub(crate) fn each(&mut self, lengths: impl ExactSizeIterator<Item = usize>) -> &mut B {
        let mut end = self.items.len() as u64;
        let start = self.ends.len();
        self.ends.resize(start + lengths.len() * 8, 0);
        for (slot, length) in self.ends[start..].as_chunks_mut().0.iter_mut().zip(lengths) {
            end += length as u64;
            *slot = end.to_le_bytes();
        }
        &mut self.items
    }

    /// Closes the array whose items were pushed since the last one was closed.
    #[inline]
    pub fn end(&mut self) {
        self.ends.extend_from_slice(&(self.items.len() as u64).to_le_bytes());
    }
}

impl<B: ColumnBuilder> ColumnBuilder for ArrayBuilder<B> {
    fn len(&self) -> usize {
        self.ends.len() / 8
    }

    fn bytes(&self) -> usize {
        self.ends.len() + self.items.bytes()
    }

    fn reserve(&mut self, rows: usize) {
        let items = self.items.len().div_ceil(self.len().max(1)).saturating_mul(rows);
        self.ends.reserve_exact(rows.saturating_mul(8));
        self.items.reserve(items);
    }

    fn push_null(&mut self) {
        for _ in 0..self.exact_length().unwrap_or(0) {
            self.items.push_null();
        }
        self.end();
    }

    fn truncate(&mut self, len: usize) {
        let items = Offsets { ends: self.ends.as_chunks::<8>().0 }.items(len.wrapping_sub(1)).end;
        self.ends.truncate(len * 8);
        self.items.truncate(if len == 0 { 0 } else { items });
    }

    fn write_prefix(&self, out: &mut dyn Sink) {
        self.items.write_prefix(out);
    }

    fn write_values(&mut self, out: &mut dyn Sink) {
        if let Some(qbit) = &self.vectors {
            let mut elements = Vec::with_capacity(self.items.bytes());
            self.items.write_values(&mut elements);
            return super::qbit::write_planes(&elements, qbit, self.ends.len() / 8, out);
        }
        out.put_all(&mut self.ends);
        self.items.write_values(out);
    }
}
