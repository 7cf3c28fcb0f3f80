//! [`Dynamic`]: values of any type out of Dynamic and Variant columns and into them.

use super::untyped::{Value, ValueBuilder, ValueCursor};
use super::{BindError, CellError, ColumnValue, ReadValue, Shape, WriteValue, rust_type_for, single_value};
use crate::column::{Column, ColumnBuilder, Layout, View};
use crate::types::{DataType, Dynamic, Kind};
use crate::wire::{Memo, Stop, Walk};
use std::fmt;
use std::sync::Arc;

impl Dynamic {
    /// A value with the type that is natural for it: `u8` is UInt8, `Vec<&str>` Array(String).
    ///
    /// # Errors
    /// The value is none of its type, or can be NULL: NULL in a Dynamic has no type and is `None::<Dynamic>`.
    pub fn new<T: WriteValue>(value: &T) -> Result<Self, CellError> {
        Dynamic::of(T::data_type(), value)
    }

    /// A value with this type: an `OffsetDateTime` as DateTime64(3), say.
    ///
    /// # Errors
    /// The type does not hold the value, or can be NULL.
    pub fn of<T: WriteValue>(data_type: DataType, value: &T) -> Result<Self, CellError> {
        if data_type.accepts_null() {
            return Err(CellError::new(format!(
                "a Dynamic has no value of {data_type}: its NULL has no type; take the value out of its Option"
            )));
        }
        let mut builder = T::builder(&data_type).map_err(|refused| match refused.0 {
            super::Bind::Types => CellError::new(format!(
                "{data_type} does not hold values of `{}`; it holds `{}`",
                std::any::type_name::<T>(),
                rust_type_for(&data_type)
            )),
            _ => CellError::new(refused.to_string()),
        })?;
        value.write(&mut builder)?;
        let mut row = Vec::new();
        builder.write_prefix(&mut row);
        builder.write_values(&mut row);
        Ok(Dynamic::of_row(data_type, row))
    }

    /// The value as `T`, which reads the type as it would read a column of it.
    ///
    /// # Errors
    /// `T` does not read the type, or not this very value.
    pub fn get<T: for<'a> ReadValue<'a>>(&self) -> Result<T, CellError> {
        let column = self.column()?;
        let mut cursor = T::bind(View::new(self.row(), &column)).map_err(|refused| match refused.0 {
            super::Bind::Types => CellError::new(format!(
                "the value is {}, which `{}` does not read; `{}` does",
                self.data_type(),
                std::any::type_name::<T>(),
                rust_type_for(self.data_type())
            )),
            _ => CellError::new(refused.to_string()),
        })?;
        T::read(&mut cursor, 0)
    }

    /// The value without a Rust type of its own.
    ///
    /// # Errors
    /// The bytes are no value of the type, which only a broken answer of a server could have.
    pub fn value(&self) -> Result<Value, CellError> {
        self.get()
    }

    fn column(&self) -> Result<Column, CellError> {
        let mut memo = Memo::default();
        let mut walk = Walk::new(self.row(), 0, &mut memo);
        let layout = Layout::read_prefix(self.data_type(), Some(&mut walk));
        layout.and_then(|layout| layout.locate(1, &mut walk)).map_err(|stop| match stop {
            Stop::Need(_) => CellError::no_such_row(),
            Stop::Refused(refusal) => CellError::new(refusal.what),
        })
    }

    fn of_value(value: Value) -> Result<Self, CellError> {
        match value {
            Value::Variant { data_type, value } => Dynamic::of(Arc::unwrap_or_clone(data_type), &*value),
            _ => Err(CellError::no_such_row()),
        }
    }
}

/// The value as ClickHouse shows it.
impl fmt::Display for Dynamic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.value() {
            Ok(value) => value.fmt(f),
            Err(error) => error.fmt(f),
        }
    }
}

impl fmt::Debug for Dynamic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dynamic({self}: {})", self.data_type())
    }
}

/// As its [`Value`].
#[cfg(feature = "serde")]
impl serde::Serialize for Dynamic {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}

single_value!(Dynamic);

impl ColumnValue for Dynamic {
    const SHAPE: Shape = Shape::plain(&[Kind::Dynamic, Kind::Variant, Kind::Geometry]);

