//! `#[derive(Variant)]`: an enum whose members hold one value each.

use super::{Item, refuse_conversions};
use crate::attributes::{Attributes, Name, Place};
use crate::refusals::Refusals;
use syn::spanned::Spanned;
use syn::{Data, DataEnum, DeriveInput, Fields, Ident, Type};

/// An enum whose members are the types of a Variant.
pub(crate) struct VariantModel {
    pub(crate) item: Item,
    pub(crate) members: Vec<VariantMember>,
    pub(crate) attributes: Attributes,
}

/// A member: a value of one type, or no value.
pub(crate) struct VariantMember {
    pub(crate) variant: Ident,
    /// What it holds; `None` for NULL, and for a fallback that forgets what it read.
    pub(crate) inner: Option<Type>,
    /// Whether it stands for all types that no other member reads.
    pub(crate) is_other: bool,
    pub(crate) attributes: Attributes,
}

impl VariantModel {
    /// The model of `input`, unless it is no enum of members with at most one value.
    pub(crate) fn new(input: &DeriveInput, refusals: &mut Refusals) -> Option<VariantModel> {
        let data = data_enum(input, refusals)?;
        let attributes = Attributes::read(&input.attrs, Place::Enum, refusals);
        refuse_conversions(&attributes, refusals);
        let mut members = Some(Vec::with_capacity(data.variants.len()));
        for variant in &data.variants {
            let attributes = Attributes::read(&variant.attrs, Place::Variant, refusals);
            let inner = match &variant.fields {
                Fields::Unit => None,
                Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                    fields.unnamed.first().map(|field| field.ty.clone())
                }
                fields => {
                    refusals.refuse(fields.span(), other_shape(fields));
                    members = None;
                    continue;
                }
            };
            if let Some(members) = &mut members {
                let is_other = attributes.has(Name::Other);
                members.push(VariantMember { variant: variant.ident.clone(), inner, is_other, attributes });
            }
        }
        Some(VariantModel { item: Item::new(input, &attributes), members: members?, attributes })
    }
}

fn other_shape(fields: &Fields) -> &'static str {
    match fields {
        Fields::Named(_) => {
            "a member of a Variant holds one value without a name: `Name(Type)`; several values are a tuple or a struct \
             with `#[derive(Value)]`"
        }
        Fields::Unnamed(fields) if fields.unnamed.is_empty() => {
            "a member of a Variant holds one value, `Name(Type)`; without data it is `Name`, which stands for NULL"
        }
        Fields::Unnamed(_) | Fields::Unit => {
            "a member of a Variant holds one value; several are a tuple in it: `Name((A, B))`"
        }
    }
}

fn data_enum<'i>(input: &'i DeriveInput, refusals: &mut Refusals) -> Option<&'i DataEnum> {
    let (span, text) = match &input.data {
        Data::Enum(data) => return Some(data),
        Data::Struct(data) => (
            data.struct_token.span(),
            "a struct is no Variant; with named fields it is a row, `#[derive(Row)]`; around one column value it is \
             `#[derive(Value)]`",
        ),
        Data::Union(data) => {
            (data.union_token.span(), "a union is no Variant; make it an enum whose members hold one value each")
        }
    };
    refusals.refuse(span, text);
    None
}
