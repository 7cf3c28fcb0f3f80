//! `query_as!`: a statement whose columns, as a snapshot tells them, are compared with a row type by the compiler.
//!
//! ```text
//! error[E0080]: evaluation panicked: column 2 `hits` is `UInt64`, which `u32` cannot hold; write `u64`
//!   |     query_as!((String, u32), "SELECT host, count() AS hits FROM requests GROUP BY host")
//!   |                        ^^^
//! ```

use super::{Folder, Statement, folder_of};
use crate::declared::{constant, in_any_place, type_text};
use crate::expansion::call_at;
use crate::refusals::Refusals;
use crate::scan::{Scan, words};
use crate::snapshot::{FOLDER, Snapshot, file_name, homes};
use crate::types::DataType;
use crate::way_out::rust_type_for;
use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::path::{Path, PathBuf};
use syn::parse::ParseStream;
use syn::{Token, Type};

/// What stands in the parentheses of `query_as!`, behind the path of the core.
pub(crate) struct CheckedStatement {
    row: Type,
    pub(crate) statement: Statement,
}

impl CheckedStatement {
    /// What stands between the parentheses.
    pub(crate) fn parse(input: ParseStream<'_>, folder: Folder<'_>) -> syn::Result<Self> {
        if input.peek(syn::LitStr) {
            return Err(input.error("the row type is missing: `query_as!(Row, \"SELECT ..\")`"));
        }
        let row: Type = input.parse()?;
        if input.is_empty() {
            return Err(syn::Error::new_spanned(row, "the SQL is missing: `query_as!(Row, \"SELECT ..\")`"));
        }
        input.parse::<Token![,]>()?;
        Ok(CheckedStatement { row, statement: Statement::parse(input, folder)? })
    }

