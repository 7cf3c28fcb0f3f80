//! [`BFloat16`]: the upper half of an `f32`, as its bits and as text; arithmetic is left to others.

use std::cmp::Ordering;
use std::fmt;

/// A float of 16 bits with the range of an `f32` and about three decimal digits: BFloat16.
///
/// Each is an `f32`, so going there loses nothing; coming back rounds, and says so by its name.
///
/// ```
/// use clickhouse_core::types::BFloat16;
///
/// let weight = BFloat16::nearest(0.1);
/// assert_eq!(f32::from(weight), 0.100097656);
/// assert_eq!(BFloat16::nearest(f32::from(weight)), weight);
/// ```
#[derive(Clone, Copy, Default)]
pub struct BFloat16(u16);

impl BFloat16 {
    /// The number whose bits are these.
    pub const fn from_bits(bits: u16) -> Self {
        BFloat16(bits)
    }

    /// Its bits, as the upper half of an `f32` has them.
    pub const fn to_bits(self) -> u16 {
        self.0
    }

    /// The number nearest to `number`; of two equally near ones the one whose last bit is 0.
    ///
    /// 26.7 cuts the lower half off instead: `toBFloat16(1.0117189)` is `0x3f81` there and `0x3f82` here.
    pub const fn nearest(number: f32) -> Self {
        let bits = number.to_bits();
        if number.is_nan() {
            // A NaN whose upper bits are all 0 would be cut to an infinity.
            return BFloat16((bits >> 16) as u16 | 0x0040);
        }
        let last = (bits >> 16) & 1;
        // Of the largest numbers this makes an infinity, as rounding to nearest does; only those of a NaN would wrap.
        BFloat16((bits.wrapping_add(0x7fff + last) >> 16) as u16)
    }

    /// The same number with more bits.
    pub const fn to_f32(self) -> f32 {
        f32::from_bits((self.0 as u32) << 16)
    }

    #[inline]
    pub(crate) fn from_le_bytes(bytes: [u8; 2]) -> Self {
        BFloat16(u16::from_le_bytes(bytes))
    }

    #[inline]
    pub(crate) fn to_le_bytes(self) -> [u8; 2] {
        self.0.to_le_bytes()
    }
}

impl From<BFloat16> for f32 {
    fn from(number: BFloat16) -> f32 {
        number.to_f32()
    }
}

impl From<BFloat16> for f64 {
    fn from(number: BFloat16) -> f64 {
        f64::from(number.to_f32())
    }
}

/// As floats: 0 equals -0, and a NaN nothing.
impl PartialEq for BFloat16 {
    fn eq(&self, other: &Self) -> bool {
        self.to_f32() == other.to_f32()
    }
}

impl PartialOrd for BFloat16 {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.to_f32().partial_cmp(&other.to_f32())
    }
}

impl fmt::Display for BFloat16 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.to_f32(), f)
    }
}

impl fmt::Debug for BFloat16 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_f32(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_survives_the_way_there_and_back() {
        for bits in 0..=u16::MAX {
            let number = BFloat16::from_bits(bits);
            let back = BFloat16::nearest(f32::from(number));
            match number.to_f32().is_nan() {
                true => assert!(back.to_f32().is_nan()),
                false => assert_eq!(back.to_bits(), bits),
            }
        }
    }

    #[test]
    fn numbers_between_two_go_to_the_nearer() {
        for (number, bits) in [
            (1.0, 0x3f80),
            (1.0 + 1.0 / 256.0, 0x3f80),
            (1.0039064, 0x3f81),
            (1.0117186, 0x3f81),
            (1.0 + 3.0 / 256.0, 0x3f82),
            (-1.0 - 3.0 / 256.0, 0xbf82),
            (f32::MAX, 0x7f80),
            (f32::NEG_INFINITY, 0xff80),
            (-0.0, 0x8000),
            (1e-45, 0),
        ] {
            assert_eq!(BFloat16::nearest(number).to_bits(), bits, "{number}");
        }
        assert!(BFloat16::nearest(f32::from_bits(0x7f80_0001)).to_f32().is_nan());
        assert!(BFloat16::from_bits(0x7fff) != BFloat16::from_bits(0x7fff));
    }
}
