//! [`Watched`]: bytes that somebody has packed as `zstd` or `lz4`, watched for their end on their way to the server.
//!
//! The server takes such bytes for whole when they end within a frame: it stores what it could unpack and says that all is
//! well (26.7; cut `gzip`, `deflate`, `br` and `xz` it refuses). The frames tell where they end without being unpacked:
//!
//! ```text
//! zstd   28 b5 2f fd | descriptor, window, dictionary, size | blocks: 3 bytes of last, kind, size; their bytes | sum
//! lz4    04 22 4d 18 | flags, size, dictionary, sum         | blocks: 4 bytes of size; their bytes, sum | 0 | sum
//! both   5x 2a 4d 18 | 4 bytes of size                      | so many bytes that mean nothing
//! ```
//!
//! Knows nothing of what is in a block. Sources: RFC 8878, `lz4_Frame_format.md` 1.6.4.

use super::byte_body::ByteStreamBody;
use bytes::Bytes;
use futures_core::Stream;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// Bytes that somebody has packed, with an error at their end if there is no end.
pub(super) struct Watched {
    /// `None` after its end: not every stream may be asked again then.
    source: Option<ByteStreamBody>,
    frames: Frames,
}

impl Watched {
    /// The bytes of `source`, watched if those of `encoding` have to be.
    pub(super) fn wrap(source: ByteStreamBody, encoding: Option<&str>) -> ByteStreamBody {
        let kind = match encoding {
            Some("zstd") => Kind::Zstd,
            Some("lz4") => Kind::Lz4,
            _ => return source,
        };
        Box::pin(Watched { source: Some(source), frames: Frames::new(kind) })
    }
}

impl Stream for Watched {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Watched { source, frames } = &mut *self;
        let Some(stream) = source else { return Poll::Ready(None) };
        let checked = match ready!(stream.as_mut().poll_next(context)) {
            Some(Ok(bytes)) => frames.pass(&bytes).map(|()| Some(bytes)),
            Some(Err(error)) => Err(error),
            None => frames.end().map(|()| None),
        };
        if !matches!(checked, Ok(Some(_))) {
            *source = None;
        }
        Poll::Ready(checked.transpose())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Zstd,
    Lz4,
}

/// What comes next, once `skip` bytes are passed.
#[derive(Debug, Clone, Copy)]
enum Next {
    Magic,
    SkippableSize,
    ZstdDescriptor,
    ZstdBlock { has_sum: bool },
    Lz4Flags,
    Lz4Block { has_block_sum: bool, has_sum: bool },
}

/// How far frames have come.
#[derive(Debug)]
struct Frames {
    kind: Kind,
    next: Next,
    /// The bytes of `next` that have come.
    head: Vec<u8>,
    skip: u64,
}

impl Frames {
    fn new(kind: Kind) -> Self {
        Frames { kind, next: Next::Magic, head: Vec::new(), skip: 0 }
    }

    fn pass(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let skipped = usize::try_from(self.skip).unwrap_or(usize::MAX).min(bytes.len());
            bytes = &bytes[skipped..];
            self.skip -= skipped as u64;
            if self.skip > 0 {
                break;
            }
            let wanted = self.next.bytes() - self.head.len();
            let (head, rest) = bytes.split_at(wanted.min(bytes.len()));
            self.head.extend_from_slice(head);
            bytes = rest;
            if self.head.len() == self.next.bytes() {
                (self.next, self.skip) = self.step()?;
                self.head.clear();
            }
        }
        Ok(())
    }

    /// What `head` says: what comes next, after how many bytes.
    fn step(&self) -> io::Result<(Next, u64)> {
        let number = self.head.iter().rev().fold(0u32, |number, byte| number << 8 | u32::from(*byte));
        Ok(match self.next {
            Next::Magic => match (self.kind, number) {
                (Kind::Zstd, 0xfd2f_b528) => (Next::ZstdDescriptor, 0),
                (Kind::Lz4, 0x184d_2204) => (Next::Lz4Flags, 0),
                (_, 0x184d_2a50..=0x184d_2a5f) => (Next::SkippableSize, 0),
                _ => return Err(self.says("are not, or have something else behind a frame")),
            },
            Next::SkippableSize => (Next::Magic, number.into()),
            Next::ZstdDescriptor => {
                let has_window = number & 0x20 == 0;
                let dictionary = [0, 1, 2, 4][(number & 3) as usize];
                let size = match number >> 6 {
                    0 => u64::from(!has_window),
                    log => 1 << log,
                };
                (Next::ZstdBlock { has_sum: number & 4 != 0 }, u64::from(has_window) + dictionary + size)
            }
            Next::ZstdBlock { has_sum } => {
                let (is_last, is_repeated) = (number & 1 == 1, number >> 1 & 3 == 1);
                let size = if is_repeated { 1 } else { u64::from(number >> 3) };
                match is_last {
                    true => (Next::Magic, size + if has_sum { 4 } else { 0 }),
                    false => (self.next, size),
                }
            }
            Next::Lz4Flags => {
                let is = |bit: u32| number >> bit & 1 == 1;
                // The block sizes and the sum of this header are a byte each.
                let skip = 2 + if is(3) { 8 } else { 0 } + if is(0) { 4 } else { 0 };
                (Next::Lz4Block { has_block_sum: is(4), has_sum: is(2) }, skip)
            }
            Next::Lz4Block { has_sum, .. } if number == 0 => (Next::Magic, if has_sum { 4 } else { 0 }),
            Next::Lz4Block { has_block_sum, .. } => {
                (self.next, u64::from(number & 0x7fff_ffff) + if has_block_sum { 4 } else { 0 })
            }
        })
    }

    fn end(&self) -> io::Result<()> {
        let is_end = matches!(self.next, Next::Magic) && self.head.is_empty() && self.skip == 0;
        if is_end { Ok(()) } else { Err(self.says("end within a frame: something of them is missing")) }
    }

    fn says(&self, what: &str) -> io::Error {
        let name = match self.kind {
            Kind::Zstd => "zstd",
            Kind::Lz4 => "lz4",
        };
        io::Error::new(io::ErrorKind::InvalidData, format!("the bytes that are said to be {name} {what}"))
    }
}

