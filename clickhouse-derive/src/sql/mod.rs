//! `sql!` and `query_as!`: statements whose parameters are found, named and typed before the program runs, and whose
//! result is compared with a row type.

mod arguments;
mod checked;
mod marker;
mod parameter;
mod source;

pub(crate) use checked::CheckedStatement;

use crate::refusals::Refusals;
use crate::scan::{Scan, ScanError, scan};
use arguments::Arguments;
use parameter::Value;
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::quote;
use source::{Folder, Source};
use std::path::{Path, PathBuf};
use syn::Token;
use syn::parse::ParseStream;

/// SQL and the values of its parameters.
pub(crate) struct Statement {
    source: Source,
    arguments: Arguments,
}

/// `sql!`, behind the path of the core and a comma.
pub(crate) fn expand_statement(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let core: TokenTree = input.parse()?;
    input.parse::<Token![,]>()?;
    let mut refusals = Refusals::default();
    let expanded = match Statement::parse(input, &folder_of) {
        Ok(statement) => statement.expand(&core, &mut refusals),
        Err(error) => {
            refusals.add(error);
            // What is left would be an error of its own.
            input.parse::<TokenStream>()?;
            TokenStream::new()
        }
    };
    Ok(match refusals.into_error() {
        None => expanded,
        Some(error) => {
            let error = error.into_compile_error();
            quote!({ #error #core::derived::statement::statement("", []) })
        }
    })
}

/// `query_as!`, behind the path of the core and a comma.
pub(crate) fn expand_checked(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let core: TokenTree = input.parse()?;
    input.parse::<Token![,]>()?;
    let statement = match CheckedStatement::parse(input, &folder_of) {
        Ok(statement) => statement,
        Err(error) => {
            input.parse::<TokenStream>()?;
            let error = error.into_compile_error();
            return Ok(
                quote!({ #error #core::derived::statement::typed(#core::derived::statement::statement("", [])) }),
            );
        }
    };
    let mut refusals = Refusals::default();
    let expanded = statement.expand(&core, &mut refusals);
    Ok(match refusals.into_error() {
        None => expanded,
        Some(error) => statement.stub(&core, &error.into_compile_error()),
    })
}

/// The folder of the source file in which something stands.
pub(crate) fn folder_of(span: Span) -> PathBuf {
    // Only within the compiler does a place have a file.
    let file = proc_macro::is_available().then(|| span.unwrap().local_file()).flatten();
    file.as_deref().and_then(Path::parent).map(Path::to_owned).unwrap_or_default()
}

impl Statement {
    fn parse(input: ParseStream<'_>, folder: Folder<'_>) -> syn::Result<Self> {
        Ok(Statement { source: Source::parse(input, folder)?, arguments: input.parse()? })
    }

    /// What can be said of the SQL.
    pub(crate) fn scan(&self) -> Result<Scan<'_>, ScanError> {
        scan(&self.source.text)
    }

    fn expand(&self, core: &TokenTree, refusals: &mut Refusals) -> TokenStream {
        let text = &self.source.text;
        let scan = match self.scan() {
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
