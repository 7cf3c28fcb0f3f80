//! Dynamic: a Variant whose types are listed in the prefix of each block.
//!
//! ```text
//! Dynamic, 4 rows: 1, "x", NULL, [1, 2]
//!   prefix     01 00 00 00 00 00 00 00       version 1 (2: without the limit of types)
//!              20                            limit of types, a varint
//!              03 .. "Array(UInt8)" "String" "UInt8"
//!              00 00 00 00 00 00 00 00       mode of the Variant; then the prefixes of all types
//!   data       as Variant: the types and one called SharedVariant, sorted together
//! ```
//!
//! SharedVariant is a String column for values of further types, each with its type in binary. Version 3 ("flattened")
//! has no SharedVariant and its own order of types; an index per row (one, two or four bytes wide) points into the list,
//! the index after the last is NULL. Version 1 is the only one that all servers read, and so the one that is written; they
//! take types in any order and more of them than the limit, which they ignore. Source: ClickHouse `SerializationDynamic.cpp`, checked on 24.8, 25.8 and 26.7.

use super::variant::{NULL_DISCRIMINATOR, truncate_columns, write_mode};
use super::{ColumnBuilder, Form, Layout, variant};
use crate::types::DataType;
use crate::wire::{Sink, Step, Walk, put_text, put_varint};
use std::sync::Arc;

const WITH_LIMIT: u64 = 1;
const WITHOUT_LIMIT: u64 = 2;
const FLATTENED: u64 = 3;
/// More than a block can use: two bytes are enough for each index.
const MAX_TYPES: usize = 65_536;
const MAX_TYPE_BYTES: usize = 1 << 20;
const SHARED: &str = "SharedVariant";
/// What a Dynamic without a limit has. It is written and not looked at.
const DEFAULT_LIMIT: u64 = 32;
/// One byte tells the types of a block apart; of its values, one is NULL and one SharedVariant.
const MAX_WRITTEN_TYPES: usize = 254;

pub(super) fn read_prefix(walk: &mut Walk<'_>) -> Step<Form> {
    let at = walk.position();
    let version = walk.u64()?;
    match version {
        WITH_LIMIT => {
            walk.varint()?;
        }
        WITHOUT_LIMIT | FLATTENED => {}
        other => return walk.refuse_at(at, format!("Dynamic has version {other}, not 1, 2 or 3")),
    }
    let at = walk.position();
    let count = walk.count("types of a Dynamic", MAX_TYPES)?;
    let mut types = Vec::new();
    for _ in 0..count {
        types.push(read_type(walk)?);
    }
    if version == FLATTENED {
        let width = match count {
            0..=0xff => 1,
            0x100..=0xffff => 2,
            _ => 4,
        };
        let types: Arc<[DataType]> = types.into_iter().map(|(_, data_type)| data_type).collect();
        let variants = read_prefixes(types.iter(), walk)?;
        return Ok(Form::Variant { types, variants, shared: None, width, null: count });
    }
    types.push((SHARED.to_owned(), DataType::String));
    types.sort_by(|left, right| left.0.cmp(&right.0));
    let Some(shared) = types.iter().position(|(name, _)| name == SHARED).filter(|_| types.len() <= 255) else {
        return walk
            .refuse_at(at, format!("Dynamic has {count} types, more than the 254 that one byte can tell apart"));
    };
    variant::read_mode(walk)?;
    let types: Arc<[DataType]> = types.into_iter().map(|(_, data_type)| data_type).collect();
    let variants = read_prefixes(types.iter(), walk)?;
    Ok(Form::Variant { types, variants, shared: Some(shared), width: 1, null: usize::from(NULL_DISCRIMINATOR) })
}

fn read_type(walk: &mut Walk<'_>) -> Step<(String, DataType)> {
    let at = walk.position();
    let text = walk.text(MAX_TYPE_BYTES)?;
    let Ok(text) = std::str::from_utf8(walk.bytes(&text)) else {
        return walk.refuse_at(at, "a type of a Dynamic is not UTF-8");
    };
    match DataType::parse(text) {
        Ok(data_type) => Ok((text.to_owned(), data_type)),
        Err(error) => walk.refuse_at(at, format!("a type of a Dynamic is not known: {error}")),
    }
}

