//! Bytes as they stand on the wire: variable-length integers, and a walk over bytes that may not all have arrived.
//!
//! Knows no types, no columns and no rows. All integers are little-endian.
//! Source: ClickHouse `src/IO/VarInt.h`, checked on 26.7.

mod varint;
mod walk;

pub(crate) use varint::{put_text, put_varint, varint_at, varint_bytes};
pub(crate) use walk::{Memo, Refusal, Step, Stop, Walk};

/// Where encoded bytes go: a buffer, or the compressor before it.
pub trait Sink {
    /// Takes `bytes` after all that came before.
    fn put(&mut self, bytes: &[u8]);

    /// Takes all of `bytes` and leaves it empty; a sink that keeps what it gets may take the memory as well.
    fn put_all(&mut self, bytes: &mut Vec<u8>) {
        self.put(bytes);
        bytes.clear();
    }
}

impl Sink for Vec<u8> {
    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// Puts `count` zero bytes.
pub(crate) fn put_zeros(out: &mut dyn Sink, mut count: usize) {
    const ZEROS: [u8; 4096] = [0; 4096];
    while count > 0 {
        let part = count.min(ZEROS.len());
        out.put(&ZEROS[..part]);
        count -= part;
    }
}
