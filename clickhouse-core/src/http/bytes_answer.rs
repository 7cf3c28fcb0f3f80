//! [`BytesAnswer`]: a query's body in any format, handed on as it comes, up to what the server says went wrong.
//!
//! Knows neither formats nor sockets: nothing but the server's own marks tells its error from rows of text.
//!
//! ```text
//! from 25.11    \r\n__exception__\r\n<tag of the head>    no row can know the tag: the rows end before it
//! from 25.1     __exception__\r\nCode: ..                 an error if the body is cut behind it, else rows
//! before        Code: 395. DB::Exception: ..              an error if it is the end of the body, and not all of it
//! ```
//!
//! The last of these is a guess: a last row that reads exactly as an error with the server's version is taken for one. A
//! server that waits for the end of the query has no need of it, and its body is taken as it is.

use super::Head;
use super::answer::MAX_SEARCHED_BYTES;
use super::exception::{from_server, server_error_at, server_error_at_end};
use crate::compress::Frames;
use crate::error::{Error, ErrorKind};
use bytes::Bytes;

/// How much of the end is searched for an error without a mark; the longest one seen, with a stack trace, has 9 KiB.
const TAIL_BYTES: usize = 64 << 10;

/// A query's body in any format.
///
/// Push chunks and pass on what comes back; at the body's end [`finish`](BytesAnswer::finish) gives the last bytes, or
/// says that the body is not whole.
#[derive(Debug)]
pub(crate) struct BytesAnswer {
    /// `None` for a plain body.
    frames: Option<Frames>,
    /// Why a frame could not be unpacked, and the bytes from it on.
    frame_failure: Option<(Error, Vec<u8>)>,
    is_tagged: bool,
    query_id: Option<String>,
    /// What an error begins with.
    mark: Vec<u8>,
    /// Bytes that begin with the mark or, at the end of what has come, with part of it.
    held: Vec<u8>,
    /// The end of what was passed on, where errors come without a mark.
    tail: Option<Vec<u8>>,
    passed: u64,
}

impl BytesAnswer {
    /// A body whose head is `head`, in frames if `compressed`. `waited` if the server had to wait for the query's end.
    pub(crate) fn new(head: &Head, compressed: bool, waited: bool) -> BytesAnswer {
        let mark = match &head.exception_tag {
            Some(tag) => format!("\r\n__exception__\r\n{tag}\r\n"),
            None => "__exception__\r\nCode: ".to_owned(),
        };
        BytesAnswer {
            frames: compressed.then(Frames::new),
            frame_failure: None,
            is_tagged: head.exception_tag.is_some(),
            query_id: head.query_id.clone(),
            mark: mark.into_bytes(),
            held: Vec::new(),
            tail: (head.exception_tag.is_none() && !waited).then(Vec::new),
            passed: 0,
        }
    }

    /// Takes the next chunk of the body: the bytes of the format that are certain by now.
    ///
    /// # Errors
    /// Where more came behind the server's error, or behind a broken frame, than can belong to it.
    pub(crate) fn push(&mut self, chunk: Bytes) -> Result<Bytes, Error> {
        let chunk = match &mut self.frames {
            None => chunk,
            Some(frames) => {
                let mut unpacked = Vec::new();
                if let Some((_, rest)) = &mut self.frame_failure {
                    rest.extend_from_slice(&chunk);
                    if rest.len() > MAX_SEARCHED_BYTES {
                        return Err(self.broken());
                    }
                } else if let Err(error) = frames.push(&chunk, &mut unpacked) {
                    self.frame_failure = Some((error, frames.unread().to_vec()));
                }
                Bytes::from(unpacked)
            }
        };
        let certain = self.sift(chunk);
        if self.held.len() > MAX_SEARCHED_BYTES {
            if self.is_tagged {
                return Err(self.broken());
            }
            // No error is as long: these are rows.
            let held = Bytes::from(std::mem::take(&mut self.held));
            self.pass(&held);
            return Ok(held);
        }
        self.pass(&certain);
        Ok(certain)
    }

