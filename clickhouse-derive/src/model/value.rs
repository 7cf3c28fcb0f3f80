//! `#[derive(Value)]`: a struct around one column value.

use super::Item;
use crate::attributes::{Attributes, Place};
use crate::refusals::Refusals;
use syn::spanned::Spanned;
use syn::{Data, DataStruct, DeriveInput, Fields, Type};

/// A struct that is in a column what its only field is.
pub(crate) struct ValueModel {
    pub(crate) item: Item,
    pub(crate) inner: Type,
}

impl ValueModel {
    /// The model of `input`, unless it is no struct of one unnamed field.
    pub(crate) fn new(input: &DeriveInput, refusals: &mut Refusals) -> Option<ValueModel> {
        let (span, text) = match &input.data {
            Data::Struct(DataStruct { fields: Fields::Unnamed(fields), .. }) if fields.unnamed.len() == 1 => {
                let attributes = Attributes::read(&input.attrs, Place::Struct, refusals);
                let inner = fields.unnamed.first()?;
                // The field of a newtype has nothing to say; what is said is checked all the same.
                Attributes::read(&inner.attrs, Place::Field, refusals);
                return Some(ValueModel { item: Item::new(input, &attributes), inner: inner.ty.clone() });
            }
            Data::Struct(DataStruct { fields: Fields::Unnamed(fields), .. }) => (
                fields.paren_token.span.join(),
                "a struct of several elements is not supported yet as a value; use a tuple, which is a Tuple column, or \
                 keep exactly one element",
            ),
            Data::Struct(DataStruct { fields: Fields::Named(fields), .. }) => (
                fields.brace_token.span.join(),
                "a struct with named fields is not supported yet as a value; a row is `#[derive(Row)]`, a struct around \
                 one value is `struct Name(Type);`",
            ),
            Data::Struct(DataStruct { fields: Fields::Unit, .. }) => {
                (input.ident.span(), "a value needs an element that holds it: `struct Name(Type);`")
            }
            Data::Enum(data) => (
                data.enum_token.span(),
                "an enum without data is `#[derive(Enum)]`; `#[derive(Value)]` is for a struct around one column value",
            ),
            Data::Union(data) => (
                data.union_token.span(),
                "a union is no column value; make it a struct around one: `struct Name(Type);`",
            ),
        };
        refusals.refuse(span, text);
        None
    }
}
