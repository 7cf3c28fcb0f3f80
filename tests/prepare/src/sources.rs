//! The queries of a folder of sources: every `query_as!`, wherever it stands, also inside another macro.

use crate::source::Source;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::fs;
use std::path::{Path, PathBuf};
use syn::parse::{ParseStream, Parser};
use syn::{Token, Type};

/// A query and the source that has it.
#[derive(Debug)]
pub(crate) struct Query {
    pub(crate) file: PathBuf,
    pub(crate) sql: String,
}

/// What was found below a folder.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    pub(crate) queries: Vec<Query>,
    /// What could not be read, as texts for the user.
    pub(crate) unread: Vec<String>,
}

impl Sources {
    /// Reads all sources below `folder`, but for hidden folders, `target`, `exclude`, and `tests/ui`, which by custom has
    /// sources that are not to compile.
    pub(crate) fn gather(folder: &Path, exclude: &[PathBuf]) -> Result<Sources, String> {
        let mut sources = Sources::default();
        sources.add_folder(folder, exclude)?;
        Ok(sources)
    }

    fn add_folder(&mut self, folder: &Path, exclude: &[PathBuf]) -> Result<(), String> {
        let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let mut entries = entries.map_err(|error| format!("`{}` cannot be read: {error}", folder.display()))?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let (path, name) = (entry.path(), entry.file_name());
            let name = name.to_string_lossy();
            if exclude.contains(&path) || path.ends_with("tests/ui") {
                continue;
            }
            // Links are not followed: they may lead round in a circle.
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() && !name.starts_with('.') && name != "target" {
                self.add_folder(&path, exclude)?;
            } else if kind.is_file() && name.ends_with(".rs") {
                self.add_file(&path);
            }
        }
        Ok(())
    }

    fn add_file(&mut self, path: &Path) {
        let text = match fs::read_to_string(path) {
            Ok(text) if text.contains("query_as") => text,
            Ok(_) => return,
            Err(error) => return self.unread.push(format!("{}: {error}", path.display())),
        };
        match text.parse::<TokenStream>() {
            Ok(tokens) => self.add_tokens(tokens, path),
            Err(error) => self.unread.push(format!("{}: {error}", path.display())),
        }
    }

    fn add_tokens(&mut self, tokens: TokenStream, path: &Path) {
        // How much of `query_as !` stands before the next token.
        let mut seen = 0;
        for token in tokens {
            seen = match (&token, seen) {
                (TokenTree::Ident(word), _) if *word == "query_as" => 1,
                (TokenTree::Punct(sign), 1) if sign.as_char() == '!' => 2,
                (TokenTree::Group(group), 2) => {
                    self.add_query(group.stream(), path);
                    0
                }
                _ => 0,
            };
            if let TokenTree::Group(group) = token
                && group.delimiter() != Delimiter::None
            {
                self.add_tokens(group.stream(), path);
            }
        }
    }

    fn add_query(&mut self, tokens: TokenStream, path: &Path) {
        // The pattern or the body of a macro of the user's: the query is where that one is used, and not to be seen.
        let is_pattern =
            tokens.clone().into_iter().any(|token| matches!(token, TokenTree::Punct(sign) if sign.as_char() == '$'));
        if is_pattern {
            return;
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        let parse = |input: ParseStream<'_>| {
            input.parse::<Type>()?;
            input.parse::<Token![,]>()?;
            let source = Source::parse(input, &|_| folder.to_owned())?;
            input.parse::<TokenStream>()?;
            Ok(source.text)
        };
        match parse.parse2(tokens) {
            Ok(sql) => self.queries.push(Query { file: path.to_owned(), sql }),
            Err(error) => self.unread.push(format!("{}: a query_as!: {error}", path.display())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_found_wherever_they_stand() {
        let source = r##"
            macro_rules! all { ($t:ty, $sql:literal) => { query_as!($t, $sql) } }
            /// query_as!(u8, "SELECT doc")
            async fn f() {
                assert_eq!(query_as!(Vec<(u8, String)>, "SELECT 1", a = 1).on(&client).await?, []);
                select! { x = clickhouse_core::query_as![Top<'_>, r#"SELECT "2""#] => {} }
                let text = "query_as!(u8, \"SELECT text\")";
                client.query_as::<u8>("SELECT untyped");
                query_as! { u8, concat!("SELECT ", 3) };
                query_as!(u8, SQL);
            }
        "##;
        let mut sources = Sources::default();
        sources.add_tokens(source.parse().unwrap(), Path::new("a.rs"));
        let queries: Vec<_> = sources.queries.iter().map(|query| query.sql.as_str()).collect();
        assert_eq!(queries, ["SELECT 1", "SELECT \"2\"", "SELECT 3"]);
        assert_eq!(sources.unread.len(), 1, "{:?}", sources.unread);
    }
}
