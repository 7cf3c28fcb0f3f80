//! Lifetimes that a type in a text leaves out: `&str`, `Cow<'_, str>`.

use proc_macro2::{Group, Punct, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Lifetime;

/// The type with `lifetime` wherever it leaves one out.
pub(super) fn with_lifetime(ty: TokenStream, lifetime: &Lifetime) -> TokenStream {
    let mut full = TokenStream::new();
    let mut tokens = ty.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_quote =
            |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == '\'');
        match token {
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), with_lifetime(group.stream(), lifetime));
                inner.set_span(group.span());
                inner.to_tokens(&mut full);
            }
            TokenTree::Punct(punct) if punct.as_char() == '&' => {
                let mut reference = Punct::new('&', Spacing::Alone);
                reference.set_span(punct.span());
                reference.to_tokens(&mut full);
                if !is_quote(tokens.peek()) {
                    lifetime.to_tokens(&mut full);
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == '\'' => match tokens.next() {
                Some(TokenTree::Ident(name)) if name == "_" => lifetime.to_tokens(&mut full),
                name => {
                    punct.to_tokens(&mut full);
                    name.to_tokens(&mut full);
                }
            },
            other => other.to_tokens(&mut full),
        }
    }
    full
}

#[cfg(test)]
mod tests {
    use super::*;
    use proc_macro2::Span;

    #[test]
    fn only_lifetimes_that_are_left_out_are_filled_in() {
        let lifetime = Lifetime::new("'__b", Span::call_site());
        for (ty, full) in [
            ("&str", "&'__b str"),
            ("&&[u8]", "&'__b &'__b [u8]"),
            ("&'a str", "&'a str"),
            ("Option<&'static str>", "Option<&'static str>"),
            ("Cow<'_, str>", "Cow<'__b, str>"),
            ("(u8, Vec<&mut str>)", "(u8, Vec<&'__b mut str>)"),
        ] {
            let parse = |text: &str| syn::parse_str::<syn::Type>(text).unwrap().to_token_stream();
            assert_eq!(with_lifetime(parse(ty), &lifetime).to_string(), parse(full).to_string());
        }
    }
}