    fn data_type() -> DataType {
        DataType::Dynamic(None)
    }
}

/// A place in a column of values of several types.
#[doc(hidden)]
#[derive(Debug)]
pub struct DynamicCursor<'a>(ValueCursor<'a>);

impl<'a> ReadValue<'a> for Dynamic {
    type Cursor = DynamicCursor<'a>;

    fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
        match view.variants() {
            Some(_) if !view.accepts_null() => Value::bind(view).map(DynamicCursor),
            _ => Err(BindError::types()),
        }
    }

    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
        Value::read(&mut cursor.0, row).and_then(Dynamic::of_value)
    }

    fn skip(cursor: &mut Self::Cursor, row: usize) {
        Value::skip(&mut cursor.0, row);
    }
}

impl WriteValue for Dynamic {
    type Builder = ValueBuilder;

    fn builder(data_type: &DataType) -> Result<Self::Builder, BindError> {
        match data_type {
            DataType::Dynamic(_) | DataType::Variant(_) | DataType::Geometry => Value::builder(data_type),
            DataType::SimpleAggregateFunction(function) => Self::builder(&function.data_type),
            _ => Err(BindError::types()),
        }
    }

    fn write(&self, builder: &mut Self::Builder) -> Result<(), CellError> {
        let data_type = Arc::new(self.data_type().clone());
        Value::Variant { data_type, value: Box::new(self.value()?) }.write(builder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Decimal;
    use crate::value::testing::{OneColumn, assert_round_trip, refusal, try_written};

    fn values() -> Vec<Option<Dynamic>> {
        let decimal: Decimal<9, 2> = "1.50".parse().unwrap();
        vec![
            Some(Dynamic::new(&1u8).unwrap()),
            Some(Dynamic::new(&"x").unwrap()),
            None,
            Some(Dynamic::new(&vec![Some(1u16), None]).unwrap()),
            Some(Dynamic::new(&(decimal, "y".to_owned())).unwrap()),
            Some(Dynamic::of(DataType::parse("LowCardinality(String)").unwrap(), &"lc").unwrap()),
            Some(Dynamic::new(&2u8).unwrap()),
        ]
    }

    #[test]
    fn values_keep_their_types() {
        assert_round_trip("Dynamic", values());
        assert_round_trip("Array(Dynamic(max_types=1))", vec![values(), vec![], values()]);
        assert_round_trip("Variant(String, UInt8)", vec![Some(Dynamic::new(&1u8).unwrap()), None]);
    }

    #[test]
    fn values_are_read_as_any_type_that_reads_theirs() {
        let values: Vec<_> = values().into_iter().flatten().collect();
        assert_eq!((values[0].get::<u64>().unwrap(), values[0].get::<Option<u8>>().unwrap()), (1, Some(1)));
        assert_eq!(values[2].get::<Vec<Option<u32>>>().unwrap(), [Some(1), None]);
        assert_eq!(values[3].data_type().to_string(), "Tuple(Decimal(9, 2), String)");
        assert_eq!(values[3].to_string(), "(1.5,'y')");
        assert_eq!(format!("{:?}", values[0]), "Dynamic(1: UInt8)");
        assert_eq!(values[4].value().unwrap(), Value::from("lc"));
        let refusal = values[1].get::<u8>().unwrap_err().to_string();
        assert_eq!(refusal, "the value is String, which `u8` does not read; `String` does");
    }

    #[test]
    fn null_and_types_that_a_variant_lacks_are_refused() {
        assert!(Dynamic::new(&Some(1u8)).unwrap_err().to_string().contains("take the value out of its Option"));
        assert!(Dynamic::of(DataType::UInt8, &"x").unwrap_err().to_string().contains("it holds `u8`"));
        assert!(try_written("Variant(String, UInt8)", &[Dynamic::new(&vec![1u8]).unwrap()]).is_err());
        assert!(OneColumn::of_no_rows("Dynamic").is_refused_by::<Dynamic>());
        assert!(OneColumn::of_no_rows("String").is_refused_by::<Option<Dynamic>>());
        refusal::<Dynamic>("String");
    }
}
