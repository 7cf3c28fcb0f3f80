//! Validation: whether what was written makes sense together. All that is wrong is refused at once, each at the
//! smallest token, with the way out.

mod enumeration;
mod field;
mod row;
mod value;
mod variant;

pub(crate) use enumeration::check_enum;
pub(crate) use row::check_row;
pub(crate) use value::check_value;
pub(crate) use variant::check_variant;

use crate::refusals::Refusals;
use proc_macro2::Span;
use std::collections::HashMap;

/// A name in ClickHouse, and the field or variant that has it.
struct Named<'m> {
    name: &'m str,
    span: Span,
    rust_name: String,
}

/// Refuses names that are empty or that two have.
fn check_names<'m>(what: &str, names: impl Iterator<Item = Named<'m>>, refusals: &mut Refusals) {
    let mut first_with: HashMap<&str, String> = HashMap::new();
    for Named { name, span, rust_name } in names {
        if name.is_empty() {
            refusals.refuse(span, format!("a {what} needs a name; this one is empty"));
        } else if let Some(first) = first_with.get(name) {
            refusals.refuse(span, format!("`{first}` is already the {what} `{name}`; rename one of the two"));
        } else {
            first_with.insert(name, rust_name);
        }
    }
}
