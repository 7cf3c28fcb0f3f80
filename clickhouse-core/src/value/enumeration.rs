//! Fieldless Rust enums: Enum8 and Enum16 by name, whatever numbers the column has; also String by name.
//!
//! The numbers are looked up once: a cursor holds the member for each number that occurs, a builder the number of each
//! member.

use super::builder::builds_in;
use super::text::{TextBuilder, TextCursor};
use super::{BindError, CellError, ReadValue, WriteValue};
use crate::column::{FixedBuilder, View, Wrapping};
use crate::types::{DataType, EnumMembers};
use std::sync::Arc;

/// A fieldless enum whose variants are members of an Enum by name: `#[derive(Enum)]`.
pub trait EnumValue: Sized {
    /// The name of each member, in the order of the variants; the variant marked `other` has none.
    const NAMES: &'static [&'static str];

    /// The variant of the member with this place among [`EnumValue::NAMES`].
    fn from_place(place: usize) -> Option<Self>;

    /// The variant that stands for members without a variant, if one is marked `other`.
    fn other() -> Option<Self>;

    /// The place of this variant's member among [`EnumValue::NAMES`]; `None` for the one marked `other`.
    fn place(&self) -> Option<usize>;

    /// Enum8 with the names numbered from 1, or Enum16 where they are more than 127.
    fn enum_type() -> DataType {
        let numbered = Self::NAMES.iter().zip(1..).map(|(name, number)| (Arc::from(*name), number));
        let members = EnumMembers::new(numbered.collect());
        if Self::NAMES.len() <= 127 { DataType::Enum8(members) } else { DataType::Enum16(members) }
    }
}

/// The members of each row, found once per block.
#[derive(Debug)]
pub struct EnumCursor<'a> {
    /// The place of each row's member among the names of the Rust enum; [`UNKNOWN`] where it has none.
    places: Vec<u32>,
    view: View<'a>,
}

const UNKNOWN: u32 = u32::MAX;

impl<'a> EnumCursor<'a> {
    /// Checks that the column is an Enum or holds texts, once per block.
    ///
    /// # Errors
    /// The column has another type.
    pub fn bind<T: EnumValue>(view: View<'a>) -> Result<Self, BindError> {
        let place_of =
            |name: &str| T::NAMES.iter().position(|known| *known == name).map_or(UNKNOWN, |place| place as u32);
        if view.accepts_null() {
            return Err(BindError::types());
        }
        let places = match view.data_type() {
            DataType::Enum8(members) => {
                let mut places = [UNKNOWN; 0x100];
                for (name, number) in members.iter() {
                    places[usize::from(number as u8)] = place_of(name);
                }
                let values = view.fixed::<1>().ok_or_else(BindError::types)?;
                values.iter().map(|[byte]| places[usize::from(*byte)]).collect()
            }
            DataType::Enum16(members) => {
                let mut places: Vec<_> = members.iter().map(|(name, number)| (number, place_of(name))).collect();
                places.sort_unstable();
                let find = |number| match places.binary_search_by_key(&number, |(number, _)| *number) {
                    Ok(found) => places[found].1,
                    Err(_) => UNKNOWN,
                };
                let values = view.fixed().ok_or_else(BindError::types)?;
                values.iter().map(|bytes| find(i16::from_le_bytes(*bytes))).collect()
            }
            _ => {
                let mut texts: TextCursor<'a, &'a str> = <&'a str as ReadValue<'a>>::bind(view)?;
                let name = |row| <&'a str as ReadValue<'a>>::read(&mut texts, row).map_or(UNKNOWN, place_of);
                (0..view.rows()).map(name).collect()
            }
        };
        Ok(EnumCursor { places, view })
    }

    /// The variant of `row`.
    ///
    /// # Errors
    /// The row's member has no variant, and none is marked `other`.
    #[inline]
    pub fn read<T: EnumValue>(&self, row: usize) -> Result<T, CellError> {
        let place = self.places.get(row).copied().unwrap_or(UNKNOWN);
        match T::from_place(place as usize).or_else(T::other) {
            Some(variant) => Ok(variant),
            None => Err(self.unknown_member::<T>(row)),
        }
    }

