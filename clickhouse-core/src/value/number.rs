//! Integers and floats: `u8` .. `u128`, `i8` .. `i128`, `f32`, `f64`, and `types::{UInt256, Int256, BFloat16}`.
//!
//! They are read from their own type and from narrower ones whose every value they hold, and written into their own
//! type and wider ones; never the other way, so that nothing wraps and nothing rounds.

use super::Shape;
use super::fixed::{Fixed, FixedCursor};
use super::relation::TEXT;
use super::{BindError, CellError, ColumnValue, ReadValue, WriteValue, single_value};
use crate::column::{FixedBuilder, View, Wrapping};
use crate::types::{BFloat16, DataType, Int256, Kind, UInt256};
use std::ops::Range;

macro_rules! number {
    ($number:ident = $natural:ident $([$($of_bytes:item)*] [$bytes_of:item])?; reads $($narrower:ident as $from:ident),*; writes $($wider:ident $width:literal),*) => {
        single_value!($number);

        impl ColumnValue for $number {
            fn data_type() -> DataType {
                DataType::$natural
            }

            const SHAPE: Shape = Shape::Plain {
                reads: &[Kind::$natural $(, Kind::$narrower)*],
                writes: &[Kind::$natural $(, Kind::$wider)*],
            };

            $($($of_bytes)*)?
        }

        impl<'a> ReadValue<'a> for $number {
            type Cursor = FixedCursor<'a, $number, { size_of::<$number>() }>;

            fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
                FixedCursor::bind(view, Self::from_le_bytes, |view| match view.data_type() {
                    DataType::$natural => Some(Fixed::Wire(view.fixed()?)),
                    $(DataType::$narrower => {
                        let values = view.fixed()?.iter();
                        Some(Fixed::Ready(values.map(|value| Self::from($from::from_le_bytes(*value))).collect()))
                    })*
                    _ => None,
                })
            }

            #[inline]
            fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
                cursor.read(row, Self::from_le_bytes)
            }

            #[inline]
            fn read_each(cursor: &mut Self::Cursor, rows: Range<usize>) -> Result<Vec<Self>, CellError> {
                cursor.read_each(rows, Self::from_le_bytes)
            }
        }

        impl WriteValue for $number {
            type Builder = FixedBuilder;

            fn builder(data_type: &DataType) -> Result<FixedBuilder, BindError> {
                let (wrapping, data_type) = Wrapping::of(data_type);
                let width = match data_type {
                    DataType::$natural => size_of::<$number>(),
                    $(DataType::$wider => $width,)*
                    _ => return Err(BindError::types()),
                };
                Ok(FixedBuilder::new(width, wrapping))
            }

            #[inline]
            fn write(&self, builder: &mut FixedBuilder) -> Result<(), CellError> {
                if !builder.push_plain(self.to_le_bytes()) {
                    self.write_otherwise(builder);
                }
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
                if builder.width() == size_of::<$number>() {
                    builder.push_each(values.map(|value| value.to_le_bytes()));
                } else {
                    values.for_each(|value| value.write_otherwise(builder));
                }
                Ok(())
            }

            $($bytes_of)?
        }
    };
}

/// The same number in a wider column or through a dictionary.
trait WriteOtherwise {
    fn write_otherwise(&self, builder: &mut FixedBuilder);
}

macro_rules! unsigned_wider {
    ($($number:ident)*) => {
        $(impl WriteOtherwise for $number {
            fn write_otherwise(&self, builder: &mut FixedBuilder) {
                builder.push_filled(&self.to_le_bytes(), 0);
            }
        })*
    };
}

macro_rules! signed_wider {
    ($($number:ident)*) => {
        $(impl WriteOtherwise for $number {
            fn write_otherwise(&self, builder: &mut FixedBuilder) {
                builder.push_filled(&self.to_le_bytes(), if *self < 0 { 0xff } else { 0 });
            }
        })*
    };
}

unsigned_wider!(u8 u16 u32 u64 u128 UInt256);
signed_wider!(i8 i16 i32 i64 i128);

impl WriteOtherwise for Int256 {
    fn write_otherwise(&self, builder: &mut FixedBuilder) {
        builder.push(self.to_le_bytes());
    }
}

impl WriteOtherwise for BFloat16 {
    fn write_otherwise(&self, builder: &mut FixedBuilder) {
        match builder.width() {
            2 => builder.push(self.to_le_bytes()),
            4 => builder.push(f32::from(*self).to_le_bytes()),
            _ => builder.push(f64::from(*self).to_le_bytes()),
        }
    }
}

