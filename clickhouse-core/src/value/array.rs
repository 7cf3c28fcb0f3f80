//! `Vec<T>`, `Box<[T]>`, `VecDeque<T>`, sets and, for writing only, `&[T]`: Array, and all that is laid out as one
//! (Nested and Map as arrays of tuples, Ring, Polygon..); QBit as well, whose vectors have exactly its dimension.
//!
//! A set keeps each item once, also where the array has it several times. `&[u8]` is no array but a String of bytes.

use super::Shape;
use super::builder::builds_in;
use super::is_void;
use super::text::TextBuilder;
use super::{BindError, CellError, ColumnValue, OneColumn, ReadValue, RowShape, WriteValue};
use crate::column::{ArrayBuilder, Offsets, View, structure};
use crate::types::DataType;
use std::collections::{BTreeSet, HashSet, VecDeque};
use std::hash::{BuildHasher, Hash};
use std::rc::Rc;
use std::sync::Arc;

impl<T: ColumnValue> RowShape for Vec<T> {
    type Shape = OneColumn;
}

/// A place in a column of arrays: where each row's items are, and the items.
#[derive(Debug)]
pub struct ArrayCursor<'a, C> {
    offsets: Offsets<'a>,
    /// `None` where they are of the type Nothing, as those of `[]` are.
    items: Option<C>,
}

/// A QBit with more elements than this is refused: a NULL takes as much room as a vector, whatever a server claims to have.
const MAX_DIMENSION: u64 = 1 << 20;

/// An empty builder of arrays for `data_type`, if it is laid out as an Array or is a QBit.
pub(super) fn builder_of<T: WriteValue>(data_type: &DataType) -> Result<ArrayBuilder<T::Builder>, BindError> {
    match data_type {
        DataType::SimpleAggregateFunction(function) => builder_of::<T>(&function.data_type),
        DataType::QBit(qbit) if qbit.dimension <= MAX_DIMENSION => {
            Ok(ArrayBuilder::vectors(T::builder(&qbit.element)?, qbit))
        }
        other => match structure(other) {
            DataType::Array(item) => Ok(ArrayBuilder::new(T::builder(&item)?)),
            _ => Err(BindError::types()),
        },
    }
}

impl<T: ColumnValue> ColumnValue for Vec<T> {
    fn data_type() -> DataType {
        DataType::Array(Box::new(T::data_type()))
    }

    const SHAPE: Shape = Shape::Array(&T::SHAPE);
}

impl<'a, T: ReadValue<'a>> ReadValue<'a> for Vec<T> {
    type Cursor = ArrayCursor<'a, T::Cursor>;

    fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
        let (offsets, items) = view.array().ok_or_else(BindError::types)?;
        let items = if is_void(items.data_type()) { None } else { Some(T::bind(items)?) };
        Ok(ArrayCursor { offsets, items })
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
        let places = cursor.offsets.items(row);
        match &mut cursor.items {
            Some(items) => T::read_each(items, places),
            None if places.is_empty() => Ok(Vec::new()),
            None => Err(CellError::void()),
        }
    }

    #[inline]
    fn skip(cursor: &mut Self::Cursor, row: usize) {
        if let Some(items) = &mut cursor.items {
            cursor.offsets.items(row).for_each(|place| T::skip(items, place));
        }
    }
}

impl<T: WriteValue> WriteValue for Vec<T> {
    type Builder = ArrayBuilder<T::Builder>;

    fn builder(data_type: &DataType) -> Result<Self::Builder, BindError> {
        builder_of::<T>(data_type)
    }

    #[inline]
    fn write(&self, builder: &mut Self::Builder) -> Result<(), CellError> {
        write_items(self.iter(), builder)
    }

    #[inline]
    fn write_each<'v>(
        values: impl ExactSizeIterator<Item = &'v Self> + Clone,
        builder: &mut Self::Builder,
    ) -> Result<(), CellError>
    where
        Self: 'v,
    {
        if builder.exact_length().is_some() {
            return values.into_iter().try_for_each(|list| list.write(builder));
        }
        let mut total = 0;
        let lists = values.len();
        let items = builder.each(values.clone().map(|list| {
            total += list.len();
            list.len()
        }));
        if total > lists * SHORT_LIST_ITEMS {
            values.into_iter().try_for_each(|list| T::write_each(list.iter(), items))
        } else {
            T::write_each(Items { lists: values, list: [].iter(), left: total }, items)
        }
    }
}

/// Lists up to this length, on average, are gathered as one list: a loop for each of them costs more than its items.
const SHORT_LIST_ITEMS: usize = 16;

/// The items of several lists, one after another.
struct Items<'v, T, L> {
    lists: L,
    list: std::slice::Iter<'v, T>,
    left: usize,
}

impl<T, L: Clone> Clone for Items<'_, T, L> {
    fn clone(&self) -> Self {
        Items { lists: self.lists.clone(), list: self.list.clone(), left: self.left }
    }
}

