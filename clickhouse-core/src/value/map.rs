//! `HashMap` and `BTreeMap`: Map.
//!
//! A Map may have a key twice, in any order. Read into a map, the last one stays; `Vec<(K, V)>`, which reads and writes
//! a Map as the array of tuples that it is, keeps all of them in their order.

use super::Shape;
use super::{BindError, CellError, ColumnValue, ReadValue, WriteValue, is_void};
use crate::column::{ArrayBuilder, Offsets, View};
use crate::types::DataType;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

/// A place in a column of maps: where each row's entries are, the keys, and the values.
#[derive(Debug)]
pub struct MapCursor<'a, K, V> {
    pub(super) offsets: Offsets<'a>,
    /// Keys and values; `None` where they are of the type Nothing, as those of `map()` are.
    pub(super) entries: Option<(K, V)>,
}

macro_rules! map {
    ($map:ident<K, V $(, $hasher:ident)?>, K: $($bound:ident)+, $with_capacity:expr) => {
        impl<K: ColumnValue, V: ColumnValue $(, $hasher)?> crate::value::RowShape for $map<K, V $(, $hasher)?> {
            type Shape = crate::value::OneColumn;
        }

        impl<K: ColumnValue, V: ColumnValue $(, $hasher)?> ColumnValue for $map<K, V $(, $hasher)?> {
            fn data_type() -> DataType {
                DataType::Map(Box::new((K::data_type(), V::data_type())))
            }

            const SHAPE: Shape = Shape::Map(&K::SHAPE, &V::SHAPE);
        }

        impl<'a, K: ReadValue<'a> $(+ $bound)+, V: ReadValue<'a> $(, $hasher: BuildHasher + Default)?> ReadValue<'a>
            for $map<K, V $(, $hasher)?>
        {
            type Cursor = MapCursor<'a, K::Cursor, V::Cursor>;

            fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
                if !matches!(view.data_type(), DataType::Map(_)) {
                    return Err(BindError::types());
                }
                let (offsets, entries) = view.array().ok_or_else(BindError::types)?;
                match entries.tuple().ok_or_else(BindError::types)?.as_slice() {
                    _ if is_void(entries.data_type()) => Ok(MapCursor { offsets, entries: None }),
                    [keys, values] => {
                        let entries = Some((K::bind(*keys)?, V::bind(*values)?));
                        Ok(MapCursor { offsets, entries })
                    }
                    _ => Err(BindError::types()),
                }
            }

            #[inline]
            fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
                let places = cursor.offsets.items(row);
                let with_capacity: fn(usize) -> Self = $with_capacity;
                let mut map = with_capacity(places.len());
                match &mut cursor.entries {
                    Some((keys, values)) => {
                        for place in places {
                            let key = K::read(keys, place)?;
                            map.insert(key, V::read(values, place)?);
                        }
                    }
                    None if places.is_empty() => {}
                    None => return Err(CellError::void()),
                }
                Ok(map)
            }

            #[inline]
            fn skip(cursor: &mut Self::Cursor, row: usize) {
                if let Some((keys, values)) = &mut cursor.entries {
                    for place in cursor.offsets.items(row) {
                        K::skip(keys, place);
                        V::skip(values, place);
                    }
                }
            }
        }

        impl<K: WriteValue, V: WriteValue $(, $hasher)?> WriteValue for $map<K, V $(, $hasher)?> {
            type Builder = ArrayBuilder<(K::Builder, V::Builder)>;

            fn builder(data_type: &DataType) -> Result<Self::Builder, BindError> {
                match data_type {
                    DataType::Map(entry) => Ok(ArrayBuilder::new((K::builder(&entry.0)?, V::builder(&entry.1)?))),
                    DataType::SimpleAggregateFunction(function) => Self::builder(&function.data_type),
                    _ => Err(BindError::types()),
                }
            }

            #[inline]
            fn write(&self, builder: &mut Self::Builder) -> Result<(), CellError> {
                for (key, value) in self {
                    let (keys, values) = builder.items();
                    key.write(keys)?;
                    value.write(values)?;
                }
                builder.end();
                Ok(())
            }
        }
    };
}

