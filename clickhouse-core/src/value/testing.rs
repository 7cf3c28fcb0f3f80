//! Columns of one type for the tests of values: encoded by a builder, located as a block's decoder does it.

use super::{ReadValue, WriteValue};
use crate::column::{Column, ColumnBuilder, Layout, View};
use crate::types::DataType;
use crate::wire::{Memo, Stop, Walk};

/// A located column and its bytes.
pub(crate) struct OneColumn {
    bytes: Vec<u8>,
    column: Column,
}

impl OneColumn {
    /// What a decoder makes of `bytes`, the prefix and the values of `rows` rows.
    pub(crate) fn decode(data_type: &str, rows: usize, bytes: Vec<u8>) -> Self {
        let data_type = &parsed(data_type);
        let mut memo = Memo::default();
        let mut walk = Walk::new(&bytes, 0, &mut memo);
        let located = Layout::read_prefix(data_type, Some(&mut walk)).and_then(|layout| layout.locate(rows, &mut walk));
        let column = match located {
            Ok(column) => column,
            Err(Stop::Need(more)) => panic!("{data_type}: {more} bytes are missing from {bytes:02x?}"),
            Err(Stop::Refused(refusal)) => panic!("{data_type}: {refusal:?}"),
        };
        assert_eq!(walk.position(), bytes.len(), "{data_type}: bytes are left over of {bytes:02x?}");
        OneColumn { bytes, column }
    }

    /// The column of a block without rows.
    pub(crate) fn of_no_rows(data_type: &str) -> Self {
        let column = Column::empty(&parsed(data_type)).unwrap_or_else(|stop| panic!("{data_type}: {stop:?}"));
        OneColumn { bytes: Vec::new(), column }
    }

    /// A column of `values`, written in exactly `data_type`.
    pub(crate) fn of<T: WriteValue>(data_type: &str, values: &[T]) -> Self {
        OneColumn::decode(data_type, values.len(), written(data_type, values))
    }

    pub(crate) fn view(&self) -> View<'_> {
        View::new(&self.bytes, &self.column)
    }

    /// All rows, each read as `T`.
    pub(crate) fn read<'a, T: ReadValue<'a>>(&'a self) -> Vec<T> {
        self.try_read().unwrap_or_else(|error| panic!("{}: {error}", self.view().data_type()))
    }

    /// All rows, or the text of what the first one that fails says.
    pub(crate) fn try_read<'a, T: ReadValue<'a>>(&'a self) -> Result<Vec<T>, String> {
        let mut cursor = T::bind(self.view()).map_err(|error| error.to_string())?;
        (0..self.view().rows()).map(|row| T::read(&mut cursor, row).map_err(|error| error.to_string())).collect()
    }

    /// Whether `T` accepts the type.
    pub(crate) fn is_refused_by<'a, T: ReadValue<'a>>(&'a self) -> bool {
        T::bind(self.view()).is_err()
    }
}

/// The prefix and the values, as a block has them.
pub(crate) fn written<T: WriteValue>(data_type: &str, values: &[T]) -> Vec<u8> {
    try_written(data_type, values).unwrap_or_else(|error| panic!("{data_type}: {error}"))
}

/// The same, or the text of the first refusal.
pub(crate) fn try_written<T: WriteValue>(data_type: &str, values: &[T]) -> Result<Vec<u8>, String> {
    let mut builder = T::builder(&parsed(data_type)).map_err(|error| error.to_string())?;
    for (row, value) in values.iter().enumerate() {
        if let Err(error) = value.write(&mut builder) {
            // What a writer of rows does: the builder then holds whole rows only.
            builder.truncate(row);
            assert_eq!(builder.len(), row, "{data_type}");
            return Err(error.to_string());
        }
    }
    assert_eq!(builder.len(), values.len(), "{data_type}");
    let mut bytes = Vec::new();
    builder.write_prefix(&mut bytes);
    builder.write_values(&mut bytes);
    Ok(bytes)
}

/// Writes `values` into a column of `data_type` and reads them back.
#[track_caller]
pub(crate) fn assert_round_trip<T>(data_type: &str, values: Vec<T>)
where
    T: WriteValue + for<'a> ReadValue<'a> + PartialEq + std::fmt::Debug,
{
    assert_eq!(OneColumn::of(data_type, &values).read::<T>(), values, "{data_type}");
    let none: &[T] = &values[..0];
    assert_eq!(OneColumn::of(data_type, none).read::<T>(), none, "{data_type}");
    // Together as one by one.
    let mut builder = T::builder(&parsed(data_type)).expect("accepted above");
    T::write_each(values.iter(), &mut builder).expect("written above");
    assert_eq!(builder.len(), values.len(), "{data_type}");
    let mut together = Vec::new();
    builder.write_prefix(&mut together);
    builder.write_values(&mut together);
    assert_eq!(together, written(data_type, &values), "{data_type}");
    // Rows that were pushed and taken back leave no trace.
    let mut builder = T::builder(&parsed(data_type)).expect("accepted above");
    let mut left = Vec::new();
    for keep in [values.len() / 2, values.len()] {
        for value in &values {
            value.write(&mut builder).expect("written above");
        }
        builder.truncate(keep);
        builder.write_prefix(&mut left);
        builder.write_values(&mut left);
        let read = OneColumn::decode(data_type, keep, std::mem::take(&mut left)).read::<T>();
        assert_eq!(read, values[..keep], "{data_type}");
        builder.truncate(0);
    }
}

/// The text of the refusal to make a builder.
#[track_caller]
pub(crate) fn refusal<T: WriteValue>(data_type: &str) -> String {
    match T::builder(&parsed(data_type)) {
        Ok(_) => panic!("{} accepts {data_type}", std::any::type_name::<T>()),
        Err(error) => error.to_string(),
    }
}

/// A type as the server prints it.
#[track_caller]
fn parsed(text: &str) -> DataType {
    DataType::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}
