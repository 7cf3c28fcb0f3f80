//! `bytes::Bytes`: String and FixedString as bytes, copied out of the block.

use super::relation::TEXT;
use super::text::{TextBuilder, TextCursor};
use super::{BindError, CellError, ColumnValue, ReadValue, Shape, WriteValue, single_value};
use crate::column::View;
use crate::types::DataType;
use bytes::Bytes;

single_value!(Bytes);

impl ColumnValue for Bytes {
    fn data_type() -> DataType {
        DataType::String
    }

    const SHAPE: Shape = TEXT;
}

impl<'a> ReadValue<'a> for Bytes {
    type Cursor = TextCursor<'a, &'a [u8]>;

    fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
        <&[u8]>::bind(view)
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
        <&[u8]>::read(cursor, row).map(Bytes::copy_from_slice)
    }

    #[inline]
    fn skip(cursor: &mut Self::Cursor, row: usize) {
        <&[u8]>::skip(cursor, row);
    }
}

impl WriteValue for Bytes {
    type Builder = TextBuilder;

    fn builder(data_type: &DataType) -> Result<TextBuilder, BindError> {
        TextBuilder::new(data_type)
    }

    #[inline]
    fn write(&self, builder: &mut TextBuilder) -> Result<(), CellError> {
        builder.push(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::assert_round_trip;

    #[test]
    fn any_bytes_come_back() {
        let rows = vec![Bytes::from_static(b"\xff\x00a"), Bytes::new(), Bytes::from(vec![7; 300])];
        assert_round_trip("String", rows.clone());
        assert_round_trip("LowCardinality(String)", rows.clone());
        assert_round_trip("Array(Nullable(String))", vec![vec![None, Some(rows[0].clone())]]);
        assert_round_trip("FixedString(3)", rows[..1].to_vec());
    }
}
