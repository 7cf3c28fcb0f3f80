//! Tuples of one to sixteen values: Tuple by position, whether its elements have names or not.

use super::{BindError, CellError, ColumnValue, ReadValue, WriteValue};
use crate::column::{View, structure};
use crate::tuples::for_each_tuple;
use crate::types::{DataType, TupleElement};

/// The elements of a type that is laid out as a Tuple of `count`.
fn element_types(data_type: &DataType, count: usize) -> Result<Vec<DataType>, BindError> {
    if let DataType::SimpleAggregateFunction(function) = data_type {
        return element_types(&function.data_type, count);
    }
    match structure(data_type) {
        DataType::Tuple(elements) if elements.len() == count => {
            Ok(elements.into_iter().map(|element| element.data_type).collect())
        }
        DataType::Tuple(elements) => Err(wrong_count(elements.len(), count)),
        _ => Err(BindError::types()),
    }
}

fn wrong_count(column: usize, rust: usize) -> BindError {
    BindError::explained(format!("the column has {column} elements and the Rust tuple {rust}; make them the same"))
}

macro_rules! tuple_value {
    ($($value:ident $place:tt),+) => {
        impl<$($value: ColumnValue),+> ColumnValue for ($($value,)+) {
            fn data_type() -> DataType {
                let unnamed = |data_type| TupleElement { name: None, data_type };
                DataType::Tuple(Box::new([$(unnamed($value::data_type())),+]))
            }
        }

        #[allow(non_snake_case, reason = "the type parameters name the elements")]
        impl<'a, $($value: ReadValue<'a>),+> ReadValue<'a> for ($($value,)+) {
            type Cursor = ($($value::Cursor,)+);

            fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
                if view.accepts_null() {
                    return Err(BindError::types());
                }
                let elements = view.tuple().ok_or_else(BindError::types)?;
                let count = [$(stringify!($value)),+].len();
                let found = elements.len();
                let mut elements = elements.into_iter();
                $(let $value = elements.next();)+
                match ($($value,)+) {
                    ($(Some($value),)+) if found == count => Ok(($($value::bind($value)?,)+)),
                    _ => Err(wrong_count(found, count)),
                }
            }

            #[inline]
            fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
                let ($($value,)+) = cursor;
                Ok(($(<$value as ReadValue<'a>>::read($value, row)?,)+))
            }

            #[inline]
            fn skip(cursor: &mut Self::Cursor, row: usize) {
                let ($($value,)+) = cursor;
                $(<$value as ReadValue<'a>>::skip($value, row);)+
            }
        }

        #[allow(non_snake_case, reason = "the type parameters name the elements")]
        impl<$($value: WriteValue),+> WriteValue for ($($value,)+) {
            type Builder = ($($value::Builder,)+);

            fn builder(data_type: &DataType) -> Result<Self::Builder, BindError> {
                let count = [$(stringify!($value)),+].len();
                let mut elements = element_types(data_type, count)?.into_iter();
                Ok(($($value::builder(&elements.next().ok_or_else(BindError::types)?)?,)+))
            }

            #[inline]
            fn write(&self, builder: &mut Self::Builder) -> Result<(), CellError> {
                $(self.$place.write(&mut builder.$place)?;)+
                Ok(())
            }
        }
    };
}

for_each_tuple!(tuple_value);
