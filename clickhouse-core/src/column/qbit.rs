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

use super::{Column, Parts, View};
use crate::types::{DataType, QBit};
use crate::wire::{Sink, Step, Walk};
use std::sync::OnceLock;

/// A column of vectors as the Array that it stands for, made when it is first asked for.
#[derive(Debug, Clone)]
pub(super) struct Vectors {
    /// Where each row's elements end, as an Array has it.
    pub(super) ends: Vec<u8>,
    /// The elements, each little-endian.
    pub(super) bytes: Vec<u8>,
    pub(super) items: Column,
}

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
        Some(width) => Ok(Parts::QBit { planes: walk.fixed(rows, width)?, vectors: OnceLock::new() }),
        None => walk.refuse(format!("a vector of {all} elements is more than memory can address")),
    }
}

/// The elements of all rows, each little-endian: one pass over the planes, for the whole column at once.
fn elements(planes: &[u8], qbit: &QBit, rows: usize) -> Option<Vec<u8>> {
    let (bits, all) = (bits(qbit)?, usize::try_from(qbit.dimension).ok()?);
    let width = bits / 8;
    let mut elements = vec![0u8; rows * all * width];
    let (mut first, mut rest) = (0, planes);
    for group in groups(qbit) {
        let plane_bytes = group.div_ceil(8);
        for bit in (0..bits).rev() {
            for row in 0..rows {
                let (plane, after) = rest.split_at_checked(plane_bytes)?;
                rest = after;
                for element in 0..group {
                    let is_set = plane[plane_bytes - 1 - element / 8] >> (element % 8) & 1;
                    elements[(row * all + first + element) * width + bit / 8] |= is_set << (bit % 8);
                }
            }
        }
        first += group;
    }
    Some(elements)
}

/// Writes the planes of `rows` vectors whose elements are these, each little-endian.
pub(super) fn write_planes(elements: &[u8], qbit: &QBit, rows: usize, out: &mut dyn Sink) {
    let (Some(bits), Ok(all)) = (bits(qbit), usize::try_from(qbit.dimension)) else { return };
    let width = bits / 8;
    let mut first = 0;
    for group in groups(qbit) {
        let plane_bytes = group.div_ceil(8);
        let mut plane = vec![0u8; plane_bytes];
        for bit in (0..bits).rev() {
            for row in 0..rows {
                plane.fill(0);
                for element in 0..group {
                    let place = (row * all + first + element) * width + bit / 8;
                    let is_set = elements.get(place).map_or(0, |byte| byte >> (bit % 8) & 1);
                    plane[plane_bytes - 1 - element / 8] |= is_set << (element % 8);
                }
                out.put(&plane);
            }
        }
        first += group;
    }
}

impl<'a> View<'a> {
    /// The bits of each element, one after another, of all rows: each in the low bits of a u64.
    ///
    /// `None` if this is no QBit column.
    pub fn qbit_elements(&self) -> Option<Vec<u64>> {
        let vectors = self.vectors()?;
        let (bytes, width) = View::new(&vectors.bytes, &vectors.items).fixed_bytes()?;
        let bits = |element: &[u8]| element.iter().rev().fold(0, |bits, byte| bits << 8 | u64::from(*byte));
        Some(bytes.chunks_exact(width).map(bits).collect())
    }

    /// The column as an Array, if this is a QBit column.
    pub(super) fn vectors(&self) -> Option<&'a Vectors> {
        let column: &'a Column = self.column;
        let (Parts::QBit { planes, vectors }, DataType::QBit(qbit)) = (&column.parts, &column.data_type) else {
            return None;
        };
        // What was located has these bytes and these rows; an empty column stands for what cannot be.
        Some(vectors.get_or_init(|| {
            let rows = self.rows();
            let bytes = elements(self.part(planes), qbit, rows).unwrap_or_default();
            let (width, all) = (bits(qbit).unwrap_or(8) / 8, usize::try_from(qbit.dimension).unwrap_or_default());
            let items = bytes.len() / width;
            let ends = (1..=rows).flat_map(|row| ((row * all).min(items) as u64).to_le_bytes()).collect();
            let parts = Parts::Fixed { width, values: 0..bytes.len() };
            let items = Column { data_type: qbit.element.clone(), rows: items, parts };
            Box::new(Vectors { ends, bytes, items })
        }))
    }
}

#[cfg(test)]
mod tests {
    use crate::types::BFloat16;
    use crate::value::testing::{OneColumn, assert_round_trip, refusal, try_written, written};

    #[test]
    fn golden_vectors() {
        let mut expected = vec![0u8, 6, 1, 1, 1, 1, 1, 1, 1, 4];
        expected.resize(32, 0);
        assert_eq!(written("QBit(Float32, 3)", &[vec![1.0f32, 2.0, 3.0]]), expected);
        assert_eq!(OneColumn::decode("QBit(Float32, 3)", 1, expected).read::<[f64; 3]>(), [[1.0, 2.0, 3.0]]);
    }

    #[test]
    fn vectors_come_back_from_every_element_and_stride() {
        let numbers = |count: usize| (0..count).map(|place| place as f32 * -1.5 + 7.0).collect::<Vec<f32>>();
        for (data_type, count) in [
            ("QBit(Float32, 1)", 1),
            ("QBit(Float32, 8)", 8),
            ("QBit(Float32, 11)", 11),
            ("QBit(Float32, 16, 8)", 16),
            ("QBit(Float64, 24, 8)", 24),
        ] {
            let rows = vec![numbers(count), vec![0.0; count], vec![f32::MIN_POSITIVE; count]];
            assert_eq!(OneColumn::of(data_type, &rows).read::<Vec<f64>>(), wide(&rows), "{data_type}");
            let none: &[Vec<f32>] = &[];
            assert_eq!(OneColumn::of(data_type, none).read::<Vec<f64>>(), wide(none));
        }
        assert_round_trip("QBit(Float32, 11)", vec![numbers(11), numbers(11)]);
        assert_round_trip("Array(QBit(Float64, 3))", vec![vec![vec![0.1f64, -0.2, f64::MAX]; 2], vec![]]);
        assert_round_trip("QBit(BFloat16, 3)", vec![[1u16, 0x8000, 0x3f80].map(BFloat16::from_bits)]);
        assert_round_trip("QBit(Int8, 2)", vec![[i8::MIN, -1], [0, i8::MAX]]);
        assert_round_trip("Nullable(QBit(Float32, 2))", vec![Some([1.0f32, 2.0]), None, Some([-0.5, 0.0])]);
    }

    fn wide(rows: &[Vec<f32>]) -> Vec<Vec<f64>> {
        rows.iter().map(|row| row.iter().copied().map(f64::from).collect()).collect()
    }

    #[test]
    fn a_vector_of_another_length_is_refused() {
        let text = try_written("QBit(Float32, 3)", &[vec![1.0f32; 3], vec![1.0; 4]]).unwrap_err();
        assert_eq!(text, "the vector has 4 elements, and the column takes exactly 3");
        assert!(try_written("QBit(Float32, 3)", &[Vec::<f32>::new()]).is_err());
        refusal::<[f32; 4]>("QBit(Float32, 3)");
        refusal::<Vec<f64>>("QBit(Float32, 3)");
        refusal::<Vec<f32>>("QBit(Float32, 99999999)");
        assert!(OneColumn::of_no_rows("QBit(Float32, 3)").is_refused_by::<[f32; 4]>());
        assert!(OneColumn::of_no_rows("QBit(Float64, 3)").is_refused_by::<Vec<f32>>());
    }
}
