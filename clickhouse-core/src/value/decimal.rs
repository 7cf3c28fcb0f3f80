//! `types::Decimal<P, S>`: Decimal, also of other digits where no number can be lost.
//!
//! Read from columns with as many digits or fewer on both sides of the point, written into those with as many or more.

use super::Shape;
use super::builder::builds_in;
use super::fixed::{Fixed, FixedCursor};
use super::{BindError, CellError, ColumnValue, ReadValue, WriteValue};
use crate::column::{FixedBuilder, View, Wrapping, decimal_width};
use crate::types::{DataType, Decimal, Int256, power_of_ten, scaled_up};

impl<const P: u8, const S: u8> super::RowShape for Decimal<P, S> {
    type Shape = super::OneColumn;
}

impl<const P: u8, const S: u8> ColumnValue for Decimal<P, S> {
    fn data_type() -> DataType {
        DataType::Decimal(P, S)
    }

    const SHAPE: Shape = Shape::Decimal(P, S);
}

/// Whether each number of Decimal(`from`) is one of Decimal(`into`).
fn fits(from: (u8, u8), into: (u8, u8)) -> bool {
    from.1 <= into.1 && from.0.saturating_sub(from.1) <= into.0.saturating_sub(into.1)
}

#[inline]
fn widened<const N: usize>(bytes: [u8; N]) -> Int256 {
    let sign = if bytes[N - 1] & 0x80 == 0 { 0 } else { 0xff };
    let mut wide = [sign; 32];
    wide[..N].copy_from_slice(&bytes);
    Int256::from_le_bytes(wide)
}

/// A place in a column of decimals, which has one of four widths.
#[derive(Debug)]
pub enum DecimalCursor<'a, const P: u8, const S: u8> {
    /// Up to 9 digits.
    Four(FixedCursor<'a, Decimal<P, S>, 4>),
    /// Up to 18 digits.
    Eight(FixedCursor<'a, Decimal<P, S>, 8>),
    /// Up to 38 digits.
    Sixteen(FixedCursor<'a, Decimal<P, S>, 16>),
    /// Up to 76 digits.
    ThirtyTwo(FixedCursor<'a, Decimal<P, S>, 32>),
}

#[inline]
fn decode<const P: u8, const S: u8, const N: usize>(bytes: [u8; N]) -> Decimal<P, S> {
    Decimal::from_wire(widened(bytes))
}

/// The cursor of a column whose numbers take `N` bytes and have their point `up` digits further left than the Rust type.
fn cursor<const P: u8, const S: u8, const N: usize>(
    view: View<'_>,
    up: u8,
) -> Result<FixedCursor<'_, Decimal<P, S>, N>, BindError> {
    FixedCursor::bind(view, decode, |view| {
        let values = view.fixed::<N>()?;
        if up == 0 {
            return Some(Fixed::Wire(values));
        }
        let numbers = values.iter().map(|bytes| {
            let mantissa = widened(*bytes);
            // Only a number beyond its own type's digits, which bytes may hold, takes more than 256 bits.
            let most = if mantissa.is_negative() { Int256::MIN } else { Int256::MAX };
            Decimal::from_wire(scaled_up(mantissa, up).unwrap_or(most))
        });
        Some(Fixed::Ready(numbers.collect()))
    })
}

/// Digits and digits after the point of a Decimal, whatever is around it.
fn digits(data_type: &DataType) -> Option<(u8, u8)> {
    match data_type {
        DataType::Decimal(precision, scale) => Some((*precision, *scale)),
        DataType::LowCardinality(inner) | DataType::Nullable(inner) => digits(inner),
        _ => None,
    }
}

impl<'a, const P: u8, const S: u8> ReadValue<'a> for Decimal<P, S> {
    type Cursor = DecimalCursor<'a, P, S>;

    fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
        let (precision, scale) = digits(view.data_type()).ok_or_else(BindError::types)?;
        if !fits((precision, scale), (P, S)) {
            return Err(BindError::types());
        }
        let up = S - scale;
        Ok(match decimal_width(precision) {
            4 => DecimalCursor::Four(cursor(view, up)?),
            8 => DecimalCursor::Eight(cursor(view, up)?),
            16 => DecimalCursor::Sixteen(cursor(view, up)?),
            _ => DecimalCursor::ThirtyTwo(cursor(view, up)?),
        })
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
        match cursor {
            DecimalCursor::Four(numbers) => numbers.read(row, decode),
            DecimalCursor::Eight(numbers) => numbers.read(row, decode),
            DecimalCursor::Sixteen(numbers) => numbers.read(row, decode),
            DecimalCursor::ThirtyTwo(numbers) => numbers.read(row, decode),
        }
    }
}

/// A place in a column of decimals of any digits, for Rust types that have their scale with each number.
#[cfg(any(feature = "bigdecimal", feature = "rust_decimal"))]
#[derive(Debug)]
pub struct MantissaCursor<'a> {
    mantissas: FixedCursor<'a, Int256, 32>,
    scale: u8,
}

