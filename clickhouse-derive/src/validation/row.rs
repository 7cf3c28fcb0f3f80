//! What makes a row: at least one column, and no two of the same name.

use super::field::check_field;
use super::{Named, check_names};
use crate::model::{Role, RowModel};
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
    let named = model.columns().filter(|field| field.role != Role::Flattened);
    let names =
        named.map(|field| Named { name: &field.column, span: field.column_span, rust_name: field.plain_name() });
    check_names("column", names, refusals);
}
