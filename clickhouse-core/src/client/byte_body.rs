//! [`ByteBody`]: bytes to be inserted, at hand or still to come.

use bytes::Bytes;
use futures_core::Stream;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, ReadBuf};
use tokio::task::{JoinHandle, spawn_blocking};

/// The bytes of a body as they come.
pub(super) type ByteStreamBody = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

/// Bytes to be inserted, see [`Client::insert_bytes`](crate::Client::insert_bytes): texts and bytes turn into it, streams and
/// readers by [`ByteBody::stream`] and [`ByteBody::reader`].
pub struct ByteBody(Kind);

enum Kind {
    Whole(Bytes),
    /// Stays in its place until its first bytes are asked for.
    Stream(Arc<Mutex<Option<ByteStreamBody>>>),
    File(PathBuf),
}

/// What is read at once.
const READ_BYTES: usize = 256 << 10;

impl ByteBody {
    /// The bytes of a stream. Memory is that of what it has at hand; an error of it ends the insert.
    pub fn stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        ByteBody::once(Box::pin(Converted(Box::pin(stream))))
    }

    /// All bytes that can be read: of a file, a pipe, a socket.
    pub fn reader(reader: impl AsyncRead + Send + 'static) -> Self {
        ByteBody::once(Box::pin(Reading { reader: Box::pin(reader), chunk: Vec::new() }))
    }

    pub(super) fn file(path: PathBuf) -> Self {
        ByteBody(Kind::File(path))
    }

    fn once(stream: ByteStreamBody) -> Self {
        ByteBody(Kind::Stream(Arc::new(Mutex::new(Some(stream)))))
    }

    /// The same body for another try, as far as it [`is_there`](ByteBody::is_there) by then.
    pub(super) fn again(&self) -> ByteBody {
        ByteBody(match &self.0 {
            Kind::Whole(bytes) => Kind::Whole(bytes.clone()),
            Kind::File(path) => Kind::File(path.clone()),
            Kind::Stream(place) => Kind::Stream(Arc::clone(place)),
        })
    }

    /// Whether it can be had from its beginning: a stream only as long as nothing of it was asked for.
    pub(super) fn is_there(&self) -> bool {
        match &self.0 {
            Kind::Whole(_) | Kind::File(_) => true,
            Kind::Stream(place) => place.lock().unwrap_or_else(PoisonError::into_inner).is_some(),
        }
    }

    pub(super) fn into_stream(self) -> ByteStreamBody {
        match self.0 {
            Kind::Whole(bytes) => Box::pin(Whole(bytes)),
            Kind::Stream(place) => Box::pin(Lent { place, stream: None }),
            Kind::File(path) => Box::pin(FromFile { path, file: None, reading: None }),
        }
    }
}

impl fmt::Debug for ByteBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Whole(bytes) => write!(f, "ByteBody({} bytes)", bytes.len()),
            Kind::Stream(_) => f.write_str("ByteBody(stream)"),
            Kind::File(path) => write!(f, "ByteBody({})", path.display()),
        }
    }
}

macro_rules! from {
    ($($whole:ty),+) => {
        $(impl From<$whole> for ByteBody {
            fn from(whole: $whole) -> Self {
                ByteBody(Kind::Whole(Bytes::from(whole)))
            }
        })+
    };
}

from!(Bytes, Vec<u8>, String);

impl From<&[u8]> for ByteBody {
    fn from(bytes: &[u8]) -> Self {
        ByteBody(Kind::Whole(Bytes::copy_from_slice(bytes)))
    }
}

impl<const N: usize> From<&[u8; N]> for ByteBody {
    fn from(bytes: &[u8; N]) -> Self {
        ByteBody::from(bytes.as_slice())
    }
}

impl From<&Vec<u8>> for ByteBody {
    fn from(bytes: &Vec<u8>) -> Self {
        ByteBody::from(bytes.as_slice())
    }
}

impl From<&str> for ByteBody {
    fn from(text: &str) -> Self {
        ByteBody::from(text.as_bytes())
    }
}

impl From<&String> for ByteBody {
    fn from(text: &String) -> Self {
        ByteBody::from(text.as_bytes())
    }
}

/// Bytes at hand, in pieces small enough to see a slow connection move.
struct Whole(Bytes);

impl Stream for Whole {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let length = self.0.len().min(READ_BYTES);
        Poll::Ready((length > 0).then(|| Ok(self.0.split_to(length))))
    }
}

/// A stream that is taken from its place when its first bytes are asked for.
struct Lent {
    place: Arc<Mutex<Option<ByteStreamBody>>>,
    stream: Option<ByteStreamBody>,
}

impl Stream for Lent {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Lent { place, stream } = &mut *self;
        if stream.is_none() {
            *stream = place.lock().unwrap_or_else(PoisonError::into_inner).take();
        }
        match stream {
            Some(stream) => stream.as_mut().poll_next(context),
            None => Poll::Ready(None),
        }
    }
}

/// A stream of somebody else's bytes and errors.
struct Converted<S>(Pin<Box<S>>);

impl<S, B, E> Stream for Converted<S>
where
    S: Stream<Item = Result<B, E>>,
    B: Into<Bytes>,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(self.0.as_mut().poll_next(context));
        Poll::Ready(next.map(|bytes| bytes.map(Into::into).map_err(io::Error::other)))
    }
}

/// What a reader gives, chunk by chunk.
struct Reading {
    reader: Pin<Box<dyn AsyncRead + Send>>,
    chunk: Vec<u8>,
}

impl Stream for Reading {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Reading { reader, chunk } = &mut *self;
        chunk.resize(READ_BYTES, 0);
        let mut into = ReadBuf::new(chunk);
        if let Err(error) = ready!(reader.as_mut().poll_read(context, &mut into)) {
            return Poll::Ready(Some(Err(error)));
        }
        let bytes = into.filled();
        Poll::Ready((!bytes.is_empty()).then(|| Ok(Bytes::copy_from_slice(bytes))))
    }
}

type Read = io::Result<(std::fs::File, Vec<u8>)>;

/// A file, read where waiting is no harm.
struct FromFile {
    path: PathBuf,
    file: Option<std::fs::File>,
    reading: Option<JoinHandle<Read>>,
}

impl Stream for FromFile {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let (path, file) = (&this.path, &mut this.file);
        let reading = this.reading.get_or_insert_with(|| {
            let (path, file) = (path.clone(), file.take());
            spawn_blocking(move || {
                let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
                let mut file = file.map_or_else(|| std::fs::File::open(&path), Ok).map_err(named)?;
                let mut chunk = vec![0; READ_BYTES];
                let length = io::Read::read(&mut file, &mut chunk).map_err(named)?;
                chunk.truncate(length);
                Ok((file, chunk))
            })
        });
        let read = ready!(Pin::new(reading).poll(context));
        this.reading = None;
        Poll::Ready(match read.map_err(io::Error::other).and_then(|read| read) {
            Ok((_, chunk)) if chunk.is_empty() => None,
            Ok((file, chunk)) => {
                this.file = Some(file);
                Some(Ok(Bytes::from(chunk)))
            }
            Err(error) => Some(Err(error)),
        })
    }
}
