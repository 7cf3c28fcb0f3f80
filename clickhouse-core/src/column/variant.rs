//! Variant(T1, T2, ..): for each row which type it has, then the values of each type, dense.
//!
//! ```text
//! Variant(Array(UInt8), String, UInt64), 4 rows: 1, "x", NULL, [1, 2]
//!   prefix         00 00 00 00 00 00 00 00    mode: basic; then the prefixes of all types
//!   discriminators 02 01 ff 00                place in the sorted list of types; ff is NULL
//!   Array(UInt8)   02.. 01 02
//!   String         01 78
//!   UInt64         01..
//! ```
//!
//! Types are sorted by their text; only Geometry has an order of its own. Dynamic has the same data after another
//! prefix. Source: ClickHouse `SerializationVariant.cpp`, checked on 24.8, 25.8 and 26.7; the compact mode (1) is never
//! sent over HTTP.

use super::{Column, Indexes, Layout, Parts, View};
use crate::types::DataType;
use crate::wire::{Step, Walk};
use std::ops::Range;

const BASIC_MODE: u64 = 0;
/// The discriminator of NULL.
pub(crate) const NULL_DISCRIMINATOR: u8 = 255;

/// The types of Geometry in the order of their discriminators. MultiPoint was appended in 26.9, not sorted in.
pub(crate) const GEOMETRY: [DataType; 7] = [
    DataType::LineString,
    DataType::MultiLineString,
    DataType::MultiPolygon,
    DataType::Point,
    DataType::Polygon,
    DataType::Ring,
    DataType::MultiPoint,
];

pub(super) fn read_mode(walk: &mut Walk<'_>) -> Step<()> {
    let at = walk.position();
    match walk.u64()? {
        BASIC_MODE => Ok(()),
        other => walk.refuse_at(at, format!("Variant has mode {other}, not {BASIC_MODE}")),
    }
}

/// Finds the values of each type: `width` bytes per row say which one a row has, `null` that it has none.
pub(super) fn locate(
    layouts: &[Layout],
    shared: Option<usize>,
    (width, null): (usize, usize),
    rows: usize,
    walk: &mut Walk<'_>,
) -> Step<Parts> {
    let places = walk.fixed(rows, width)?;
    let indexes = Indexes::new(walk.bytes(&places), width);
    let mut counts = vec![0; layouts.len()];
    for row in 0..rows {
        let place = indexes.at(row);
        match counts.get_mut(place) {
            Some(count) => *count += 1,
            None if place == null => {}
            None => {
                let what = format!("row {row} has type {place} of {}", layouts.len());
                return walk.refuse_at(places.start + row * width, what);
            }
        }
    }
    let mut variants = Vec::with_capacity(layouts.len());
    for (layout, count) in layouts.iter().zip(counts) {
        variants.push(layout.locate(count, walk)?);
    }
    Ok(Parts::Variant(VariantParts { places, width, variants, shared }))
}

#[derive(Debug, Clone)]
pub(super) struct VariantParts {
    places: Range<usize>,
    width: usize,
    variants: Vec<Column>,
    shared: Option<usize>,
}

/// The types of a Variant, Dynamic or Geometry column with their values, and which of them each row has.
#[derive(Debug, Clone)]
pub struct Variants<'a> {
    indexes: Indexes<'a>,
    columns: Vec<View<'a>>,
    shared: Option<usize>,
}

impl<'a> Variants<'a> {
    /// The place of the row's type among [`Variants::columns`]; a place beyond them is NULL.
    #[inline]
    pub fn place(&self, row: usize) -> usize {
        self.indexes.at(row)
    }

    /// The values of each type, in the order of the rows that have it.
    pub fn columns(&self) -> &[View<'a>] {
        &self.columns
    }

    /// The one of [`Variants::columns`] that holds values of further types, each with its type, in a String.
    pub fn shared(&self) -> Option<usize> {
        self.shared
    }
}

impl<'a> View<'a> {
    /// The types and their values, if this is a Variant, Dynamic or Geometry column.
    pub fn variants(&self) -> Option<Variants<'a>> {
        match &self.column.parts {
            Parts::Variant(parts) => Some(Variants {
                indexes: Indexes::new(self.part(&parts.places), parts.width),
                columns: parts.variants.iter().map(|column| View::new(self.bytes, column)).collect(),
                shared: parts.shared,
            }),
            _ => None,
        }
    }
}
