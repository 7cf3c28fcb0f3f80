//! [`Packed`]: a body packed into ClickHouse's frames as it comes.
//!
//! Gathers a MiB for each frame. A source that makes us wait gets what there is sent on: the server ends inserts that are
//! silent for 30 s.

use super::byte_body::ByteStreamBody;
use crate::column::Sink;
use crate::compress::{FrameWriter, Method};
use bytes::Bytes;
use futures_core::Stream;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

/// The bytes of one frame, unpacked.
const FRAME_BYTES: usize = 1 << 20;

/// A body packed into frames as it comes.
pub(super) struct Packed {
    /// `None` after its end: not every stream may be asked again then.
    source: Option<ByteStreamBody>,
    method: Method,
    gathered: Vec<u8>,
    /// Of a chunk that has no place in the frame being gathered.
    left: Bytes,
}

impl Packed {
    pub(super) fn new(source: ByteStreamBody, method: Method) -> Self {
        Packed { source: Some(source), method, gathered: Vec::new(), left: Bytes::new() }
    }

    fn frame(&mut self) -> Bytes {
        let mut packed = Vec::new();
        let mut frames = FrameWriter::new(self.method, &mut packed);
        frames.put(&self.gathered);
        frames.finish();
        self.gathered.clear();
        Bytes::from(packed)
    }
}

impl Stream for Packed {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            let room = FRAME_BYTES - this.gathered.len();
            let part = this.left.split_to(this.left.len().min(room));
            this.gathered.extend_from_slice(&part);
            if this.gathered.len() == FRAME_BYTES {
                return Poll::Ready(Some(Ok(this.frame())));
            }
            let next = this.source.as_mut().map_or(Poll::Ready(None), |source| source.as_mut().poll_next(context));
            match next {
                Poll::Ready(Some(Ok(bytes))) => this.left = bytes,
                Poll::Ready(Some(Err(error))) => {
                    this.source = None;
                    return Poll::Ready(Some(Err(error)));
                }
                Poll::Ready(None) => {
                    this.source = None;
                    return Poll::Ready((!this.gathered.is_empty()).then(|| Ok(this.frame())));
                }
                Poll::Pending if this.gathered.is_empty() => return Poll::Pending,
                Poll::Pending => return Poll::Ready(Some(Ok(this.frame()))),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compress::Frames;

    /// Gives its chunks one by one, and is not ready at the empty ones. Begins anew when it is asked after its end.
    struct Chunks(Vec<&'static [u8]>, usize);

    impl Stream for Chunks {
        type Item = io::Result<Bytes>;

        fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            let place = self.1 % (self.0.len() + 1);
            self.1 += 1;
            match self.0.get(place).copied() {
                None => Poll::Ready(None),
                Some([]) => {
                    context.waker().wake_by_ref();
                    Poll::Pending
                }
                Some(chunk) => Poll::Ready(Some(Ok(Bytes::from_static(chunk)))),
            }
        }
    }

    /// The sizes of the frames, and all that is in them.
    fn packed(chunks: Vec<&'static [u8]>, method: Method) -> (Vec<usize>, Vec<u8>) {
        let mut packed = Packed::new(Box::pin(Chunks(chunks, 0)), method);
        let mut context = Context::from_waker(std::task::Waker::noop());
        let (mut sizes, mut raw) = (Vec::new(), Vec::new());
        loop {
            match Pin::new(&mut packed).poll_next(&mut context) {
                Poll::Pending => {}
                Poll::Ready(None) => return (sizes, raw),
                Poll::Ready(Some(frame)) => {
                    let before = raw.len();
                    Frames::new().push(&frame.unwrap(), &mut raw).unwrap();
                    sizes.push(raw.len() - before);
                }
            }
        }
    }

    #[cfg(feature = "lz4")]
    #[test]
    fn small_chunks_share_a_frame_and_large_ones_are_cut() {
        static LARGE: [u8; 3 << 20] = [7; 3 << 20];
        assert_eq!(packed(vec![b"ab", b"cd"], Method::Lz4), (vec![4], b"abcd".to_vec()));
        assert_eq!(packed(vec![b"ab", b"", b"cd", b""], Method::Lz4), (vec![2, 2], b"abcd".to_vec()));
        assert_eq!(packed(Vec::new(), Method::Lz4), (Vec::new(), Vec::new()));
        let (sizes, raw) = packed(vec![b"ab", &LARGE], Method::Lz4);
        assert_eq!(sizes, [FRAME_BYTES, FRAME_BYTES, FRAME_BYTES, 2]);
        assert_eq!(raw, [b"ab".as_slice(), &LARGE].concat());
    }
}
