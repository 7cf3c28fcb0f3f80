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
//! the index after the last is NULL. Source: ClickHouse `SerializationDynamic.cpp`, checked on 24.8, 25.8 and 26.7.

use super::{Form, Layout, variant};
use crate::types::DataType;
use crate::wire::{Step, Walk};

const WITH_LIMIT: u64 = 1;
const WITHOUT_LIMIT: u64 = 2;
const FLATTENED: u64 = 3;
/// More than a block can use: two bytes are enough for each index.
const MAX_TYPES: usize = 65_536;
const MAX_TYPE_BYTES: usize = 1 << 20;
const SHARED: &str = "SharedVariant";

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
        let variants = read_prefixes(types.iter().map(|(_, data_type)| data_type), walk)?;
        return Ok(Form::Variant { variants, shared: None, width, null: count });
    }
    types.push((SHARED.to_owned(), DataType::String));
    types.sort_by(|left, right| left.0.cmp(&right.0));
    let Some(shared) = types.iter().position(|(name, _)| name == SHARED).filter(|_| types.len() <= 255) else {
        return walk
            .refuse_at(at, format!("Dynamic has {count} types, more than the 254 that one byte can tell apart"));
    };
    variant::read_mode(walk)?;
    let variants = read_prefixes(types.iter().map(|(_, data_type)| data_type), walk)?;
    Ok(Form::Variant { variants, shared: Some(shared), width: 1, null: usize::from(variant::NULL_DISCRIMINATOR) })
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
