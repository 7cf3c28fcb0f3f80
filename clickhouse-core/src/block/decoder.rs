//! Blocks out of bytes that arrive piece by piece, in pieces of any size.
//!
//! The decoder never waits and never reads: bytes are appended to [`BlockDecoder::input`], and
//! [`BlockDecoder::next_block`] answers with a block, or with `None` while bytes are missing. Columns that are finished
//! stay finished; within a column the [`Memo`] keeps what was found, so each byte is looked at once, however small the
//! pieces are. Memory is taken only for bytes that have arrived: a count in a header reserves nothing.

use super::{Block, NamedColumn, revision};
use crate::column::{Column, Layout};
use crate::error::{Error, ErrorKind};
use crate::types::DataType;
use crate::wire::{Memo, Refusal, Step, Stop, Walk};

/// As the server's own reader.
const MAX_COLUMNS: usize = 1_000_000;
/// As the server's own reader.
const MAX_ROWS: usize = 1_000_000_000_000;
/// A column without an alias is named by its expression, with the values of parameters in it: names of 2 MB were seen.
const MAX_NAME_BYTES: usize = 64 << 20;
/// An Enum16 with a name of 200 bytes for each of its numbers takes 13 MiB.
const MAX_TYPE_BYTES: usize = 16 << 20;

/// Finds blocks in a Native body.
///
/// ```
/// use clickhouse_core::block::BlockDecoder;
///
/// let body = b"\x01\x02\x01n\x05UInt8\x00\x01";
/// let mut decoder = BlockDecoder::new();
/// decoder.input().extend_from_slice(&body[..5]);
/// assert!(decoder.next_block()?.is_none());
/// decoder.input().extend_from_slice(&body[5..]);
/// let block = decoder.next_block()?.expect("all bytes are there");
/// let values = block.column::<u8>("n")?.collect::<Result<Vec<u8>, _>>()?;
/// assert_eq!(values, [0, 1]);
/// assert!(decoder.is_at_block_border());
/// # Ok::<(), clickhouse_core::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct BlockDecoder {
    /// The bytes of the unfinished block from `start` on, and of what follows it.
    input: Vec<u8>,
    start: usize,
    /// Finished columns of the unfinished block.
    columns: Vec<NamedColumn>,
    /// Where the first unfinished part of the block begins, from `start`.
    position: usize,
    header: Option<Header>,
    /// `input` has to grow to this length before another try makes sense.
    wanted: usize,
    memo: Memo,
    /// Types of the last block in the order of its columns: the next one most likely has the same.
    known: Vec<(Box<[u8]>, DataType)>,
    /// Memory of a block that was given back.
    spare: Vec<u8>,
    /// Bytes of all finished blocks.
    decoded: u64,
    failed: bool,
    /// The revision of the client that the body was written for.
    revision: u64,
}

#[derive(Debug, Clone, Copy)]
struct Header {
    columns: usize,
    rows: usize,
}

impl BlockDecoder {
    /// A decoder at the start of a body.
    pub fn new() -> Self {
        BlockDecoder::default()
    }

    /// A decoder of what was written for a client of this revision of the native protocol: the
    /// `client_protocol_version` of a query, which this crate never asks with. Each block has BlockInfo before it then,
    /// types name the time zone of a DateTime and the version of a state, and from 54454 on a byte behind each type says
    /// that the column is laid out as usual. Bodies of 54492 and later are refused: their strings are laid out otherwise.
    ///
    /// ```
    /// use clickhouse_core::block::BlockDecoder;
    ///
    /// let body = b"\x01\0\x02\xff\xff\xff\xff\0\x01\x01\x01v\x0fDateTime('UTC')\0\0\0\0";
    /// let mut decoder = BlockDecoder::with_revision(54453);
    /// decoder.input().extend_from_slice(body);
    /// let block = decoder.next_block()?.expect("all bytes are there");
    /// assert_eq!(block.columns().next().unwrap().1.to_string(), "DateTime('UTC')");
    /// # Ok::<(), clickhouse_core::Error>(())
    /// ```
    pub fn with_revision(revision: u64) -> Self {
        BlockDecoder { revision, ..BlockDecoder::default() }
    }

    /// Where bytes that have arrived are to be appended.
    pub fn input(&mut self) -> &mut Vec<u8> {
        &mut self.input
    }

