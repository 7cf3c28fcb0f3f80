//! LowCardinality(T): a dictionary of the block's distinct values, then an index into it per row.
//!
//! ```text
//! LowCardinality(Nullable(String)), 3 rows: "a", NULL, "a"
//!   prefix     01 00 00 00 00 00 00 00        version, before all values of the column
//!   flags      00 06 00 00 00 00 00 00        low byte: width of an index (0 = u8 .. 3 = u64); 0x600: has a dictionary
//!   dictionary 03.. 00 00 01 61               count, then values of T without a null map: NULL, "", "a"
//!   indexes    03.. 02 00 02                  count, then an index per row; 0 is NULL where T is Nullable
//! ```
//!
//! Nothing follows the prefix where there is no value (all arrays around it are empty). Each block has its own
//! dictionary. Source: ClickHouse `SerializationLowCardinality.cpp`, checked on 24.8, 25.8 and 26.7.

use super::{ColumnBuilder, Layout, Parts, View, Wrapping};
use crate::wire::{Refusal, Sink, Step, Stop, Walk, put_text};
use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

const VERSION: u64 = 1;
const GLOBAL_DICTIONARY: u64 = 0x100;
const ADDITIONAL_KEYS: u64 = 0x200;
const UPDATE_DICTIONARY: u64 = 0x400;

pub(super) fn read_version(walk: &mut Walk<'_>) -> Step<()> {
    let at = walk.position();
    match walk.u64()? {
        VERSION => Ok(()),
        other => walk.refuse_at(at, format!("LowCardinality has version {other}, not {VERSION}")),
    }
}

pub(super) fn write_version(out: &mut dyn Sink) {
    out.put(&VERSION.to_le_bytes());
}

pub(super) fn locate(dictionary: &Layout, rows: usize, walk: &mut Walk<'_>) -> Step<Parts> {
    if rows == 0 {
        let dictionary = Box::new(dictionary.locate(0, walk)?);
        let end = walk.position();
        return Ok(Parts::LowCardinality { dictionary, width: 1, indexes: end..end });
    }
    let at = walk.position();
    let flags = walk.u64()?;
    let width = match flags & 0xff {
        power @ 0..=3 => 1 << power,
        other => return walk.refuse_at(at, format!("LowCardinality has indexes of an unknown width, {other}")),
    };
    if flags & GLOBAL_DICTIONARY != 0 || flags & ADDITIONAL_KEYS == 0 {
        return walk.refuse_at(at, format!("LowCardinality has flags {flags:#x}: no dictionary of its own"));
    }
    let entries = count(walk, "dictionary entries")?;
    let dictionary = dictionary.locate(entries, walk)?;
    let at = walk.position();
    let indexed = count(walk, "indexes")?;
    if indexed != rows {
        return walk.refuse_at(at, format!("LowCardinality has {indexed} indexes for {rows} values"));
    }
    let indexes = walk.fixed(rows, width)?;
    let places = Indexes::new(walk.bytes(&indexes), width);
    walk.once(|| {
        // The largest is found without a branch per row.
        if places.largest() < entries {
            return Ok(());
        }
        let row = (0..rows).find(|row| places.at(*row) >= entries).unwrap_or_default();
        let what = format!("index {} is beyond the dictionary's {entries} entries", places.at(row));
        Err(Stop::Refused(Refusal { position: indexes.start + row * width, what }))
    })?;
    Ok(Parts::LowCardinality { dictionary: Box::new(dictionary), width, indexes })
}

fn count(walk: &mut Walk<'_>, of: &str) -> Step<usize> {
    let at = walk.position();
    let count = walk.u64()?;
    match usize::try_from(count) {
        Ok(count) if count <= isize::MAX as usize => Ok(count),
        _ => walk.refuse_at(at, format!("{count} {of} are more than memory can address")),
    }
}