impl Next {
    fn bytes(self) -> usize {
        match self {
            Next::Magic | Next::SkippableSize | Next::Lz4Block { .. } => 4,
            Next::ZstdDescriptor | Next::Lz4Flags => 1,
            Next::ZstdBlock { .. } => 3,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `2,"two"` or `1,"one"` and a line end, by libraries and by `lz4 -c -BX --content-size`.
    const PACKED: [(Kind, &[u8]); 4] = [
        (Kind::Zstd, b"\x28\xb5\x2f\xfd\x00\x58\x41\x00\x00\x32\x2c\x22\x74\x77\x6f\x22\x0a"),
        (Kind::Zstd, b"\x28\xb5\x2f\xfd\x04\x58\x40\x00\x00\x31\x2c\x22\x6f\x6e\x65\x22\x0a\x01\x00\x00\x6e\xbd\x56\x02"),
        (Kind::Lz4, b"\x04\x22\x4d\x18\x60\x40\x82\x08\x00\x00\x80\x32\x2c\x22\x74\x77\x6f\x22\x0a\x00\x00\x00\x00"),
        (
            Kind::Lz4,
            b"\x04\x22\x4d\x18\x7c\x40\x08\x00\x00\x00\x00\x00\x00\x00\x2d\x08\x00\x00\x80\x32\x2c\x22\x74\x77\x6f\x22\x0a\
              \x4d\x8b\x7d\x90\x00\x00\x00\x00\x4d\x8b\x7d\x90",
        ),
    ];

    fn passes(kind: Kind, bytes: &[u8], step: usize) -> io::Result<()> {
        let mut frames = Frames::new(kind);
        bytes.chunks(step).try_for_each(|chunk| frames.pass(chunk))?;
        frames.end()
    }

    #[test]
    fn frames_are_whole_at_their_end_and_nowhere_else() {
        for (kind, packed) in PACKED {
            let skippable = b"\x53\x2a\x4d\x18\x03\0\0\0abc".as_slice();
            for step in [1, 3, 1_000] {
                for whole in [packed.to_vec(), [packed, packed].concat(), [skippable, packed, skippable].concat()] {
                    passes(kind, &whole, step).unwrap();
                    for cut in 1..whole.len() {
                        let is_between = [packed.len(), skippable.len(), skippable.len() + packed.len()].contains(&cut);
                        assert!(is_between || passes(kind, &whole[..cut], step).is_err(), "{kind:?} {cut}");
                    }
                }
            }
            let text = passes(kind, &packed[..packed.len() - 1], 7).unwrap_err().to_string();
            assert!(text.ends_with("end within a frame: something of them is missing"), "{text}");
            assert!(passes(kind, &[packed, b"more"].concat(), 7).is_err());
            assert!(passes(kind, b"1,one\n", 7).is_err());
            passes(kind, b"", 7).unwrap();
        }
    }

    /// Blocks larger than what has come, and sizes as large as they can be said.
    #[test]
    fn sizes_that_nothing_stands_behind_take_no_memory() {
        for (kind, bytes) in [
            (Kind::Lz4, b"\x04\x22\x4d\x18\x60\x40\x82\xff\xff\xff\xff".as_slice()),
            (Kind::Zstd, b"\x28\xb5\x2f\xfd\x00\x58\xfc\xff\xff".as_slice()),
            (Kind::Zstd, b"\x5f\x2a\x4d\x18\xff\xff\xff\xff".as_slice()),
        ] {
            assert!(passes(kind, &[bytes, [7; 100].as_slice()].concat(), 11).is_err());
        }
    }
}