    /// The last bytes of a body that is whole; `cut` is why it ended before its end, if it did.
    ///
    /// # Errors
    /// The server's error if there is one. Else a broken frame, `cut`, or that the body is cut short.
    pub(crate) fn finish(&mut self, cut: Option<Error>) -> Result<Bytes, Error> {
        let is_marked = self.held.starts_with(&self.mark);
        if is_marked && (self.is_tagged || cut.is_some()) {
            return Err(match server_error_at(&self.held) {
                Some(server) => from_server(server).with_query_id(self.query_id.as_deref()),
                None => self.broken(),
            });
        }
        let unpacked_rest = match (&self.frame_failure, &self.frames) {
            (Some((_, rest)), _) => rest.as_slice(),
            (None, Some(frames)) => frames.unread(),
            (None, None) => &[],
        };
        let server = server_error_at(unpacked_rest).or_else(|| {
            let tail = self.tail.as_ref()?;
            let (server, length) = server_error_at_end(tail)?;
            // An error that comes before everything else has a status of its own.
            (self.held.is_empty() && length as u64 != self.passed).then_some(server)
        });
        if let Some(server) = server {
            return Err(from_server(server).with_query_id(self.query_id.as_deref()));
        }
        if self.frame_failure.is_some() {
            return Err(self.broken());
        }
        if let Some(cut) = cut {
            return Err(cut.with_query_id(self.query_id.as_deref()));
        }
        if self.frames.as_ref().is_some_and(|frames| !frames.is_at_frame_border()) {
            let what =
                "the answer is cut short: it ends within a compressed frame; what has come is not all, ask again";
            let error = Error::new(ErrorKind::Transport, what).retryable(true);
            return Err(error.with_query_id(self.query_id.as_deref()));
        }
        Ok(Bytes::from(std::mem::take(&mut self.held)))
    }

    /// Keeps back what may be the beginning of an error.
    fn sift(&mut self, chunk: Bytes) -> Bytes {
        if self.held.starts_with(&self.mark) {
            self.held.extend_from_slice(&chunk);
            return Bytes::new();
        }
        let bytes = if self.held.is_empty() {
            chunk
        } else {
            let mut joined = std::mem::take(&mut self.held);
            joined.extend_from_slice(&chunk);
            Bytes::from(joined)
        };
        let at = find_begun(&bytes, &self.mark);
        self.held.extend_from_slice(&bytes[at..]);
        bytes.slice(..at)
    }

    fn pass(&mut self, bytes: &[u8]) {
        self.passed += bytes.len() as u64;
        if let Some(tail) = &mut self.tail {
            let kept = &bytes[bytes.len().saturating_sub(TAIL_BYTES)..];
            let surplus = (tail.len() + kept.len()).saturating_sub(TAIL_BYTES);
            tail.drain(..surplus);
            tail.extend_from_slice(kept);
        }
    }

    #[cold]
    fn broken(&mut self) -> Error {
        let error = match self.frame_failure.take() {
            Some((error, _)) => error,
            None => {
                let what = "the server broke the answer off without saying why; what has come is not all, ask again";
                Error::new(ErrorKind::Transport, what).retryable(true)
            }
        };
        error.with_query_id(self.query_id.as_deref())
    }
}

