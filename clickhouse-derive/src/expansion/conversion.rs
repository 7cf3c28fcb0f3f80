//! What stands between a column's type and a field's: the functions of a module, `TryFrom`, `Into`.
//!
//! A module need not have both functions. Below a constant or function of the same name the module's own is what is
//! meant, and else that constant or function is: so it is known whether the module has one, and a struct without is
//! refused only where it is used that way.

use super::bounds::Bounds;
use super::field::ExpandedField;
use crate::model::{Conversion, FieldModel};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{ExprPath, Ident};

/// The module of a `with`, and what is known of its functions.
pub(super) struct Module {
    path: ExprPath,
    /// The names of the constants that tell whether there is `read`, and `write`.
    has_read: Ident,
    has_write: Ident,
}

impl Module {
    pub(super) fn new(path: &ExprPath, number: usize) -> Self {
        let [has_read, has_write] = ["READ", "WRITE"].map(|way| format_ident!("__HAS_{way}_{number}"));
        Module { path: path.clone(), has_read, has_write }
    }

    /// The module's type of the column.
    pub(super) fn column(&self) -> TokenStream {
        let path = &self.path;
        quote_spanned!(located(path)=> #path::Column)
    }

    /// The constants that tell which functions there are.
    pub(super) fn constants(&self) -> TokenStream {
        let Module { path, has_read, has_write } = self;
        let constant = |name: &Ident, function: Ident| {
            quote! {
                #[allow(
                    non_upper_case_globals,
                    unused_imports,
                    clippy::wildcard_imports,
                    reason = "the name is a function's, which the module's own hides if it has one"
                )]
                const #name: __ch::bool = {
                    const #function: __ch::Absent = __ch::Absent::new();
                    {
                        use #path::*;
                        __ch::is_function(&#function)
                    }
                };
            }
        };
        let read = constant(has_read, Ident::new("read", Span::call_site()));
        let write = constant(has_write, Ident::new("write", Span::call_site()));
        quote!(#read #write)
    }

    /// Calls `read` or `write` of the module, whichever `function` is.
    fn call(&self, function: &Ident, signature: &TokenStream, value: &TokenStream) -> TokenStream {
        let path = &self.path;
        quote! {
            match #value {
                __value => {
                    #[allow(dead_code, reason = "the module's own hides it, if it has one")]
                    fn #function #signature { __ch::Err(__ch::Absent::new()) }
                    {
                        #[allow(
                            unused_imports,
                            clippy::wildcard_imports,
                            reason = "whether the module has such a function is not known here"
                        )]
                        use #path::*;
                        #function(__value)
                    }
                }
            }
        }
    }
}

impl ExpandedField<'_> {
    /// The constants that stand before the implementations.
    pub(super) fn constants(&self) -> Option<TokenStream> {
        self.module.as_ref().map(Module::constants)
    }

    pub(super) fn demand_read_conversion(&self, bounds: &mut Bounds) {
        if let Some(Module { has_read, .. }) = &self.module {
            bounds.demand(has_read.to_string(), &quote!(__ch::Module<{ #has_read }>), &quote!(__ch::HasRead));
        } else if let Some(column) = &self.read
            && !self.is_json()
            && (column.is_generic || self.own.is_generic)
        {
            let key = format!("{} from {}", self.own.text, column.text);
            let bound = quote!(__ch::TryFromColumn);
            bounds.demand(key, &self.own.tokens, &self.own.numbered(bound, &[&column.tokens]));
        }
    }

    pub(super) fn demand_write_conversion(&self, bounds: &mut Bounds) {
        if let Some(Module { has_write, .. }) = &self.module {
            bounds.demand(has_write.to_string(), &quote!(__ch::Module<{ #has_write }>), &quote!(__ch::HasWrite));
        } else if self.is_json() {
            if self.own.is_generic {
                bounds.demand(format!("{} as JSON", self.own.text), &self.own.tokens, &quote!(__ch::Serialize));
            }
        } else if let Some(column) = &self.write
            && (column.is_generic || self.own.is_generic)
        {
            let key = format!("{} into {}", self.own.text, column.text);
            bounds.demand(key, &self.own.tokens, &self.own.numbered(quote!(__ch::IntoColumn), &[&column.tokens]));
        }
    }

    /// The field's value, made of the column's.
    pub(super) fn converted(&self, value: TokenStream) -> TokenStream {
        let entry = self.place_of_errors();
        if let Some(module) = &self.module {
            let read = Ident::new("read", Span::call_site());
            let signature = quote!(<__C, __F>(_: __C) -> __ch::Result<__F, __ch::Absent>);
            let call = module.call(&read, &signature, &value);
            quote_spanned!(located(&module.path)=> __ch::outcome(#call, #entry)?)
        } else if self.is_json() {
            quote!(#value.0)
        } else if let Some(column) = &self.read {
            let own = &self.own.tokens;
            let span = span_of_conversion(self.field);
            let bound = self.own.numbered(quote_spanned!(span=> __ch::TryFromColumn), &[&column.tokens]);
            quote_spanned!(span=> <#own as #bound>::convert(#value, #entry)?)
        } else {
            value
        }
    }

    /// A reference to the column's value, made of one to the field's.
    pub(super) fn to_be_written(&self, value: &TokenStream) -> TokenStream {
        let entry = self.place_of_errors();
        if let Some(module) = &self.module {
            let write = Ident::new("write", Span::call_site());
            let signature = quote!(<__F: ?__ch::Sized, __C>(_: &__F) -> __ch::Result<__C, __ch::Absent>);
            let call = module.call(&write, &signature, value);
            let column = module.column();
            quote_spanned!(located(&module.path)=> &__ch::outcome::<#column, _>(#call, #entry)?)
        } else if self.is_json() {
            let span = located(&self.field.ty);
            quote_spanned!(span=> &__ch::json_text(#value, #entry)?)
        } else if let Some(column) = &self.write {
            let own = &self.own.tokens;
            let span = span_of_conversion(self.field);
            let bound = self.own.numbered(quote_spanned!(span=> __ch::IntoColumn), &[&column.tokens]);
            quote_spanned!(span=> &<#own as #bound>::convert(#value))
        } else {
            value.clone()
        }
    }

    fn is_json(&self) -> bool {
        matches!(self.field.conversion, Conversion::Json)
    }

    /// Where errors say that a value was converted: nowhere, if the field is the whole value.
    pub(super) fn place_of_errors(&self) -> TokenStream {
        if self.is_whole { quote!(&__WHOLE) } else { self.entry() }
    }
}

/// Where the type stands that the field is converted from or into.
fn span_of_conversion(field: &FieldModel) -> Span {
    match &field.conversion {
        Conversion::Types { try_from: Some(ty), .. } | Conversion::Types { into: Some(ty), .. } => located(ty),
        _ => located(&field.ty),
    }
}

/// Where `tokens` stand, for code of ours: lints are not asked about it.
pub(super) fn located(tokens: &dyn ToTokens) -> Span {
    Span::call_site().located_at(tokens.span())
}
