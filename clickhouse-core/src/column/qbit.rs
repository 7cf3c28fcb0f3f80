//! QBit(element, N[, stride]): vectors with their bits transposed, one plane of bits after another.
//!
//! ```text
//! QBit(Float32, 3), 1 row: [1, 2, 3]
//!   planes     00 06 01 01 01 01 01 01 01 04 00 * 22    32 planes from the highest bit down
//! ```
//!
//! The N elements are cut into groups of `stride` (all of them by default). Each group has a plane for each bit of the
//! element, from the highest bit down; a plane has ceil(group / 8) bytes per row, in which element j is bit `j % 8` of
//! byte `last - j / 8`. Source: ClickHouse `SerializationQBit.cpp`, checked on 26.7.

use super::{Parts, View};
use crate::types::{DataType, QBit};
use crate::wire::{Step, Walk};

/// The bits of one element.
fn bits(qbit: &QBit) -> Option<usize> {
    match qbit.element {
        DataType::Int8 => Some(8),
        DataType::BFloat16 => Some(16),
        DataType::Float32 => Some(32),
        DataType::Float64 => Some(64),
        _ => None,
    }
}

/// The elements of each group.
fn groups(qbit: &QBit) -> impl Iterator<Item = usize> {
    let all = usize::try_from(qbit.dimension).unwrap_or(usize::MAX);
    let stride = qbit.stride.map_or(all, |stride| usize::try_from(stride).unwrap_or(usize::MAX)).max(1);
    (0..all.div_ceil(stride)).map(move |group| stride.min(all - group * stride))
}

pub(super) fn locate(qbit: &QBit, rows: usize, walk: &mut Walk<'_>) -> Step<Parts> {
    let Some(bits) = bits(qbit) else {
        return walk.refuse(format!("QBit cannot have elements of {}", qbit.element));
    };
    // Each group takes whole bytes, so that their number is bounded by the bytes of a row.
    let all = usize::try_from(qbit.dimension).unwrap_or(usize::MAX);
    let stride = qbit.stride.map_or(all, |stride| usize::try_from(stride).unwrap_or(usize::MAX)).max(1);
    let last = all % stride;
    let bytes = (stride.div_ceil(8)).checked_mul(all / stride).and_then(|bytes| bytes.checked_add(last.div_ceil(8)));
    match bytes.and_then(|bytes| bytes.checked_mul(bits)) {
        Some(width) => Ok(Parts::QBit { planes: walk.fixed(rows, width)? }),
        None => walk.refuse(format!("a vector of {all} elements is more than memory can address")),
    }
}

impl<'a> View<'a> {
    /// The bits of each element, one after another, of all rows: each in the low bits of a u64.
    ///
    /// `None` if this is no QBit column. One pass over the planes, for the whole column at once.
    pub fn qbit_elements(&self) -> Option<Vec<u64>> {
        let (Parts::QBit { planes }, DataType::QBit(qbit)) = (&self.column.parts, &self.column.data_type) else {
            return None;
        };
        let (planes, bits, rows) = (self.part(planes), bits(qbit)?, self.rows());
        let all = usize::try_from(qbit.dimension).ok()?;
        let mut elements = vec![0u64; rows * all];
        let (mut first, mut rest) = (0, planes);
        for group in groups(qbit) {
            let width = group.div_ceil(8);
            for bit in (0..bits).rev() {
                for row in 0..rows {
                    let (plane, after) = rest.split_at_checked(width)?;
                    rest = after;
                    for element in 0..group {
                        let is_set = plane[width - 1 - element / 8] >> (element % 8) & 1;
                        elements[row * all + first + element] |= u64::from(is_set) << bit;
                    }
                }
            }
            first += group;
        }
        Some(elements)
    }
}
