//! CityHash128 as of version 1.0.2: the checksum of a ClickHouse frame.
//!
//! Knows nothing but bytes. Later versions of CityHash give other numbers for the same bytes: the server has never moved on.
//!
//! ```text
//! of ""        2b9ac064fc9df03d 291ee592c340b53c    low word, high word, each with its lowest byte first
//! of "\x03"    555db5cc90943739 1f57cd6430b1f22a
//! ```
//!
//! Source: ClickHouse `contrib/cityhash102`; 46 of the 58 vectors of `tests/golden/cityhash128.json` were accepted by a
//! server (26.7) as checksums of frames.

const K0: u64 = 0xc3a5_c85c_97cb_3127;
const K1: u64 = 0xb492_b66f_be98_f273;
const K2: u64 = 0x9ae1_6a3b_2f90_404f;
const K3: u64 = 0xc949_d7c7_509e_6557;
const MUL: u64 = 0x9ddf_ea08_eb38_2d69;

/// The checksum of `bytes` as it stands on the wire.
pub(super) fn city_hash128(bytes: &[u8]) -> [u8; 16] {
    let (low, high) = match bytes.len() {
        16.. => seeded(&bytes[16..], word(bytes, 0) ^ K3, word(bytes, 8)),
        len @ 8.. => seeded(&[], word(bytes, 0) ^ (len as u64).wrapping_mul(K0), word(bytes, len - 8) ^ K1),
        _ => seeded(bytes, K0, K1),
    };
    let mut digest = [0; 16];
    digest[..8].copy_from_slice(&low.to_le_bytes());
    digest[8..].copy_from_slice(&high.to_le_bytes());
    digest
}

fn seeded(bytes: &[u8], low: u64, high: u64) -> (u64, u64) {
    let (chunks, rest) = bytes.as_chunks::<128>();
    let Some(first) = chunks.first() else {
        return short(bytes, low, high);
    };
    let (mut x, mut y) = (low, high);
    let mut z = (bytes.len() as u64).wrapping_mul(K1);
    let v0 = (y ^ K1).rotate_right(49).wrapping_mul(K1).wrapping_add(word(first, 0));
    let v1 = v0.rotate_right(42).wrapping_mul(K1).wrapping_add(word(first, 8));
    let w0 = y.wrapping_add(z).rotate_right(35).wrapping_mul(K1).wrapping_add(x);
    let w1 = x.wrapping_add(word(first, 88)).rotate_right(53).wrapping_mul(K1);
    let (mut v, mut w) = ((v0, v1), (w0, w1));

    for chunk in chunks {
        let (halves, _) = chunk.as_chunks::<64>();
        for half in halves {
            x = x.wrapping_add(y).wrapping_add(v.0).wrapping_add(word(half, 16)).rotate_right(37).wrapping_mul(K1);
            y = y.wrapping_add(v.1).wrapping_add(word(half, 48)).rotate_right(42).wrapping_mul(K1);
            x ^= w.1;
            y ^= v.0;
            z = (z ^ w.0).rotate_right(33);
            v = mix_32(half, 0, v.1.wrapping_mul(K1), x.wrapping_add(w.0));
            w = mix_32(half, 32, z.wrapping_add(w.1), y);
            (z, x) = (x, z);
        }
    }

    y = y.wrapping_add(w.0.rotate_right(37).wrapping_mul(K0)).wrapping_add(z);
    x = x.wrapping_add(v.0.wrapping_add(z).rotate_right(49).wrapping_mul(K0));
    // Steps of 32 bytes from the end; the last of them may reach back into the chunks.
    for step in 1..=rest.len().div_ceil(32) {
        let at = bytes.len() - step * 32;
        y = y.wrapping_sub(x).rotate_right(42).wrapping_mul(K0).wrapping_add(v.1);
        w.0 = w.0.wrapping_add(word(bytes, at + 16));
        x = x.rotate_right(49).wrapping_mul(K0).wrapping_add(w.0);
        w.0 = w.0.wrapping_add(v.0);
        v = mix_32(bytes, at, v.0, v.1);
    }
    x = mix_words(x, v.0);
    y = mix_words(y, w.0);
    let low = mix_words(x.wrapping_add(v.1), w.1).wrapping_add(y);
    let high = mix_words(x.wrapping_add(w.1), y.wrapping_add(v.1));
    (low, high)
}