    /// The next block, or `None` if more bytes are needed for it.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] where no further bytes could make this a block. The decoder is of no use after that.
    pub fn next_block(&mut self) -> Result<Option<Block>, Error> {
        if self.failed {
            return Err(Error::new(ErrorKind::Decode, "the body was found to be broken before").doing("decode"));
        }
        if self.input.len() < self.wanted || self.input.len() == self.start {
            return Ok(None);
        }
        match self.advance() {
            Ok(rows) => Ok(Some(self.finish(rows))),
            Err(Stop::Need(bytes)) => {
                self.wanted = self.input.len().saturating_add(bytes);
                Ok(None)
            }
            Err(Stop::Refused(Refusal { position, what })) => {
                self.failed = true;
                let at = self.decoded + position as u64;
                let error = Error::new(ErrorKind::Decode, what);
                Err(match self.unfinished_column() {
                    Some(name) => error.doing(format_args!("decode: column `{name}`, byte {at}")),
                    None => error.doing(format_args!("decode: byte {at}")),
                })
            }
        }
    }

    /// The bytes that have arrived and belong to no finished block.
    pub fn unread(&self) -> &[u8] {
        &self.input[self.start..]
    }

    /// How many more bytes the unfinished block needs at least.
    #[cfg(feature = "http")]
    pub(crate) fn lacking(&self) -> usize {
        self.wanted.saturating_sub(self.input.len())
    }

    /// Whether the body may end here: no block has begun.
    pub fn is_at_block_border(&self) -> bool {
        self.input.len() == self.start
    }

    /// Takes the memory of a block that is no longer needed, for the blocks to come.
    pub fn recycle(&mut self, block: Block) {
        let mut bytes = block.into_bytes();
        if bytes.capacity() > self.spare.capacity() {
            bytes.clear();
            self.spare = bytes;
        }
    }

    /// Goes on in the unfinished block: the number of its rows once all of it is there.
    fn advance(&mut self) -> Step<usize> {
        let bytes = &self.input[self.start..];
        let header = match self.header {
            Some(header) => header,
            None => {
                let mut walk = Walk::new(bytes, 0, &mut self.memo);
                revision::pass_block_info(self.revision, bytes, &mut walk)?;
                let columns = walk.count("columns", MAX_COLUMNS)?;
                let rows = walk.count("rows", MAX_ROWS)?;
                if columns == 0 && rows > 0 {
                    return walk.refuse_at(0, format!("a block of {rows} rows without columns"));
                }
                self.position = walk.position();
                *self.header.insert(Header { columns, rows })
            }
        };
        while self.columns.len() < header.columns {
            let place = self.columns.len();
            let mut walk = Walk::new(bytes, self.position, &mut self.memo);
            let column = read_column(&mut walk, header.rows, place, self.revision, &mut self.known)?;
            self.position = walk.position();
            self.memo.clear();
            self.columns.push(column);
        }
        Ok(header.rows)
    }

    /// Takes the finished block out of the input. Of the block and what follows it, the shorter one is copied.
    fn finish(&mut self, rows: usize) -> Block {
        let columns = std::mem::take(&mut self.columns);
        self.known.truncate(columns.len());
        let end = self.start + self.position;
        let rest = self.input.len() - end;
        let bytes = if rest <= self.position && self.start == 0 {
            let mut next = std::mem::take(&mut self.spare);
            next.extend_from_slice(&self.input[end..]);
            self.input.truncate(end);
            std::mem::replace(&mut self.input, next)
        } else {
            let mut bytes = std::mem::take(&mut self.spare);
            bytes.extend_from_slice(&self.input[self.start..end]);
            self.start = end;
            self.compact();
            bytes
        };
        self.decoded += self.position as u64;
        self.position = 0;
        self.header = None;
        self.wanted = 0;
        Block { bytes, columns, rows }
    }

    /// Forgets bytes of finished blocks once they are more than half of the input, so that each byte moves once.
    fn compact(&mut self) {
        if self.start > self.input.len() / 2 {
            self.input.drain(..self.start);
            self.start = 0;
        }
    }

    /// The name of the column that the decoder stands in, as far as it has arrived.
    fn unfinished_column(&mut self) -> Option<String> {
        self.header?;
        let bytes = &self.input[self.start..];
        let mut memo = Memo::default();
        let mut walk = Walk::new(bytes, self.position, &mut memo);
        let name = walk.text(MAX_NAME_BYTES).ok()?;
        Some(String::from_utf8_lossy(&bytes[name]).into_owned())
    }
}

