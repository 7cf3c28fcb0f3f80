//! The model: what the user wrote, one type for each derive, before anyone asks whether it makes sense.
//!
//! Building a model refuses only shapes that have no model at all, such as a tuple struct as a row.

mod enumeration;
mod field;
mod generated;
mod row;
mod value;
mod variant;

pub(crate) use enumeration::EnumModel;
pub(crate) use field::{Conversion, DefaultValue, FieldModel, Reading, Role};
pub(crate) use generated::Generated;
pub(crate) use row::RowModel;
pub(crate) use value::{ValueModel, ValueShape};
pub(crate) use variant::{VariantMember, VariantModel};

use crate::attributes::{Attributes, Name};
use crate::refusals::Refusals;
use crate::rename::RenameRule;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{DeriveInput, Generics, Ident};

/// What all derives know of their item.
pub(crate) struct Item {
    pub(crate) name: Ident,
    pub(crate) generics: Generics,
    /// The path of `clickhouse_core`.
    pub(crate) core: TokenStream,
}

impl Item {
    fn new(input: &DeriveInput, attributes: &Attributes) -> Item {
        let core = match attributes.path(Name::Crate) {
            Some(path) => path.to_token_stream(),
            None => quote!(::clickhouse_core),
        };
        Item { name: input.ident.clone(), generics: input.generics.clone(), core }
    }

    /// The item when there is nothing more to know of it: for a stub.
    pub(crate) fn of(input: &DeriveInput) -> Item {
        let place = match &input.data {
            syn::Data::Enum(_) => crate::attributes::Place::Enum,
            syn::Data::Struct(_) | syn::Data::Union(_) => crate::attributes::Place::Struct,
        };
        Item::new(input, &Attributes::read(&input.attrs, place, &mut Refusals::default()))
    }
}

/// The rule that `rename_all` names.
fn rename_rule(attributes: &Attributes, refusals: &mut Refusals) -> Option<RenameRule> {
    let text = attributes.text(Name::RenameAll)?;
    RenameRule::parse(&text.value()).map_err(|refusal| refusals.refuse(text.span(), refusal)).ok()
}

/// A type is converted as a whole only where it is a value.
fn refuse_conversions(attributes: &Attributes, refusals: &mut Refusals) {
    for conversion in [Name::TryFrom, Name::Into].iter().filter_map(|name| attributes.get(*name)) {
        let text = format!(
            "`{word}` converts a type that derives `Value`; on a field, or there, `{word}` has an effect",
            word = conversion.word()
        );
        refusals.refuse(conversion.span, text);
    }
}