/// Fewer than 128 bytes.
fn short(bytes: &[u8], low: u64, high: u64) -> (u64, u64) {
    let (mut a, mut b) = (low, high);
    let (mut c, mut d);
    let len = bytes.len();
    if len <= 16 {
        a = fold(a.wrapping_mul(K1)).wrapping_mul(K1);
        c = b.wrapping_mul(K1).wrapping_add(up_to_16(bytes));
        d = fold(a.wrapping_add(if len >= 8 { word(bytes, 0) } else { c }));
    } else {
        c = mix_words(word(bytes, len - 8).wrapping_add(K1), a);
        d = mix_words(b.wrapping_add(len as u64), c.wrapping_add(word(bytes, len - 16)));
        a = a.wrapping_add(d);
        for step in 0..(len - 16).div_ceil(16) {
            let at = step * 16;
            a = (a ^ fold(word(bytes, at).wrapping_mul(K1)).wrapping_mul(K1)).wrapping_mul(K1);
            b ^= a;
            c = (c ^ fold(word(bytes, at + 8).wrapping_mul(K1)).wrapping_mul(K1)).wrapping_mul(K1);
            d ^= c;
        }
    }
    a = mix_words(a, c);
    b = mix_words(d, b);
    (a ^ b, mix_words(b, a))
}

fn up_to_16(bytes: &[u8]) -> u64 {
    let len = bytes.len();
    let count = len as u64;
    match bytes {
        [] => K2,
        [first, ..] if len < 4 => {
            let y = u64::from(*first) + (u64::from(bytes[len >> 1]) << 8);
            let z = count + (u64::from(bytes[len - 1]) << 2);
            fold(y.wrapping_mul(K2) ^ z.wrapping_mul(K3)).wrapping_mul(K2)
        }
        _ if len <= 8 => mix_words(count + (half_word(bytes, 0) << 3), half_word(bytes, len - 4)),
        _ => {
            let (a, b) = (word(bytes, 0), word(bytes, len - 8));
            mix_words(a, b.wrapping_add(count).rotate_right(len as u32)) ^ b
        }
    }
}

#[inline]
fn mix_32(bytes: &[u8], at: usize, a: u64, b: u64) -> (u64, u64) {
    let (w, x, y, z) = (word(bytes, at), word(bytes, at + 8), word(bytes, at + 16), word(bytes, at + 24));
    let a = a.wrapping_add(w);
    let b = b.wrapping_add(a).wrapping_add(z).rotate_right(21);
    let c = a.wrapping_add(x).wrapping_add(y);
    (c.wrapping_add(z), b.wrapping_add(c.rotate_right(44)).wrapping_add(a))
}

fn mix_words(low: u64, high: u64) -> u64 {
    let a = fold((low ^ high).wrapping_mul(MUL));
    fold((high ^ a).wrapping_mul(MUL)).wrapping_mul(MUL)
}

fn fold(value: u64) -> u64 {
    value ^ (value >> 47)
}

#[inline]
fn word(bytes: &[u8], at: usize) -> u64 {
    let mut word = [0; 8];
    word.copy_from_slice(&bytes[at..at + 8]);
    u64::from_le_bytes(word)
}

fn half_word(bytes: &[u8], at: usize) -> u64 {
    let mut half = [0; 4];
    half.copy_from_slice(&bytes[at..at + 4]);
    u32::from_le_bytes(half).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_recorded_digest_comes_out() {
        let golden = include_str!("../../../tests/golden/cityhash128.json");
        let texts = |key: &str| -> Vec<Vec<u8>> {
            let values = golden.lines().filter_map(|line| line.trim().strip_prefix(key));
            values.map(|value| from_hex(value.trim_matches([':', ' ', '"', ',']))).collect()
        };
        let (inputs, digests) = (texts("\"input_hex\""), texts("\"digest_hex\""));
        assert_eq!((inputs.len(), digests.len()), (58, 58));
        for (input, digest) in inputs.iter().zip(&digests) {
            assert_eq!(city_hash128(input).as_slice(), digest, "{} bytes", input.len());
        }
    }

    fn from_hex(hex: &str) -> Vec<u8> {
        let (pairs, _) = hex.as_bytes().as_chunks::<2>();
        pairs.iter().map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
    }
}
