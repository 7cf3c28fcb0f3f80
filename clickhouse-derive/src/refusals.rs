//! [`Refusals`]: everything that is wrong with one `derive`, gathered so that it comes all at once.

use proc_macro2::Span;
use std::fmt::Display;

/// The refusals so far, each at the smallest span that shows what is meant.
#[derive(Debug, Default)]
pub(crate) struct Refusals {
    errors: Option<syn::Error>,
}

impl Refusals {
    /// Refuses what stands at `span`; `text` says what is wrong and the way out.
    pub(crate) fn refuse(&mut self, span: Span, text: impl Display) {
        self.add(syn::Error::new(span, text));
    }

    /// Takes over what `syn` could not parse.
    pub(crate) fn add(&mut self, error: syn::Error) {
        match &mut self.errors {
            Some(errors) => errors.combine(error),
            None => self.errors = Some(error),
        }
    }

    /// Whether nothing was refused.
    pub(crate) fn is_empty(&self) -> bool {
        self.errors.is_none()
    }

    /// All refusals as one error, if there are any.
    pub(crate) fn into_error(self) -> Option<syn::Error> {
        self.errors
    }
}

#[cfg(test)]
impl Refusals {
    /// The texts of all refusals, in their order.
    pub(crate) fn texts(self) -> Vec<String> {
        self.errors.into_iter().flatten().map(|error| error.to_string()).collect()
    }
}
