//! Frames one after the other: unpacked as their bytes come in, packed as bytes are gathered.
//!
//! Knows checksum, header and limits, leaves payloads to `method`. Never waits: what is not a whole frame yet is kept.
//! The byte map is in the module above.
//!
//! ```text
//! push(a2 b3 2a)                nothing yet, not at a frame's border
//! push(54 .. 38 01)             11 bytes unpacked, at a border: the body may end here
//! ```
//!
//! Source: ClickHouse `src/Compression/CompressedReadBufferBase.cpp`, checked on 26.7.

use super::city_hash::city_hash128;
use super::method::{Method, Packer, Unpacker};
use super::{CHECKSUM_BYTES, HEADER_BYTES};
use crate::error::{Error, ErrorKind};
use crate::wire::Sink;
use std::fmt;

/// The largest frame, packed and unpacked. It keeps a lying header from filling the memory; the server refuses packed
/// sizes above the same 1 GiB (error 39), and packs about a MiB at a time itself.
const MAX_FRAME_BYTES: usize = 1 << 30;
/// The bytes gathered for a frame that is written. The server's own frames hold as many; larger ones hardly get denser.
const WRITTEN_FRAME_BYTES: usize = 1 << 20;
/// Where the payload begins.
const PAYLOAD_AT: usize = CHECKSUM_BYTES + HEADER_BYTES;

/// Unpacks frames whose bytes come in pieces of any size.
///
/// Each frame says by itself how it is packed. Its checksum is verified before anything is unpacked.
///
/// ```
/// use clickhouse_core::compress::{FrameWriter, Frames, Method};
/// use clickhouse_core::column::Sink;
///
/// let mut body = Vec::new();
/// let mut writer = FrameWriter::new(Method::None, &mut body);
/// writer.put(b"String Value 1000");
/// writer.finish();
///
/// let (mut frames, mut raw) = (Frames::new(), Vec::new());
/// frames.push(&body[..20], &mut raw)?;
/// assert!(raw.is_empty() && !frames.is_at_frame_border());
/// frames.push(&body[20..], &mut raw)?;
/// assert_eq!(raw, b"String Value 1000");
/// assert!(frames.is_at_frame_border());
/// # Ok::<(), clickhouse_core::Error>(())
/// ```
#[derive(Default)]
pub struct Frames {
    /// The beginning of a frame whose end has not come in; after a refusal, all bytes from the refused frame on.
    unread: Vec<u8>,
    /// The bytes of all frames unpacked so far.
    position: u64,
    /// What the last whole frame unpacked to, in bytes.
    last_frame_bytes: usize,
    unpacker: Unpacker,
}

impl Frames {
    /// Nothing has come in yet.
    pub fn new() -> Self {
        Frames::default()
    }

    /// Takes the next `bytes`, and appends to `out` what they unpack to.
    ///
    /// Memory beyond `out` is taken for at most one unfinished frame, and only for those of its bytes that are there.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] with the frame's place if a frame is packed in an unknown way, is larger than 1 GiB, claims to
    /// unpack to more than its payload can, is not what its checksum says, or does not unpack to its size. What was
    /// unpacked before it is in `out`; the bytes from it on are [`unread`](Frames::unread), and stay refused.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        let mut rest = bytes;
        let mut unread = std::mem::take(&mut self.unread);
        let outcome = self.unpack_all(&mut unread, &mut rest, out);
        unread.extend_from_slice(rest);
        self.unread = unread;
        outcome.map_err(|what| {
            Error::new(ErrorKind::Decode, format!("frame at byte {}: {what}", self.position)).doing("decode")
        })
    }

    /// Whether everything that came in was whole frames: only then may a body end.
    pub fn is_at_frame_border(&self) -> bool {
        self.unread.is_empty()
    }

    /// The bytes that belong to no unpacked frame: an unfinished frame, or all that came in from a refused one on.
    pub fn unread(&self) -> &[u8] {
        &self.unread
    }

    /// How many of the next `bytes` belong to the frame at work, at least one: it is not to be known before its header
    /// is there, or if it is refused.
    #[cfg(feature = "http")]
    pub(crate) fn lacking(&self, bytes: &[u8]) -> usize {
        let begun = if self.unread.is_empty() { bytes } else { &self.unread };
        match Header::read(begun) {
            Ok(Some(header)) => header.frame_bytes - self.unread.len(),
            Ok(None) => PAYLOAD_AT - self.unread.len(),
            Err(_) => bytes.len(),
        }
    }

    /// How many of the unpacked bytes came out of the last frame. The server puts its errors into a frame of their own.
    #[cfg(feature = "http")]
    pub(crate) fn last_frame_bytes(&self) -> usize {
        self.last_frame_bytes
    }

    /// Leaves in `rest` what belongs to no frame completed here.
    fn unpack_all(&mut self, unread: &mut Vec<u8>, rest: &mut &[u8], out: &mut Vec<u8>) -> Result<(), String> {
        if !unread.is_empty() {
            fill(unread, PAYLOAD_AT, rest);
            let Some(header) = Header::read(unread)? else { return Ok(()) };
            fill(unread, header.frame_bytes, rest);
            let Some(frame) = unread.get(..header.frame_bytes) else { return Ok(()) };
            self.unpack(&header, frame, out)?;
            unread.clear();
        }
        // Frames that came in as a whole are unpacked where they are.
        while let Some(header) = Header::read(rest)?
            && let Some((frame, after)) = rest.split_at_checked(header.frame_bytes)
        {
            self.unpack(&header, frame, out)?;
            *rest = after;
        }
        Ok(())
    }

    fn unpack(&mut self, header: &Header, frame: &[u8], out: &mut Vec<u8>) -> Result<(), String> {
        let (checksum, checked) = frame.split_at(CHECKSUM_BYTES);
        if city_hash128(checked) != checksum {
            return Err("its bytes are not those of its checksum: they were damaged on the way, ask again".to_owned());
        }
        self.unpacker.unpack(header.method, &frame[PAYLOAD_AT..], header.unpacked_bytes, out)?;
        self.position += frame.len() as u64;
        self.last_frame_bytes = header.unpacked_bytes;
        Ok(())
    }
}

