//! Variable-length integers: seven bits per byte, low bits first, the top bit set on all bytes but the last.
//!
//! ```text
//! 127    7f
//! 128    80 01
//! 16384  80 80 01
//! ```
//!
//! Source: ClickHouse `src/IO/VarInt.h`, checked on 26.7. The server writes at most ten bytes; more are refused.

/// The longest variable-length integer, in bytes: 10 * 7 bits hold 64.
pub(crate) const MAX_VARINT_BYTES: usize = 10;

/// `value` as a variable-length integer: the first so many of the bytes.
#[inline]
pub(crate) fn varint_bytes(mut value: u64) -> ([u8; MAX_VARINT_BYTES], usize) {
    let mut bytes = [0; MAX_VARINT_BYTES];
    let mut count = 0;
    while value >= 0x80 {
        bytes[count] = (value as u8) | 0x80;
        value >>= 7;
        count += 1;
    }
    bytes[count] = value as u8;
    (bytes, count + 1)
}

/// Appends `value` as a variable-length integer.
#[inline]
pub(crate) fn put_varint(out: &mut Vec<u8>, value: u64) {
    let (bytes, count) = varint_bytes(value);
    out.extend_from_slice(&bytes[..count]);
}

/// Appends a length in bytes, then the bytes.
#[inline]
pub(crate) fn put_text(out: &mut Vec<u8>, bytes: &[u8]) {
    let length = bytes.len();
    if length < 0x80 {
        out.push(length as u8);
    } else {
        put_varint(out, length as u64);
    }
    out.extend_from_slice(bytes);
}

/// The integer at `position` and the position after it; `None` where the bytes end first or ten bytes do not end it.
#[inline]
pub(crate) fn varint_at(bytes: &[u8], position: usize) -> Option<(u64, usize)> {
    let first = *bytes.get(position)?;
    if first < 0x80 {
        return Some((u64::from(first), position + 1));
    }
    long_varint_at(bytes, position)
}

fn long_varint_at(bytes: &[u8], position: usize) -> Option<(u64, usize)> {
    let mut value = 0u64;
    for (place, byte) in bytes[position..].iter().take(MAX_VARINT_BYTES).enumerate() {
        let low = u64::from(byte & 0x7f);
        if place == 9 && low > 1 {
            return None;
        }
        value |= low << (7 * place);
        if byte & 0x80 == 0 {
            return Some((value, position + place + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values_have_known_bytes() {
        for (value, bytes) in [
            (0, &[0u8][..]),
            (127, &[0x7f]),
            (128, &[0x80, 1]),
            (16384, &[0x80, 0x80, 1]),
            (u64::MAX, &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]),
        ] {
            let mut out = Vec::new();
            put_varint(&mut out, value);
            assert_eq!(out, bytes);
            assert_eq!(varint_at(bytes, 0), Some((value, bytes.len())));
            for cut in 0..bytes.len() {
                assert_eq!(varint_at(&bytes[..cut], 0), None);
            }
        }
    }

    #[test]
    fn more_than_64_bits_are_no_integer() {
        assert_eq!(varint_at(&[0xff; 11], 0), None);
        assert_eq!(varint_at(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2], 0), None);
    }
}
