//! What makes a Variant: members of different types, at most one for NULL, and at most one fallback.

use crate::attributes::Name;
use crate::model::VariantModel;
use crate::refusals::Refusals;
use quote::ToTokens;
use std::collections::HashMap;
use syn::Type;
use syn::spanned::Spanned;

/// Refuses what makes no sense in a Variant.
pub(crate) fn check_variant(model: &VariantModel, refusals: &mut Refusals) {
    if let Some(rule) = model.attributes.get(Name::RenameAll) {
        let text =
            "the members of a Variant are told apart by their types and have no names there; remove `rename_all`";
        refusals.refuse(rule.span, text);
    }
    if !model.members.iter().any(|member| member.inner.is_some() && !member.is_other) {
        let text = match model.members.is_empty() {
            true => "a Variant needs members; this enum has no variants",
            false => "a Variant needs a member that holds a value; an enum without data is `#[derive(Enum)]`",
        };
        refusals.refuse(model.item.name.span(), text);
    }
    let (mut first_null, mut first_other, mut first_with) = (None, None, HashMap::new());
    for member in &model.members {
        let name = member.variant.to_string();
        if let Some(rename) = member.attributes.get(Name::Rename) {
            let text = "a member of a Variant is told apart by its type and has no name there; remove `rename`";
            refusals.refuse(rename.span, text);
        }
        if let Some(other) = member.attributes.get(Name::Other) {
            match &first_other {
                None => first_other = Some(name),
                Some(first) => refusals.refuse(
                    other.span,
                    format!("only one member can stand for all other types, and `{first}` already does"),
                ),
            }
            continue;
        }
        match &member.inner {
            None => match &first_null {
                None => first_null = Some(name),
                Some(first) => refusals.refuse(
                    member.variant.span(),
                    format!(
                        "a member without data stands for NULL, and `{first}` already does; give one of them a value, \
                         or mark one `#[clickhouse(other)]`"
                    ),
                ),
            },
            Some(inner) if is_option(inner) => refusals.refuse(
                inner.span(),
                "the value of a member is never NULL; take it out of its Option: NULL is a member without data, or an \
                 Option around the enum",
            ),
            Some(inner) => match first_with.get(&inner.to_token_stream().to_string()) {
                None => {
                    first_with.insert(inner.to_token_stream().to_string(), name);
                }
                Some(first) => refusals.refuse(
                    inner.span(),
                    format!("`{first}` already holds values of this type; a Variant has each type once"),
                ),
            },
        }
    }
}

fn is_option(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|segment| segment.ident == "Option"),
        _ => false,
    }
}
