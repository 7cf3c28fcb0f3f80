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
    walk.once(|| match (0..rows).find(|row| places.at(*row) >= entries) {
        None => Ok(()),
        Some(row) => {
            let what = format!("index {} is beyond the dictionary's {entries} entries", places.at(row));
            Err(Stop::Refused(Refusal { position: indexes.start + row * width, what }))
        }
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
    indexes: Vec<u32>,
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
        self.entry(&default);
    }

    /// Gathers one value: its bytes without a length.
    #[inline]
    pub fn push(&mut self, value: &[u8]) {
        let index = self.entry(value);
        self.indexes.push(index);
    }

    /// Gathers a NULL; where the dictionary has none, the default of the type.
    pub fn push_null(&mut self) {
        self.indexes.push(0);
    }

    #[inline]
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
        let mut indexes = Vec::with_capacity(self.indexes.len() * width);
        for index in &self.indexes {
            indexes.extend_from_slice(&index.to_le_bytes()[..width]);
        }
        out.put(&indexes);
    }
}
