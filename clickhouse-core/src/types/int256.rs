//! [`Int256`] and [`UInt256`]: integers of 256 bits, as text and as bytes; arithmetic is left to others.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// Four words of 64 bits, the lowest first.
type Words = [u64; 4];

/// The largest power of ten in a word, and its digits.
const CHUNK: u64 = 10_000_000_000_000_000_000;
const CHUNK_DIGITS: usize = 19;

fn from_le_bytes(bytes: [u8; 32]) -> Words {
    let mut words = [0; 4];
    for (word, bytes) in words.iter_mut().zip(bytes.as_chunks::<8>().0) {
        *word = u64::from_le_bytes(*bytes);
    }
    words
}

fn to_le_bytes(words: Words) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (bytes, word) in bytes.as_chunks_mut::<8>().0.iter_mut().zip(words) {
        *bytes = word.to_le_bytes();
    }
    bytes
}

fn negated(words: Words) -> Words {
    let mut carry = true;
    words.map(|word| {
        let (word, overflows) = (!word).overflowing_add(u64::from(carry));
        carry = overflows;
        word
    })
}

/// Divides in place; the remainder.
fn divide(words: &mut Words, by: u64) -> u64 {
    let mut remainder = 0u128;
    for word in words.iter_mut().rev() {
        let value = remainder << 64 | u128::from(*word);
        *word = (value / u128::from(by)) as u64;
        remainder = value % u128::from(by);
    }
    remainder as u64
}

/// `words * by + plus`, unless it takes more than 256 bits.
const fn multiply(mut words: Words, by: u64, plus: u64) -> Option<Words> {
    let mut carry = plus as u128;
    let mut place = 0;
    while place < words.len() {
        let value = words[place] as u128 * by as u128 + carry;
        words[place] = value as u64;
        carry = value >> 64;
        place += 1;
    }
    if carry == 0 { Some(words) } else { None }
}

fn digits(mut words: Words) -> String {
    let mut chunks = Vec::new();
    while words != [0; 4] {
        chunks.push(divide(&mut words, CHUNK));
    }
    let mut text = chunks.pop().unwrap_or(0).to_string();
    for chunk in chunks.iter().rev() {
        text.push_str(&format!("{chunk:0CHUNK_DIGITS$}"));
    }
    text
}

fn parse_digits(text: &str) -> Option<Words> {
    if text.is_empty() {
        return None;
    }
    text.bytes().try_fold([0; 4], |words, digit| match digit {
        b'0'..=b'9' => multiply(words, 10, u64::from(digit - b'0')),
        _ => None,
    })
}

/// Why a text is no integer of 256 bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntegerError {
    pub(super) text: String,
}

impl fmt::Display for IntegerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for IntegerError {}

/// An unsigned integer of 256 bits: UInt256.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct UInt256(Words);

/// A signed integer of 256 bits: Int256.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Int256(Words);

impl UInt256 {
    /// 0.
    pub const MIN: UInt256 = UInt256([0; 4]);
    /// 2^256 - 1.
    pub const MAX: UInt256 = UInt256([u64::MAX; 4]);

    /// The integer whose bytes are these, the lowest first.
    pub fn from_le_bytes(bytes: [u8; 32]) -> Self {
        UInt256(from_le_bytes(bytes))
    }

    /// Its bytes, the lowest first.
    pub fn to_le_bytes(self) -> [u8; 32] {
        to_le_bytes(self.0)
    }

    /// The product, unless it takes more than 256 bits.
    pub(super) const fn times(self, by: u64) -> Option<Self> {
        match multiply(self.0, by, 0) {
            Some(product) => Some(UInt256(product)),
            None => None,
        }
    }

    /// The same integer in 128 bits, if it is one.
    pub fn to_u128(self) -> Option<u128> {
        let low = u128::from(self.0[1]) << 64 | u128::from(self.0[0]);
        (UInt256::from(low) == self).then_some(low)
    }

    /// 1.
    pub(super) const ONE: UInt256 = UInt256([1, 0, 0, 0]);
}

impl Int256 {
    /// -2^255.
    pub const MIN: Int256 = Int256([0, 0, 0, 1 << 63]);
    /// 2^255 - 1.
    pub const MAX: Int256 = Int256([u64::MAX, u64::MAX, u64::MAX, u64::MAX >> 1]);

    /// The integer whose bytes are these, the lowest first, in two's complement.
    pub fn from_le_bytes(bytes: [u8; 32]) -> Self {
        Int256(from_le_bytes(bytes))
    }

    /// Its bytes, the lowest first, in two's complement.
    pub fn to_le_bytes(self) -> [u8; 32] {
        to_le_bytes(self.0)
    }

    /// Whether it is below 0.
    pub fn is_negative(self) -> bool {
        self.0[3] >> 63 == 1
    }

    /// Its distance from 0.
    pub fn unsigned_abs(self) -> UInt256 {
        UInt256(if self.is_negative() { negated(self.0) } else { self.0 })
    }

    /// The integer at this distance from 0, if it is one.
    pub(super) fn from_sign_and_magnitude(is_negative: bool, magnitude: UInt256) -> Option<Self> {
        let value = Int256(if is_negative { negated(magnitude.0) } else { magnitude.0 });
        (value.is_negative() == is_negative || magnitude == UInt256::MIN).then_some(value)
    }