    #[cold]
    fn unknown_member<T: EnumValue>(&self, row: usize) -> CellError {
        let number = match self.view.fixed_bytes() {
            Some((bytes, 1)) => bytes.get(row).map(|byte| i16::from(*byte as i8)),
            Some((bytes, 2)) => bytes.as_chunks::<2>().0.get(row).map(|bytes| i16::from_le_bytes(*bytes)),
            _ => None,
        };
        let member = match (number, self.view.data_type()) {
            (Some(number), DataType::Enum8(members) | DataType::Enum16(members)) => match members.name(number) {
                Some(name) => format!("the member `{name}`"),
                None => format!("the number {number}, which the column's Enum does not have"),
            },
            _ => "the text".to_owned(),
        };
        CellError::new(format!(
            "{member} has no variant among {}; add one, or mark one `#[clickhouse(other)]`",
            T::NAMES.join(", ")
        ))
    }
}

/// Gathers members of an Enum, or their names.
#[derive(Debug)]
pub enum EnumBuilder {
    /// The number of each member, by its place.
    Numbers(FixedBuilder, Vec<i16>),
    /// For String columns.
    Texts(TextBuilder),
}

impl EnumBuilder {
    /// Checks that the column can hold every member.
    ///
    /// # Errors
    /// The column has another type, or its Enum lacks a member.
    pub fn new<T: EnumValue>(data_type: &DataType) -> Result<Self, BindError> {
        let (wrapping, members, width) = match Wrapping::of(data_type) {
            (wrapping, DataType::Enum8(members)) => (wrapping, members, 1),
            (wrapping, DataType::Enum16(members)) => (wrapping, members, 2),
            (_, DataType::String) => return Ok(EnumBuilder::Texts(<&str as WriteValue>::builder(data_type)?)),
            _ => return Err(BindError::types()),
        };
        let missing: Vec<_> = T::NAMES.iter().filter(|name| members.number(name).is_none()).collect();
        if !missing.is_empty() {
            return Err(BindError::explained(format!(
                "the column lacks {}; add them with ALTER TABLE .. MODIFY COLUMN, or remove the variants",
                missing.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
            )));
        }
        let numbers = T::NAMES.iter().filter_map(|name| members.number(name)).collect();
        Ok(EnumBuilder::Numbers(FixedBuilder::new(width, wrapping), numbers))
    }

    /// Gathers one variant.
    ///
    /// # Errors
    /// It is the one marked `other`, which stands for no member.
    #[inline]
    pub fn push<T: EnumValue>(&mut self, variant: &T) -> Result<(), CellError> {
        match self {
            EnumBuilder::Numbers(builder, numbers) => {
                let number = number_of(variant, numbers)?;
                if builder.width() == 1 {
                    builder.push([number as u8])
                } else {
                    builder.push(number.to_le_bytes())
                }
                Ok(())
            }
            EnumBuilder::Texts(texts) => T::NAMES.get(place_of(variant)?).copied().unwrap_or_default().write(texts),
        }
    }

    /// Gathers many variants.
    ///
    /// # Errors
    /// As [`EnumBuilder::push`], of any of them.
    #[inline]
    pub fn push_each<'v, T: EnumValue + 'v>(
        &mut self,
        variants: impl ExactSizeIterator<Item = &'v T>,
    ) -> Result<(), CellError> {
        match self {
            EnumBuilder::Numbers(builder, numbers) if builder.width() == 1 => {
                builder.try_push_each(variants.map(|variant| Ok([number_of(variant, numbers)? as u8])))
            }
            EnumBuilder::Numbers(builder, numbers) => {
                builder.try_push_each(variants.map(|variant| Ok(number_of(variant, numbers)?.to_le_bytes())))
            }
            texts => {
                for variant in variants {
                    texts.push(variant)?;
                }
                Ok(())
            }
        }
    }
}

/// The place of the variant's member.
#[inline]
fn place_of<T: EnumValue>(variant: &T) -> Result<usize, CellError> {
    match variant.place() {
        Some(place) => Ok(place),
        None => Err(CellError::new("the variant marked `other` is no member of the column's Enum")),
    }
}

/// The number of the variant's member, out of those of all members.
#[inline]
fn number_of<T: EnumValue>(variant: &T, numbers: &[i16]) -> Result<i16, CellError> {
    Ok(numbers.get(place_of(variant)?).copied().unwrap_or_default())
}

