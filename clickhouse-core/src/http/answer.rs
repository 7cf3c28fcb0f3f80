//! [`NativeAnswer`]: the decoding of a query's body, from bytes as they come to blocks.
//!
//! Frames, blocks and the server's errors meet here; no socket is known. An error that comes after rows stands behind
//! them in a body whose status was 200, so that a body is never taken at its word:
//!
//! ```text
//! blocks, the end                        a whole answer
//! blocks, what is no block, the end      the server's error if that is what it says, else a broken answer
//! blocks, part of a block, the end       the same, else an answer cut short
//! ```
//!
//! What can be decoded as a block is rows, whatever text is in it; only the rest is searched for errors.
//!
//! Source: `src/Server/HTTP/WriteBufferFromHTTPServerResponse.cpp`; recorded answers in `tests/golden/http`.

use super::{
    Head,
    exception::{from_server, server_error_in_rest},
};
use crate::block::{Block, BlockDecoder};
use crate::compress::Frames;
use crate::error::{Error, ErrorKind};
use bytes::Bytes;

/// How many bytes are taken after those that could not be decoded, in search of the server's error. Errors are cut at 16
/// KiB from 25.11 on; before that they were as long as a stack trace is.
pub(super) const MAX_SEARCHED_BYTES: usize = 1 << 20;

/// How much is taken at once of what came, unless a block lacks more: of this, what stands behind the block is moved.
const PIECE_BYTES: usize = 64 << 10;

/// The decoding of a query's body, from bytes as they come to blocks.
///
/// Push bytes, take blocks until there are none, and so on; at the body's end take the last blocks and ask
/// [`finish`](NativeAnswer::finish) whether they were all.
#[derive(Debug)]
pub(crate) struct NativeAnswer {
    /// What came and was not decoded so far.
    coming: Bytes,
    blocks: BlockDecoder,
    /// `None` for a plain body.
    frames: Option<Frames>,
    is_by_clickhouse: bool,
    exception_tag: Option<String>,
    query_id: Option<String>,
    /// Why what comes next is no block. What comes after may explain it.
    block_failure: Option<Error>,
    /// Why a frame could not be unpacked. What came before may still be blocks.
    frame_failure: Option<Error>,
    /// Bytes from the first frame on that could not be unpacked.
    packed_rest: Vec<u8>,
    /// Bytes pushed after a failure.
    searched: usize,
    /// All bytes pushed.
    received: u64,
}

impl NativeAnswer {
    /// A body whose head is `head`; `compressed` if the call asked for it.
    pub(crate) fn new(head: &Head, compressed: bool) -> NativeAnswer {
        NativeAnswer {
            coming: Bytes::new(),
            blocks: BlockDecoder::new(),
            frames: compressed.then(Frames::new),
            is_by_clickhouse: head.is_by_clickhouse,
            exception_tag: head.exception_tag.clone(),
            query_id: head.query_id.clone(),
            block_failure: None,
            frame_failure: None,
            packed_rest: Vec::new(),
            searched: 0,
            received: 0,
        }
    }

    /// Takes the next bytes of the body, once there are no more blocks in those before.
    ///
    /// # Errors
    /// Where bytes could not be decoded and so many came after them that these cannot be the server's error either.
    pub(crate) fn push(&mut self, bytes: Bytes) -> Result<(), Error> {
        self.received += bytes.len() as u64;
        if self.has_failed() {
            self.searched = self.searched.saturating_add(bytes.len());
            if self.searched > MAX_SEARCHED_BYTES {
                return self.fail();
            }
        }
        self.coming = bytes;
        Ok(())
    }

    /// The next block, or `None` if more bytes are needed for it.
    ///
    /// # Errors
    /// None at once: bytes that are no block may be the server's error, so more are waited for.
    pub(crate) fn next_block(&mut self) -> Result<Option<Block>, Error> {
        loop {
            if self.block_failure.is_none() {
                match self.blocks.next_block() {
                    Ok(Some(block)) => return Ok(Some(block)),
                    Ok(None) => {}
                    Err(error) => self.block_failure = Some(error),
                }
            }
            if self.coming.is_empty() {
                return Ok(None);
            }
            self.take();
        }
    }