impl<'v, T, L: Iterator<Item = &'v Vec<T>>> Iterator for Items<'v, T, L> {
    type Item = &'v T;

    #[inline]
    fn next(&mut self) -> Option<&'v T> {
        loop {
            if let Some(item) = self.list.next() {
                self.left -= 1;
                return Some(item);
            }
            self.list = self.lists.next()?.iter();
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<'v, T, L: Iterator<Item = &'v Vec<T>>> ExactSizeIterator for Items<'v, T, L> {}

/// Gathers the items of any list.
#[inline]
pub(super) fn write_items<'i, T: WriteValue + 'i>(
    items: impl ExactSizeIterator<Item = &'i T> + Clone,
    builder: &mut ArrayBuilder<T::Builder>,
) -> Result<(), CellError> {
    if builder.exact_length().is_some_and(|length| length != items.len() as u64) {
        return Err(wrong_length(items.len(), builder.exact_length().unwrap_or(0)));
    }
    T::write_each(items, builder.items())?;
    builder.end();
    Ok(())
}

#[cold]
fn wrong_length(vector: usize, column: u64) -> CellError {
    CellError::new(format!("the vector has {vector} elements, and the column takes exactly {column}"))
}

macro_rules! list {
    ($($list:ty [$item:ident $(, $hasher:ident)?]: $($bound:ident)*, $from:expr;)*) => {
        $(
            impl<$item: ColumnValue $(, $hasher)?> RowShape for $list {
                type Shape = OneColumn;
            }

            impl<$item: ColumnValue $(, $hasher)?> ColumnValue for $list {
                fn data_type() -> DataType {
                    Vec::<$item>::data_type()
                }

                const SHAPE: Shape = Vec::<$item>::SHAPE;
            }

            impl<'a, $item: ReadValue<'a> $(+ $bound)* $(, $hasher: BuildHasher + Default)?> ReadValue<'a> for $list {
                type Cursor = ArrayCursor<'a, $item::Cursor>;

                fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
                    Vec::<$item>::bind(view)
                }

                #[inline]
                fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
                    Vec::<$item>::read(cursor, row).map($from)
                }

                #[inline]
                fn skip(cursor: &mut Self::Cursor, row: usize) {
                    Vec::<$item>::skip(cursor, row);
                }
            }

            impl<$item: WriteValue $(, $hasher)?> WriteValue for $list {
                type Builder = ArrayBuilder<$item::Builder>;

                fn builder(data_type: &DataType) -> Result<Self::Builder, BindError> {
                    Vec::<$item>::builder(data_type)
                }

                #[inline]
                fn write(&self, builder: &mut Self::Builder) -> Result<(), CellError> {
                    write_items(self.iter(), builder)
                }
            }
        )*
    };
}

#[cfg(feature = "indexmap")]
pub(super) use list;

list! {
    Box<[T]> [T]: , Vec::into_boxed_slice;
    Rc<[T]> [T]: , Rc::from;
    Arc<[T]> [T]: , Arc::from;
    VecDeque<T> [T]: , VecDeque::from;
    BTreeSet<T> [T]: Ord, |items| items.into_iter().collect();
    HashSet<T, S> [T, S]: Eq Hash, |items| items.into_iter().collect();
}

impl<T: ColumnValue> RowShape for &[T] {
    type Shape = OneColumn;
}

impl<T: ColumnValue> ColumnValue for &[T] {
    fn data_type() -> DataType {
        T::type_of_slice()
    }

    const SHAPE: Shape = T::SHAPE_OF_SLICE;
}

impl<T: WriteValue> WriteValue for &[T] {
    type Builder = SliceBuilder<T::Builder>;

    fn builder(data_type: &DataType) -> Result<Self::Builder, BindError> {
        match T::bytes_of(&[]) {
            Some(_) => TextBuilder::new(data_type).map(SliceBuilder::Bytes),
            None => Vec::<T>::builder(data_type).map(SliceBuilder::Items),
        }
    }

    #[inline]
    fn write(&self, builder: &mut Self::Builder) -> Result<(), CellError> {
        match builder {
            SliceBuilder::Items(items) => write_items(self.iter(), items),
            SliceBuilder::Bytes(bytes) => bytes.push(T::bytes_of(self).unwrap_or_default()),
        }
    }
}

/// Gathers slices: `&[u8]` as one value of bytes, all others as arrays.
#[derive(Debug)]
pub enum SliceBuilder<B> {
    /// An array per slice.
    Items(ArrayBuilder<B>),
    /// A string per slice.
    Bytes(TextBuilder),
}