impl fmt::Debug for Frames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unread = self.unread.len();
        f.debug_struct("Frames").field("position", &self.position).field("unread", &unread).finish_non_exhaustive()
    }
}

/// Moves bytes from the front of `rest` to the end of `bytes` until there are `wanted`, or no more.
fn fill(bytes: &mut Vec<u8>, wanted: usize, rest: &mut &[u8]) {
    let lacking = wanted.saturating_sub(bytes.len()).min(rest.len());
    let (taken, after) = rest.split_at(lacking);
    bytes.extend_from_slice(taken);
    *rest = after;
}

/// What a frame says of itself, within the limits.
struct Header {
    method: Method,
    frame_bytes: usize,
    unpacked_bytes: usize,
}

impl Header {
    /// `None` as long as the payload has not begun.
    fn read(bytes: &[u8]) -> Result<Option<Header>, String> {
        let Some(header) = bytes.get(CHECKSUM_BYTES..).and_then(|bytes| bytes.first_chunk::<HEADER_BYTES>()) else {
            return Ok(None);
        };
        let [method, c0, c1, c2, c3, u0, u1, u2, u3] = *header;
        let method = Method::of_byte(method)?;
        let packed_bytes = within_limit([c0, c1, c2, c3], "packed")?;
        let unpacked_bytes = within_limit([u0, u1, u2, u3], "unpacked")?;
        let Some(payload_bytes) = packed_bytes.checked_sub(HEADER_BYTES) else {
            return Err(format!("its size of {packed_bytes} bytes is less than its header of {HEADER_BYTES}"));
        };
        let most = method.most_unpacked(payload_bytes);
        if unpacked_bytes > most {
            return Err(format!(
                "it says that {payload_bytes} bytes unpack to {unpacked_bytes}, but they cannot be more than {most}"
            ));
        }
        Ok(Some(Header { method, frame_bytes: CHECKSUM_BYTES + packed_bytes, unpacked_bytes }))
    }
}

fn within_limit(bytes: [u8; 4], what: &str) -> Result<usize, String> {
    let said = u32::from_le_bytes(bytes);
    match usize::try_from(said) {
        Ok(size) if size <= MAX_FRAME_BYTES => Ok(size),
        _ => Err(format!("{said} bytes {what} are more than the limit of {MAX_FRAME_BYTES}")),
    }
}

/// Packs what is put into it, a MiB per frame, all with one method: the server refuses a body of several (error 271).
///
/// The frames go to the end of a buffer of the caller's, the last one when [`finish`](FrameWriter::finish) is called.
/// Memory besides that is the MiB being gathered.
#[must_use = "the last frame is written by `finish`"]
pub struct FrameWriter<'o> {
    packer: Packer,
    raw: Vec<u8>,
    out: &'o mut Vec<u8>,
}

impl<'o> FrameWriter<'o> {
    /// Frames packed with `method`, to go to the end of `out`.
    pub fn new(method: Method, out: &'o mut Vec<u8>) -> Self {
        FrameWriter { packer: Packer::new(method), raw: Vec::new(), out }
    }