pub(super) fn read_prefixes<'t>(types: impl Iterator<Item = &'t DataType>, walk: &mut Walk<'_>) -> Step<Vec<Layout>> {
    types.map(|data_type| Layout::read_prefix(data_type, Some(walk))).collect()
}

pub(super) fn write_empty_prefix(limit: Option<u64>, out: &mut dyn Sink) {
    write_types(limit, &[], out);
    write_mode(out);
}

fn write_types(limit: Option<u64>, names: &[&str], out: &mut dyn Sink) {
    let mut head = Vec::from(WITH_LIMIT.to_le_bytes());
    put_varint(&mut head, limit.unwrap_or(DEFAULT_LIMIT));
    put_varint(&mut head, names.len() as u64);
    names.iter().for_each(|name| put_text(&mut head, name.as_bytes()));
    out.put(&head);
}

/// Gathers values of any types: each block has a column for each type that occurs in it.
#[derive(Debug)]
pub struct DynamicBuilder<B> {
    limit: Option<u64>,
    /// The place among `types` of each row's type.
    places: Vec<u8>,
    /// In the order in which they came up, with their texts.
    types: Vec<(DataType, String)>,
    columns: Vec<B>,
}

impl<B: ColumnBuilder> DynamicBuilder<B> {
    /// No value yet; `limit` is that of [`DataType::Dynamic`].
    pub fn new(limit: Option<u64>) -> Self {
        DynamicBuilder { limit, places: Vec::new(), types: Vec::new(), columns: Vec::new() }
    }

    /// The column of values of `data_type`, which gets exactly one value: the next row has this type. `make` makes an
    /// empty column where there is none yet.
    ///
    /// `None` where the block has as many types as one byte tells apart, 254; nothing has changed then. Types that can
    /// be NULL are not for Dynamic, whose NULL is its own.
    ///
    /// # Errors
    /// What `make` refuses.
    pub fn value<E>(
        &mut self,
        data_type: &DataType,
        make: impl FnOnce(&DataType) -> Result<B, E>,
    ) -> Result<Option<&mut B>, E> {
        let last = self.places.last().map(|place| usize::from(*place));
        let is_last = last.and_then(|place| self.types.get(place)).is_some_and(|(known, _)| known == data_type);
        let place = match last.filter(|_| is_last) {
            Some(place) => place,
            None => match self.types.iter().position(|(known, _)| known == data_type) {
                Some(place) => place,
                None if self.types.len() >= MAX_WRITTEN_TYPES => return Ok(None),
                None => {
                    self.columns.push(make(data_type)?);
                    self.types.push((data_type.clone(), data_type.to_string()));
                    self.types.len() - 1
                }
            },
        };
        self.places.push(place as u8);
        Ok(self.columns.get_mut(place))
    }

    /// The places of the types in the order in which they are written; the one after the last is SharedVariant.
    fn order(&self) -> Vec<usize> {
        let name = |place: &usize| self.types.get(*place).map_or(SHARED, |(_, name)| name);
        let mut order: Vec<_> = (0..=self.types.len()).collect();
        order.sort_by(|left, right| name(left).cmp(name(right)));
        order
    }
}

impl<B: ColumnBuilder> ColumnBuilder for DynamicBuilder<B> {
    fn len(&self) -> usize {
        self.places.len()
    }

    fn bytes(&self) -> usize {
        let names = self.types.iter().map(|(_, name)| name.len()).sum::<usize>();
        self.places.len() + names + self.columns.iter().map(ColumnBuilder::bytes).sum::<usize>()
    }

    fn push_null(&mut self) {
        self.places.push(NULL_DISCRIMINATOR);
    }

