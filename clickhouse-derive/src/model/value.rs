//! `#[derive(Value)]`: a struct that is a Tuple or what it is around, or any type that is converted into a value.

use super::{FieldModel, Item, rename_rule};
use crate::attributes::{Attributes, Name, Place};
use crate::refusals::Refusals;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields, Type};

/// A type that is a value of a column.
pub(crate) struct ValueModel {
    pub(crate) item: Item,
    pub(crate) shape: ValueShape,
    /// Whether elements without a field are fine when a Tuple is read.
    pub(crate) partial: bool,
    /// Whether the fields have names, by which the elements are matched.
    pub(crate) has_names: bool,
    pub(crate) fields: Vec<FieldModel>,
    pub(crate) attributes: Attributes,
}

/// What the type is in a column.
pub(crate) enum ValueShape {
    /// A Tuple of its fields.
    Tuple,
    /// What the only field is that has a column.
    Transparent,
    /// What it is converted from and into.
    Converted { try_from: Option<Box<Type>>, into: Option<Box<Type>> },
}

impl ValueModel {
    /// The model of `input`, unless it is neither a struct nor converted.
    pub(crate) fn new(input: &DeriveInput, refusals: &mut Refusals) -> Option<ValueModel> {
        let place = match &input.data {
            Data::Enum(_) => Place::Enum,
            Data::Struct(_) | Data::Union(_) => Place::Struct,
        };
        let attributes = Attributes::read(&input.attrs, place, refusals);
        let [try_from, into] =
            [Name::TryFrom, Name::Into].map(|name| attributes.rust_type(name).cloned().map(Box::new));
        let is_converted = try_from.is_some() || into.is_some();
        let fields = match &input.data {
            Data::Struct(data) => &data.fields,
            _ if is_converted => &Fields::Unit,
            Data::Enum(data) => {
                let text = "an enum without data is `#[derive(Enum)]`, one with data `#[derive(Variant)]`; as another \
                            value it says which, `#[clickhouse(try_from = \"u8\", into = \"u8\")]`";
                refusals.refuse(data.enum_token.span(), text);
                return None;
            }
            Data::Union(data) => {
                let text = "a union is no column value; make it a struct around one: `struct Name(Type);`";
                refusals.refuse(data.union_token.span(), text);
                return None;
            }
        };
        let has_names = matches!(fields, Fields::Named(_));
        let mut fields = FieldModel::all(fields, rename_rule(&attributes, refusals), refusals);
        let shape = if is_converted {
            ValueShape::Converted { try_from, into }
        } else if !has_names && fields.iter().filter(|field| field.has_columns()).count() == 1 {
            fields.iter_mut().for_each(|field| field.is_whole = true);
            ValueShape::Transparent
        } else {
            ValueShape::Tuple
        };
        if let (false, ValueShape::Tuple) = (has_names, &shape) {
            fields.iter_mut().for_each(|field| field.by_position = true);
        }
        let partial = attributes.has(Name::Partial);
        Some(ValueModel { item: Item::new(input, &attributes), shape, partial, has_names, fields, attributes })
    }
}
