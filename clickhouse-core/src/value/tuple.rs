//! Tuples of up to sixteen values: Tuple by position, whether its elements have names or not.

use super::Shape;
use super::{BindError, CellError, ColumnValue, ReadValue, WriteValue, single_value};
use crate::column::{ColumnBuilder, EmptyTupleBuilder, View, structure};
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

            const SHAPE: Shape = Shape::Tuple(&[$($value::SHAPE),+]);
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

            #[inline]
            fn write_each<'v>(
                values: impl ExactSizeIterator<Item = &'v Self> + Clone,
                builder: &mut Self::Builder,
            ) -> Result<(), CellError>
            where
                Self: 'v,
            {
                $($value::write_each(values.clone().map(|value| &value.$place), &mut builder.$place)?;)+
                Ok(())
            }
        }
    };
}

for_each_tuple!(tuple_value);

single_value!(());

impl ColumnValue for () {
    fn data_type() -> DataType {
        DataType::Tuple(Box::new([]))
    }

    const SHAPE: Shape = Shape::Tuple(&[]);
}

/// A Tuple without elements has a row all the same.
impl<'a> ReadValue<'a> for () {
    type Cursor = ();

    fn bind(view: View<'a>) -> Result<(), BindError> {
        match view.data_type() {
            DataType::Tuple(elements) if elements.is_empty() => Ok(()),
            DataType::Tuple(elements) => Err(wrong_count(elements.len(), 0)),
            _ => Err(BindError::types()),
        }
    }

    #[inline]
    fn read(_: &mut (), _: usize) -> Result<(), CellError> {
        Ok(())
    }
}

impl WriteValue for () {
    type Builder = EmptyTupleBuilder;

    fn builder(data_type: &DataType) -> Result<EmptyTupleBuilder, BindError> {
        element_types(data_type, 0).map(|_| EmptyTupleBuilder::default())
    }

    #[inline]
    fn write(&self, builder: &mut EmptyTupleBuilder) -> Result<(), CellError> {
        builder.push_null();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::value::testing::{OneColumn, assert_round_trip, refusal, written};

    #[test]
    fn all_of_the_first_element_come_before_all_of_the_second() {
        assert_eq!(written("Tuple(UInt8, String)", &[(1u8, "x"), (2, "y")]), [1, 2, 1, b'x', 1, b'y']);
    }

    #[test]
    fn tuples_come_back_by_position() {
        let rows = vec![(1u8, "x".to_owned(), vec![Some(1i64), None]), (2, String::new(), vec![])];
        assert_round_trip("Tuple(UInt8, LowCardinality(String), Array(Nullable(Int64)))", rows.clone());
        assert_round_trip("Tuple(`a b` UInt8, c FixedString(4), d Array(LowCardinality(Nullable(Int64))))", rows);
        assert_round_trip("Tuple(Tuple(UInt8))", vec![((1u8,),), ((2,),)]);
        assert_round_trip("SimpleAggregateFunction(any, Tuple(UInt8, UInt8))", vec![(1u8, 2u8)]);
        assert_round_trip("Tuple()", vec![(), ()]);
        assert_round_trip("Array(Tuple(Tuple(), UInt8))", vec![vec![((), 1u8), ((), 2)], vec![]]);
        assert_round_trip("Nullable(Tuple())", vec![Some(()), None]);
        assert_round_trip("Point", vec![(0.5f64, -0.5f64)]);
        let sixteen = (1u8, 2u8, 3u8, 4u8, 5u8, 6u8, 7u8, 8u8, 9u8, 10u8, 11u8, 12u8);
        assert_round_trip(&format!("Tuple({})", ["UInt8"; 12].join(", ")), vec![sixteen]);
    }

    #[test]
    fn prefixes_of_all_elements_come_first() {
        // tuple_lc_prefix_order.native, but for the flag of the dictionary's entries.
        let data_type = "Tuple(LowCardinality(String), String, Array(LowCardinality(String)), UInt8)";
        let row = ("z".to_owned(), "q".to_owned(), vec!["w".to_owned()], 5u8);
        let bytes = written(data_type, std::slice::from_ref(&row));
        assert_eq!(bytes[..16], [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
        assert_round_trip(data_type, vec![row]);
    }

    #[test]
    fn another_number_of_elements_is_refused_with_both() {
        let column = OneColumn::of("Tuple(UInt8, UInt8)", &[(1u8, 2u8)]);
        assert_eq!(
            column.try_read::<(u8, u8, u8)>().unwrap_err(),
            "the column has 2 elements and the Rust tuple 3; make them the same"
        );
        assert!(refusal::<(u8,)>("Tuple(UInt8, UInt8)").contains("2 elements"));
        assert!(column.is_refused_by::<(u8, i8)>());
    }
}
