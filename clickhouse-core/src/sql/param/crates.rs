//! Values of optional crates as parameters: decimals, bytes, floats of 16 bits, maps and sets in the order of insertion.

use super::Param;
#[cfg(any(feature = "bigdecimal", feature = "rust_decimal"))]
use std::fmt::Write;

#[cfg(feature = "rust_decimal")]
impl Param for rust_decimal::Decimal {
    fn write_literal(&self, out: &mut String) {
        let _ = write!(out, "{self}");
    }
}

#[cfg(feature = "bigdecimal")]
impl Param for bigdecimal::BigDecimal {
    /// All digits, without an exponent. One so far from the point that no column has its digits stands with it, and the
    /// server refuses it.
    fn write_literal(&self, out: &mut String) {
        let (_, scale) = self.as_bigint_and_scale();
        let _ = match (-80..=80).contains(&scale) {
            true => self.write_plain_string(out),
            false => write!(out, "{}", self.normalized()),
        };
    }
}

#[cfg(feature = "bytes")]
impl Param for bytes::Bytes {
    fn write_literal(&self, out: &mut String) {
        out.push('\'');
        super::write_bytes(out, self);
        out.push('\'');
    }

    fn to_param(&self) -> String {
        let mut out = String::new();
        super::write_bytes(&mut out, self);
        out
    }
}

#[cfg(feature = "half")]
impl Param for half::bf16 {
    fn write_literal(&self, out: &mut String) {
        self.to_f32().write_literal(out);
    }
}

#[cfg(feature = "indexmap")]
impl<T: Param, S> Param for indexmap::IndexSet<T, S> {
    fn write_literal(&self, out: &mut String) {
        super::write_list(out, '[', self, ']');
    }
}

#[cfg(feature = "indexmap")]
impl<K: Param, V: Param, S> Param for indexmap::IndexMap<K, V, S> {
    fn write_literal(&self, out: &mut String) {
        super::write_entries(out, self);
    }
}
