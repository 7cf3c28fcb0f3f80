//! `sql!`: a statement whose parameters are found, named and typed before the program runs.
//!
//! Knows no table and no result: the SQL between the parameters is the server's business.

mod arguments;
mod marker;
mod parameter;
mod source;

use crate::refusals::Refusals;
use crate::scan::scan;
use arguments::Arguments;
use parameter::Value;
use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use source::Source;
use syn::Token;
use syn::parse::{Parse, ParseStream};

/// What stands in the parentheses of `sql!`, behind the path of the core.
pub(crate) struct Statement {
    source: Source,
    arguments: Arguments,
}

impl Parse for Statement {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Statement { source: input.parse()?, arguments: input.parse()? })
    }
}

/// `sql!`, behind the path of the core and a comma.
pub(crate) fn expand(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let core: TokenTree = input.parse()?;
    input.parse::<Token![,]>()?;
    let mut refusals = Refusals::default();
    let statement = match input.parse::<Statement>() {
        Ok(statement) => statement.expand(&core, &mut refusals),
        Err(error) => {
            refusals.add(error);
            // What is left would be an error of its own.
            input.parse::<TokenStream>()?;
            TokenStream::new()
        }
    };
    Ok(match refusals.into_error() {
        None => statement,
        Some(error) => {
            let error = error.into_compile_error();
            quote!({ #error #core::derived::statement::statement("", []) })
        }
    })
}

impl Statement {
    fn expand(&self, core: &TokenTree, refusals: &mut Refusals) -> TokenStream {
        let text = &self.source.text;
        let scan = match scan(text) {
            Ok(scan) => scan,
            Err(error) => {
                let end = text[error.position..].chars().next().map_or(0, char::len_utf8);
                let place = self.source.place(error.position..error.position + end);
                refusals.refuse(place, format!("{error}{}", line_of(text, error.position)));
                return TokenStream::new();
            }
        };
        let names: Vec<_> = scan.parameters.iter().map(|parameter| parameter.name).collect();
        self.arguments.check(&names, refusals);
        let values = Value::all(&scan.parameters, &self.arguments, &self.source, refusals);
        let borrowed = values.iter().map(Value::borrowed);
        let locals = values.iter().enumerate().map(|(place, value)| value.local(place));
        let pairs = values.iter().enumerate().map(|(place, value)| value.pair(place));
        let tracking = self.source.tracking();
        quote! {
            match (#(#borrowed,)*) {
                (#(#locals,)*) => {
                    use #core::derived::statement as __ch;
                    #tracking
                    __ch::statement(#text, [#(#pairs),*])
                }
            }
        }
    }
}

/// The line of the SQL where something is wrong, for texts of more than one line.
fn line_of(text: &str, position: usize) -> String {
    if !text.trim().contains('\n') {
        return String::new();
    }
    let start = text[..position].rfind('\n').map_or(0, |end| end + 1);
    let line = text[start..].lines().next().unwrap_or_default().trim();
    format!(", in the line `{line}`")
}