#[cfg(any(feature = "bigdecimal", feature = "rust_decimal"))]
impl<'a> MantissaCursor<'a> {
    pub(super) fn bind(view: View<'a>) -> Result<Self, BindError> {
        let (_, scale) = digits(view.data_type()).ok_or_else(BindError::types)?;
        let mantissas = FixedCursor::bind(view, Int256::from_le_bytes, |view| {
            Some(match view.fixed_bytes()?.1 {
                4 => Fixed::Ready(view.fixed::<4>()?.iter().map(|bytes| widened(*bytes)).collect()),
                8 => Fixed::Ready(view.fixed::<8>()?.iter().map(|bytes| widened(*bytes)).collect()),
                16 => Fixed::Ready(view.fixed::<16>()?.iter().map(|bytes| widened(*bytes)).collect()),
                _ => Fixed::Wire(view.fixed::<32>()?),
            })
        })?;
        Ok(MantissaCursor { mantissas, scale })
    }

    /// The number of `row` times 10^scale, and the scale.
    #[inline]
    pub(super) fn read(&self, row: usize) -> Result<(Int256, u8), CellError> {
        Ok((self.mantissas.read(row, Int256::from_le_bytes)?, self.scale))
    }
}

/// Gathers numbers in the width and the scale of the column.
#[derive(Debug)]
pub struct DecimalBuilder {
    numbers: FixedBuilder,
    precision: u8,
    scale: u8,
    up: u8,
    /// The first number with too many digits, in a column of 64 bits with the digits of the Rust type; else 0.
    small_end: u64,
}

impl<const P: u8, const S: u8> WriteValue for Decimal<P, S> {
    type Builder = DecimalBuilder;

    fn builder(data_type: &DataType) -> Result<Self::Builder, BindError> {
        match Wrapping::of(data_type) {
            (wrapping, DataType::Decimal(precision, scale)) if fits((P, S), (*precision, *scale)) => {
                let (width, up) = (decimal_width(*precision), scale - S);
                Ok(DecimalBuilder {
                    numbers: FixedBuilder::new(width, wrapping),
                    precision: *precision,
                    scale: *scale,
                    up,
                    small_end: if width == 8 && up == 0 { 10u64.pow(u32::from(*precision)) } else { 0 },
                })
            }
            _ => Err(BindError::types()),
        }
    }

    #[inline]
    fn write(&self, builder: &mut Self::Builder) -> Result<(), CellError> {
        builder.push(self.mantissa())
    }
}

impl DecimalBuilder {
    #[inline]
    fn push(&mut self, mantissa: Int256) -> Result<(), CellError> {
        match mantissa.to_i64() {
            // The common case: a column of 64 bits with the digits of the Rust type.
            Some(small) if small.unsigned_abs() < self.small_end => self.numbers.push(small.to_le_bytes()),
            _ => return self.push_wide(mantissa),
        }
        Ok(())
    }

    #[inline(never)]
    fn push_wide(&mut self, mantissa: Int256) -> Result<(), CellError> {
        let scaled = if self.up == 0 { Some(mantissa) } else { scaled_up(mantissa, self.up) };
        let (precision, scale) = (self.precision, self.scale);
        let Some(scaled) = scaled.filter(|scaled| scaled.unsigned_abs() < power_of_ten(precision)) else {
            return Err(CellError::new(format!("the number has more digits than Decimal({precision}, {scale})")));
        };
        self.numbers.push(scaled.to_le_bytes());
        Ok(())
    }
}

