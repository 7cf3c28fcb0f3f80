//! A field's type as people write it, and as it can stand outside of its struct.

use proc_macro2::{Delimiter, Group, Ident, Spacing, TokenStream, TokenTree};

/// The type as people write it: `Option<Cow<'a, str>>`, `(u8, [f32; 4])`.
pub(crate) fn type_text(ty: TokenStream) -> String {
    let mut text = String::new();
    write(ty, &mut text);
    text
}

fn write(tokens: TokenStream, text: &mut String) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                write(group.stream(), text);
                text.push_str(close);
            }
            TokenTree::Punct(sign) => {
                text.push(sign.as_char());
                if matches!(sign.as_char(), ',' | ';') && tokens.peek().is_some() {
                    text.push(' ');
                }
                if matches!(sign.as_char(), '+' | '=') && sign.spacing() == Spacing::Alone {
                    text.insert(text.len() - 1, ' ');
                    text.push(' ');
                }
            }
            word @ (TokenTree::Ident(_) | TokenTree::Literal(_)) => {
                text.push_str(&word.to_string());
                if matches!(tokens.peek(), Some(TokenTree::Ident(_) | TokenTree::Literal(_) | TokenTree::Group(_))) {
                    text.push(' ');
                }
            }
        }
    }
}

/// The same type where the struct's lifetimes are not known.
pub(crate) fn in_any_place(ty: TokenStream) -> TokenStream {
    let mut after_quote = false;
    ty.into_iter()
        .map(|token| {
            let is_lifetime = std::mem::take(&mut after_quote);
            match token {
                TokenTree::Punct(sign) if sign.as_char() == '\'' => {
                    after_quote = true;
                    TokenTree::Punct(sign)
                }
                TokenTree::Ident(name) if is_lifetime => TokenTree::Ident(Ident::new("static", name.span())),
                TokenTree::Group(group) => {
                    let mut inner = Group::new(group.delimiter(), in_any_place(group.stream()));
                    inner.set_span(group.span());
                    TokenTree::Group(inner)
                }
                other => other,
            }
        })
        .collect()
}

/// Whether the type is written as an `Option`.
pub(crate) fn is_option(ty: &str) -> bool {
    ty.split_once('<').is_some_and(|(path, _)| path.rsplit("::").next() == Some("Option"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_written_as_people_write_them() {
        for text in [
            "f32",
            "Option<std::borrow::Cow<'a, str>>",
            "(u8, [f32; 4], ())",
            "&'a [u8]",
            "HashMap<String, Vec<(u8, T)>, S>",
            "Box<dyn Send + Sync>",
            "<T as Trait>::Item",
        ] {
            assert_eq!(type_text(text.parse().unwrap()), text);
        }
    }

    #[test]
    fn lifetimes_become_static() {
        let ty = "Option<(&'a str, Cow<'b, [u8]>)>".parse().unwrap();
        assert_eq!(type_text(in_any_place(ty)), "Option<(&'static str, Cow<'static, [u8]>)>");
    }

    #[test]
    fn an_option_is_seen_behind_its_path() {
        for (text, is) in [("Option<u8>", true), ("std::option::Option<u8>", true), ("Vec<Option<u8>>", false)] {
            assert_eq!(is_option(text), is, "{text}");
        }
    }
}
