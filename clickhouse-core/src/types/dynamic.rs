//! [`Dynamic`]: one value and its type.

use super::DataType;

/// A value of a Dynamic column, of whatever type it has there. NULL is `Option<Dynamic>`, which every Dynamic column needs
/// to be read.
///
/// ```
/// use clickhouse_core::types::Dynamic;
///
/// let price = Dynamic::new(&7.5f64)?;
/// assert_eq!(price.data_type().to_string(), "Float64");
/// assert_eq!(price.get::<f64>()?, 7.5);
/// assert_eq!(price.get::<u8>().unwrap_err().to_string(), "the value is Float64, which `u8` does not read; `f64` does");
/// # Ok::<(), clickhouse_core::value::CellError>(())
/// ```
///
/// The value is kept as a column of one row has it; [`Value`](enum@crate::Value) is for those who look at every value anyway.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Dynamic {
    data_type: DataType,
    /// Prefix and value of the row.
    row: Box<[u8]>,
}

impl Dynamic {
    /// The prefix and the value of one row of `data_type`, which was found to hold them.
    pub(crate) fn of_row(data_type: DataType, row: Vec<u8>) -> Self {
        Dynamic { data_type, row: row.into() }
    }

    /// The type of the value.
    pub fn data_type(&self) -> &DataType {
        &self.data_type
    }

    /// The prefix and the value.
    pub(crate) fn row(&self) -> &[u8] {
        &self.row
    }
}