impl<'a> View<'a> {
    /// The dictionary and the index of each row, if this is a LowCardinality column.
    pub fn low_cardinality(&self) -> Option<(View<'a>, Indexes<'a>)> {
        match &self.column.parts {
            Parts::LowCardinality { dictionary, width, indexes } => {
                Some((View::new(self.bytes, dictionary), Indexes::new(self.part(indexes), *width)))
            }
            _ => None,
        }
    }
}

/// The index of each row into the dictionary, in the width that the block has them.
#[derive(Debug, Clone, Copy)]
pub enum Indexes<'a> {
    /// One byte each.
    U8(&'a [u8]),
    /// Two bytes each.
    U16(&'a [[u8; 2]]),
    /// Four bytes each.
    U32(&'a [[u8; 4]]),
    /// Eight bytes each.
    U64(&'a [[u8; 8]]),
}

impl<'a> Indexes<'a> {
    pub(super) fn new(bytes: &'a [u8], width: usize) -> Self {
        match width {
            1 => Indexes::U8(bytes),
            2 => Indexes::U16(bytes.as_chunks().0),
            4 => Indexes::U32(bytes.as_chunks().0),
            _ => Indexes::U64(bytes.as_chunks().0),
        }
    }

    /// The largest index; 0 where there is none.
    fn largest(&self) -> usize {
        match self {
            Indexes::U8(indexes) => indexes.iter().copied().max().map_or(0, usize::from),
            Indexes::U16(indexes) => {
                indexes.iter().map(|index| u16::from_le_bytes(*index)).max().map_or(0, usize::from)
            }
            Indexes::U32(indexes) => {
                indexes.iter().map(|index| u32::from_le_bytes(*index)).max().map_or(0, |index| index as usize)
            }
            Indexes::U64(indexes) => {
                let largest = indexes.iter().map(|index| u64::from_le_bytes(*index)).max();
                largest.map_or(0, |index| usize::try_from(index).unwrap_or(usize::MAX))
            }
        }
    }

    /// The index of `row`; `usize::MAX`, which no dictionary has, for a row that does not exist.
    #[inline]
    pub fn at(&self, row: usize) -> usize {
        match self {
            Indexes::U8(indexes) => indexes.get(row).map_or(usize::MAX, |index| usize::from(*index)),
            Indexes::U16(indexes) => {
                indexes.get(row).map_or(usize::MAX, |index| usize::from(u16::from_le_bytes(*index)))
            }
            Indexes::U32(indexes) => indexes.get(row).map_or(usize::MAX, |index| u32::from_le_bytes(*index) as usize),
            Indexes::U64(indexes) => indexes
                .get(row)
                .map_or(usize::MAX, |index| usize::try_from(u64::from_le_bytes(*index)).unwrap_or(usize::MAX)),
        }
    }
}

/// Gathers values through a dictionary. The dictionary grows with the distinct values of one block.
#[derive(Debug)]
pub struct DictionaryBuilder {
    /// The bytes of each value, or `None` for strings.
    width: Option<usize>,
    nullable: bool,
    /// The distinct values without lengths, one after another, and where each ends.
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// Entries by the hash of their bytes. The NULL of a Nullable dictionary is not among them.
    places: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// Entries met lately, found without hashing. Empty until the first value.
    recent: Vec<Recent>,
    indexes: Vec<u32>,
}

/// An entry of the dictionary, with its length and its first and last bytes, which are all bytes of a short value.
#[derive(Debug, Clone, Copy)]
struct Recent {
    index: u32,
    length: usize,
    first: u64,
    last: u64,
}

/// No value has this length.
const NO_ENTRY: Recent = Recent { index: 0, length: usize::MAX, first: 0, last: 0 };
/// A power of two: 8 KiB for each dictionary.
const RECENT_ENTRIES: usize = 256;

impl Recent {
    /// What is known of `value` without its index: eight bytes from its start and eight up to its end, which overlap in
    /// a value of less than 16, or parts of them in one of less than 8.
    #[inline]
    fn look(value: &[u8]) -> Recent {
        let (first, last) = match (value.first_chunk::<8>(), value.last_chunk::<8>()) {
            (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
            _ => match (value.first_chunk::<4>(), value.last_chunk::<4>()) {
                (Some(first), Some(last)) => {
                    (u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last)))
                }
                _ => match value {
                    [] => (0, 0),
                    [first, .., last] => (u64::from(*first) | u64::from(value[1]) << 8, u64::from(*last)),
                    [only] => (u64::from(*only), 0),
                },
            },
        };
        Recent { index: 0, length: value.len(), first, last }
    }

    /// The place among the recent entries.
    #[inline]
    fn place(&self) -> usize {
        let mixed = (self.first ^ self.last.rotate_left(32)).wrapping_add(self.length as u64);
        // The golden ratio of 2^64 spreads neighbours; the upper bits are the mixed ones.
        (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - RECENT_ENTRIES.trailing_zeros())) as usize
    }

    #[inline]
    fn looks_like(&self, other: &Recent) -> bool {
        self.length == other.length && self.first == other.first && self.last == other.last
    }

    /// Whether `looks_like` has seen all bytes.
    #[inline]
    fn is_whole(&self) -> bool {
        self.length <= 16
    }
}

impl DictionaryBuilder {
    pub(crate) fn fixed(width: usize, wrapping: Wrapping) -> Self {
        DictionaryBuilder::new(Some(width), wrapping.nullable_dictionary)
    }

    pub(crate) fn strings(wrapping: Wrapping) -> Self {
        DictionaryBuilder::new(None, wrapping.nullable_dictionary)
    }

    fn new(width: Option<usize>, nullable: bool) -> Self {
        let mut builder = DictionaryBuilder {
            width,
            nullable,
            bytes: Vec::new(),
            ends: Vec::new(),
            places: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            recent: Vec::new(),
            indexes: Vec::new(),
        };
        builder.begin();
        builder
    }

    /// Entry 0 is NULL where there are NULLs; the next one is the default of the type, as the server has it.
    fn begin(&mut self) {
        let default = vec![0; self.width.unwrap_or(0)];
        if self.nullable {
            self.bytes.extend_from_slice(&default);
            self.ends.push(self.bytes.len());
        }
        self.recent.fill(NO_ENTRY);
        self.entry(&default);
    }

    /// Gathers one value: its bytes without a length.
    #[inline]
    pub fn push(&mut self, value: &[u8]) {
        let index = self.recent_entry(value);
        self.indexes.push(index);
    }

    /// Gathers many values.
    #[inline]
    pub(crate) fn push_each<'v>(&mut self, values: impl ExactSizeIterator<Item = &'v [u8]>) {
        self.indexes.reserve(values.len());
        values.for_each(|value| self.push(value));
    }

    #[inline]
    fn recent_entry(&mut self, value: &[u8]) -> u32 {
        let look = Recent::look(value);
        let place = look.place();
        if let Some(recent) = self.recent.get(place)
            && recent.looks_like(&look)
            && (look.is_whole() || entry_bytes(&self.bytes, &self.ends, recent.index as usize) == value)
        {
            return recent.index;
        }
        let index = self.entry(value);
        if self.recent.is_empty() {
            self.recent.resize(RECENT_ENTRIES, NO_ENTRY);
        }
        self.recent[place] = Recent { index, ..look };
        index
    }

    /// Gathers a NULL; where the dictionary has none, the default of the type.
    pub fn push_null(&mut self) {
        self.indexes.push(0);
    }

    #[inline(never)]
    fn entry(&mut self, value: &[u8]) -> u32 {
        let hash = self.hasher.hash_one(value);
        let (bytes, ends) = (&mut self.bytes, &mut self.ends);
        if let Some(index) = self.places.find(hash, |index| entry_bytes(bytes, ends, *index as usize) == value) {
            return *index;
        }
        let index = ends.len() as u32;
        bytes.extend_from_slice(value);
        ends.push(bytes.len());
        let (bytes, hasher) = (&*bytes, &self.hasher);
        self.places.insert_unique(hash, index, |index| hasher.hash_one(entry_bytes(bytes, ends, *index as usize)));
        index
    }
}

