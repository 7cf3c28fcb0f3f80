//! A walk over bytes that may not all have arrived yet.
//!
//! Every step either moves on, or stops: [`Stop::Need`] says how many more bytes the step wants, [`Stop::Refused`] that
//! no further bytes can mend it. A stopped walk is begun again from the start of its column once more bytes are there;
//! the [`Memo`] keeps what the dear steps (going along strings, checking offsets) had found, so that no byte is looked at twice.

use super::varint::{MAX_VARINT_BYTES, varint_at};
use std::ops::Range;

/// Why a walk stopped.
#[derive(Debug)]
pub(crate) enum Stop {
    /// At least so many more bytes are needed.
    Need(usize),
    /// The bytes cannot be what they claim to be.
    Refused(Refusal),
}

/// What is wrong with the bytes, and where.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// Bytes from the start of the block.
    pub(crate) position: usize,
    /// What was found and what should be there.
    pub(crate) what: String,
}

pub(crate) type Step<T> = Result<T, Stop>;

/// The longest string that is waited for. The server's own reader stops at 16 GiB.
const MAX_STRING_BYTES: u64 = 16 << 30;

/// How deep types may be nested, those that prefixes name included, so that no body exhausts the stack.
const MAX_DEPTH: usize = 128;

/// What earlier tries at the same column found out.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    /// Where each finished run of strings ended, in the order of the walk.
    finished: Vec<usize>,
    /// How many of `finished` this try has passed.
    passed: usize,
    /// The unfinished run: strings passed, and where the next one begins.
    partial: Option<(usize, usize)>,
}

impl Memo {
    /// To be called before each further try at the same column.
    pub(crate) fn rewind(&mut self) {
        self.passed = 0;
    }

    /// To be called once the column is finished.
    pub(crate) fn clear(&mut self) {
        self.finished.clear();
        self.passed = 0;
        self.partial = None;
    }
}