#[cfg(any(feature = "bigdecimal", feature = "rust_decimal"))]
impl DecimalBuilder {
    /// For numbers that have their scale with them.
    pub(super) fn of_any_scale(data_type: &DataType) -> Result<Self, BindError> {
        match Wrapping::of(data_type) {
            (wrapping, DataType::Decimal(precision, scale)) => {
                let numbers = FixedBuilder::new(decimal_width(*precision), wrapping);
                Ok(DecimalBuilder { numbers, precision: *precision, scale: *scale, up: 0, small_end: 0 })
            }
            _ => Err(BindError::types()),
        }
    }

    /// Gathers the number `mantissa / 10^scale`, if the column has all its digits.
    pub(super) fn push_scaled(&mut self, mut mantissa: Int256, mut scale: i64) -> Result<(), CellError> {
        let (precision, column) = (self.precision, i64::from(self.scale));
        if mantissa == Int256::default() {
            return self.push(mantissa);
        }
        // An integer of 256 bits that is not 0 has at most 77 zeros at its end.
        while scale > column {
            let Some(tenth) = mantissa.exact_tenth() else {
                return Err(CellError::new(format!(
                    "the number has more digits after the point than Decimal({precision}, {column}); round it first"
                )));
            };
            (mantissa, scale) = (tenth, scale - 1);
        }
        let up = u8::try_from(column.saturating_sub(scale)).ok().filter(|up| *up <= precision);
        match up.and_then(|up| scaled_up(mantissa, up)) {
            Some(scaled) => self.push(scaled),
            None => Err(CellError::new(format!("the number has more digits than Decimal({precision}, {column})"))),
        }
    }
}

builds_in!(DecimalBuilder, numbers);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::{OneColumn, assert_round_trip, refusal, try_written, written};

    fn number<const P: u8, const S: u8>(text: &str) -> Decimal<P, S> {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error:?}"))
    }

    #[test]
    fn all_four_widths_come_back_at_both_ends() {
        let nines = |digits: usize| "9".repeat(digits);
        macro_rules! ends {
            ($($precision:literal, $scale:literal);*) => {
                $(
                    let text = format!("{}.{}", nines($precision - $scale), nines($scale));
                    let data_type = concat!("Decimal(", $precision, ", ", $scale, ")");
                    let rows: Vec<Decimal<$precision, $scale>> = vec![number(&text), number(&format!("-{text}")), number("0")];
                    assert_round_trip(data_type, rows.clone());
                    assert_round_trip(&format!("Nullable({data_type})"), rows.into_iter().map(Some).collect());
                )*
            };
        }
        ends!(9, 2; 18, 6; 38, 10; 76, 20);
        assert_eq!(written("Decimal(9, 2)", &[number::<9, 2>("-1.5")]), (-150i32).to_le_bytes());
    }

    #[test]
    fn other_digits_are_fine_where_no_number_can_be_lost() {
        let column = OneColumn::of("Decimal(9, 2)", &[number::<9, 2>("-12.34")]);
        assert_eq!(column.read::<Decimal<18, 4>>(), [number("-12.3400")]);
        assert_eq!(column.read::<Decimal<76, 2>>(), [number("-12.34")]);
        assert!(column.is_refused_by::<Decimal<9, 1>>() && column.is_refused_by::<Decimal<9, 3>>());
        assert!(column.is_refused_by::<Decimal<8, 2>>());
        assert_eq!(written("Decimal(18, 4)", &[number::<9, 2>("-12.34")]), (-123_400i64).to_le_bytes());
        refusal::<Decimal<9, 2>>("Decimal(9, 1)");
        refusal::<Decimal<9, 2>>("Decimal(9, 3)");
        refusal::<Decimal<9, 2>>("Decimal(8, 2)");
        refusal::<Decimal<9, 2>>("Float64");
    }

    #[test]
    fn bytes_beyond_the_columns_own_digits_do_not_overflow() {
        let column = OneColumn::decode("Decimal(76, 0)", 2, [[0xff; 32], [0x7f; 32]].concat());
        assert_eq!(column.read::<Decimal<76, 0>>().len(), 2);
        let beyond = OneColumn::decode("Decimal(9, 0)", 1, i32::MAX.to_le_bytes().to_vec()).read::<Decimal<9, 0>>();
        assert_eq!(beyond[0].to_string(), "2147483647");
        assert!(try_written("Decimal(9, 0)", &beyond).unwrap_err().contains("more digits than Decimal(9, 0)"));
    }
}
