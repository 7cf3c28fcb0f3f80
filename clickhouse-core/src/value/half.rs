//! `half::bf16`: as [`types::BFloat16`](BFloat16), whose bits are the same.

use super::{BindError, CellError, ColumnValue, ReadValue, Shape, WriteValue, single_value};
use crate::column::{FixedBuilder, View};
use crate::types::{BFloat16, DataType};
use half::bf16;

single_value!(bf16);

impl ColumnValue for bf16 {
    fn data_type() -> DataType {
        DataType::BFloat16
    }

    const SHAPE: Shape = BFloat16::SHAPE;
}

impl<'a> ReadValue<'a> for bf16 {
    type Cursor = <BFloat16 as ReadValue<'a>>::Cursor;

    fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
        BFloat16::bind(view)
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
        BFloat16::read(cursor, row).map(|number| bf16::from_bits(number.to_bits()))
    }
}

impl WriteValue for bf16 {
    type Builder = FixedBuilder;

    fn builder(data_type: &DataType) -> Result<FixedBuilder, BindError> {
        BFloat16::builder(data_type)
    }

    #[inline]
    fn write(&self, builder: &mut FixedBuilder) -> Result<(), CellError> {
        BFloat16::from_bits(self.to_bits()).write(builder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::{OneColumn, assert_round_trip};

    #[test]
    fn numbers_are_those_of_our_own_type() {
        assert_round_trip("BFloat16", vec![bf16::MIN, bf16::ZERO, bf16::INFINITY]);
        assert_round_trip("QBit(BFloat16, 2)", vec![vec![bf16::ONE, bf16::EPSILON]]);
        assert_eq!(OneColumn::of("Float32", &[bf16::PI]).read::<f32>(), [bf16::PI.to_f32()]);
        assert_eq!(BFloat16::nearest(0.1).to_bits(), bf16::from_f32(0.1).to_bits());
    }
}