pub(crate) struct Walk<'a> {
    bytes: &'a [u8],
    position: usize,
    depth: usize,
    memo: &'a mut Memo,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(bytes: &'a [u8], position: usize, memo: &'a mut Memo) -> Self {
        memo.rewind();
        Walk { bytes, position, depth: 0, memo }
    }

    /// Bytes from the start of the block to where the walk stands.
    pub(crate) fn position(&self) -> usize {
        self.position
    }

    /// The bytes of a range that this walk has passed.
    pub(crate) fn bytes(&self, range: &Range<usize>) -> &'a [u8] {
        &self.bytes[range.clone()]
    }

    pub(crate) fn refuse<T>(&self, what: impl Into<String>) -> Step<T> {
        self.refuse_at(self.position, what)
    }

    pub(crate) fn refuse_at<T>(&self, position: usize, what: impl Into<String>) -> Step<T> {
        Err(Stop::Refused(Refusal { position, what: what.into() }))
    }

    /// Enters one level of nested types.
    pub(crate) fn descend(&mut self) -> Step<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return self.refuse(format!("types are nested deeper than the limit of {MAX_DEPTH} levels"));
        }
        Ok(())
    }

    /// Leaves one level of nested types.
    pub(crate) fn ascend(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Passes what is within a part that is remembered as a whole, so that nothing of it is.
    pub(crate) fn apart<T>(&mut self, pass: impl FnOnce(&mut Walk<'_>) -> Step<T>) -> Step<T> {
        let mut memo = Memo::default();
        let mut walk = Walk { bytes: self.bytes, position: self.position, depth: self.depth, memo: &mut memo };
        let passed = pass(&mut walk)?;
        self.position = walk.position;
        Ok(passed)
    }

    /// Passes `count` bytes.
    pub(crate) fn take(&mut self, count: usize) -> Step<Range<usize>> {
        let Some(end) = self.position.checked_add(count) else {
            return self.refuse(format!("{count} bytes are more than memory can address"));
        };
        if end > self.bytes.len() {
            return Err(Stop::Need(end - self.bytes.len()));
        }
        let range = self.position..end;
        self.position = end;
        Ok(range)
    }

    /// Whether there are so many more bytes.
    pub(crate) fn has(&self, count: usize) -> bool {
        self.left() >= count
    }

    /// The number of bytes that have arrived and are not passed.
    pub(crate) fn left(&self) -> usize {
        self.bytes.len() - self.position
    }

    /// Passes `rows` values of `width` bytes.
    pub(crate) fn fixed(&mut self, rows: usize, width: usize) -> Step<Range<usize>> {
        match rows.checked_mul(width) {
            Some(count) => self.take(count),
            None => self.refuse(format!("{rows} values of {width} bytes are more than memory can address")),
        }
    }

    pub(crate) fn u8(&mut self) -> Step<u8> {
        let range = self.take(1)?;
        Ok(self.bytes[range.start])
    }

    pub(crate) fn u64(&mut self) -> Step<u64> {
        self.array().map(u64::from_le_bytes)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Step<[u8; N]> {
        let range = self.take(N)?;
        let mut value = [0; N];
        value.copy_from_slice(&self.bytes[range]);
        Ok(value)
    }

    /// Passes a count of things of which each takes at least a byte, so that a count beyond memory is refused at once.
    pub(crate) fn count(&mut self, of: &str, limit: usize) -> Step<usize> {
        let at = self.position;
        let count = self.varint()?;
        match usize::try_from(count) {
            Ok(count) if count <= limit => Ok(count),
            _ => self.refuse_at(at, format!("{count} {of} are more than the limit of {limit}")),
        }
    }

    pub(crate) fn varint(&mut self) -> Step<u64> {
        match varint_at(self.bytes, self.position) {
            Some((value, end)) => {
                self.position = end;
                Ok(value)
            }
            None if self.bytes.len() - self.position < MAX_VARINT_BYTES
                && self.bytes[self.position..].iter().all(|byte| byte & 0x80 != 0) =>
            {
                Err(Stop::Need(1))
            }
            None => self.refuse("a variable-length integer does not end within 64 bits"),
        }
    }

    /// Passes one string of at most `limit` bytes: the range of its bytes without the length.
    pub(crate) fn text(&mut self, limit: usize) -> Step<Range<usize>> {
        let at = self.position;
        let length = self.varint()?;
        match usize::try_from(length) {
            Ok(length) if length <= limit => self.take(length),
            _ => self.refuse_at(at, format!("a text of {length} bytes is longer than the limit of {limit}")),
        }
    }

    /// Passes `rows` strings, each a length and its bytes.
    pub(crate) fn strings(&mut self, rows: usize) -> Step<Range<usize>> {
        let start = self.position;
        if let Some(&end) = self.memo.finished.get(self.memo.passed) {
            self.memo.passed += 1;
            self.position = end;
            return Ok(start..end);
        }
        let (mut passed, mut position) = self.memo.partial.take().unwrap_or((0, start));
        // The inner loop stays free of bookkeeping: it is the one pass over every string of a result.
        let stop = loop {
            if position < self.bytes.len() {
                while passed < rows {
                    let length = self.bytes[position];
                    let end = position + 1 + usize::from(length);
                    if length >= 0x80 || end >= self.bytes.len() {
                        break;
                    }
                    position = end;
                    passed += 1;
                }
            }
            if passed == rows {
                break None;
            }
            let Some((length, begin)) = varint_at(self.bytes, position) else {
                self.position = position;
                break Some(match self.varint() {
                    Err(stop) => stop,
                    Ok(_) => Stop::Need(1),
                });
            };
            if length > MAX_STRING_BYTES {
                break Some(Stop::Refused(Refusal {
                    position,
                    what: format!("a string of {length} bytes is longer than the limit of {MAX_STRING_BYTES}"),
                }));
            }
            let end = begin.saturating_add(usize::try_from(length).unwrap_or(usize::MAX));
            if end > self.bytes.len() {
                break Some(Stop::Need(end - self.bytes.len()));
            }
            position = end;
            passed += 1;
        };
        if let Some(stop) = stop {
            self.memo.partial = Some((passed, position));
            return Err(stop);
        }
        self.finish(position);
        Ok(start..position)
    }

    /// Passes `rows` values, each by `pass`, which must not keep anything in the memo itself.
    pub(crate) fn each(&mut self, rows: usize, pass: impl Fn(&mut Self) -> Step<()>) -> Step<Range<usize>> {
        let start = self.position;
        if let Some(&end) = self.memo.finished.get(self.memo.passed) {
            self.memo.passed += 1;
            self.position = end;
            return Ok(start..end);
        }
        let (passed, position) = self.memo.partial.take().unwrap_or((0, start));
        self.position = position;
        for passed in passed..rows {
            let position = self.position;
            if let Err(stop) = pass(self) {
                self.memo.partial = Some((passed, position));
                return Err(stop);
            }
        }
        self.finish(self.position);
        Ok(start..self.position)
    }

    /// Passes `rows` running ends of 8 bytes each; the range and the last end.
    pub(crate) fn offsets(&mut self, rows: usize) -> Step<(Range<usize>, usize)> {
        let range = self.fixed(rows, 8)?;
        let (ends, _) = self.bytes[range.clone()].as_chunks::<8>();
        let last = ends.last().map_or(0, |end| u64::from_le_bytes(*end));
        self.once(|| {
            let mut before = 0;
            for (row, end) in ends.iter().enumerate() {
                let end = u64::from_le_bytes(*end);
                if end < before {
                    let what = format!("array offset {end} comes after {before}");
                    return Err(Stop::Refused(Refusal { position: range.start + row * 8, what }));
                }
                before = end;
            }
            Ok(())
        })?;
        match usize::try_from(last) {
            Ok(last) => Ok((range, last)),
            Err(_) => self.refuse_at(range.end - 8, format!("{last} array items are more than memory can address")),
        }
    }

    /// Does a check of bytes that the walk has passed, unless an earlier try at this column did it already.
    pub(crate) fn once(&mut self, check: impl FnOnce() -> Step<()>) -> Step<()> {
        if self.memo.passed < self.memo.finished.len() {
            self.memo.passed += 1;
            return Ok(());
        }
        check()?;
        self.finish(self.position);
        Ok(())
    }

    fn finish(&mut self, end: usize) {
        self.position = end;
        self.memo.finished.push(end);
        self.memo.passed += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_go_on_where_they_stopped() {
        let bytes = b"\x01a\x00\x03xyz";
        let mut memo = Memo::default();
        for cut in 0..bytes.len() {
            let stop = Walk::new(&bytes[..cut], 0, &mut memo).strings(3).unwrap_err();
            assert!(matches!(stop, Stop::Need(1..=3)), "{cut}: {stop:?}");
        }
        assert_eq!(Walk::new(bytes, 0, &mut memo).strings(3).unwrap(), 0..7);
        assert_eq!(Walk::new(bytes, 0, &mut memo).strings(3).unwrap(), 0..7);
    }

    #[test]
    fn an_offset_before_its_predecessor_is_refused() {
        let mut bytes = Vec::new();
        for end in [2u64, 1] {
            bytes.extend(end.to_le_bytes());
        }
        let stop = Walk::new(&bytes, 0, &mut Memo::default()).offsets(2).unwrap_err();
        let Stop::Refused(refusal) = stop else { panic!("{stop:?}") };
        assert_eq!((refusal.position, refusal.what.as_str()), (8, "array offset 1 comes after 2"));
    }

    #[test]
    fn an_endless_integer_is_refused_and_an_unfinished_one_waits() {
        let mut memo = Memo::default();
        assert!(matches!(Walk::new(&[0x80; 9], 0, &mut memo).varint(), Err(Stop::Need(1))));
        assert!(matches!(Walk::new(&[0x80; 10], 0, &mut memo).varint(), Err(Stop::Refused(_))));
        assert!(matches!(Walk::new(&[0x80; 12], 0, &mut memo).strings(1), Err(Stop::Refused(_))));
    }
}
