//! What makes an Enum: at least one member, no two of the same name, and at most one fallback.

use super::{Named, check_names};
use crate::attributes::Name;
use crate::model::EnumModel;
use crate::refusals::Refusals;

/// Refuses what makes no sense in an Enum.
pub(crate) fn check_enum(model: &EnumModel, refusals: &mut Refusals) {
    let mut members = model.members.iter().filter(|member| !member.is_other).peekable();
    if members.peek().is_none() {
        let text = match model.members.is_empty() {
            true => "an Enum needs members; this enum has no variants",
            false => "an Enum needs members; here the only variant is the fallback for all other names",
        };
        refusals.refuse(model.item.name.span(), text);
    }
    let names = members.map(|member| Named {
        name: &member.name,
        span: member.name_span,
        rust_name: member.variant.to_string(),
    });
    check_names("member", names, refusals);

    let mut first_other = None;
    for member in model.members.iter().filter(|member| member.is_other) {
        if let Some(rename) = member.attributes.get(Name::Rename) {
            let text = "the `other` variant stands for many names and has none of its own; remove `rename` or `other`";
            refusals.refuse(rename.span, text);
        }
        let Some(other) = member.attributes.get(Name::Other) else { continue };
        match first_other {
            None => first_other = Some(&member.variant),
            Some(first) => refusals.refuse(
                other.span,
                format!("only one variant can stand for all other names, and `{first}` already does"),
            ),
        }
    }
}