/// Where `mark` begins in `bytes`, be it cut off by their end; their length if nowhere.
fn find_begun(bytes: &[u8], mark: &[u8]) -> usize {
    const STRIDE: usize = 64;
    let Some(first) = mark.first() else { return bytes.len() };
    for (place, stride) in bytes.chunks(STRIDE).enumerate() {
        // Without an early end, so that a stride is one comparison or two.
        if !stride.iter().fold(false, |found, byte| found | (byte == first)) {
            continue;
        }
        for at in place * STRIDE..place * STRIDE + stride.len() {
            let here = &bytes[at..bytes.len().min(at + mark.len())];
            if mark.starts_with(here) {
                return at;
            }
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::column::Sink;
    use crate::compress::{FrameWriter, Method};

    const TAG: &str = "euxnyqcmkfgrsgvs";
    const TEXT: &str = "Code: 395. DB::Exception: boom. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO) (version 24.8.4.1)\n";

    fn cut() -> Option<Error> {
        Some(Error::new(ErrorKind::Transport, "closed"))
    }

    fn frame(bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut frames = FrameWriter::new(Method::None, &mut out);
        frames.put(bytes);
        frames.finish();
        out
    }

    /// What is passed on of a body in one piece and in single bytes, which has to be the same, and how it ends.
    fn read(tag: Option<&str>, frames: bool, body: &[u8], is_cut: bool) -> (Vec<u8>, Option<Error>) {
        let head = Head { status: 200, exception_tag: tag.map(str::to_owned), ..Head::default() };
        let mut outcomes = [body.len().max(1), 1, 7].map(|size| {
            let mut answer = BytesAnswer::new(&head, frames, false);
            let mut passed = Vec::new();
            for piece in body.chunks(size) {
                passed.extend_from_slice(&answer.push(Bytes::copy_from_slice(piece)).unwrap());
            }
            let end = answer.finish(if is_cut { cut() } else { None });
            let error = match end {
                Ok(last) => {
                    passed.extend_from_slice(&last);
                    None
                }
                Err(error) => Some(error),
            };
            (passed, error)
        });
        assert_eq!(format!("{:?}", outcomes[0]), format!("{:?}", outcomes[1]));
        assert_eq!(format!("{:?}", outcomes[0]), format!("{:?}", outcomes[2]));
        std::mem::take(&mut outcomes[0])
    }

    #[test]
    fn an_error_with_the_tag_ends_the_rows_wherever_it_is_cut() {
        let error = format!("\r\n__exception__\r\n{TAG}\r\n{TEXT}{} {TAG}\r\n__exception__\r\n", TEXT.len());
        let body = [b"1\ta\n2\tb\n", error.as_bytes()].concat();
        for is_cut in [true, false] {
            let (passed, end) = read(Some(TAG), false, &body, is_cut);
            let end = end.unwrap();
            assert_eq!((passed.as_slice(), end.code()), (&b"1\ta\n2\tb\n"[..], Some(395)));
            assert_eq!(end.server().unwrap().message, TEXT.trim_end());
            let framed = [frame(b"1\ta\n2\tb\n"), frame(error.as_bytes())].concat();
            assert_eq!(read(Some(TAG), true, &framed, is_cut).1.unwrap().code(), Some(395));
        }
        for end in 9..body.len() {
            let (_, error) = read(Some(TAG), false, &body[..end], true);
            assert!(error.is_some(), "{end}");
        }
    }

    #[test]
    fn rows_that_read_as_errors_are_rows() {
        let other = format!("\r\n__exception__\r\naaaaaaaaaaaaaaaa\r\n{TEXT}89 aaaaaaaaaaaaaaaa\r\n__exception__\r\n");
        for text in
            [TEXT, "__exception__\r\nCode: 1. DB::Exception: x. (X)\n", &other, "\r\n__exception__\r\neux", "\r"]
        {
            let body = format!("1\n{text}");
            let (passed, end) = read(Some(TAG), false, body.as_bytes(), false);
            assert!(end.is_none() && passed == body.as_bytes(), "{text}");
            let framed = frame(body.as_bytes());
            let (passed, end) = read(Some(TAG), true, &framed, false);
            assert!(end.is_none() && passed == body.as_bytes(), "{text}");
        }
    }

    #[test]
    fn errors_of_older_servers_are_found_at_the_end() {
        let body = format!("1\n2\n{TEXT}");
        assert_eq!(read(None, false, body.as_bytes(), false).1.unwrap().code(), Some(395));
        let framed = [frame(b"1\n2\n"), frame(TEXT.as_bytes())].concat();
        assert_eq!(read(None, true, &framed, false).1.unwrap().code(), Some(395));
        let marked = format!("1\n__exception__\r\n{TEXT}");
        let (passed, end) = read(None, false, marked.as_bytes(), true);
        assert_eq!((passed.as_slice(), end.unwrap().code()), (&b"1\n"[..], Some(395)));
        // All of the body, or not its end, or not from this server: rows.
        for body in [TEXT.to_owned(), format!("1\n{TEXT}2\n"), "1\nCode: 1. DB::Exception: x. (X)\n".to_owned()] {
            let (passed, end) = read(None, false, body.as_bytes(), false);
            assert!(end.is_none() && passed == body.as_bytes(), "{body}");
        }
        let head = Head { status: 200, ..Head::default() };
        let mut answer = BytesAnswer::new(&head, false, true);
        let body = Bytes::from(format!("1\n{TEXT}"));
        assert_eq!(answer.push(body.clone()).unwrap(), body);
        assert!(answer.finish(None).is_ok(), "the server waited, so there is no error in its body");
    }

    #[test]
    fn a_body_cut_short_is_an_error() {
        assert_eq!(read(Some(TAG), false, b"1\n2", true).1.unwrap().to_string(), "closed");
        let framed = frame(b"1\n2\n");
        for end in 1..framed.len() {
            let error = read(Some(TAG), true, &framed[..end], false).1.unwrap();
            assert!(error.is_retryable() && error.to_string().contains("cut short"), "{error}");
        }
        let error = read(Some(TAG), true, b"plain text where frames were asked for", false).1.unwrap();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(read(None, true, TEXT.as_bytes(), false).1.unwrap().code(), Some(395));
    }

    #[test]
    fn what_comes_behind_an_error_is_not_gathered_for_ever() {
        let head = Head { status: 200, exception_tag: Some(TAG.to_owned()), ..Head::default() };
        let mut answer = BytesAnswer::new(&head, false, false);
        answer.push(Bytes::from(format!("\r\n__exception__\r\n{TAG}\r\n"))).unwrap();
        let more = Bytes::from(vec![b'x'; 64 << 10]);
        assert!((0..100).any(|_| answer.push(more.clone()).is_err()));
    }
}
