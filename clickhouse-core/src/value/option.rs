//! `Option<T>`: NULL of Nullable, of LowCardinality(Nullable), and of types that have a NULL of their own.

use super::Shape;
use super::{BindError, CellError, ColumnValue, OneColumn, ReadValue, RowShape, WriteValue, is_void};
use crate::column::{ColumnBuilder, Indexes, NullableBuilder, Variants, View};
use crate::types::DataType;

impl<T: ColumnValue> RowShape for Option<T> {
    type Shape = OneColumn;
}

impl<T: ColumnValue> ColumnValue for Option<T> {
    fn data_type() -> DataType {
        match T::data_type() {
            natural if natural.accepts_null() => natural,
            natural => DataType::Nullable(Box::new(natural)),
        }
    }

    const SHAPE: Shape = Shape::Nullable(&T::SHAPE);
}

/// A place in a column that can be NULL: where the NULLs are, and the values.
#[derive(Debug)]
pub struct OptionCursor<'a, C> {
    nulls: Nulls<'a>,
    /// `None` where they are of the type Nothing, as that of NULL is.
    values: Option<C>,
}

#[derive(Debug)]
enum Nulls<'a> {
    None,
    /// A byte per row; not 0 is NULL.
    Map(&'a [u8]),
    /// Index 0 of a dictionary is NULL.
    Index(Indexes<'a>),
    /// A row without any of the types.
    Variants(Variants<'a>),
}

impl<C> OptionCursor<'_, C> {
    #[inline]
    fn is_null(&self, row: usize) -> bool {
        match &self.nulls {
            Nulls::None => false,
            Nulls::Map(nulls) => nulls.get(row).is_some_and(|null| *null != 0),
            Nulls::Index(indexes) => indexes.at(row) == 0,
            Nulls::Variants(variants) => variants.place(row) >= variants.columns().len(),
        }
    }
}

impl<'a, T: ReadValue<'a>> ReadValue<'a> for Option<T> {
    type Cursor = OptionCursor<'a, T::Cursor>;

    fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
        if let Some((nulls, values)) = view.nullable() {
            let values = if is_void(values.data_type()) { None } else { Some(T::bind(values)?) };
            return Ok(OptionCursor { nulls: Nulls::Map(nulls), values });
        }
        let nulls = match (view.low_cardinality(), view.variants()) {
            (Some((_, indexes)), _) if view.accepts_null() => Nulls::Index(indexes),
            (None, Some(variants)) => Nulls::Variants(variants),
            _ => Nulls::None,
        };
        Ok(OptionCursor { nulls, values: Some(T::bind(view.without_nulls())?) })
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
        if cursor.is_null(row) {
            Self::skip(cursor, row);
            return Ok(None);
        }
        match &mut cursor.values {
            Some(values) => T::read(values, row).map(Some),
            None => Err(CellError::void()),
        }
    }

    #[inline]
    fn skip(cursor: &mut Self::Cursor, row: usize) {
        if let Some(values) = &mut cursor.values {
            T::skip(values, row);
        }
    }
}

impl<T: WriteValue> WriteValue for Option<T> {
    type Builder = NullableBuilder<T::Builder>;

    fn builder(data_type: &DataType) -> Result<Self::Builder, BindError> {
        match data_type {
            DataType::Nullable(inner) => Ok(NullableBuilder::with_null_map(T::builder(inner)?)),
            DataType::SimpleAggregateFunction(function) => Self::builder(&function.data_type),
            data_type if data_type.accepts_null() => Ok(NullableBuilder::without_null_map(T::builder(data_type)?)),
            _ => Err(BindError::types()),
        }
    }

    #[inline]
    fn write(&self, builder: &mut Self::Builder) -> Result<(), CellError> {
        match self {
            Some(value) => value.write(builder.some()),
            None => {
                builder.push_null();
                Ok(())
            }
        }
    }

