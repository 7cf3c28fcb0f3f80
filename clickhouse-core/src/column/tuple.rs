//! Tuple(A, B, ..): all values of A, then all values of B.
//!
//! ```text
//! Tuple(UInt8, String), 2 rows: (1, "x"), (2, "y")
//!   element 1  01 02
//!   element 2  01 78 01 79
//! ```
//!
//! Tuple() takes one filler byte per row. Source: ClickHouse `SerializationTuple.cpp`, checked on 26.7.

use super::{ColumnBuilder, Parts, View};
use crate::tuples::for_each_tuple;
use crate::wire::Sink;

impl<'a> View<'a> {
    /// The elements in the order of the type, if this is laid out as a Tuple.
    pub fn tuple(&self) -> Option<Vec<View<'a>>> {
        match &self.column.parts {
            Parts::Tuple { elements } => Some(elements.iter().map(|column| View::new(self.bytes, column)).collect()),
            _ => None,
        }
    }
}

macro_rules! tuple_builder {
    ($first:ident 0 $(, $rest:ident $place:tt)*) => {
        #[allow(non_snake_case, reason = "the type parameters name the elements")]
        impl<$first: ColumnBuilder $(, $rest: ColumnBuilder)*> ColumnBuilder for ($first, $($rest,)*) {
            fn len(&self) -> usize {
                self.0.len()
            }

            fn bytes(&self) -> usize {
                let ($first, $($rest,)*) = self;
                $first.bytes() $(+ $rest.bytes())*
            }

            fn reserve(&mut self, rows: usize) {
                let ($first, $($rest,)*) = self;
                $first.reserve(rows);
                $($rest.reserve(rows);)*
            }

            fn push_null(&mut self) {
                let ($first, $($rest,)*) = self;
                $first.push_null();
                $($rest.push_null();)*
            }

            fn truncate(&mut self, len: usize) {
                let ($first, $($rest,)*) = self;
                $first.truncate(len);
                $($rest.truncate(len);)*
            }

            fn write_prefix(&self, out: &mut dyn Sink) {
                let ($first, $($rest,)*) = self;
                $first.write_prefix(out);
                $($rest.write_prefix(out);)*
            }

            fn write_values(&mut self, out: &mut dyn Sink) {
                let ($first, $($rest,)*) = self;
                $first.write_values(out);
                $($rest.write_values(out);)*
            }
        }
    };
}

for_each_tuple!(tuple_builder);

/// Counts the rows of Tuple(), each of which is one filler byte.
#[derive(Debug, Default)]
pub struct EmptyTupleBuilder {
    len: usize,
}

impl ColumnBuilder for EmptyTupleBuilder {
    fn len(&self) -> usize {
        self.len
    }

    fn bytes(&self) -> usize {
        self.len
    }

    fn push_null(&mut self) {
        self.len += 1;
    }

    fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    fn write_prefix(&self, _: &mut dyn Sink) {}

    fn write_values(&mut self, out: &mut dyn Sink) {
        // 26.7 writes '0' (30) for each row.
        for _ in 0..self.len {
            out.put(b"0");
        }
    }
}
