//! What the derive writes for a field whose column is declared: a question to the core's relation of types, and the
//! text of the compiler's error where the answer is no.
//!
//! The question is asked of a trait that has no other use, so that its text can be ours; the answer is the length of
//! an array, because of all types that one makes the shortest error. Its span is the field's type.
//!
//! ```text
//! error[E0277]: column `value` is `Float64`, which `f32` cannot hold
//!   |     value: f32,
//!   |            ^^^ expected `f64`
//! ```

use super::field::{ExpandedField, FieldType};
use crate::declared::{Declared, constant, in_any_place, type_text};
use crate::model::Role;
use crate::prelude;
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

/// One way that a field is used.
#[derive(Clone, Copy)]
enum Way {
    Read,
    Write,
}

impl ExpandedField<'_> {
    /// The questions about types that depend on no parameter: asked where the struct stands.
    pub(super) fn questions(&self) -> Option<TokenStream> {
        let declared = self.declared_column().filter(|declared| !self.is_as_expected(declared))?;
        let constant = constant(&declared.data_type);
        let reading = self.field.is_read().then(|| self.question(declared, self.read_type(), Way::Read));
        let members = self.members(declared);
        let writing = self.field.insert.then(|| self.question(declared, self.write_type(), Way::Write));
        Some(quote! {
            const _: () = {
                const __TYPE: __ch::Declared = #constant;
                #reading
                #writing
                #members
            };
        })
    }

    /// What the field's column is declared as. Other fields are no columns of a type, and refused if they declare one.
    fn declared_column(&self) -> Option<&Declared> {
        self.field.declared.as_ref().filter(|_| self.field.role == Role::Column)
    }

    /// Whether the field is written as the type that fits the column best, so that nothing can be wrong unless the name
    /// means something else there. Then the question is asked in a cheaper way: a question of its own costs the compiler
    /// as much as all else that is written for the field.
    fn is_as_expected(&self, declared: &Declared) -> bool {
        let is_plain = self.read.is_none() && self.write.is_none() && !self.own.is_generic;
        is_plain && !declared.holds_members() && declared.is_expected(&type_text(self.own.tokens.clone()))
    }

    /// The question about a field that is as expected: a line of a constant that all such fields have in common.
    pub(super) fn short_question(&self) -> Option<TokenStream> {
        let declared = self.declared_column().filter(|declared| self.is_as_expected(declared))?;
        let (constant, there) = (constant(&declared.data_type), in_any_place(self.own.tokens.clone()));
        let ways = (self.field.is_read(), self.field.insert);
        let (message, label) = self.texts(declared, &self.own, if ways.0 { Way::Read } else { Way::Write });
        let note = declared.note().map(|note| format!("; {note}")).unwrap_or_default();
        let text = format!("{message}; {label}{note}");
        let (is_read, is_written) = ways;
        let arguments = quote!(&<#there as __ch::ColumnValue>::SHAPE, &#constant, (#is_read, #is_written), #text);
        let insist = call_at(&self.own.tokens, "insist_on_type", arguments);
        Some(quote!(#insist;))
    }

    /// The question whether an enum has the members of its column, where both are the same in each way of use.
    fn members(&self, declared: &Declared) -> Option<TokenStream> {
        let (ty, is_read, is_written) = (self.read_type(), self.field.is_read(), self.field.insert);
        if !declared.holds_members() || ty.is_generic || ty.text != self.write_type().text {
            return None;
        }
        let there = in_any_place(ty.tokens.clone());
        let (column, name) = (&self.field.column, type_text(ty.tokens.clone()));
        let begin = format!("column `{column}` is an Enum with other members than `{name}`: ");
        let end = declared.note().map(|note| format!("; {note}")).unwrap_or_default();
        let arguments = quote!(&<#there as __ch::ColumnValue>::SHAPE, &__TYPE, (#is_read, #is_written), #begin, #end);
        let insist = call_at(&ty.tokens, "insist_on_members", arguments);
        Some(quote!(const _: () = #insist;))
    }

    fn question(&self, declared: &Declared, ty: &FieldType, way: Way) -> Option<TokenStream> {
        if ty.is_generic {
            return None;
        }
        let there = in_any_place(ty.tokens.clone());
        // A field that cannot even be read is refused for that, where it is the same type.
        let is_read = self.field.is_read() && self.read_type().text == self.write_type().text;
        let answer = answer(&quote!(<#there as __ch::ColumnValue>::SHAPE), way, is_read);
        let (message, label) = self.texts(declared, ty, way);
        if !prelude::is_there(ty.tokens.span()) {
            let text = in_one(&message, &label, declared);
            let insist = call_at(&ty.tokens, "insist", quote!(#answer, #text));
            return Some(quote!(const _: () = #insist;));
        }
        let (message, label) = (escaped(&message), escaped(&label));
        let note = declared.note().map(|note| escaped(&note)).map(|note| quote!(, note = #note));
        let (first, last) = ends(&ty.tokens);
        let begin = quote_spanned!(first=> __ch::Answer::<);
        let end = quote_spanned!(last=> >);
        Some(quote! {
            const _: () = {
                #[diagnostic::on_unimplemented(message = #message, label = #label #note)]
                trait __Holds {
                    const OK: ();
                }
                #[diagnostic::do_not_recommend]
                impl __Holds for __ch::Answer<1> {
                    const OK: () = ();
                }
                <#begin { #answer } #end as __Holds>::OK
            };
        })
    }

    /// The question about a type that depends on parameters: asked when they are known, which is when rows are read.
    pub(super) fn reads_later(&self) -> Option<TokenStream> {
        self.later(self.read_type(), &self.reads(), Way::Read)
    }

    /// The same when rows are inserted.
    pub(super) fn writes_later(&self) -> Option<TokenStream> {
        self.later(self.write_type(), &self.writes(), Way::Write)
    }

    fn later(&self, ty: &FieldType, access: &TokenStream, way: Way) -> Option<TokenStream> {
        let declared = self.field.declared.as_ref().filter(|_| ty.is_generic)?;
        let (tokens, constant) = (&ty.tokens, constant(&declared.data_type));
        let answer = answer(&quote!(<#tokens as #access>::SHAPE), way, false);
        let (message, label) = self.texts(declared, ty, way);
        let text = in_one(&message, &label, declared);
        let insist = call_at(&ty.tokens, "insist", quote!(#answer, #text));
        Some(quote! {
            const {
                const __TYPE: __ch::Declared = #constant;
                #insist
            };
        })
    }

    fn texts(&self, declared: &Declared, ty: &FieldType, way: Way) -> (String, String) {
        let (column, ty) = (&self.field.column, type_text(ty.tokens.clone()));
        let message = match way {
            Way::Read => declared.is_not_read(column, &ty),
            Way::Write => declared.is_not_written(column, &ty),
        };
        (message, declared.expected(&ty))
    }
}

fn answer(shape: &TokenStream, way: Way, is_read: bool) -> TokenStream {
    match way {
        Way::Read => quote!(__ch::is_read(&#shape, &__TYPE)),
        Way::Write => quote!(__ch::is_written(&#shape, &__TYPE, #is_read)),
    }
}

/// A call of one of the core's functions that stands where `tokens` stand, so that its error does.
pub(super) fn call_at(tokens: &TokenStream, function: &str, arguments: TokenStream) -> TokenStream {
    let (first, last) = ends(tokens);
    // An identifier brings its own place along.
    let function = Ident::new(function, first);
    let path = quote_spanned!(first=> __ch::#function);
    let mut arguments = Group::new(Delimiter::Parenthesis, arguments);
    arguments.set_span(last);
    quote!(#path #arguments)
}

/// The texts as one, where no trait has a place for each.
fn in_one(message: &str, label: &str, declared: &Declared) -> String {
    let note = declared.note().map(|note| format!("; {note}")).unwrap_or_default();
    format!("{message}; {label}{note}")
}

/// Braces mean something in these texts.
fn escaped(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

/// Where the first and the last token of something stand.
fn ends(tokens: &TokenStream) -> (Span, Span) {
    let mut tokens = tokens.clone().into_iter();
    let first = tokens.next();
    let last = tokens.last().or_else(|| first.clone());
    let span = |token: Option<TokenTree>| token.map_or_else(Span::call_site, |token| token.span());
    (span(first), span(last))
}
