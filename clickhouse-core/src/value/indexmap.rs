//! `indexmap::IndexMap` as Map and `IndexSet` as Array: the entries stay in the order of the column.

use super::array::{ArrayCursor, list, write_items};
use super::map::{MapCursor, map};
use super::{BindError, CellError, ColumnValue, OneColumn, ReadValue, RowShape, Shape, WriteValue, is_void};
use crate::column::{ArrayBuilder, View};
use crate::types::DataType;
use indexmap::{IndexMap, IndexSet};
use std::hash::{BuildHasher, Hash};

map!(IndexMap<K, V, S>, K: Eq Hash, |entries| IndexMap::with_capacity_and_hasher(entries, S::default()));

list! {
    IndexSet<T, S> [T, S]: Eq Hash, |items| items.into_iter().collect();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::{OneColumn, assert_round_trip};

    #[test]
    fn entries_keep_the_order_of_the_column() {
        let map = IndexMap::from([("z".to_owned(), 1u8), ("a".to_owned(), 2)]);
        assert_round_trip("Map(LowCardinality(String), UInt8)", vec![map.clone(), IndexMap::new()]);
        let column = OneColumn::of("Map(String, UInt8)", &[map]);
        assert_eq!(column.read::<Vec<(&str, u8)>>(), [[("z", 1), ("a", 2)]]);
        let read = column.read::<IndexMap<&str, u8>>();
        assert_eq!(read[0].keys().copied().collect::<Vec<_>>(), ["z", "a"]);
        let set = OneColumn::of("Array(UInt8)", &[vec![3u8, 1, 3]]).read::<IndexSet<u8>>();
        assert_eq!(set[0].iter().copied().collect::<Vec<_>>(), [3, 1]);
        assert_round_trip("Array(Nullable(UInt8))", vec![IndexSet::from([Some(3u8), None])]);
    }
}