    /// Takes of what came the part that the block at work may need, or the frame at work.
    fn take(&mut self) {
        let bytes = match &self.frames {
            _ if self.has_failed() => self.coming.len(),
            None => self.blocks.lacking().max(PIECE_BYTES),
            Some(frames) => frames.lacking(&self.coming),
        };
        let bytes = self.coming.split_to(bytes.min(self.coming.len()));
        match &mut self.frames {
            None => self.blocks.input().extend_from_slice(&bytes),
            Some(_) if self.frame_failure.is_some() => self.packed_rest.extend_from_slice(&bytes),
            Some(frames) => {
                if let Err(error) = frames.push(&bytes, self.blocks.input()) {
                    self.packed_rest.extend_from_slice(frames.unread());
                    self.frame_failure = Some(error);
                }
            }
        }
    }

    /// Takes the memory of a block that is no longer needed, for the blocks to come.
    pub(crate) fn recycle(&mut self, block: Block) {
        self.blocks.recycle(block);
    }

    /// Whether the blocks taken were the whole answer, to be asked at the body's end; `cut` is why the body ended before
    /// its end, if it did.
    ///
    /// # Errors
    /// The server's error if there is one. Else what could not be decoded, `cut`, or that the answer is cut short.
    pub(crate) fn finish(&mut self, cut: Option<Error>) -> Result<(), Error> {
        let rest = self.blocks.unread();
        let tag = self.exception_tag.as_deref();
        let frame_at = self.frames.as_ref().and_then(|frames| rest.len().checked_sub(frames.last_frame_bytes()));
        let packed_rest = match &self.frames {
            Some(frames) if self.frame_failure.is_none() => frames.unread(),
            _ => &self.packed_rest,
        };
        let server = server_error_in_rest(rest, frame_at, tag).or_else(|| server_error_in_rest(packed_rest, None, tag));
        if let Some(server) = server {
            return Err(from_server(server).with_query_id(self.query_id.as_deref()));
        }
        if self.has_failed() {
            return self.fail();
        }
        if let Some(cut) = cut {
            return Err(cut.with_query_id(self.query_id.as_deref()));
        }
        if self.blocks.is_at_block_border() && packed_rest.is_empty() {
            return match self.received == 0 && !self.is_by_clickhouse {
                false => Ok(()),
                // A page of somebody on the way with nothing in it is no result without rows.
                true => {
                    let what = "the answer is empty, and nothing in its head is ClickHouse's; check host and port";
                    Err(Error::new(ErrorKind::Transport, what).with_query_id(self.query_id.as_deref()))
                }
            };
        }
        let within = if packed_rest.is_empty() { "block" } else { "compressed frame" };
        let what = format!(
            "the answer is cut short: after {} bytes it ends within a {within}; its rows are not all, ask again",
            self.received
        );
        Err(Error::new(ErrorKind::Transport, what).retryable(true).with_query_id(self.query_id.as_deref()))
    }

    fn has_failed(&self) -> bool {
        self.block_failure.is_some() || self.frame_failure.is_some()
    }