    /// Writes what has been gathered. Nothing put means no frame: the server refuses an empty one, but takes an empty body.
    pub fn finish(self) {
        if !self.raw.is_empty() {
            let FrameWriter { mut packer, raw, out } = self;
            write_frame(&mut packer, &raw, out);
        }
    }
}

impl Sink for FrameWriter<'_> {
    fn put(&mut self, mut bytes: &[u8]) {
        while let Some((part, after)) = bytes.split_at_checked(WRITTEN_FRAME_BYTES - self.raw.len()) {
            if self.raw.is_empty() {
                write_frame(&mut self.packer, part, self.out);
            } else {
                self.raw.extend_from_slice(part);
                write_frame(&mut self.packer, &self.raw, self.out);
                self.raw.clear();
            }
            bytes = after;
        }
        self.raw.extend_from_slice(bytes);
    }
}

impl fmt::Debug for FrameWriter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (method, gathered, written) = (self.packer.method(), self.raw.len(), self.out.len());
        let mut text = f.debug_struct("FrameWriter");
        text.field("method", &method).field("gathered", &gathered).field("written", &written).finish()
    }
}

fn write_frame(packer: &mut Packer, raw: &[u8], out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(&[0; PAYLOAD_AT]);
    packer.pack(raw, out);
    let frame = &mut out[start..];
    let (checksum, checked) = frame.split_at_mut(CHECKSUM_BYTES);
    checked[0] = packer.method().byte();
    let packed = checked.len();
    checked[1..5].copy_from_slice(&size(packed));
    checked[5..9].copy_from_slice(&size(raw.len()));
    checksum.copy_from_slice(&city_hash128(checked));
}

