//! Rows for serde: each an object of its columns, all of them an array of objects.

use super::{RowRef, Rows};
use crate::value::{ReadValue, Value};
use serde::ser::{Error as _, Serialize, SerializeMap, SerializeSeq, Serializer};

impl Serialize for RowRef<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let columns = self.columns();
        let mut map = serializer.serialize_map(Some(columns.len()))?;
        for (place, column) in columns.iter().enumerate() {
            let value = self.value(place).map_err(S::Error::custom)?.clone();
            map.serialize_entry(&column.name, &self.rows.shown(value))?;
        }
        map.end()
    }
}

/// An array of objects. Cells are read one by one, so that they do not stay in memory.
impl Serialize for Rows {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_seq(Some(self.len))?;
        for kept in &self.blocks {
            let bind = |place| self.bind::<Value>(kept, place);
            let mut cursors =
                (0..self.columns.len()).map(bind).collect::<Result<Vec<_>, _>>().map_err(S::Error::custom)?;
            for row in 0..kept.block.row_count() {
                let mut cells = Vec::with_capacity(cursors.len());
                for (place, cursor) in cursors.iter_mut().enumerate() {
                    let value = Value::read(cursor, row);
                    let value = value.map_err(|error| self.unreadable(kept.start + row, place, &error));
                    cells.push((self.columns[place].name.as_str(), self.shown(value.map_err(S::Error::custom)?)));
                }
                rows.serialize_element(&Object(&cells))?;
            }
        }
        rows.end()
    }
}

struct Object<'c>(&'c [(&'c str, Value)]);

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}
