//! The ways a payload is packed, each told by one byte: LZ4, ZSTD, or not at all.
//!
//! Knows payloads, not the frames around them.
//!
//! ```text
//! 02  NONE   the bytes themselves
//! 82  LZ4    one LZ4 block (not an LZ4 frame), no size in front
//! 90  ZSTD   a ZSTD frame
//! ```
//!
//! Source: ClickHouse `src/Compression/CompressionInfo.h`, checked on 26.7.

#[cfg(any(feature = "lz4", feature = "zstd"))]
use std::fmt;

/// How frames are packed. Which of them there are depends on the features of this crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// The bytes themselves, under a checksum.
    None,
    /// Fast both ways, to about a third. Feature `lz4`.
    #[cfg(feature = "lz4")]
    Lz4,
    /// Slower, smaller. Feature `zstd`.
    #[cfg(feature = "zstd")]
    Zstd,
}

const NONE: u8 = 0x02;
const LZ4: u8 = 0x82;
const ZSTD: u8 = 0x90;

impl Method {
    /// The method that `byte` stands for, or why there is none.
    pub(super) fn of_byte(byte: u8) -> Result<Method, String> {
        match byte {
            NONE => Ok(Method::None),
            #[cfg(feature = "lz4")]
            LZ4 => Ok(Method::Lz4),
            #[cfg(not(feature = "lz4"))]
            LZ4 => Err("it is packed with LZ4; switch on the feature `lz4` of clickhouse-core".to_owned()),
            #[cfg(feature = "zstd")]
            ZSTD => Ok(Method::Zstd),
            #[cfg(not(feature = "zstd"))]
            ZSTD => Err("it is packed with ZSTD; switch on the feature `zstd` of clickhouse-core".to_owned()),
            _ => Err(format!(
                "no packing method has the byte {byte:#04x}, only {NONE:#04x} (NONE), {LZ4:#04x} (LZ4) and {ZSTD:#04x} (ZSTD)"
            )),
        }
    }

    pub(super) fn byte(self) -> u8 {
        match self {
            Method::None => NONE,
            #[cfg(feature = "lz4")]
            Method::Lz4 => LZ4,
            #[cfg(feature = "zstd")]
            Method::Zstd => ZSTD,
        }
    }

    /// The most bytes that a payload of `payload_bytes` can unpack to, whatever it says.
    pub(super) fn most_unpacked(self, payload_bytes: usize) -> usize {
        match self {
            Method::None => payload_bytes,
            // A byte of an LZ4 block lengthens a match by 255 bytes at most; 64 leaves room for what the token says itself.
            #[cfg(feature = "lz4")]
            Method::Lz4 => payload_bytes.saturating_mul(255).saturating_add(64),
            // The densest block of ZSTD repeats one byte 128 KiB times in a header of 3 bytes and a payload of 1.
            #[cfg(feature = "zstd")]
            Method::Zstd => payload_bytes.saturating_mul((128 << 10) / 4),
        }
    }
}

/// Unpacks payloads; keeps what ZSTD needs between them.
#[derive(Default)]
pub(super) struct Unpacker {
    #[cfg(feature = "zstd")]
    zstd: zstd::bulk::Decompressor<'static>,
}

impl Unpacker {
    /// Appends the `unpacked_bytes` bytes of `payload` to `out`, or says why these are not in it and leaves `out` alone.
    pub(super) fn unpack(
        &mut self,
        method: Method,
        payload: &[u8],
        unpacked_bytes: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), String> {
        match method {
            Method::None => {
                expect_bytes(payload.len(), unpacked_bytes)?;
                out.extend_from_slice(payload);
                Ok(())
            }
            #[cfg(feature = "lz4")]
            Method::Lz4 => append(out, unpacked_bytes, "LZ4", |room| lz4_flex::block::decompress_into(payload, room)),
            #[cfg(feature = "zstd")]
            Method::Zstd => append(out, unpacked_bytes, "ZSTD", |room| self.zstd.decompress_to_buffer(payload, room)),
        }
    }
}

/// Zeroing the room first costs less than can be measured beside unpacking, and leaves nothing stale to be seen.
#[cfg(any(feature = "lz4", feature = "zstd"))]
fn append<E: fmt::Display>(
    out: &mut Vec<u8>,
    unpacked_bytes: usize,
    method: &str,
    unpack: impl FnOnce(&mut [u8]) -> Result<usize, E>,
) -> Result<(), String> {
    let start = out.len();
    out.resize(start + unpacked_bytes, 0);
    let outcome = match unpack(&mut out[start..]) {
        Ok(found) => expect_bytes(found, unpacked_bytes),
        Err(error) => Err(format!("it does not unpack to {unpacked_bytes} bytes of {method}: {error}")),
    };
    if outcome.is_err() {
        out.truncate(start);
    }
    outcome
}

fn expect_bytes(found: usize, unpacked_bytes: usize) -> Result<(), String> {
    if found == unpacked_bytes {
        Ok(())
    } else {
        Err(format!("it says that it unpacks to {unpacked_bytes} bytes, but it unpacks to {found}"))
    }
}

/// Packs payloads with one method; keeps what the method needs between them.
pub(super) enum Packer {
    None,
    #[cfg(feature = "lz4")]
    Lz4(lz4_flex::block::CompressTable),
    #[cfg(feature = "zstd")]
    Zstd(Box<zstd::bulk::Compressor<'static>>),
}

impl Packer {
    pub(super) fn new(method: Method) -> Self {
        match method {
            Method::None => Packer::None,
            #[cfg(feature = "lz4")]
            Method::Lz4 => Packer::Lz4(lz4_flex::block::CompressTable::default()),
            // Level 1 is the server's own default (`network_zstd_compression_level`).
            #[cfg(feature = "zstd")]
            Method::Zstd => Packer::Zstd(Box::new(zstd::bulk::Compressor::new(1).expect("ZSTD has a level 1"))),
        }
    }

    pub(super) fn method(&self) -> Method {
        match self {
            Packer::None => Method::None,
            #[cfg(feature = "lz4")]
            Packer::Lz4(_) => Method::Lz4,
            #[cfg(feature = "zstd")]
            Packer::Zstd(_) => Method::Zstd,
        }
    }

    /// Appends the payload for `raw` to `out`.
    pub(super) fn pack(&mut self, raw: &[u8], out: &mut Vec<u8>) {
        #[cfg(any(feature = "lz4", feature = "zstd"))]
        let start = out.len();
        match self {
            Packer::None => out.extend_from_slice(raw),
            #[cfg(feature = "lz4")]
            Packer::Lz4(table) => {
                out.resize(start + lz4_flex::block::get_maximum_output_size(raw.len()), 0);
                let packed = lz4_flex::block::compress_into_with_table(raw, &mut out[start..], table);
                out.truncate(start + packed.expect("there is room for the worst case"));
            }
            #[cfg(feature = "zstd")]
            Packer::Zstd(compressor) => {
                out.resize(start + zstd::zstd_safe::compress_bound(raw.len()), 0);
                let packed = compressor.compress_to_buffer(raw, &mut out[start..]);
                out.truncate(start + packed.expect("there is room for the worst case"));
            }
        }
    }
}