builds_in!([B] SliceBuilder<B>: Items(inner), Bytes(inner));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::column::ColumnBuilder;
    use crate::value::testing::{OneColumn, assert_round_trip, refusal, try_written, written};

    #[test]
    fn golden_arrays() {
        let bytes = written("Array(UInt8)", &[vec![1u8, 2], vec![], vec![3]]);
        let mut expected = Vec::new();
        [2u64, 2, 3].iter().for_each(|end| expected.extend(end.to_le_bytes()));
        expected.extend([1, 2, 3]);
        assert_eq!(bytes, expected);
    }

    #[test]
    fn arrays_nest_with_all_that_usually_breaks() {
        let texts = |items: &[&str]| items.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let lists = vec![texts(&["a", "", "b"]), vec![], texts(&["a"])];
        assert_round_trip("Array(String)", lists.clone());
        assert_round_trip("Array(LowCardinality(String))", lists.clone());
        assert_round_trip("SimpleAggregateFunction(groupArrayArray, Array(String))", lists.clone());
        assert_round_trip("Array(Array(LowCardinality(String)))", vec![lists, vec![], vec![vec![], vec![]]]);
        assert_round_trip(
            "Array(LowCardinality(Nullable(String)))",
            vec![vec![None, Some("a".to_owned())], vec![None]],
        );
        assert_round_trip("Array(LowCardinality(String))", vec![Vec::<String>::new(), vec![]]);
        assert_round_trip(
            "Array(Tuple(UInt8, Array(Nullable(UInt8))))",
            vec![vec![(1u8, vec![Some(2u8), None])], vec![]],
        );
        assert_round_trip("Nested(a UInt8, b LowCardinality(String))", vec![vec![(1u8, "x".to_owned())], vec![]]);
        assert_round_trip("Map(String, UInt8)", vec![vec![("k".to_owned(), 1u8), ("k".to_owned(), 2)], vec![]]);
        assert_round_trip("Ring", vec![vec![(0.0f64, 1.0f64), (2.0, 3.0)], vec![]]);
        assert_round_trip("MultiPolygon", vec![vec![vec![vec![(0.0f64, 1.0f64)]]], vec![]]);
        assert_round_trip("Array(UInt64)", vec![vec![1u32.into(), u64::MAX].into_boxed_slice()]);
    }

    #[test]
    fn sets_and_slices_are_arrays_and_byte_slices_are_strings() {
        assert_round_trip("Array(UInt8)", vec![VecDeque::from([3u8, 1, 3]), VecDeque::new()]);
        assert_round_trip("Array(String)", vec![BTreeSet::from(["b".to_owned(), "a".to_owned()]), BTreeSet::new()]);
        assert_round_trip("Array(UInt64)", vec![HashSet::from([1u64, 2]), HashSet::new()]);
        let column = OneColumn::of("Array(UInt16)", &[&[3u16, 1, 3][..], &[]]);
        assert_eq!(column.read::<BTreeSet<u16>>(), [BTreeSet::from([1, 3]), BTreeSet::new()]);
        assert_eq!(column.read::<Vec<u16>>(), [vec![3, 1, 3], vec![]]);
        let nested = OneColumn::of("Array(Array(String))", &[&[&["a", "b"][..], &[]][..]]);
        assert_eq!(nested.read::<Vec<Vec<&str>>>(), [[vec!["a", "b"], vec![]]]);
        assert_eq!(written("String", &[&b"ab"[..], b""]), [2, b'a', b'b', 0]);
        assert_eq!(<&[u8]>::data_type(), DataType::String);
        assert_eq!(<&[u16]>::data_type(), Vec::<u16>::data_type());
        refusal::<&[u8]>("Array(UInt8)");
        refusal::<&[u16]>("String");
    }

    #[test]
    fn an_array_whose_item_is_refused_leaves_no_items() {
        let rows = [vec!["ab".to_owned()], vec!["cd".to_owned(), "too long".to_owned()]];
        assert!(try_written("Array(FixedString(4))", &rows).is_err());
        let mut builder = Vec::<String>::builder(&DataType::parse("Array(FixedString(4))").unwrap()).unwrap();
        rows[0].write(&mut builder).unwrap();
        rows[1].write(&mut builder).unwrap_err();
        ColumnBuilder::truncate(&mut builder, 1);
        let mut bytes = Vec::new();
        ColumnBuilder::write_values(&mut builder, &mut bytes);
        assert_eq!(OneColumn::decode("Array(FixedString(4))", 1, bytes).read::<Vec<String>>(), rows[..1]);
    }

    #[test]
    fn a_skipped_array_takes_its_items_along() {
        let column = OneColumn::of("Array(String)", &[vec!["a", "b"], vec!["c"]]);
        let mut cursor = Vec::<&str>::bind(column.view()).unwrap();
        Vec::<&str>::skip(&mut cursor, 0);
        assert_eq!(Vec::<&str>::read(&mut cursor, 1).unwrap(), ["c"]);
    }

    #[test]
    fn items_of_another_type_are_refused() {
        let column = OneColumn::of_no_rows("Array(UInt16)");
        assert!(column.is_refused_by::<Vec<u8>>() && !column.is_refused_by::<Vec<u32>>());
        assert!(OneColumn::of_no_rows("String").is_refused_by::<Vec<u8>>());
        refusal::<Vec<u16>>("Array(UInt8)");
        refusal::<Vec<u8>>("String");
    }
}
