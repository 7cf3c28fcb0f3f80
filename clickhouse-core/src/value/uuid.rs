//! `uuid::Uuid`: two little-endian u64, the high half first.
//!
//! ```text
//! 00112233-4455-6677-8899-aabbccddeeff
//!   value      77 66 55 44 33 22 11 00 ff ee dd cc bb aa 99 88
//! ```

use super::Shape;
use super::fixed::{Fixed, FixedCursor};
use super::{BindError, CellError, ColumnValue, ReadValue, WriteValue, single_value};
use crate::column::{FixedBuilder, View, Wrapping};
use crate::types::{DataType, Kind};
use uuid::Uuid;

single_value!(Uuid);

impl ColumnValue for Uuid {
    fn data_type() -> DataType {
        DataType::Uuid
    }

    const SHAPE: Shape = Shape::plain(&[Kind::Uuid]);
}

/// The halves change between big-endian, as the text has them, and little-endian, as the wire has them.
#[inline]
fn swap_halves(mut bytes: [u8; 16]) -> [u8; 16] {
    let (high, low) = bytes.split_at_mut(8);
    high.reverse();
    low.reverse();
    bytes
}

#[inline]
fn decode(bytes: [u8; 16]) -> Uuid {
    Uuid::from_bytes(swap_halves(bytes))
}

impl<'a> ReadValue<'a> for Uuid {
    type Cursor = FixedCursor<'a, Uuid, 16>;

    fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
        FixedCursor::bind(view, decode, |view| match view.data_type() {
            DataType::Uuid => Some(Fixed::Wire(view.fixed()?)),
            _ => None,
        })
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
        cursor.read(row, decode)
    }
}

impl WriteValue for Uuid {
    type Builder = FixedBuilder;

    fn builder(data_type: &DataType) -> Result<FixedBuilder, BindError> {
        match Wrapping::of(data_type) {
            (wrapping, DataType::Uuid) => Ok(FixedBuilder::new(16, wrapping)),
            _ => Err(BindError::types()),
        }
    }

    #[inline]
    fn write(&self, builder: &mut FixedBuilder) -> Result<(), CellError> {
        builder.push(swap_halves(self.into_bytes()));
        Ok(())
    }

    #[inline]
    fn write_each<'v>(
        values: impl ExactSizeIterator<Item = &'v Self> + Clone,
        builder: &mut FixedBuilder,
    ) -> Result<(), CellError>
    where
        Self: 'v,
    {
        builder.push_each(values.map(|value| swap_halves(value.into_bytes())));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::{OneColumn, assert_round_trip, written};

    #[test]
    fn the_halves_are_little_endian() {
        let uuid = Uuid::from_u128(0x0011_2233_4455_6677_8899_aabb_ccdd_eeff);
        let high = [0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 0x00];
        let low = [0xff, 0xee, 0xdd, 0xcc, 0xbb, 0xaa, 0x99, 0x88];
        assert_eq!(written("UUID", &[uuid]), [high, low].concat());
        assert_round_trip("UUID", vec![uuid, Uuid::nil(), Uuid::max()]);
        assert_round_trip("Array(Nullable(UUID))", vec![vec![Some(uuid), None]]);
        assert!(OneColumn::of_no_rows("FixedString(16)").is_refused_by::<Uuid>());
    }
}