/// Narrows the indexes to the width that the number of entries needs.
fn put_indexes<const N: usize>(indexes: &[u32], out: &mut [u8], narrowed: impl Fn(u32) -> [u8; N]) {
    for (index, slot) in indexes.iter().zip(out.as_chunks_mut::<N>().0) {
        *slot = narrowed(*index);
    }
}

fn entry_bytes<'a>(bytes: &'a [u8], ends: &[usize], index: usize) -> &'a [u8] {
    let start = if index == 0 { 0 } else { ends[index - 1] };
    &bytes[start..ends[index]]
}

impl ColumnBuilder for DictionaryBuilder {
    fn len(&self) -> usize {
        self.indexes.len()
    }

    fn bytes(&self) -> usize {
        self.bytes.len() + self.ends.len() * 8 + self.indexes.len() * 4
    }

    fn reserve(&mut self, rows: usize) {
        self.indexes.reserve_exact(rows);
    }

    fn push_null(&mut self) {
        self.push_null();
    }

    fn truncate(&mut self, len: usize) {
        self.indexes.truncate(len);
        if len == 0 {
            self.bytes.clear();
            self.ends.clear();
            self.places.clear();
            self.begin();
        }
    }

    fn write_prefix(&self, out: &mut dyn Sink) {
        write_version(out);
    }