fn size(bytes: usize) -> [u8; 4] {
    u32::try_from(bytes).expect("a frame is written for a MiB at most").to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `SELECT 1::UInt8 FORMAT Native` of a server of 26.7.
    #[cfg(feature = "lz4")]
    const SELECT_1: &[u8] = b"\xa2\xb3\x2a\x54\xd9\x31\x84\xa1\xb8\xd5\x11\x0d\x4e\xc1\xe0\xcb\x82\x15\0\0\0\x0b\0\0\0\xb0\x01\x01\x01\x31\x05UInt8\x01";

    fn methods() -> Vec<Method> {
        vec![
            Method::None,
            #[cfg(feature = "lz4")]
            Method::Lz4,
            #[cfg(feature = "zstd")]
            Method::Zstd,
        ]
    }

    fn packed(method: Method, raw: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut writer = FrameWriter::new(method, &mut out);
        writer.put(raw);
        writer.finish();
        out
    }

    fn unpacked(body: &[u8]) -> Result<(Vec<u8>, bool), Error> {
        let (mut frames, mut raw) = (Frames::new(), Vec::new());
        frames.push(body, &mut raw)?;
        Ok((raw, frames.is_at_frame_border()))
    }

    /// Numbers that lie close together, and noise.
    fn sample(bytes: usize) -> Vec<u8> {
        let mut state = 1u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        (0..bytes).map(|place| if place % 64 < 48 { (place / 256) as u8 } else { next() }).collect()
    }

    /// A frame with a good checksum, whatever its header says.
    fn frame(method: u8, packed_bytes: u32, unpacked_bytes: u32, payload: &[u8]) -> Vec<u8> {
        let mut checked = vec![method];
        checked.extend(packed_bytes.to_le_bytes());
        checked.extend(unpacked_bytes.to_le_bytes());
        checked.extend(payload);
        let mut frame = city_hash128(&checked).to_vec();
        frame.extend(checked);
        frame
    }

    #[test]
    #[cfg(feature = "lz4")]
    fn what_a_server_packs_is_unpacked() {
        assert_eq!(unpacked(SELECT_1).unwrap(), (b"\x01\x01\x011\x05UInt8\x01".to_vec(), true));
    }

    #[test]
    fn what_is_packed_is_unpacked_in_pieces_of_any_size() {
        for method in methods() {
            for bytes in [1, 2, 13, 1000, 70_000, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, (5 << 20) / 2] {
                let raw = sample(bytes);
                let body = packed(method, &raw);
                for size in [body.len(), 1000, 65_536, 26] {
                    let (mut frames, mut found) = (Frames::new(), Vec::new());
                    body.chunks(size).for_each(|piece| frames.push(piece, &mut found).unwrap());
                    assert!(found == raw && frames.is_at_frame_border(), "{method:?} {bytes} {size}");
                }
            }
        }
    }

    #[test]
    fn it_does_not_matter_how_bytes_were_put() {
        let raw = sample((3 << 20) + 7);
        for method in methods() {
            let whole = packed(method, &raw);
            let mut out = b"before".to_vec();
            let mut writer = FrameWriter::new(method, &mut out);
            raw.chunks(4099).for_each(|part| writer.put(part));
            writer.finish();
            assert_eq!(&out[..6], b"before");
            assert!(out[6..] == whole, "{method:?}");
        }
    }

    #[test]
    fn nothing_put_is_no_frame() {
        for method in methods() {
            assert!(packed(method, b"").is_empty());
        }
        assert_eq!(unpacked(b"").unwrap(), (Vec::new(), true));
    }

    #[test]
    fn frames_of_several_methods_may_follow_each_other() {
        let body: Vec<u8> = methods().into_iter().flat_map(|method| packed(method, b"String Value 1000")).collect();
        let (raw, at_border) = unpacked(&body).unwrap();
        assert_eq!(raw, b"String Value 1000".repeat(methods().len()));
        assert!(at_border);
    }

    #[test]
    fn a_body_cut_anywhere_is_not_at_a_border() {
        for method in methods() {
            let body = packed(method, &sample(300));
            for end in 1..body.len() {
                let (raw, at_border) = unpacked(&body[..end]).unwrap();
                assert!(raw.is_empty() && !at_border, "{method:?} {end}");
            }
        }
    }

    #[test]
    fn a_flipped_bit_is_refused_or_waits_for_more() {
        for method in methods() {
            let body = packed(method, &sample(300));
            for bit in 0..body.len() * 8 {
                let mut flipped = body.clone();
                flipped[bit / 8] ^= 1 << (bit % 8);
                match unpacked(&flipped) {
                    Err(error) => assert_eq!(error.kind(), ErrorKind::Decode),
                    // A larger size in the header.
                    Ok((raw, at_border)) => assert!(raw.is_empty() && !at_border, "{method:?} {bit}"),
                }
            }
        }
    }

    #[test]
    fn a_refused_frame_keeps_its_bytes_and_tells_its_place() {
        let good = packed(Method::None, b"good");
        let mut bad = packed(Method::None, b"bad");
        *bad.last_mut().unwrap() ^= 1;
        let (mut frames, mut raw) = (Frames::new(), Vec::new());
        let error = frames.push(&[&good[..], &bad, b"rest"].concat(), &mut raw).unwrap_err();
        let place = format!("decode: frame at byte {}: its bytes are not those of its checksum", good.len());
        assert!(error.to_string().starts_with(&place), "{error}");
        assert_eq!(raw, b"good");
        assert_eq!(frames.unread(), [&bad[..], b"rest"].concat());
        assert!(frames.push(b"more", &mut raw).is_err());
        assert_eq!(raw, b"good");
    }

    #[test]
    fn lies_about_sizes_are_refused_before_memory_is_taken() {
        for (body, what) in [
            (frame(0x02, 8, 0, b""), "its size of 8 bytes is less than its header of 9"),
            (frame(0x02, u32::MAX, 1, b""), "4294967295 bytes packed are more than the limit of 1073741824"),
            (frame(0x02, 10, u32::MAX, b"x"), "4294967295 bytes unpacked are more than the limit of 1073741824"),
            (frame(0x02, 10, 2, b"x"), "it says that 1 bytes unpack to 2, but they cannot be more than 1"),
            (frame(0x02, 11, 1, b"xy"), "it says that it unpacks to 1 bytes, but it unpacks to 2"),
            (frame(0x53, 10, 1, b"x"), "no packing method has the byte 0x53"),
            #[cfg(feature = "lz4")]
            (
                frame(0x82, 10, 1 << 30, b"x"),
                "it says that 1 bytes unpack to 1073741824, but they cannot be more than 319",
            ),
            #[cfg(feature = "lz4")]
            (frame(0x82, 11, 2, b"\x10x"), "it says that it unpacks to 2 bytes, but it unpacks to 1"),
            #[cfg(feature = "lz4")]
            (frame(0x82, 13, 9, b"\x14x\x05\0"), "it does not unpack to 9 bytes of LZ4"),
            #[cfg(feature = "zstd")]
            (frame(0x90, 13, 9, b"nope"), "it does not unpack to 9 bytes of ZSTD"),
        ] {
            let mut raw = Vec::new();
            let error = Frames::new().push(&body, &mut raw).unwrap_err();
            assert!(error.to_string().contains(what), "{error}");
            assert_eq!(raw.capacity() / (1 << 20), 0, "{what}");
        }
    }

    #[test]
    #[cfg(not(feature = "zstd"))]
    fn a_method_that_was_left_out_names_its_feature() {
        let error = unpacked(&frame(0x90, 10, 1, b"x")).unwrap_err();
        assert!(
            error.to_string().ends_with("it is packed with ZSTD; switch on the feature `zstd` of clickhouse-core"),
            "{error}"
        );
    }
}
