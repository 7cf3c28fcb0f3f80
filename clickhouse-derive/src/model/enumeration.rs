//! `#[derive(Enum)]`: an enum without data.

use super::{Item, refuse_conversions, rename_rule};
use crate::attributes::{Attributes, Name, Place};
use crate::refusals::Refusals;
use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Data, DataEnum, DeriveInput, Fields, Ident};

/// An enum whose variants are the members of an Enum8 or Enum16.
pub(crate) struct EnumModel {
    pub(crate) item: Item,
    pub(crate) members: Vec<Member>,
}

/// A variant.
pub(crate) struct Member {
    pub(crate) variant: Ident,
    /// The member's name in ClickHouse.
    pub(crate) name: String,
    /// Where the member's name comes from: the variant, or the text of its `rename`.
    pub(crate) name_span: Span,
    /// Whether it stands for all names that no other variant has.
    pub(crate) is_other: bool,
    pub(crate) attributes: Attributes,
}

impl EnumModel {
    /// The model of `input`, unless it is no enum without data.
    pub(crate) fn new(input: &DeriveInput, refusals: &mut Refusals) -> Option<EnumModel> {
        let data = plain_enum(input, refusals)?;
        let attributes = Attributes::read(&input.attrs, Place::Enum, refusals);
        refuse_conversions(&attributes, refusals);
        let rule = rename_rule(&attributes, refusals);
        let mut members = Vec::with_capacity(data.variants.len());
        for variant in &data.variants {
            let attributes = Attributes::read(&variant.attrs, Place::Variant, refusals);
            let plain = variant.ident.unraw().to_string();
            let (name, name_span) = match attributes.text(Name::Rename) {
                Some(text) => (text.value(), text.span()),
                None => {
                    (rule.map_or_else(|| plain.clone(), |rule| rule.apply_to_variant(&plain)), variant.ident.span())
                }
            };
            let is_other = attributes.has(Name::Other);
            members.push(Member { variant: variant.ident.clone(), name, name_span, is_other, attributes });
        }
        Some(EnumModel { item: Item::new(input, &attributes), members })
    }
}

fn plain_enum<'i>(input: &'i DeriveInput, refusals: &mut Refusals) -> Option<&'i DataEnum> {
    let data = match &input.data {
        Data::Enum(data) => data,
        Data::Struct(data) => {
            let text = "a struct is no Enum; with named fields it is a row, `#[derive(Row)]`; around one column value it \
                        is `#[derive(Value)]`";
            refusals.refuse(data.struct_token.span(), text);
            return None;
        }
        Data::Union(data) => {
            refusals.refuse(data.union_token.span(), "a union is no Enum; make it an enum without data");
            return None;
        }
    };
    let mut is_plain = true;
    for variant in &data.variants {
        let span = match &variant.fields {
            Fields::Unit => continue,
            Fields::Named(fields) => fields.brace_token.span.join(),
            Fields::Unnamed(fields) => fields.paren_token.span.join(),
        };
        let text = "a member of an Enum has a name and no data; take the data away, or keep it in columns of its own";
        refusals.refuse(span, text);
        is_plain = false;
    }
    is_plain.then_some(data)
}