    fn truncate(&mut self, len: usize) {
        if len == 0 {
            self.types.clear();
            self.columns.clear();
        }
        let count = self.columns.len();
        truncate_columns(&mut self.places, len, &mut self.columns, count);
    }

    fn write_prefix(&self, out: &mut dyn Sink) {
        let names: Vec<_> = self.types.iter().map(|(_, name)| name.as_str()).collect();
        write_types(self.limit, &names, out);
        write_mode(out);
        self.order()
            .into_iter()
            .filter_map(|place| self.columns.get(place))
            .for_each(|column| column.write_prefix(out));
    }

    fn write_values(&mut self, out: &mut dyn Sink) {
        let order = self.order();
        let mut discriminators = [NULL_DISCRIMINATOR; 256];
        order.iter().enumerate().for_each(|(at, place)| discriminators[*place] = at as u8);
        discriminators[usize::from(NULL_DISCRIMINATOR)] = NULL_DISCRIMINATOR;
        self.places.iter_mut().for_each(|place| *place = discriminators[usize::from(*place)]);
        out.put_all(&mut self.places);
        for place in order {
            if let Some(column) = self.columns.get_mut(place) {
                column.write_values(out);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::WriteValue;
    use crate::value::testing::OneColumn;
    use std::convert::Infallible;

    type Column = Box<dyn ColumnBuilder>;

    /// Pushes the default of `data_type`, which `T` writes.
    fn push<T: WriteValue<Builder: 'static>>(builder: &mut DynamicBuilder<Column>, data_type: &str) {
        let data_type = DataType::parse(data_type).unwrap();
        let made =
            |data_type: &DataType| -> Result<Column, Infallible> { Ok(Box::new(T::builder(data_type).unwrap())) };
        builder.value(&data_type, made).unwrap().expect("few types").push_null();
    }

    #[test]
    fn types_are_sorted_with_the_shared_one_among_them() {
        let mut builder = DynamicBuilder::new(None);
        for keep in [4, 0] {
            push::<u8>(&mut builder, "UInt8");
            push::<String>(&mut builder, "String");
            builder.push_null();
            push::<Vec<String>>(&mut builder, "Array(LowCardinality(String))");
            push::<u8>(&mut builder, "UInt8");
            builder.truncate(keep);
        }
        push::<u8>(&mut builder, "UInt8");
        push::<String>(&mut builder, "String");
        builder.push_null();
        push::<Vec<String>>(&mut builder, "Array(LowCardinality(String))");
        let mut bytes = Vec::new();
        builder.write_prefix(&mut bytes);
        assert_eq!(bytes[..16], *b"\x01\0\0\0\0\0\0\0\x20\x03\x05UInt8");
        builder.write_values(&mut bytes);
        let column = OneColumn::decode("Dynamic", 4, bytes);
        let variants = column.view().variants().unwrap();
        let places: Vec<_> = (0..4).map(|row| variants.place(row)).collect();
        assert_eq!((places, variants.shared()), (vec![3, 2, 255, 0], Some(1)));
        let types: Vec<_> = variants.columns().iter().map(|view| view.data_type().to_string()).collect();
        assert_eq!(types, ["Array(LowCardinality(String))", "String", "String", "UInt8"]);
    }

    #[test]
    fn more_types_than_a_byte_tells_apart_are_refused() {
        let mut builder = DynamicBuilder::<Column>::new(Some(2));
        for width in 1..=254 {
            push::<&str>(&mut builder, &format!("FixedString({width})"));
        }
        let full = builder.value(&DataType::UInt8, |_| -> Result<Column, Infallible> { unreachable!("not made") });
        assert!(full.unwrap().is_none());
        push::<&str>(&mut builder, "FixedString(7)");
        builder.push_null();
        let mut bytes = Vec::new();
        builder.write_prefix(&mut bytes);
        builder.write_values(&mut bytes);
        let column = OneColumn::decode("Dynamic(max_types=2)", 256, bytes);
        assert_eq!(column.view().variants().unwrap().place(255), 255);
    }
}