builds_in!([] EnumBuilder: Numbers(inner, _), Texts(inner));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::{OneColumn, assert_round_trip, refusal, try_written, written};
    use crate::value::{ColumnValue, OneColumn as Shape, RowShape};

    macro_rules! rust_enum {
        ($name:ident, $($other:ident)?) => {
            #[derive(Debug, Clone, Copy, PartialEq)]
            enum $name {
                Red,
                Green,
                $($other,)?
            }

            impl EnumValue for $name {
                const NAMES: &'static [&'static str] = &["red", "green"];

                fn from_place(place: usize) -> Option<Self> {
                    [$name::Red, $name::Green].get(place).copied()
                }

                fn other() -> Option<Self> {
                    [$($name::$other)?].first().copied()
                }

                fn place(&self) -> Option<usize> {
                    match self {
                        $name::Red => Some(0),
                        $name::Green => Some(1),
                        $($name::$other => None,)?
                    }
                }
            }

            impl RowShape for $name {
                type Shape = Shape;
            }

            impl ColumnValue for $name {
                fn data_type() -> DataType {
                    Self::enum_type()
                }

                const SHAPE: super::super::Shape =
                    super::super::Shape::Enum { names: Self::NAMES, has_other: !concat!($(stringify!($other))?).is_empty() };
            }

            impl<'a> ReadValue<'a> for $name {
                type Cursor = EnumCursor<'a>;

                fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
                    EnumCursor::bind::<Self>(view)
                }

                fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
                    cursor.read(row)
                }
            }

            impl WriteValue for $name {
                type Builder = EnumBuilder;

                fn builder(data_type: &DataType) -> Result<EnumBuilder, BindError> {
                    EnumBuilder::new::<Self>(data_type)
                }

                fn write(&self, builder: &mut EnumBuilder) -> Result<(), CellError> {
                    builder.push(self)
                }
            }
        };
    }

    rust_enum!(Color,);
    rust_enum!(Open, Other);

    #[test]
    fn numbers_are_the_columns_and_names_are_ours() {
        let both = vec![Color::Green, Color::Red, Color::Green];
        for data_type in [
            "Enum8('green' = -128, 'blue' = 0, 'red' = 127)",
            "Enum16('red' = -32768, 'green' = 32767)",
            "String",
            "LowCardinality(String)",
        ] {
            assert_round_trip(data_type, both.clone());
        }
        assert_eq!(written("Enum8('green' = -1, 'red' = 3)", &both), [255, 3, 255]);
        assert_round_trip("Nullable(Enum8('red' = 1, 'green' = 2))", vec![Some(Color::Green), None]);
        assert_round_trip("Array(Enum8('red' = 1, 'green' = 2))", vec![vec![Color::Green], vec![]]);
    }

    #[test]
    fn a_member_without_a_variant_matters_only_where_it_occurs() {
        let data_type = "Enum8('blue' = 1, 'red' = 2)";
        assert_eq!(OneColumn::decode(data_type, 1, vec![2]).read::<Color>(), [Color::Red]);
        let text = OneColumn::decode(data_type, 2, vec![2, 1]).try_read::<Color>().unwrap_err();
        assert!(text.starts_with("the member `blue` has no variant among red, green"), "{text}");
        let text = OneColumn::decode(data_type, 1, vec![9]).try_read::<Color>().unwrap_err();
        assert!(text.starts_with("the number 9, which the column's Enum does not have"), "{text}");
        assert_eq!(OneColumn::decode(data_type, 2, vec![2, 1]).read::<Open>(), [Open::Red, Open::Other]);
        let text = OneColumn::of("String", &["pink"]).try_read::<Color>().unwrap_err();
        assert!(text.starts_with("the text has no variant"), "{text}");
    }

    #[test]
    fn a_variant_that_the_column_lacks_is_refused_before_any_row() {
        let text = refusal::<Color>("Enum8('red' = 1, 'blue' = 2)");
        assert_eq!(
            text,
            "the column lacks `green`; add them with ALTER TABLE .. MODIFY COLUMN, or remove the variants"
        );
        refusal::<Color>("UInt8");
        assert!(OneColumn::of_no_rows("UInt8").is_refused_by::<Color>());
        assert!(OneColumn::of_no_rows("Nullable(Enum8('red' = 1))").is_refused_by::<Color>());
        assert!(try_written("String", &[Open::Red, Open::Other]).unwrap_err().contains("`other`"));
    }

    #[test]
    fn the_natural_type_numbers_from_one() {
        assert_eq!(Color::data_type().to_string(), "Enum8('red' = 1, 'green' = 2)");
    }
}
