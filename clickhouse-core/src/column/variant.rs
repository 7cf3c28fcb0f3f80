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

use super::empty::write_empty_prefix;
use super::{Column, ColumnBuilder, Indexes, Layout, Parts, View};
use crate::types::DataType;
use crate::wire::{Sink, Step, Walk};
use std::ops::Range;
use std::sync::Arc;

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

pub(super) fn write_mode(out: &mut dyn Sink) {
    out.put(&BASIC_MODE.to_le_bytes());
}

/// Finds the values of each type: `width` bytes per row say which one a row has, `null` that it has none.
pub(super) fn locate(
    (types, layouts): (&Arc<[DataType]>, &[Layout]),
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
    Ok(Parts::Variant(VariantParts { places, width, types: Arc::clone(types), variants, shared }))
}

#[derive(Debug, Clone)]
pub(super) struct VariantParts {
    places: Range<usize>,
    width: usize,
    types: Arc<[DataType]>,
    variants: Vec<Column>,
    shared: Option<usize>,
}

/// The types of a Variant, Dynamic or Geometry column with their values, and which of them each row has.
#[derive(Debug, Clone)]
pub struct Variants<'a> {
    indexes: Indexes<'a>,
    types: &'a [DataType],
    columns: Vec<View<'a>>,
    shared: Option<usize>,
}

impl<'a> Variants<'a> {
    /// The place of the row's type among [`Variants::columns`]; a place beyond them is NULL.
    #[inline]
    pub fn place(&self, row: usize) -> usize {
        self.indexes.at(row)
    }

    /// The types, as they are listed: of a SimpleAggregateFunction the column has but the values' own type.
    pub fn types(&self) -> &'a [DataType] {
        self.types
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
                types: &parts.types,
                columns: parts.variants.iter().map(|column| View::new(self.bytes, column)).collect(),
                shared: parts.shared,
            }),
            _ => None,
        }
    }
}

/// The columns of a Variant's types while values are gathered, by the places of the types.
///
/// A `Vec` has a column for each type, in the order of the types. A type without a column has no values.
pub trait VariantColumns {
    /// The column of the type with this place.
    fn at(&self, place: usize) -> Option<&dyn ColumnBuilder>;

    /// The same, to be written to.
    fn at_mut(&mut self, place: usize) -> Option<&mut dyn ColumnBuilder>;
}

impl<B: ColumnBuilder> VariantColumns for Vec<B> {
    fn at(&self, place: usize) -> Option<&dyn ColumnBuilder> {
        self.get(place).map(|column| column as &dyn ColumnBuilder)
    }

    fn at_mut(&mut self, place: usize) -> Option<&mut dyn ColumnBuilder> {
        self.get_mut(place).map(|column| column as &mut dyn ColumnBuilder)
    }
}

/// Gathers values of several types: the place of each row's type, and the values of each type, dense.
#[derive(Debug)]
pub struct VariantBuilder<C> {
    types: Box<[DataType]>,
    places: Vec<u8>,
    columns: C,
}

impl<C: VariantColumns> VariantBuilder<C> {
    /// No value yet. `types` stand in the order of the discriminators, as [`DataType::Variant`] and
    /// [`VariantBuilder::<C>::of_geometry`] have them; at most 255 of them can be told apart.
    pub fn new(types: &[DataType], columns: C) -> Self {
        VariantBuilder { types: types.into(), places: Vec::new(), columns }
    }

    /// A Geometry column.
    pub fn of_geometry(columns: C) -> Self {
        VariantBuilder::new(&GEOMETRY, columns)
    }

    /// The columns of the types.
    #[inline]
    pub fn columns(&mut self) -> &mut C {
        &mut self.columns
    }

    /// The columns of the types, of which the one with this `place` gets exactly one value: the next row has this type.
    #[inline]
    pub fn value(&mut self, place: u8) -> &mut C {
        self.places.push(place);
        &mut self.columns
    }
}

/// Keeps as many values of each type as the first `len` places say.
pub(super) fn truncate_columns(places: &mut Vec<u8>, len: usize, columns: &mut dyn VariantColumns, count: usize) {
    places.truncate(len);
    let mut counts = [0; 256];
    places.iter().for_each(|place| counts[usize::from(*place)] += 1);
    for (place, count) in counts.iter().enumerate().take(count) {
        if let Some(column) = columns.at_mut(place) {
            column.truncate(*count);
        }
    }
}

impl<C: VariantColumns> ColumnBuilder for VariantBuilder<C> {
    fn len(&self) -> usize {
        self.places.len()
    }

    fn bytes(&self) -> usize {
        let columns = (0..self.types.len()).filter_map(|place| self.columns.at(place));
        self.places.len() + columns.map(|column| column.bytes()).sum::<usize>()
    }

    fn push_null(&mut self) {
        self.places.push(NULL_DISCRIMINATOR);
    }

    fn truncate(&mut self, len: usize) {
        truncate_columns(&mut self.places, len, &mut self.columns, self.types.len());
    }

    fn write_prefix(&self, out: &mut dyn Sink) {
        write_mode(out);
        for (place, data_type) in self.types.iter().enumerate() {
            match self.columns.at(place) {
                Some(column) => column.write_prefix(out),
                None => write_empty_prefix(data_type, out),
            }
        }
    }

    fn write_values(&mut self, out: &mut dyn Sink) {
        out.put_all(&mut self.places);
        for place in 0..self.types.len() {
            if let Some(column) = self.columns.at_mut(place) {
                column.write_values(out);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::column::{FixedBuilder, StringBuilder, Wrapping};
    use crate::value::testing::OneColumn;

    fn columns() -> Vec<Box<dyn ColumnBuilder>> {
        let wrapping = Wrapping { dictionary: true, ..Wrapping::default() };
        vec![Box::new(StringBuilder::new(wrapping)), Box::new(FixedBuilder::new(8, Wrapping::default()))]
    }

    #[test]
    fn values_stand_by_type_and_types_without_a_column_have_their_prefix() {
        let DataType::Variant(types) =
            DataType::parse("Variant(UInt64, LowCardinality(String), Array(UInt8))").unwrap()
        else {
            panic!("a Variant")
        };
        let mut columns = columns();
        let mut builder = VariantBuilder::new(&types, Vec::from([columns.remove(1)]));
        assert_eq!(types[0].to_string(), "Array(UInt8)");
        // Only the first type has a column, one for fixed values here; none is pushed.
        builder.push_null();
        let mut bytes = Vec::new();
        builder.write_prefix(&mut bytes);
        builder.write_values(&mut bytes);
        assert_eq!(bytes, [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 255]);
    }

    #[test]
    fn a_row_taken_back_takes_its_value_along() {
        let DataType::Variant(types) = DataType::parse("Variant(LowCardinality(String), UInt64)").unwrap() else {
            panic!("a Variant")
        };
        let mut builder = VariantBuilder::new(&types, columns());
        builder.value(1)[1].push_null();
        builder.push_null();
        builder.value(0)[0].push_null();
        builder.value(1)[1].push_null();
        // A value of which the place is known and nothing else.
        builder.value(1);
        builder.truncate(3);
        assert_eq!(builder.len(), 3);
        let mut bytes = Vec::new();
        builder.write_prefix(&mut bytes);
        builder.write_values(&mut bytes);
        let column = OneColumn::decode("Variant(LowCardinality(String), UInt64)", 3, bytes);
        let variants = column.view().variants().unwrap();
        assert_eq!((variants.place(0), variants.place(1), variants.place(2)), (1, 255, 0));
        assert_eq!(variants.columns().iter().map(View::rows).collect::<Vec<_>>(), [1, 1]);
    }
}
