//! [`Block`]: rows as they are sent, encoded once and fit to be sent again, or handed back.
//!
//! Knows no server. The body is the columns as they were gathered, or one run of compressed frames.

use super::call::MAX_URL_TEXT_BYTES;
use super::delivery::Target;
use crate::column::Sink;
use crate::compress::{FrameWriter, Frames};
use crate::error::Error;
use crate::row::{RowWriter, WriteRow};
use crate::sql::quote;
use crate::types::DataType;
use bytes::Bytes;
use std::sync::Arc;

/// Rows as they are sent, fit to be sent again.
#[derive(Clone)]
pub(super) struct Block {
    /// `INSERT INTO .. FORMAT Native`, unless it stands in the body.
    pub(super) statement: Option<String>,
    pub(super) body: Vec<Bytes>,
    /// Where the rows begin in the body, once it is unpacked.
    rows_at: usize,
    pub(super) is_compressed: bool,
    pub(super) rows: u64,
    /// Names and types of the columns, as they were when the rows were gathered.
    pub(super) columns: Arc<[(String, DataType)]>,
    pub(super) token: String,
    /// Whether the server is to convert the block's types into those that the table has got meanwhile.
    pub(super) is_converted: bool,
}

impl Block {
    /// The bytes that are sent, which is what it takes in memory.
    pub(super) fn bytes(&self) -> u64 {
        self.body.iter().map(|piece| piece.len() as u64).sum()
    }

    /// The rows in the Native format, uncompressed.
    pub(super) fn to_native(&self) -> Result<Vec<u8>, Error> {
        let mut native = Vec::new();
        match self.is_compressed {
            false => self.body.iter().for_each(|piece| native.extend_from_slice(piece)),
            true => {
                let mut frames = Frames::new();
                self.body.iter().try_for_each(|piece| frames.push(piece, &mut native))?;
            }
        }
        native.drain(..self.rows_at.min(native.len()));
        Ok(native)
    }
}

impl Target {
    /// The gathered rows as a block: columns as they were gathered, without a copy, or compressed frames.
    ///
    /// The statement stands before the rows if it is too long for a URL. In between the server wants one line feed, neither
    /// less nor more.
    pub(super) fn seal<T: WriteRow>(&self, writer: &mut RowWriter<T>, token: String) -> Block {
        let rows = writer.rows() as u64;
        let columns: Arc<[_]> = writer.columns().map(|(name, kind)| (name.to_owned(), kind.clone())).collect();
        let names: Vec<_> = columns.iter().map(|(name, _)| quote(name)).collect();
        let sql = format!("INSERT INTO {} ({}) FORMAT Native", self.table, names.join(", "));
        let (statement, before) = match sql.len() <= MAX_URL_TEXT_BYTES {
            true => (Some(sql), String::new()),
            false => (None, format!("{sql}\n")),
        };
        let method = self.client.inner.compression.method();
        let body = match method {
            None => {
                let mut pieces = Pieces::default();
                pieces.put(before.as_bytes());
                writer.finish_block(&mut pieces);
                pieces.flush();
                pieces.ready
            }
            Some(method) => {
                let mut body = Vec::new();
                let mut frames = FrameWriter::new(method, &mut body);
                frames.put(before.as_bytes());
                writer.finish_block(&mut frames);
                frames.finish();
                vec![Bytes::from(body)]
            }
        };
        let is_compressed = method.is_some();
        Block { statement, body, rows_at: before.len(), is_compressed, rows, columns, token, is_converted: false }
    }
}

/// Keeps what is large as it is, and gathers what is small.
#[derive(Default)]
struct Pieces {
    ready: Vec<Bytes>,
    gathered: Vec<u8>,
}

/// Below this, a copy is cheaper than a further piece.
const SMALL_PIECE_BYTES: usize = 16 << 10;

impl Pieces {
    fn flush(&mut self) {
        if !self.gathered.is_empty() {
            self.ready.push(Bytes::from(std::mem::take(&mut self.gathered)));
        }
    }
}

impl Sink for Pieces {
    fn put(&mut self, bytes: &[u8]) {
        self.gathered.extend_from_slice(bytes);
    }

    fn put_all(&mut self, bytes: &mut Vec<u8>) {
        if bytes.len() < SMALL_PIECE_BYTES {
            self.put(bytes);
            bytes.clear();
        } else {
            self.flush();
            self.ready.push(Bytes::from(std::mem::take(bytes)));
        }
    }
}
