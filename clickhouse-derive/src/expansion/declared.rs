//! What the derive writes for fields whose columns are declared: a question for each to the core's relation of types, and
//! the text of the compiler's error where the answer is no.
//!
//! A question is asked of a trait that has no other use, so that its text can be ours; the answer is the length of an
//! array, because of all types that one makes the shortest error. Its span is the field's type. All questions stand in one
//! struct that nobody makes, as functions and constants take the compiler longest.
//! A field that is written as the type that fits best is asked about in the cheapest way: a line of one constant.
//!
//! ```text
//! error[E0277]: column `value` is `Float64`, which `f32` cannot hold
//!   |     value: f32,
//!   |            ^^^ expected `f64`
//! ```

use super::field::{ExpandedField, FieldType};
use super::structure::ExpandedStruct;
use crate::declared::{Declared, constant, in_any_place, type_text, widens};
use crate::model::Role;
use crate::prelude;
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

/// The ways that a field is used with one type.
#[derive(Clone, Copy)]
struct Ways {
    is_read: bool,
    is_written: bool,
}

/// A field's type that is asked about.
struct Question<'f> {
    field: &'f ExpandedField<'f>,
    declared: &'f Declared,
    ty: &'f FieldType,
    ways: Ways,
}

impl ExpandedStruct<'_> {
    /// Whether each field's type fits its column, where that can be said before anyone uses the struct: types that depend
    /// on no parameter.
    pub(super) fn questions(&self) -> TokenStream {
        let questions: Vec<_> = self.columns().flat_map(ExpandedField::questions).collect();
        if questions.is_empty() {
            return TokenStream::new();
        }
        let numbered = || questions.iter().enumerate();
        let members = numbered().filter_map(|(_, question)| question.members());
        let (asked, plain): (Vec<_>, Vec<_>) = numbered().partition(|(_, question)| !question.is_plain());
        let traits = asked.iter().map(|(place, question)| question.text(*place));
        let answers = asked.iter().map(|(place, question)| question.answer(*place));
        let asked = (!asked.is_empty()).then(|| {
            quote! {
                #(#traits)*
                #[allow(dead_code)]
                struct __Asked(#(#answers),*);
            }
        });
        let lines = plain.iter().map(|(_, question)| question.line());
        let plain = (!plain.is_empty()).then(|| quote!(const _: () = { #(#lines)* };));
        quote! {
            #asked
            #plain
            #(#members)*
        }
    }
}

impl<'f> ExpandedField<'f> {
    fn questions(&'f self) -> Vec<Question<'f>> {
        // Other fields are no columns of a type, and refused if they declare one.
        let Some(declared) = self.field.declared.as_ref().filter(|_| self.field.role == Role::Column) else {
            return Vec::new();
        };
        let (is_read, is_written) = (self.field.is_read(), self.field.insert);
        let (read, write) = (self.read_type(), self.write_type());
        let ways = match read.text == write.text {
            true => vec![(read, Ways { is_read, is_written })],
            false => {
                vec![(read, Ways { is_read, is_written: false }), (write, Ways { is_read: false, is_written })]
            }
        };
        let asked = ways.into_iter().filter(|(ty, ways)| !ty.is_generic && (ways.is_read || ways.is_written));
        asked.map(|(ty, ways)| Question { field: self, declared, ty, ways }).collect()
    }

    /// The question about a type that depends on parameters: asked when they are known, which is when rows are read.
    pub(super) fn reads_later(&self) -> Option<TokenStream> {
        self.later(self.read_type(), &self.reads(), Ways { is_read: true, is_written: false })
    }

    /// The same when rows are inserted.
    pub(super) fn writes_later(&self) -> Option<TokenStream> {
        self.later(self.write_type(), &self.writes(), Ways { is_read: false, is_written: true })
    }

    fn later(&self, ty: &FieldType, access: &TokenStream, ways: Ways) -> Option<TokenStream> {
        let declared = self.field.declared.as_ref().filter(|_| ty.is_generic)?;
        let (tokens, constant) = (&ty.tokens, constant(&declared.data_type));
        let answer = ways.fits(&quote!(<#tokens as #access>::SHAPE), &quote!(__TYPE));
        let text = Question { field: self, declared, ty, ways }.one_line();
        let insist = call_at(&ty.tokens, "insist", quote!(#answer, #text));
        Some(quote! {
            const {
                const __TYPE: &__ch::Declared = &#constant;
                #insist
            };
        })
    }
}

impl Question<'_> {
    /// The trait that is implemented for the answer yes.
    fn text(&self, place: usize) -> TokenStream {
        let (message, label) = self.texts();
        let (message, label) = (escaped(&message), escaped(&label));
        let note = self.declared.note().map(|note| escaped(&note)).map(|note| quote!(, note = #note));
        let holds = holds(place);
        quote! {
            #[diagnostic::on_unimplemented(message = #message, label = #label #note)]
            trait #holds {
                type Yes;
            }
            #[diagnostic::do_not_recommend]
            impl #holds for __ch::Answer<1> {
                type Yes = ();
            }
        }
    }

    /// A type that there is if the answer is yes.
    fn answer(&self, place: usize) -> TokenStream {
        let (answer, holds) = (self.fits(), holds(place));
        let (first, last) = ends(&self.ty.tokens);
        // From the type's first to its last token, which makes it the place of the error.
        let begin = quote_spanned!(first=> <__ch::Answer::<);
        let end = quote_spanned!(last=> Yes);
        quote!(#begin { #answer } > as #holds>::#end)
    }

    /// Whether one line of a constant is enough. A field that is written as the type that fits the column best can only be
    /// wrong if the name means something else there; and without a prelude no trait can have a text of ours.
    fn is_plain(&self) -> bool {
        let ty = &self.ty.tokens;
        let is_as_expected = !self.declared.holds_members() && self.declared.is_expected(&type_text(ty.clone()));
        is_as_expected || !prelude::is_there(ty.span())
    }

    /// The question as a line of a constant, which ends where the first answer is no.
    fn line(&self) -> TokenStream {
        let text = self.one_line();
        let insist = match self.ways {
            Ways { is_read: true, is_written: true } => {
                let (shape, declared) = (self.shape(), self.constant());
                call_at(&self.ty.tokens, "ask", quote!(#shape, #declared, #text))
            }
            _ => {
                let answer = self.fits();
                call_at(&self.ty.tokens, "insist", quote!(#answer, #text))
            }
        };
        quote!(#insist;)
    }

    fn fits(&self) -> TokenStream {
        self.ways.fits(&self.shape(), &self.constant())
    }

    fn shape(&self) -> TokenStream {
        let there = in_any_place(self.ty.tokens.clone());
        quote!(<#there as __ch::ColumnValue>::SHAPE)
    }

    fn constant(&self) -> TokenStream {
        let constant = constant(&self.declared.data_type);
        quote!(&#constant)
    }

    /// The question whether an enum has the members of its column, where both are the same in each way of use.
    fn members(&self) -> Option<TokenStream> {
        let Ways { is_read, is_written } = self.ways;
        if !self.declared.holds_members() || self.field.read_type().text != self.field.write_type().text {
            return None;
        }
        let (shape, declared) = (self.shape(), self.constant());
        let (column, name) = (&self.field.field.column, type_text(self.ty.tokens.clone()));
        let begin = format!("column `{column}` is an Enum with other members than `{name}`: ");
        let end = self.declared.note().map(|note| format!("; {note}")).unwrap_or_default();
        let arguments = quote!(#shape, #declared, (#is_read, #is_written), #begin, #end);
        let insist = call_at(&self.ty.tokens, "insist_on_members", arguments);
        Some(quote!(const _: () = #insist;))
    }

    fn texts(&self) -> (String, String) {
        let (column, ty) = (&self.field.field.column, type_text(self.ty.tokens.clone()));
        let reads_more = self.ways.is_written && (!self.ways.is_read || widens(&ty, &self.declared.data_type));
        let message = match reads_more {
            false => self.declared.is_not_read(column, &ty),
            true => self.declared.is_not_written(column, &ty),
        };
        (message, self.declared.expected(&ty))
    }

    fn one_line(&self) -> String {
        let (message, label) = self.texts();
        let note = self.declared.note().map(|note| format!("; {note}")).unwrap_or_default();
        format!("{message}; {label}{note}")
    }
}

impl Ways {
    fn fits(self, shape: &TokenStream, declared: &TokenStream) -> TokenStream {
        let Ways { is_read, is_written } = self;
        quote!(__ch::fits(#shape, #declared, #is_read, #is_written))
    }
}

fn holds(place: usize) -> Ident {
    format_ident!("__Holds{place}")
}

/// A call of one of the core's functions that stands where `tokens` stand, so that its error does.
pub(crate) fn call_at(tokens: &TokenStream, function: &str, arguments: TokenStream) -> TokenStream {
    let (first, last) = ends(tokens);
    // An identifier brings its own place along.
    let function = Ident::new(function, first);
    let path = quote_spanned!(first=> __ch::#function);
    let mut arguments = Group::new(Delimiter::Parenthesis, arguments);
    arguments.set_span(last);
    quote!(#path #arguments)
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
