//! What makes a row: at least one column, no two of the same name, and no attribute without effect.

use super::{Named, check_names};
use crate::attributes::Name;
use crate::model::{RowField, RowModel};
use crate::refusals::Refusals;

/// Refuses what makes no sense in a row.
pub(crate) fn check_row(model: &RowModel, refusals: &mut Refusals) {
    if model.columns().next().is_none() {
        let text = match model.fields.is_empty() {
            true => "a row needs fields, which are its columns",
            false => "a row needs at least one column; here every field is skipped",
        };
        refusals.refuse(model.item.name.span(), text);
    }
    for field in &model.fields {
        check_field(field, refusals);
    }
    let names = model.columns().map(|field| Named {
        name: &field.column,
        span: field.column_span,
        rust_name: field.plain_name(),
    });
    check_names("column", names, refusals);
}

fn check_field(field: &RowField, refusals: &mut Refusals) {
    if field.is_column {
        return;
    }
    for name in [Name::Rename, Name::SkipInsert, Name::SkipSelect] {
        let Some(useless) = field.attributes.get(name) else { continue };
        let word = useless.word();
        let text = match name {
            Name::Rename => format!("`skip` leaves no column to rename; remove `{word}` or `skip`"),
            _ => format!("`skip` already is `skip_insert` and `skip_select`; remove `{word}` or `skip`"),
        };
        refusals.refuse(useless.span, text);
    }
}
