//! [`Decimal`]: a number with a fixed count of digits after the point, exact.

use super::int256::{Int256, IntegerError, UInt256};
use std::fmt;
use std::str::FromStr;

/// A Decimal(P, S): up to P digits, S of them after the point; P is 1 to 76.
///
/// ```
/// use clickhouse_core::types::Decimal;
///
/// let price: Decimal<18, 4> = "12.5".parse()?;
/// assert_eq!(price.to_string(), "12.5000");
/// assert_eq!(price.mantissa().to_i128(), Some(125_000));
/// assert!("1.23456".parse::<Decimal<18, 4>>().is_err());
/// # Ok::<(), clickhouse_core::types::IntegerError>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal<const P: u8, const S: u8>(Int256);

impl<const P: u8, const S: u8> Decimal<P, S> {
    const IS_TYPE: () = assert!(P >= 1 && P <= 76 && S <= P, "Decimal<P, S> needs 1 <= P <= 76 and S <= P");

    /// The number `mantissa / 10^S`.
    ///
    /// # Errors
    /// It has more than P digits.
    pub fn new(mantissa: impl Into<Int256>) -> Result<Self, IntegerError> {
        let () = Self::IS_TYPE;
        let mantissa = mantissa.into();
        match mantissa.unsigned_abs() < power_of_ten(P) {
            true => Ok(Decimal(mantissa)),
            false => Err(IntegerError { text: format!("the number has more digits than Decimal({P}, {S})") }),
        }
    }

    /// The number times 10^S, which is a whole number.
    pub fn mantissa(self) -> Int256 {
        self.0
    }

    /// The number nearest to this one that a float can have.
    pub fn to_f64(self) -> f64 {
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// The number whose mantissa is this, however many digits it has: for bytes off the wire.
    #[inline]
    pub(crate) fn from_wire(mantissa: Int256) -> Self {
        let () = Self::IS_TYPE;
        Decimal(mantissa)
    }
}

/// 10^0 to 10^76, each the first number with one digit more.
const POWERS_OF_TEN: [UInt256; 77] = {
    let mut powers = [UInt256::ONE; 77];
    let mut exponent = 1;
    while exponent < powers.len() {
        powers[exponent] = match powers[exponent - 1].times(10) {
            Some(power) => power,
            None => panic!("10^76 takes 253 bits"),
        };
        exponent += 1;
    }
    powers
};

/// 10^exponent, for exponents up to 76.
#[inline]
pub(crate) fn power_of_ten(exponent: u8) -> UInt256 {
    POWERS_OF_TEN.get(usize::from(exponent)).copied().unwrap_or(UInt256::MAX)
}

/// `mantissa` with its point moved by `digits` to the right, unless that takes more than 256 bits.
pub(crate) fn scaled_up(mantissa: Int256, digits: u8) -> Option<Int256> {
    let magnitude = (0..digits).try_fold(mantissa.unsigned_abs(), |magnitude, _| magnitude.times(10))?;
    Int256::from_sign_and_magnitude(mantissa.is_negative(), magnitude)
}

/// Writes `mantissa / 10^scale` with all digits after the point.
pub(crate) fn write_scaled(f: &mut impl fmt::Write, mantissa: Int256, scale: u8) -> fmt::Result {
    let scale = usize::from(scale);
    let digits = format!("{:0width$}", mantissa.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let sign = if mantissa.is_negative() { "-" } else { "" };
    if fraction.is_empty() { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{fraction}") }
}

impl<const P: u8, const S: u8> fmt::Display for Decimal<P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_scaled(f, self.0, S)
    }
}

impl<const P: u8, const S: u8> fmt::Debug for Decimal<P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<const P: u8, const S: u8> FromStr for Decimal<P, S> {
    type Err = IntegerError;

    /// Reads `-12.34`; digits after the point beyond S have to be 0.
    fn from_str(text: &str) -> Result<Self, IntegerError> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let scale = usize::from(S);
        let (kept, rest) = fraction.split_at_checked(scale).unwrap_or((fraction, ""));
        let has_digits = text.bytes().any(|digit| digit.is_ascii_digit()) && !text.ends_with('.');
        let is_number = has_digits && fraction.bytes().all(|digit| digit.is_ascii_digit());
        if !is_number || rest.bytes().any(|digit| digit != b'0') {
            return Err(IntegerError { text: format!("the text is no number of Decimal({P}, {S})") });
        }
        let whole = if matches!(whole, "" | "-" | "+") && !fraction.is_empty() {
            format!("{whole}0")
        } else {
            whole.to_owned()
        };
        Self::new(format!("{whole}{kept:0<scale$}").parse::<Int256>()?)
    }
}

macro_rules! from_integer {
    ($($integer:ty),+) => {
        $(
            impl<const P: u8, const S: u8> TryFrom<$integer> for Decimal<P, S> {
                type Error = IntegerError;

                fn try_from(integer: $integer) -> Result<Self, IntegerError> {
                    let too_large = || IntegerError { text: format!("{integer} has more digits than Decimal({P}, {S})") };
                    scaled_up(Int256::from(i128::from(integer)), S).ok_or_else(too_large).and_then(Self::new)
                }
            }
        )+
    };
}

from_integer!(u8, u16, u32, u64, i8, i16, i32, i64, i128);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_number_agree() {
        for (text, printed) in [
            ("0", "0.00"),
            ("-0.5", "-0.50"),
            ("12.3", "12.30"),
            ("9999999.99", "9999999.99"),
            (".5", "0.50"),
            ("1.2300", "1.23"),
        ] {
            assert_eq!(text.parse::<Decimal<9, 2>>().map(|number| number.to_string()).as_deref(), Ok(printed));
        }
        for text in ["", "1.", "x", "1.234", "10000000", "1e3", "--1", "1.-2", "-"] {
            assert!(text.parse::<Decimal<9, 2>>().is_err(), "{text}");
        }
        let all = "-0.".to_owned() + &"9".repeat(76);
        assert_eq!(all.parse::<Decimal<76, 76>>().map(|number| number.to_string()), Ok(all));
        assert_eq!(Decimal::<9, 0>::new(-7).map(|number| number.to_string()).as_deref(), Ok("-7"));
    }

    #[test]
    fn more_digits_than_the_type_has_are_refused() {
        assert!(Decimal::<9, 2>::new(999_999_999).is_ok());
        assert!(Decimal::<9, 2>::new(1_000_000_000).is_err());
        assert!(Decimal::<9, 2>::try_from(10_000_000u64).is_err());
        assert_eq!(Decimal::<9, 2>::try_from(-3).map(|number| number.mantissa()), Ok(Int256::from(-300)));
    }
}
