//! Compressed frames: how ClickHouse packs any bytes for the road, and for its own files.
//!
//! Knows bytes only: no types, no blocks, no socket. A frame carries about a MiB and ends wherever it likes.
//!
//! ```text
//! SELECT 1::UInt8 FORMAT Native, 11 bytes raw
//!   checksum      a2b32a54d93184a1 b8d5110d4ec1e0cb    CityHash128 of all that follows
//!   method        82                                   82 = LZ4, 90 = ZSTD, 02 = NONE
//!   compressed    15 00 00 00                          bytes from the method to the end of the frame
//!   uncompressed  0b 00 00 00                          bytes it unpacks to
//!   payload       b0 01 01 01 31 05 55 49 6e 74 38 01  an LZ4 block, a ZSTD frame, or the bytes themselves
//! ```
//!
//! [`Frames`] unpacks, [`FrameWriter`] packs.
//!
//! Source: ClickHouse `src/Compression/CompressedReadBufferBase.cpp` and `ICompressionCodec.cpp`, checked on 24.8, 25.8 and
//! 26.7. Over HTTP these are the bodies asked for with `compress=1` and announced with `decompress=1`.

mod city_hash;
mod frame;
mod method;

pub use frame::{FrameWriter, Frames};
pub use method::Method;

/// The checksum in front of a frame.
const CHECKSUM_BYTES: usize = 16;
/// Method, compressed and uncompressed size: what stands between checksum and payload.
const HEADER_BYTES: usize = 1 + 4 + 4;