    /// A tenth of it, if that is an integer.
    pub fn exact_tenth(self) -> Option<Self> {
        let mut magnitude = self.unsigned_abs().0;
        match divide(&mut magnitude, 10) {
            0 => Int256::from_sign_and_magnitude(self.is_negative(), UInt256(magnitude)),
            _ => None,
        }
    }

    /// The same integer in 128 bits, if it is one.
    pub fn to_i128(self) -> Option<i128> {
        let low = (u128::from(self.0[1]) << 64 | u128::from(self.0[0])) as i128;
        (Int256::from(low) == self).then_some(low)
    }

    /// The same integer in 64 bits, if it is one.
    #[inline]
    pub(crate) fn to_i64(self) -> Option<i64> {
        let [low, upper @ ..] = self.0;
        let sign = if low >> 63 == 1 { u64::MAX } else { 0 };
        (upper == [sign; 3]).then_some(low as i64)
    }
}

macro_rules! from_narrower {
    ($($narrower:ident)* => UInt256) => {
        $(impl From<$narrower> for UInt256 {
            #[inline]
            fn from(value: $narrower) -> Self {
                let value = u128::from(value);
                UInt256([value as u64, (value >> 64) as u64, 0, 0])
            }
        })*
    };
    ($($narrower:ident)* => Int256) => {
        $(impl From<$narrower> for Int256 {
            #[inline]
            fn from(value: $narrower) -> Self {
                let value = i128::from(value);
                let sign = if value < 0 { u64::MAX } else { 0 };
                Int256([value as u64, (value >> 64) as u64, sign, sign])
            }
        })*
    };
}

from_narrower!(u8 u16 u32 u64 u128 => UInt256);
from_narrower!(u8 u16 u32 u64 i8 i16 i32 i64 i128 => Int256);

impl From<u128> for Int256 {
    #[inline]
    fn from(value: u128) -> Self {
        Int256(UInt256::from(value).0)
    }
}

impl Ord for UInt256 {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.iter().rev().cmp(other.0.iter().rev())
    }
}

impl PartialOrd for UInt256 {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Int256 {
    fn cmp(&self, other: &Self) -> Ordering {
        other.is_negative().cmp(&self.is_negative()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

impl PartialOrd for Int256 {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for UInt256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad_integral(true, "", &digits(self.0))
    }
}

impl fmt::Display for Int256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad_integral(!self.is_negative(), "", &digits(self.unsigned_abs().0))
    }
}

impl fmt::Debug for UInt256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for Int256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for UInt256 {
    type Err = IntegerError;

    fn from_str(text: &str) -> Result<Self, IntegerError> {
        let refusal = || IntegerError { text: format!("{} letters are no integer of UInt256", text.len()) };
        parse_digits(text.strip_prefix('+').unwrap_or(text)).map(UInt256).ok_or_else(refusal)
    }
}

impl FromStr for Int256 {
    type Err = IntegerError;

    fn from_str(text: &str) -> Result<Self, IntegerError> {
        let refusal = || IntegerError { text: format!("{} letters are no integer of Int256", text.len()) };
        let (is_negative, magnitude) = match text.strip_prefix('-') {
            Some(magnitude) => (true, magnitude),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let magnitude = parse_digits(magnitude).map(UInt256).ok_or_else(refusal)?;
        Int256::from_sign_and_magnitude(is_negative, magnitude).ok_or_else(refusal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_value_agree_at_the_ends() {
        let max = "57896044618658097711785492504343953926634992332820282019728792003956564819967";
        let min = "-57896044618658097711785492504343953926634992332820282019728792003956564819968";
        assert_eq!((Int256::MAX.to_string(), Int256::MIN.to_string()), (max.to_owned(), min.to_owned()));
        assert_eq!((max.parse(), min.parse()), (Ok(Int256::MAX), Ok(Int256::MIN)));
        assert!(min[1..].parse::<Int256>().is_err());
        let max = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
        assert_eq!((UInt256::MAX.to_string().as_str(), max.parse()), (max, Ok(UInt256::MAX)));
        assert!(format!("{max}0").parse::<UInt256>().is_err());
        for text in ["", "-", "1x", "--1"] {
            assert!(text.parse::<Int256>().is_err(), "{text}");
        }
    }

    #[test]
    fn order_and_bytes_are_those_of_the_integer() {
        let values = [
            Int256::MIN,
            Int256::from(i128::MIN),
            Int256::from(-1),
            Int256::from(0),
            Int256::from(i128::MAX),
            Int256::MAX,
        ];
        assert!(values.is_sorted());
        for value in values {
            assert_eq!(Int256::from_le_bytes(value.to_le_bytes()), value);
            assert_eq!(value.to_string().parse(), Ok(value));
        }
        assert_eq!(Int256::from(-5).to_i128(), Some(-5));
        assert_eq!(Int256::MAX.to_i128(), None);
        assert_eq!(Int256::from(u128::MAX).to_string(), u128::MAX.to_string());
        assert_eq!(UInt256::from(u128::MAX).to_u128(), Some(u128::MAX));
        assert_eq!(UInt256::MAX.to_u128(), None);
    }
}