    #[inline]
    fn write_each<'v>(
        values: impl ExactSizeIterator<Item = &'v Self> + Clone,
        builder: &mut Self::Builder,
    ) -> Result<(), CellError>
    where
        Self: 'v,
    {
        let builder = builder.each(values.clone().map(Option::is_none));
        for value in values {
            match value {
                Some(value) => value.write(builder)?,
                None => builder.push_null(),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::value::testing::{OneColumn, assert_round_trip, refusal, written};

    #[test]
    fn null_rows_keep_their_place() {
        let values = vec![Some(5u16), None, Some(7)];
        assert_eq!(written("Nullable(UInt16)", &values), [0, 1, 0, 5, 0, 0, 0, 7, 0]);
        assert_round_trip("Nullable(UInt16)", values.clone());
        assert_round_trip("LowCardinality(Nullable(UInt16))", values.clone());
        assert_round_trip("SimpleAggregateFunction(max, Nullable(UInt16))", values);
        let texts = vec![Some("a".to_owned()), None, Some(String::new()), Some("a".to_owned())];
        assert_round_trip("Nullable(String)", texts.clone());
        assert_round_trip("LowCardinality(Nullable(String))", texts.clone());
        assert_round_trip("Nullable(FixedString(3))", texts);
        assert_round_trip("Nullable(Tuple(UInt8, String))", vec![Some((1u8, "x".to_owned())), None]);
    }

    #[test]
    fn golden_dictionary_with_null() {
        let values = [Some("a"), None, Some(""), Some("b"), Some("a"), None];
        let bytes = written("LowCardinality(Nullable(String))", &values);
        let expected = [
            &[1, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0][..],
            &[0, 0, 1, b'a', 1, b'b', 6, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 3, 2, 0],
        ];
        assert_eq!(bytes, expected.concat());
    }

    #[test]
    fn the_filler_below_a_null_need_not_make_sense() {
        // An Enum number without a name, and text that is not UTF-8.
        let column = OneColumn::decode("Nullable(Enum8('a' = 1))", 2, vec![1, 0, 99, 1]);
        assert_eq!(column.read::<Option<String>>(), [None, Some("a".to_owned())]);
        let column = OneColumn::decode("Nullable(String)", 2, vec![7, 0, 1, 0xff, 1, b'b']);
        assert_eq!(column.read::<Option<&str>>(), [None, Some("b")]);
        // Entry 0 of the dictionary is NULL whatever bytes it has.
        let mut bytes = written("LowCardinality(Nullable(String))", &[None, Some("b")]);
        bytes.splice(24..25, [1, 0xff]);
        let column = OneColumn::decode("LowCardinality(Nullable(String))", 2, bytes);
        assert_eq!(column.read::<Option<&str>>(), [None, Some("b")]);
    }

    #[test]
    fn null_is_an_option_of_any_type() {
        let nulls = OneColumn::decode("Nullable(Nothing)", 2, vec![1, 1, b'0', b'0']);
        assert_eq!(nulls.read::<Option<u8>>(), [None, None]);
        assert_eq!(nulls.read::<Option<Vec<String>>>(), [None, None]);
        let items = [&2u64.to_le_bytes()[..], &[1, 1, b'0', b'0']].concat();
        let column = OneColumn::decode("Array(Nullable(Nothing))", 1, items);
        assert_eq!(column.read::<Vec<Option<&str>>>(), [[None, None]]);
        assert!(column.is_refused_by::<Vec<String>>() && nulls.is_refused_by::<u8>());
        let false_null = OneColumn::decode("Nullable(Nothing)", 1, vec![0, b'0']);
        assert!(false_null.try_read::<Option<u8>>().unwrap_err().contains("which has no values"));
    }

    #[test]
    fn a_column_that_is_never_null_reads_as_some_and_refuses_none() {
        let column = OneColumn::of("LowCardinality(String)", &["", "a"]);
        assert_eq!(column.read::<Option<&str>>(), [Some(""), Some("a")]);
        assert_eq!(OneColumn::of("UInt8", &[0u8, 1]).read::<Option<u8>>(), [Some(0), Some(1)]);
        for data_type in ["UInt8", "LowCardinality(UInt8)", "SimpleAggregateFunction(max, UInt8)"] {
            refusal::<Option<u8>>(data_type);
        }
    }

    #[test]
    fn what_is_no_option_refuses_columns_with_null() {
        for data_type in ["Nullable(UInt8)", "LowCardinality(Nullable(UInt8))"] {
            let column = OneColumn::of(data_type, &[Some(1u8), Some(2)]);
            assert!(column.is_refused_by::<u8>() && column.is_refused_by::<u16>(), "{data_type}");
            // It is written as values that are not NULL.
            assert_eq!(OneColumn::of(data_type, &[1u8, 2]).read::<Option<u8>>(), [Some(1), Some(2)]);
        }
        let column = OneColumn::of("Array(Nullable(UInt8))", &[vec![Some(1u8)]]);
        assert!(column.is_refused_by::<Vec<u8>>() && column.is_refused_by::<Option<Vec<u8>>>());
    }
}
