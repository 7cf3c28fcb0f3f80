//! What makes a value: elements of different names, and no attribute without effect.

use super::field::check_field;
use super::{Named, check_names};
use crate::attributes::Name;
use crate::model::{FieldModel, ValueModel, ValueShape};
use crate::refusals::Refusals;

/// What has no effect on an element, or a wrong one.
const NOT_ON_ELEMENTS: &[(Name, &str)] = &[
    (Name::Flatten, "a Tuple has elements, not columns to flatten; keep the struct as an element of its own"),
    (Name::Nested, "a `Vec` of structs in a Tuple is an Array of Tuples already; remove `nested`"),
    (Name::SkipInsert, "a Tuple is inserted whole; leave the element out both ways with `skip`"),
    (Name::SkipSelect, "a Tuple is read whole; leave the element out both ways with `skip`"),
    (Name::Materialized, "the elements of a Tuple come with it; only columns are MATERIALIZED"),
    (Name::Alias, "the elements of a Tuple come with it; only columns are ALIAS"),
    (Name::Ephemeral, "the elements of a Tuple come with it; only columns are EPHEMERAL"),
    (Name::DefaultExpr, "the elements of a Tuple come with it; only columns have a DEFAULT"),
];

/// Refuses what makes no sense in a value.
pub(crate) fn check_value(model: &ValueModel, refusals: &mut Refusals) {
    if let ValueShape::Converted { .. } = model.shape {
        let of_fields = model.fields.iter().filter_map(|field| field.attributes.first());
        for useless in
            of_fields.chain([Name::RenameAll, Name::Partial].iter().filter_map(|name| model.attributes.get(*name)))
        {
            let text = format!(
                "the type is converted as a whole, so that `{word}` has no effect; remove `{word}`",
                word = useless.word()
            );
            refusals.refuse(useless.span, text);
        }
        return;
    }
    if let Some(rule) = model.attributes.get(Name::RenameAll).filter(|_| !model.has_names) {
        refusals.refuse(rule.span, "the elements have no names that could follow a rule; remove `rename_all`");
    }
    if let Some(partial) = model.attributes.get(Name::Partial).filter(|_| !model.has_names) {
        refusals.refuse(partial.span, "elements without names are all there or none; remove `partial`");
    }
    for field in &model.fields {
        check_field(field, refusals);
        for (name, reason) in NOT_ON_ELEMENTS {
            if let Some(useless) = field.attributes.get(*name) {
                refusals.refuse(useless.span, reason);
            }
        }
        if !model.has_names {
            check_nameless(field, refusals);
        }
    }
    if model.has_names {
        let named = model.fields.iter().filter(|field| field.has_columns()).map(|field| Named {
            name: &field.column,
            span: field.column_span,
            rust_name: field.plain_name(),
        });
        check_names("element", named, refusals);
    }
}

fn check_nameless(field: &FieldModel, refusals: &mut Refusals) {
    if let Some(rename) = field.attributes.get(Name::Rename) {
        refusals
            .refuse(rename.span, "an element of a struct without names has none; name the fields, or remove `rename`");
    }
    if let Some(default) = field.attributes.get(Name::Default).filter(|_| field.is_read()) {
        let text = "an element without a name is always there; name the fields, or remove `default`";
        refusals.refuse(default.span, text);
    }
    if let Some(declared) = field.attributes.get(Name::Type).filter(|_| field.is_whole) {
        let text = "the struct is whatever its column is; declare the type where the struct is a field";
        refusals.refuse(declared.span, text);
    }
}