impl WriteOtherwise for f32 {
    fn write_otherwise(&self, builder: &mut FixedBuilder) {
        if builder.width() == 4 {
            builder.push(self.to_le_bytes())
        } else {
            builder.push(f64::from(*self).to_le_bytes())
        }
    }
}

impl WriteOtherwise for f64 {
    fn write_otherwise(&self, builder: &mut FixedBuilder) {
        builder.push(self.to_le_bytes());
    }
}

number!(u8 = UInt8 [
    const SHAPE_OF_SLICE: Shape = TEXT;

    fn type_of_slice() -> DataType {
        DataType::String
    }

    const IS_BYTE: bool = true;

    fn array_of_bytes<const N: usize>(bytes: [u8; N]) -> Option<[u8; N]> {
        Some(bytes)
    }
] [
    fn bytes_of(values: &[u8]) -> Option<&[u8]> {
        Some(values)
    }
]; reads; writes UInt16 2, UInt32 4, UInt64 8, UInt128 16, UInt256 32, Int16 2, Int32 4, Int64 8, Int128 16, Int256 32);
number!(u16 = UInt16; reads UInt8 as u8; writes UInt32 4, UInt64 8, UInt128 16, UInt256 32, Int32 4, Int64 8, Int128 16, Int256 32);
number!(u32 = UInt32; reads UInt8 as u8, UInt16 as u16; writes UInt64 8, UInt128 16, UInt256 32, Int64 8, Int128 16, Int256 32);
number!(u64 = UInt64; reads UInt8 as u8, UInt16 as u16, UInt32 as u32; writes UInt128 16, UInt256 32, Int128 16, Int256 32);
number!(u128 = UInt128; reads UInt8 as u8, UInt16 as u16, UInt32 as u32, UInt64 as u64; writes UInt256 32, Int256 32);
number!(i8 = Int8; reads; writes Int16 2, Int32 4, Int64 8, Int128 16, Int256 32);
number!(i16 = Int16; reads Int8 as i8, UInt8 as u8; writes Int32 4, Int64 8, Int128 16, Int256 32);
number!(i32 = Int32; reads Int8 as i8, Int16 as i16, UInt8 as u8, UInt16 as u16; writes Int64 8, Int128 16, Int256 32);
number!(i64 = Int64; reads Int8 as i8, Int16 as i16, Int32 as i32, UInt8 as u8, UInt16 as u16, UInt32 as u32; writes Int128 16, Int256 32);
number!(i128 = Int128;
    reads Int8 as i8, Int16 as i16, Int32 as i32, Int64 as i64, UInt8 as u8, UInt16 as u16, UInt32 as u32, UInt64 as u64;
    writes Int256 32);
number!(UInt256 = UInt256;
    reads UInt8 as u8, UInt16 as u16, UInt32 as u32, UInt64 as u64, UInt128 as u128;
    writes);
number!(Int256 = Int256;
    reads Int8 as i8, Int16 as i16, Int32 as i32, Int64 as i64, Int128 as i128, UInt8 as u8, UInt16 as u16, UInt32 as u32,
        UInt64 as u64, UInt128 as u128;
    writes);
number!(BFloat16 = BFloat16; reads; writes Float32 4, Float64 8);
number!(f32 = Float32; reads BFloat16 as BFloat16; writes Float64 8);
number!(f64 = Float64; reads Float32 as f32, BFloat16 as BFloat16; writes);

#[cfg(test)]
mod tests {
    use crate::types::{BFloat16, Int256, UInt256};
    use crate::value::testing::{OneColumn, assert_round_trip, refusal, written};

    #[test]
    fn numbers_come_back_at_both_ends() {
        macro_rules! ends {
            ($($number:ident $natural:literal),*) => {
                $(
                    let ends = vec![$number::MIN, 0 as $number, 1 as $number, $number::MAX];
                    assert_round_trip($natural, ends.clone());
                    assert_round_trip(concat!("LowCardinality(", $natural, ")"), ends.clone());
                    assert_round_trip(concat!("SimpleAggregateFunction(max, ", $natural, ")"), ends);
                )*
            };
        }
        ends!(u8 "UInt8", u16 "UInt16", u32 "UInt32", u64 "UInt64", u128 "UInt128");
        ends!(i8 "Int8", i16 "Int16", i32 "Int32", i64 "Int64", i128 "Int128", f32 "Float32", f64 "Float64");
        assert_eq!(written("UInt16", &[1u16, 2, 65535]), [1, 0, 2, 0, 255, 255]);
    }

