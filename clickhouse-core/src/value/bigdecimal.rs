//! `bigdecimal::BigDecimal`: Decimal of any width, exact; numbers of any length in Rust.
//!
//! Every number of every column is read. One that a column cannot hold is refused, digit by digit: nothing is rounded.

use super::decimal::{DecimalBuilder, MantissaCursor};
use super::{BindError, CellError, ColumnValue, ReadValue, Shape, WriteValue, single_value};
use crate::column::View;
use crate::types::{DataType, Int256, Kind};
use bigdecimal::BigDecimal;
use bigdecimal::num_bigint::BigInt;

single_value!(BigDecimal);

impl ColumnValue for BigDecimal {
    /// As many digits as a column can have, half of them after the point; numbers with more are refused.
    fn data_type() -> DataType {
        DataType::Decimal(76, 38)
    }

    const SHAPE: Shape = Shape::plain(&[Kind::Decimal]);
}

impl<'a> ReadValue<'a> for BigDecimal {
    type Cursor = MantissaCursor<'a>;

    fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
        MantissaCursor::bind(view)
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
        let (mantissa, scale) = cursor.read(row)?;
        let mantissa = match mantissa.to_i128() {
            Some(small) => BigInt::from(small),
            None => BigInt::from_signed_bytes_le(&mantissa.to_le_bytes()),
        };
        Ok(BigDecimal::new(mantissa, scale.into()))
    }
}

impl WriteValue for BigDecimal {
    type Builder = DecimalBuilder;

    fn builder(data_type: &DataType) -> Result<DecimalBuilder, BindError> {
        DecimalBuilder::of_any_scale(data_type)
    }

    fn write(&self, builder: &mut DecimalBuilder) -> Result<(), CellError> {
        let parts = |number: &BigDecimal| {
            let (mantissa, scale) = number.as_bigint_and_scale();
            Some((mantissa_of(&mantissa)?, scale))
        };
        // More than 256 bits may be zeros at the end, which are then behind the point.
        match parts(self).or_else(|| parts(&self.normalized())) {
            Some((mantissa, scale)) => builder.push_scaled(mantissa, scale),
            None => Err(CellError::new("the number has more digits than any Decimal")),
        }
    }
}

/// The same integer in 256 bits, if it is one.
fn mantissa_of(integer: &BigInt) -> Option<Int256> {
    if integer.bits() > 255 {
        return None;
    }
    let bytes = integer.to_signed_bytes_le();
    let is_negative = bytes.last().is_some_and(|last| last & 0x80 != 0);
    let mut wide = [if is_negative { 0xff } else { 0 }; 32];
    wide.get_mut(..bytes.len())?.copy_from_slice(&bytes);
    Some(Int256::from_le_bytes(wide))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::{OneColumn, assert_round_trip, try_written, written};

    fn number(text: &str) -> BigDecimal {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_come_back_exactly_from_every_width() {
        let nines = "9".repeat(38);
        assert_round_trip("Decimal(76, 38)", vec![number(&format!("-{nines}.{nines}")), number("0"), number("1e-38")]);
        assert_round_trip("Decimal(76, 76)", vec![number(&format!("0.{nines}{nines}"))]);
        assert_round_trip("Nullable(Decimal(9, 2))", vec![Some(number("-1.50")), None]);
        assert_eq!(OneColumn::of("Decimal(18, 4)", &[number("1.5")]).read::<BigDecimal>()[0].to_string(), "1.5000");
        let ends = OneColumn::decode("Decimal(76, 0)", 1, Int256::MIN.to_le_bytes().to_vec());
        assert_eq!(ends.read::<BigDecimal>()[0].to_plain_string(), Int256::MIN.to_string());
        // Exponents on both sides, and zeros without end.
        assert_eq!(written("Decimal(9, 2)", &[number("1e5")]), 10_000_000i32.to_le_bytes());
        assert_eq!(written("Decimal(9, 2)", &[number(&format!("1.{}", "0".repeat(500)))]), 100i32.to_le_bytes());
        assert_eq!(written("Decimal(9, 2)", &[number("0e999999999")]), [0; 4]);
    }

    #[test]
    fn no_digit_is_lost() {
        assert!(try_written("Decimal(9, 2)", &[number("0.125")]).unwrap_err().contains("digits after the point"));
        for far in ["1e7", "-1e76", "1e999999999", &"9".repeat(300)] {
            let text = try_written("Decimal(9, 2)", &[number(far)]).unwrap_err();
            assert!(text.starts_with("the number has more digits than"), "{text}");
        }
        for small in ["1e-999999999", "1e-3"] {
            assert!(try_written("Decimal(9, 2)", &[number(small)]).unwrap_err().contains("digits after the point"));
        }
    }
}