    /// A block is read before what comes behind it, so its failure is the one to tell.
    #[cold]
    fn fail(&mut self) -> Result<(), Error> {
        match self.block_failure.take().or_else(|| self.frame_failure.take()) {
            None => Ok(()),
            Some(error) => Err(error.with_query_id(self.query_id.as_deref())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAG: &str = "euxnyqcmkfgrsgvs";
    const BLOCK: &[u8] = b"\x01\x02\x01n\x05UInt8\x00\x01";
    const ERROR: &str = "Code: 395. DB::Exception: boom. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO) (version 24.8.4.1)\n";

    fn read(tag: Option<&str>, body: &[u8]) -> (usize, Result<(), Error>) {
        let head = Head { status: 200, exception_tag: tag.map(str::to_owned), ..Head::default() };
        let mut outcomes = [body.len().max(1), 1].map(|size| {
            let mut answer = NativeAnswer::new(&head, false);
            let mut rows = 0;
            for piece in body.chunks(size) {
                answer.push(Bytes::copy_from_slice(piece)).unwrap();
                while let Some(block) = answer.next_block().unwrap() {
                    rows += block.row_count();
                    answer.recycle(block);
                }
            }
            (rows, answer.finish(None))
        });
        let [whole, in_bytes] = &outcomes;
        assert_eq!(format!("{whole:?}"), format!("{in_bytes:?}"));
        std::mem::replace(&mut outcomes[0], (0, Ok(())))
    }

    /// A block of one string column.
    fn strings(texts: &[&[u8]]) -> Vec<u8> {
        let mut block = vec![1, u8::try_from(texts.len()).unwrap(), 1, b's', 6];
        block.extend_from_slice(b"String");
        for text in texts {
            crate::wire::put_text(&mut block, text);
        }
        block
    }

    #[test]
    fn an_empty_body_is_a_whole_answer_of_clickhouse_alone() {
        let end_of = |is_by_clickhouse| {
            NativeAnswer::new(&Head { status: 200, is_by_clickhouse, ..Head::default() }, false).finish(None)
        };
        end_of(true).unwrap();
        assert_eq!(end_of(false).unwrap_err().kind(), ErrorKind::Transport);
        let (rows, end) = read(None, BLOCK);
        end.unwrap();
        assert_eq!(rows, 2);
    }

    #[test]
    fn rows_may_hold_any_text() {
        let texts = [
            ERROR.as_bytes(),
            b"__exception__\r\nCode: 1. DB::Exception: x. (X)\n",
            b"\r\n__exception__\r\neuxnyqcmkfgrsgvs\r\nCode: 1. DB::Exception: x. (X)\n42 euxnyqcmkfgrsgvs\r\n__exception__\r\n",
        ];
        for tag in [None, Some(TAG)] {
            for text in texts {
                let (rows, end) = read(tag, &[BLOCK, &strings(&[b"before", text])].concat());
                end.unwrap();
                assert_eq!(rows, 4);
            }
        }
    }

    #[test]
    fn a_row_cut_behind_a_text_like_an_error_is_an_answer_cut_short() {
        // The tag in the rows is not that of the head, and without one the text is followed by the next row's length.
        let text = format!("\r\n__exception__\r\naaaaaaaaaaaaaaaa\r\n{ERROR}86 aaaaaaaaaaaaaaaa\r\n__exception__\r\n");
        let block = strings(&[text.as_bytes(), b"next"]);
        let cut = &block[..block.len() - 1];
        for (tag, body) in [(Some(TAG), &block[..block.len() - 5]), (Some(TAG), cut), (None, cut)] {
            let (rows, end) = read(tag, &[BLOCK, body].concat());
            let error = end.unwrap_err();
            assert_eq!((rows, error.kind()), (2, ErrorKind::Transport), "{error}");
        }
    }

    #[test]
    fn the_error_is_found_behind_part_of_a_block() {
        // No server has been seen to break off within a block: they write a block once it is there.
        for rest in [ERROR.to_owned(), format!("__exception__\r\n{ERROR}")] {
            for part in [0, 1, 2, 3] {
                let (rows, end) = read(None, &[BLOCK, &BLOCK[..part], rest.as_bytes()].concat());
                let error = end.unwrap_err();
                assert_eq!((rows, error.code()), (2, Some(395)), "{part}: {error}");
            }
        }
    }

    #[test]
    fn bytes_that_are_no_block_are_an_error_once_the_body_ends() {
        let (rows, end) = read(None, &[BLOCK, b"\x01\x01\x01n\x05Hello\x00"].concat());
        let error = end.unwrap_err();
        assert_eq!((rows, error.kind()), (2, ErrorKind::Decode));
    }

    #[test]
    fn a_broken_body_is_not_read_to_its_end() {
        let mut answer = NativeAnswer::new(&Head::default(), false);
        answer.push(Bytes::from_static(b"\x01\x01\x01n\x05Hello\x00")).unwrap();
        assert!(answer.next_block().unwrap().is_none());
        let taken = (0..1000).take_while(|_| answer.push(Bytes::from_static(&[0; 64 << 10])).is_ok()).count();
        assert_eq!(taken, MAX_SEARCHED_BYTES / (64 << 10));
    }

    #[test]
    fn a_plain_body_where_frames_were_asked_for_is_an_error() {
        let head = Head { status: 200, ..Head::default() };
        for (body, code) in [(ERROR.as_bytes(), Some(395)), (&[BLOCK; 9].concat(), None), (BLOCK, None)] {
            let mut answer = NativeAnswer::new(&head, true);
            answer.push(Bytes::copy_from_slice(body)).unwrap();
            assert!(answer.next_block().unwrap().is_none());
            assert_eq!(answer.finish(None).unwrap_err().code(), code);
        }
    }
}
