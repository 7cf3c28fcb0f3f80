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
    /// What is no query yet where it stands.
    pub(crate) unseen: Vec<String>,
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
        // In a macro of the user's the type may be open; the SQL may not.
        let (row, rest) = at_comma(tokens.clone());
        let (sql, _) = at_comma(rest.clone());
        if holds_dollar(sql) {
            let text = "a query_as! in a macro of yours takes its SQL from where that one is used, which cannot be seen \
                        here; write the whole SQL within query_as! (snapshots are found by their SQL, so that any \
                        query_as! with the same one will do)";
            return self.unseen.push(format!("{}: {text}", path.display()));
        }
        let is_open = holds_dollar(row);
        let folder = path.parent().unwrap_or(Path::new(""));
        let parse = |input: ParseStream<'_>| {
            if !is_open {
                input.parse::<Type>()?;
                input.parse::<Token![,]>()?;
            }
            let source = Source::parse(input, &|_| folder.to_owned())?;
            input.parse::<TokenStream>()?;
            Ok(source.text)
        };
        let tokens = if is_open { rest } else { tokens };
        match parse.parse2(tokens) {
            Ok(sql) => self.queries.push(Query { file: path.to_owned(), sql }),
            Err(error) => self.unread.push(format!("{}: a query_as!: {error}", path.display())),
        }
    }
}

fn is_dollar(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(sign) if sign.as_char() == '$')
}

/// Whether a variable of a macro stands anywhere in the tokens.
fn holds_dollar(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => holds_dollar(group.stream()),
        token => is_dollar(&token),
    })
}

/// What stands before the first comma that is not within `<>`, and behind it.
fn at_comma(tokens: TokenStream) -> (TokenStream, TokenStream) {
    let (mut depth, mut tokens) = (0usize, tokens.into_iter());
    let is_before = |token: &TokenTree| {
        let TokenTree::Punct(sign) = token else { return true };
        match sign.as_char() {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            ',' => return depth > 0,
            _ => {}
        }
        true
    };
    let before = tokens.by_ref().take_while(is_before).collect();
    (before, tokens.collect())
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
            macro_rules! of { ($t:ty) => { query_as!($t, "SELECT 4", a = $a) } }
            macro_rules! by { ($c:ident) => { query_as!(u8, concat!("SELECT ", stringify!($c))) } }
        "##;
        let mut sources = Sources::default();
        sources.add_tokens(source.parse().unwrap(), Path::new("a.rs"));
        let queries: Vec<_> = sources.queries.iter().map(|query| query.sql.as_str()).collect();
        assert_eq!(queries, ["SELECT 1", "SELECT \"2\"", "SELECT 3", "SELECT 4"]);
        assert_eq!((sources.unread.len(), sources.unseen.len()), (1, 2), "{sources:?}");
    }
}