fn read_column(
    walk: &mut Walk<'_>,
    rows: usize,
    place: usize,
    revision: u64,
    known: &mut Vec<(Box<[u8]>, DataType)>,
) -> Step<NamedColumn> {
    let at = walk.position();
    let name = walk.text(MAX_NAME_BYTES)?;
    let Ok(name) = std::str::from_utf8(walk.bytes(&name)) else {
        return walk.refuse_at(at, "the column's name is not UTF-8");
    };
    let at = walk.position();
    let text = walk.text(MAX_TYPE_BYTES)?;
    let data_type = data_type(walk, at, walk.bytes(&text), place, known)?;
    revision::pass_kind(revision, walk)?;
    let column = match rows {
        0 => Column::empty(&data_type)?,
        rows => Layout::read_prefix(&data_type, Some(walk))?.locate(rows, walk)?,
    };
    let function = matches!(data_type, DataType::SimpleAggregateFunction(_)).then(|| Box::new(data_type));
    Ok(NamedColumn { name: name.into(), function, column })
}

/// The type that `text` says, which is most likely the one that the last block had in its place.
fn data_type(
    walk: &Walk<'_>,
    at: usize,
    text: &[u8],
    place: usize,
    known: &mut Vec<(Box<[u8]>, DataType)>,
) -> Step<DataType> {
    if let Some((before, data_type)) = known.get(place)
        && **before == *text
    {
        return Ok(data_type.clone());
    }
    let Ok(text) = std::str::from_utf8(text) else {
        return walk.refuse_at(at, "the column's type is not UTF-8");
    };
    let data_type = match DataType::parse(text) {
        Ok(data_type) => data_type,
        Err(error) => return walk.refuse_at(at, format!("the column's type is not known: {error}")),
    };
    let entry = (text.as_bytes().into(), data_type.clone());
    match known.get_mut(place) {
        Some(before) => *before = entry,
        None => known.push(entry),
    }
    Ok(data_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO_BLOCKS: &[u8] =
        b"\x02\x02\x01n\x05UInt8\x00\x01\x01s\x06String\x01a\x02bc\x02\x01\x01n\x05UInt8\x07\x01s\x06String\x00";

    fn rows(decoder: &mut BlockDecoder) -> Vec<(u8, String)> {
        let mut rows = Vec::new();
        while let Some(block) = decoder.next_block().unwrap() {
            let numbers = block.column::<u8>("n").unwrap();
            let texts = block.view(1).unwrap().strings().unwrap().to_vec();
            rows.extend(numbers.map(|number| (number.unwrap(), format!("{texts:?}"))));
            decoder.recycle(block);
        }
        rows
    }

    #[test]
    fn blocks_are_the_same_in_pieces_of_any_size() {
        let mut whole = BlockDecoder::new();
        whole.input().extend_from_slice(TWO_BLOCKS);
        let expected = rows(&mut whole);
        assert_eq!(expected.len(), 3);
        for size in 1..TWO_BLOCKS.len() {
            let mut decoder = BlockDecoder::new();
            let mut found = Vec::new();
            for piece in TWO_BLOCKS.chunks(size) {
                decoder.input().extend_from_slice(piece);
                found.extend(rows(&mut decoder));
            }
            assert_eq!(found, expected, "pieces of {size}");
            assert!(decoder.is_at_block_border());
        }
    }

    #[test]
    fn a_count_beyond_the_limit_is_refused() {
        let mut decoder = BlockDecoder::new();
        decoder.input().extend_from_slice(b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
        let error = decoder.next_block().unwrap_err();
        assert_eq!(
            error.to_string(),
            "decode: byte 0: 18446744073709551615 columns are more than the limit of 1000000"
        );
        assert!(decoder.next_block().is_err());
    }

    #[test]
    fn a_count_of_rows_reserves_nothing() {
        let mut decoder = BlockDecoder::new();
        decoder.input().extend_from_slice(b"\x01\x80\x80\x80\x80\x10\x01n\x06UInt64");
        assert!(decoder.next_block().unwrap().is_none());
        assert!(decoder.input().capacity() < 1024);
    }

    #[test]
    fn an_unknown_type_names_the_column() {
        let mut decoder = BlockDecoder::new();
        decoder.input().extend_from_slice(b"\x01\x01\x01n\x03Foo\x00");
        let error = decoder.next_block().unwrap_err().to_string();
        assert!(error.starts_with("decode: column `n`, byte 4: the column's type is not known"), "{error}");
    }

    #[test]
    fn a_block_without_rows_has_its_columns() {
        let mut decoder = BlockDecoder::new();
        decoder.input().extend_from_slice(b"\x01\x00\x01l\x16LowCardinality(String)");
        let block = decoder.next_block().unwrap().unwrap();
        assert_eq!(block.row_count(), 0);
        assert_eq!(
            block.columns().map(|(name, data_type)| format!("{name} {data_type}")).collect::<Vec<_>>(),
            ["l LowCardinality(String)"]
        );
    }
}
