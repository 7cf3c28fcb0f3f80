//! What `#[derive(Value)]` writes: a Tuple of the fields, or another value that everything is handed on to.

use super::elements::expand_elements;
use super::wrapper::{expand_converted, expand_transparent};
use crate::model::{ValueModel, ValueShape};
use proc_macro2::TokenStream;

/// All implementations of a value.
pub(crate) fn expand_value(model: &ValueModel) -> TokenStream {
    match &model.shape {
        ValueShape::Tuple => expand_elements(model),
        ValueShape::Transparent => expand_transparent(model),
        ValueShape::Converted { try_from, into } => expand_converted(model, try_from.as_deref(), into.as_deref()),
    }
}