    pub(super) fn expand(&self, core: &TokenTree, refusals: &mut Refusals) -> TokenStream {
        let statement = self.statement.expand(core, refusals);
        let row = &self.row;
        let check = self.statement.scan().ok().and_then(|scan| self.check(core, &scan, refusals));
        quote!({ #check #core::derived::statement::typed::<#row>(#statement) })
    }

    /// The expansion where something was refused.
    pub(super) fn stub(&self, core: &TokenTree, error: &TokenStream) -> TokenStream {
        let row = &self.row;
        quote!({ #error #core::derived::statement::typed::<#row>(#core::derived::statement::statement("", [])) })
    }

    /// The comparison of the row type with the query's snapshot.
    fn check(&self, core: &TokenTree, scan: &Scan<'_>, refusals: &mut Refusals) -> Option<TokenStream> {
        let span = self.statement.source.span;
        if let Some(text) = cannot_be_described(&scan.normalised) {
            refusals.refuse(span, text);
            return None;
        }
        let name = file_name(&scan.normalised);
        let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
        // A macro's text may stand in another package's file, so that both are looked through.
        let source = std::path::absolute(folder_of(span)).map(|folder| homes(&folder)).unwrap_or_default();
        let homes = source.into_iter().chain(homes(&package));
        let found = homes.map(|home| home.join(FOLDER).join(&name)).find(|path| path.is_file());
        let Some(path) = found else {
            refusals.refuse(
                span,
                format!(
                    "this query has no snapshot `{FOLDER}/{name}`; write those of all queries with `{}`, and commit them",
                    command()
                ),
            );
            return None;
        };
        match read(&path) {
            Ok((columns, tracking)) => Some(self.comparison(core, &columns, &tracking)),
            Err(error) => {
                let text = format!(
                    "the snapshot `{FOLDER}/{name}` cannot be read: {error}; write it again with `{}`",
                    command()
                );
                refusals.refuse(span, text);
                None
            }
        }
    }

    fn comparison(&self, core: &TokenTree, columns: &[(String, DataType)], tracking: &TokenStream) -> TokenStream {
        let columns = columns.iter().map(|(name, data_type)| {
            let (text, rust_type) = (data_type.to_string(), rust_type_for(data_type));
            let constant = constant(data_type);
            quote!(__ch::QueryColumn { name: #name, data_type: #text, declared: #constant, rust_type: #rust_type })
        });
        let row = in_any_place(self.row.to_token_stream());
        let text = type_text(self.row.to_token_stream());
        // The call stands where the type does, so that its error does.
        let ask = |place: TokenStream, text: &str, at: &dyn ToTokens| {
            let wanted = quote!(&<#row as __ch::ReadRow<'static>>::WANTED);
            call_at(&at.to_token_stream(), "insist_on_columns", quote!(#wanted, __COLUMNS, #place, #text))
        };
        // Each a constant of its own, so that one error does not hide the others. Within an item there is no `Self`, so
        // that this one is asked when the program is built, not when it is only checked.
        let mentions_self = mentions(row.clone(), "Self");
        let constant = |question: TokenStream| match mentions_self {
            true => quote!(const { #question };),
            false => quote!(const _: () = #question;),
        };
        let questions = match &self.row {
            Type::Tuple(tuple) => {
                let parts = tuple
                    .elems
                    .iter()
                    .enumerate()
                    .map(|(place, part)| ask(place.to_token_stream(), &type_text(part.to_token_stream()), part));
                std::iter::once(ask(quote!(__ch::WIDTH), &text, &self.row)).chain(parts).map(constant).collect()
            }
            row => constant(ask(quote!(__ch::ALL), &text, row)),
        };
        quote! {{
            use #core::derived::statement as __ch;
            #tracking
            const __COLUMNS: &[__ch::QueryColumn] = &[#(#columns),*];
            #questions
        }}
    }
}

/// Why no snapshot can be made of a query: no server describes what is no SELECT, or has its format in it.
fn cannot_be_described(sql: &str) -> Option<String> {
    let words = words(sql).ok()?;
    let is = |word: &str, names: &[&str]| names.iter().any(|name| word.eq_ignore_ascii_case(name));
    let (_, first) = *words.first()?;
    if is(first, NO_SELECTS) {
        return Some(format!(
            "only what a SELECT gives is known before it runs; read `{first}` with `client.query_as::<Row>(sql!(..))`, and \
             run what has no rows with `client.command(..)`"
        ));
    }
    match words.as_slice() {
        [.., (_, from), (_, format), (_, name)] if is(format, &["FORMAT"]) && !is(from, &["FROM", "JOIN", ","]) => {
            Some(format!(
                "rows are read in the format Native, which is asked for beside the SQL; remove `FORMAT {name}`"
            ))
        }
        _ => None,
    }
}

/// Words with which statements begin that nobody can describe.
const NO_SELECTS: &[&str] = &[
    "ALTER", "CHECK", "CREATE", "DELETE", "DESC", "DESCRIBE", "DROP", "EXISTS", "EXPLAIN", "INSERT", "KILL",
    "OPTIMIZE", "RENAME", "SET", "SHOW", "SYSTEM", "TRUNCATE", "UPDATE", "USE",
];

/// Whether the tokens have this word.
fn mentions(tokens: TokenStream, word: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(name) => name == word,
        TokenTree::Group(group) => mentions(group.stream(), word),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// The columns of a snapshot, and what makes the compiler notice when it changes.
fn read(path: &Path) -> Result<(Vec<(String, DataType)>, TokenStream), String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let snapshot = Snapshot::parse(&text)?;
    let mut columns = Vec::new();
    for (name, text) in snapshot.columns {
        let data_type = DataType::parse(&text).map_err(|error| format!("the type of its column `{name}`: {error}"))?;
        columns.push((name, data_type));
    }
    let path = path.to_str().ok_or("its path is not UTF-8")?;
    Ok((
        columns,
        quote!(
            const _: &[__ch::u8] = __ch::include_bytes!(#path);
        ),
    ))
}

/// The command that writes snapshots, to be run in the package's folder or that of its workspace: from the sources this
/// crate was built of where they are whole (a checkout, a git dependency), else from a clone of them. It is in no registry.
fn command() -> String {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("Cargo.toml");
    let manifest = if workspace.exists() { workspace.display().to_string() } else { "CLONE/Cargo.toml".to_owned() };
    format!("cargo run --manifest-path {manifest} -p clickhouse-prepare")
}