#[cfg(feature = "indexmap")]
pub(super) use map;

map!(HashMap<K, V, S>, K: Eq Hash, |entries| HashMap::with_capacity_and_hasher(entries, S::default()));
map!(BTreeMap<K, V>, K: Ord, |_| BTreeMap::new());

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::{OneColumn, assert_round_trip, refusal};

    #[test]
    fn maps_come_back() {
        let pairs = [("a".to_owned(), 1u64), (String::new(), u64::MAX)];
        for data_type in ["Map(String, UInt64)", "Map(LowCardinality(String), UInt64)", "Map(FixedString(2), UInt64)"] {
            assert_round_trip(data_type, vec![HashMap::from(pairs.clone()), HashMap::new()]);
            assert_round_trip(data_type, vec![BTreeMap::new(), BTreeMap::from(pairs.clone())]);
        }
        assert_round_trip("SimpleAggregateFunction(sumMap, Map(String, UInt64))", vec![BTreeMap::from(pairs)]);
        let nested = BTreeMap::from([(1u8, BTreeMap::from([(2u8, vec![Some("x".to_owned()), None])]))]);
        assert_round_trip("Map(UInt8, Map(UInt8, Array(LowCardinality(Nullable(String)))))", vec![nested]);
    }

    #[test]
    fn of_two_equal_keys_the_last_one_stays() {
        let column = OneColumn::of("Map(String, UInt8)", &[vec![("k", 1u8), ("l", 2), ("k", 3)]]);
        assert_eq!(column.read::<HashMap<&str, u8>>(), [HashMap::from([("k", 3), ("l", 2)])]);
        assert_eq!(column.read::<BTreeMap<&str, u8>>(), [BTreeMap::from([("k", 3), ("l", 2)])]);
        assert_eq!(column.read::<Vec<(&str, u8)>>(), [vec![("k", 1), ("l", 2), ("k", 3)]]);
    }

    #[test]
    fn the_empty_map_is_one_of_any_types() {
        let column = OneColumn::decode("Map(Nothing, Nothing)", 1, vec![0; 8]);
        assert_eq!(column.read::<HashMap<String, u8>>(), [HashMap::new()]);
        assert_eq!(column.read::<Vec<(u8, Vec<u8>)>>(), [vec![]]);
        let array = OneColumn::decode("Array(Nothing)", 1, vec![0; 8]);
        assert_eq!(array.read::<Vec<String>>(), [Vec::<String>::new()]);
        assert!(array.is_refused_by::<HashMap<String, u8>>());
        let full = OneColumn::decode("Array(Nothing)", 1, vec![1, 0, 0, 0, 0, 0, 0, 0, b'0']);
        assert!(full.try_read::<Vec<u8>>().unwrap_err().contains("which has no values"));
    }

    #[test]
    fn an_array_of_pairs_is_no_map() {
        let column = OneColumn::of_no_rows("Array(Tuple(String, UInt8))");
        assert!(column.is_refused_by::<HashMap<String, u8>>());
        refusal::<HashMap<String, u8>>("Array(Tuple(String, UInt8))");
    }

    #[test]
    fn a_skipped_map_takes_its_entries_along() {
        let column = OneColumn::of("Map(String, String)", &[vec![("a", "b"), ("c", "d")], vec![("e", "f")]]);
        let mut cursor = BTreeMap::<&str, &str>::bind(column.view()).unwrap();
        BTreeMap::<&str, &str>::skip(&mut cursor, 0);
        assert_eq!(BTreeMap::<&str, &str>::read(&mut cursor, 1).unwrap(), BTreeMap::from([("e", "f")]));
    }
}
