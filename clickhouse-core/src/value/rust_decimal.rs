//! `rust_decimal::Decimal`: Decimal of any width, exact; up to 28 digits after the point, and about as many in all.
//!
//! A number that the other side cannot hold is refused, digit by digit: nothing is rounded.

use super::decimal::{DecimalBuilder, MantissaCursor};
use super::{BindError, CellError, ColumnValue, ReadValue, Shape, WriteValue, single_value};
use crate::column::View;
use crate::types::{DataType, Int256, Kind};
use rust_decimal::Decimal;

single_value!(Decimal);

impl ColumnValue for Decimal {
    /// All digits that a number can have on both sides of its point.
    fn data_type() -> DataType {
        DataType::Decimal(57, 28)
    }

    const SHAPE: Shape = Shape::plain(&[Kind::Decimal]);
}

impl<'a> ReadValue<'a> for Decimal {
    type Cursor = MantissaCursor<'a>;

    fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
        MantissaCursor::bind(view)
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
        let (mantissa, scale) = cursor.read(row)?;
        decimal(mantissa, scale).map_or_else(|| without_zeros(mantissa, scale), Ok)
    }
}

#[inline]
fn decimal(mantissa: Int256, scale: u8) -> Option<Decimal> {
    Decimal::try_from_i128_with_scale(mantissa.to_i128()?, scale.into()).ok()
}

/// A number with too many digits, of which the last ones may be zeros.
#[cold]
fn without_zeros(mut mantissa: Int256, mut scale: u8) -> Result<Decimal, CellError> {
    while let (1.., Some(tenth)) = (scale, mantissa.exact_tenth()) {
        (mantissa, scale) = (tenth, scale - 1);
        if let Some(number) = decimal(mantissa, scale) {
            return Ok(number);
        }
    }
    Err(CellError::new(
        "the number has more digits than a `rust_decimal::Decimal`; read it as `types::Decimal<P, S>` or `BigDecimal`",
    ))
}

impl WriteValue for Decimal {
    type Builder = DecimalBuilder;

    fn builder(data_type: &DataType) -> Result<DecimalBuilder, BindError> {
        DecimalBuilder::of_any_scale(data_type)
    }

    #[inline]
    fn write(&self, builder: &mut DecimalBuilder) -> Result<(), CellError> {
        builder.push_scaled(Int256::from(self.mantissa()), self.scale().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::{OneColumn, assert_round_trip, refusal, try_written, written};

    fn number(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_come_back_exactly_from_every_width() {
        for data_type in ["Decimal(9, 2)", "Decimal(18, 2)", "Decimal(38, 2)", "Decimal(76, 2)"] {
            assert_round_trip(data_type, ["-1.50", "0.00", "9999999.99"].map(number).to_vec());
            assert_round_trip(&format!("Nullable({data_type})"), vec![Some(number("1.00")), None]);
            assert_eq!(OneColumn::of(data_type, &[number("1.5")]).read::<Decimal>()[0].to_string(), "1.50");
        }
        let all = [Decimal::MAX, Decimal::MIN, number("0.0000000000000000000000000001")];
        assert_round_trip("Decimal(57, 28)", all.to_vec());
        assert_round_trip("Decimal(29, 0)", all[..2].to_vec());
        // Zeros that the column adds are taken off where there is no room for them.
        assert_round_trip("Decimal(76, 40)", vec![number("79228162514264337593543950335"), number("-1.5")]);
        assert_eq!(written("Decimal(9, 2)", &[number("1.5000")]), 150i32.to_le_bytes());
        assert_eq!(written("Decimal(9, 0)", &[number("0.000")]), [0; 4]);
    }

    #[test]
    fn no_digit_is_lost() {
        for (data_type, text) in [("Decimal(9, 2)", "0.125"), ("Decimal(9, 2)", "-0.001"), ("Decimal(9, 0)", "0.5")] {
            assert!(try_written(data_type, &[number(text)]).unwrap_err().contains("digits after the point"), "{text}");
        }
        let text = try_written("Decimal(9, 2)", &[number("10000000")]).unwrap_err();
        assert_eq!(text, "the number has more digits than Decimal(9, 2)");
        let column = OneColumn::decode("Decimal(76, 0)", 1, Int256::MAX.to_le_bytes().to_vec());
        assert!(column.try_read::<Decimal>().unwrap_err().contains("more digits than a `rust_decimal::Decimal`"));
        let smallest = OneColumn::decode("Decimal(38, 30)", 1, 1i128.to_le_bytes().to_vec());
        assert!(smallest.try_read::<Decimal>().is_err());
        refusal::<Decimal>("Float64");
        refusal::<Decimal>("Int64");
    }
}