    #[test]
    fn integers_of_256_bits_come_back_at_both_ends() {
        let ends = vec![Int256::MIN, Int256::from(-1), Int256::from(0), Int256::MAX];
        for data_type in ["Int256", "LowCardinality(Int256)", "SimpleAggregateFunction(max, Int256)"] {
            assert_round_trip(data_type, ends.clone());
        }
        assert_round_trip("Nullable(UInt256)", vec![Some(UInt256::MIN), None, Some(UInt256::MAX)]);
        assert_eq!(
            OneColumn::of("Int16", &[i16::MIN, -1]).read::<Int256>(),
            [Int256::from(i16::MIN), Int256::from(-1)]
        );
        assert_eq!(OneColumn::of("UInt128", &[u128::MAX]).read::<Int256>(), [Int256::from(u128::MAX)]);
        assert_eq!(OneColumn::of("UInt256", &[u128::MAX]).read::<UInt256>(), [UInt256::from(u128::MAX)]);
        assert!(OneColumn::of_no_rows("Int8").is_refused_by::<UInt256>());
        assert!(OneColumn::of_no_rows("UInt256").is_refused_by::<Int256>());
        refusal::<Int256>("UInt256");
        refusal::<UInt256>("Int256");
        refusal::<UInt256>("UInt128");
    }

    #[test]
    fn floats_of_16_bits_are_read_and_written_as_wider_ones() {
        let bits = [0u16, 0x8000, 0x3f80, 0xbf81, 0x7f80, 1, 0x7f7f].map(BFloat16::from_bits);
        assert_round_trip("BFloat16", bits.to_vec());
        assert_eq!(written("BFloat16", &bits[3..4]), [0x81, 0xbf]);
        let floats = bits.map(f32::from);
        assert_eq!(OneColumn::of("BFloat16", &bits).read::<f32>(), floats);
        assert_eq!(OneColumn::of("Float32", &bits).read::<f32>(), floats);
        assert_eq!(OneColumn::of("Float64", &bits).read::<f64>(), floats.map(f64::from));
        assert_eq!(OneColumn::of("Array(BFloat16)", &[bits.to_vec()]).read::<Vec<f64>>(), [floats.map(f64::from)]);
        let nan = OneColumn::of("BFloat16", &[BFloat16::from_bits(0xffc1)]);
        assert_eq!(nan.read::<BFloat16>()[0].to_bits(), 0xffc1);
        assert!(OneColumn::of_no_rows("Float32").is_refused_by::<BFloat16>());
        refusal::<f32>("BFloat16");
    }

    #[test]
    fn the_bits_of_floats_stay() {
        for bits in [0u64, 1 << 63, f64::NAN.to_bits(), f64::INFINITY.to_bits(), 1, 0xfff8_0000_0000_0001] {
            let column = OneColumn::of("Float64", &[f64::from_bits(bits)]);
            assert_eq!(column.read::<f64>()[0].to_bits(), bits);
            let column = OneColumn::of("LowCardinality(Float64)", &[f64::from_bits(bits)]);
            assert_eq!(column.read::<f64>()[0].to_bits(), bits);
        }
    }

    #[test]
    fn numbers_widen_and_never_narrow() {
        let column = OneColumn::of("UInt8", &[0u8, 255]);
        assert_eq!(column.read::<u64>(), [0, 255]);
        assert_eq!(column.read::<i16>(), [0, 255]);
        assert_eq!(OneColumn::of("LowCardinality(Int8)", &[-1i8, 127]).read::<i128>(), [-1, 127]);
        assert_eq!(OneColumn::of("Int64", &[-1i8, 127]).read::<i64>(), [-1, 127]);
        assert_eq!(OneColumn::of("Int64", &[255u8]).read::<i64>(), [255]);
        assert_eq!(OneColumn::of("Nullable(Int128)", &[-2i16]).read::<Option<i128>>(), [Some(-2)]);
        assert_eq!(OneColumn::of("LowCardinality(Int64)", &[-1i8, -1, 3]).read::<i64>(), [-1, -1, 3]);
        assert_eq!(OneColumn::of("Float64", &[1.5f32]).read::<f64>(), [1.5]);
        assert_eq!(written("Int256", &[-1i8]), [0xff; 32]);
        assert!(column.is_refused_by::<i8>() && column.is_refused_by::<f32>() && column.is_refused_by::<f64>());
        assert!(OneColumn::of_no_rows("Int8").is_refused_by::<u16>());
        assert!(OneColumn::of_no_rows("Float64").is_refused_by::<f32>());
        for data_type in ["UInt8", "Int8", "Int16", "Float32", "Float64", "Bool", "String"] {
            refusal::<u16>(data_type);
        }
        refusal::<i8>("UInt16");
    }
}