    fn write_values(&mut self, out: &mut dyn Sink) {
        if self.indexes.is_empty() {
            return;
        }
        let entries = self.ends.len();
        let (power, width) = match entries {
            0..=0x100 => (0u64, 1),
            0x101..=0x1_0000 => (1, 2),
            _ => (2, 4),
        };
        out.put(&(ADDITIONAL_KEYS | UPDATE_DICTIONARY | power).to_le_bytes());
        out.put(&(entries as u64).to_le_bytes());
        match self.width {
            Some(_) => out.put(&self.bytes),
            None => {
                let mut strings = Vec::with_capacity(self.bytes.len() + entries * 2);
                for index in 0..entries {
                    put_text(&mut strings, entry_bytes(&self.bytes, &self.ends, index));
                }
                out.put(&strings);
            }
        }
        out.put(&(self.indexes.len() as u64).to_le_bytes());
        let mut indexes = vec![0; self.indexes.len() * width];
        match width {
            1 => put_indexes(&self.indexes, &mut indexes, |index| [index as u8]),
            2 => put_indexes(&self.indexes, &mut indexes, |index| (index as u16).to_le_bytes()),
            _ => put_indexes(&self.indexes, &mut indexes, u32::to_le_bytes),
        }
        out.put_all(&mut indexes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values that differ in one byte only, in their lengths only, or between what a look at both ends sees.
    #[test]
    fn entries_that_look_alike_are_told_apart() {
        let mut values = vec![Vec::new()];
        for length in 1..40 {
            for changed in 0..length {
                let mut value = vec![b'a'; length];
                value[changed] = 0;
                values.push(value);
            }
            values.push(vec![b'a'; length]);
            values.push(vec![1; length]);
        }
        let mut builder = DictionaryBuilder::strings(Wrapping::default());
        for _ in 0..2 {
            // Twice in a row, so that the second is found among the recent ones.
            for value in values.iter().flat_map(|value| [value, value]) {
                builder.push(value);
                let index = builder.indexes[builder.indexes.len() - 1] as usize;
                assert_eq!(entry_bytes(&builder.bytes, &builder.ends, index), value);
            }
            assert_eq!(builder.ends.len(), values.len());
        }
        builder.truncate(0);
        builder.push(b"aaaa");
        assert_eq!((builder.ends.len(), &builder.indexes[..]), (2, &[1][..]));
    }
}
