//! The SQL that a macro is given: a literal, `concat!` of literals and names, or `include_str!` of a file.
//!
//! ```text
//! sql!("SELECT 1")    sql!(concat!("SELECT ", 1, " AS ", stringify!(one)))    sql!(include_str!("top.sql"))
//! ```

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use std::ops::Range;
use std::path::PathBuf;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, ExprMacro, Ident, Lit, LitStr, Token};

/// A text of SQL and where it comes from.
pub(crate) struct Source {
    pub(crate) text: String,
    /// Where the text stands, as a whole.
    pub(crate) span: Span,
    /// The literal, if it is just one.
    literal: Option<LitStr>,
    /// The files that were read, which are to be read again when they change.
    files: Vec<PathBuf>,
}

impl Source {
    /// Where `range` of the text stands, as far as the compiler lets a macro point into a literal.
    pub(crate) fn place(&self, range: Range<usize>) -> Span {
        let inside = || {
            let token = self.literal.as_ref()?.token();
            let written = token.to_string();
            // Written as it reads: no escapes before it, or a raw text.
            let start = written.find('"')? + 1;
            let is_as_it_reads = written.get(start..start + range.end)? == self.text.get(..range.end)?;
            is_as_it_reads.then(|| token.subspan(start + range.start..start + range.end))?
        };
        inside().unwrap_or(self.span)
    }

    /// What makes the compiler run the macro again when a file changes that was read. `__ch` has the macro for it.
    pub(crate) fn tracking(&self) -> TokenStream {
        let files = self.files.iter().filter_map(|file| file.to_str());
        quote!(#(const _: &[__ch::u8] = __ch::include_bytes!(#files);)*)
    }

    fn add(&mut self, expression: &Expr, folder: Folder<'_>) -> syn::Result<()> {
        match expression {
            Expr::Group(group) => self.add(&group.expr, folder),
            Expr::Paren(group) => self.add(&group.expr, folder),
            Expr::Lit(ExprLit { lit, .. }) => self.add_literal(lit),
            Expr::Macro(ExprMacro { mac, .. }) => {
                let name = mac.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
                match name.as_str() {
                    "concat" => {
                        let parts = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(mac.tokens.clone())?;
                        parts.iter().try_for_each(|part| self.add(part, folder))
                    }
                    "stringify" => {
                        self.text.push_str(&mac.parse_body_with(Ident::parse_any)?.to_string());
                        Ok(())
                    }
                    "include_str" => self.add_file(&mac.parse_body::<LitStr>()?, folder),
                    _ => Err(not_a_text(expression)),
                }
            }
            _ => Err(not_a_text(expression)),
        }
    }

    fn add_literal(&mut self, literal: &Lit) -> syn::Result<()> {
        match literal {
            Lit::Str(text) => self.text.push_str(&text.value()),
            Lit::Char(letter) => self.text.push(letter.value()),
            Lit::Int(number) => self.text.push_str(number.base10_digits()),
            Lit::Float(number) => self.text.push_str(number.base10_digits()),
            Lit::Bool(value) => self.text.push_str(if value.value { "true" } else { "false" }),
            other => return Err(not_a_text(other)),
        }
        Ok(())
    }

    /// Reads a file beside the one in which the macro stands, as the compiler's `include_str!` does.
    fn add_file(&mut self, name: &LitStr, folder: Folder<'_>) -> syn::Result<()> {
        let path = folder(name.span()).join(name.value());
        let read = std::path::absolute(path).and_then(|path| Ok((std::fs::read_to_string(&path)?, path)));
        let (text, path) = read.map_err(|error| {
            let text = format!("`{}`, taken from this source's folder, cannot be read: {error}", name.value());
            syn::Error::new(name.span(), text)
        })?;
        self.text.push_str(&text);
        self.files.push(path);
        Ok(())
    }

    /// The SQL that stands next.
    pub(crate) fn parse(input: ParseStream<'_>, folder: Folder<'_>) -> syn::Result<Self> {
        if input.is_empty() {
            return Err(syn::Error::new(Span::call_site(), "the SQL is missing"));
        }
        let expression: Expr = input.parse()?;
        let mut source =
            Source { text: String::new(), span: expression.span(), literal: literal(&expression), files: Vec::new() };
        // The literal's own place, where a macro hands it on: that is where its variables are.
        if let Some(literal) = &source.literal {
            source.span = literal.span();
        }
        match &expression {
            Expr::Lit(ExprLit { lit: Lit::Str(_), .. }) | Expr::Macro(_) | Expr::Group(_) | Expr::Paren(_) => {
                source.add(&expression, folder)?;
            }
            other => return Err(not_a_text(other)),
        }
        Ok(source)
    }
}

/// Tells the folder of the source file in which something stands.
pub(crate) type Folder<'f> = &'f dyn Fn(Span) -> PathBuf;

/// The string literal that the expression is.
fn literal(expression: &Expr) -> Option<LitStr> {
    match expression {
        Expr::Group(group) => literal(&group.expr),
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.clone()),
        _ => None,
    }
}

fn not_a_text(tokens: &impl ToTokens) -> syn::Error {
    let text =
        "the macro must know the SQL: write a text in quotes, `concat!(..)` of texts, or `include_str!(\"file.sql\")`";
    syn::Error::new_spanned(tokens, text)
}
