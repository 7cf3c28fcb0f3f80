//! Attributes: what `#[clickhouse(..)]` says about a struct, field, enum or variant, checked against the one table.
//!
//! Nothing is known here of what the attributes do together; that is `validation`. `#[serde(..)]` is never read.

mod nearest;
mod table;

pub(crate) use nearest::nearest;
pub(crate) use table::{Name, Place};

use crate::refusals::Refusals;
use proc_macro2::{Span, TokenTree};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, ExprPath, Ident, Lit, LitStr, Token, Type};
use table::{FOREIGN, Form, KNOWN, Known, RESERVED};

/// The attributes of one item, each at most once.
#[derive(Default)]
pub(crate) struct Attributes {
    entries: Vec<Attribute>,
}

/// One attribute as it was written.
pub(crate) struct Attribute {
    known: &'static Known,
    /// Where the attribute's name stands.
    pub(crate) span: Span,
    value: Value,
}

enum Value {
    None,
    Text(LitStr),
    Path(ExprPath),
    Type(Type),
}

impl Attributes {
    /// Reads all `#[clickhouse(..)]` of an item.
    pub(crate) fn read(attributes: &[syn::Attribute], place: Place, refusals: &mut Refusals) -> Attributes {
        let mut read = Attributes::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("clickhouse")) {
            let parsed = attribute.parse_args_with(|input: ParseStream<'_>| {
                read.read_list(input, place, refusals);
                Ok(())
            });
            if parsed.is_err() {
                let text = "attributes are written in parentheses: `#[clickhouse(rename = \"name\")]`";
                refusals.refuse(attribute.path().span(), text);
            }
        }
        read
    }

    /// Whether `name` was written.
    pub(crate) fn has(&self, name: Name) -> bool {
        self.get(name).is_some()
    }

    /// The attribute `name`, if it was written.
    pub(crate) fn get(&self, name: Name) -> Option<&Attribute> {
        self.entries.iter().find(|entry| entry.known.name == name)
    }

    /// The attribute that was written first.
    pub(crate) fn first(&self) -> Option<&Attribute> {
        self.entries.first()
    }

    /// The string given for `name`.
    pub(crate) fn text(&self, name: Name) -> Option<&LitStr> {
        match &self.get(name)?.value {
            Value::Text(text) => Some(text),
            Value::None | Value::Path(_) | Value::Type(_) => None,
        }
    }

    /// The path given for `name`.
    pub(crate) fn path(&self, name: Name) -> Option<&ExprPath> {
        match &self.get(name)?.value {
            Value::Path(path) => Some(path),
            Value::None | Value::Text(_) | Value::Type(_) => None,
        }
    }

    /// The Rust type given for `name`.
    pub(crate) fn rust_type(&self, name: Name) -> Option<&Type> {
        match &self.get(name)?.value {
            Value::Type(ty) => Some(ty),
            Value::None | Value::Text(_) | Value::Path(_) => None,
        }
    }

    fn read_list(&mut self, input: ParseStream<'_>, place: Place, refusals: &mut Refusals) {
        while !input.is_empty() {
            let parsed = parse_attribute(input, place);
            match (parsed, skip_to_comma(input)) {
                (Ok(attribute), None) => self.add(attribute, refusals),
                (Ok(_), Some(unexpected)) => refusals.refuse(unexpected, "a comma is expected between attributes"),
                (Err(error), _) => refusals.add(error),
            }
        }
    }

    fn add(&mut self, entry: Attribute, refusals: &mut Refusals) {
        if self.has(entry.known.name) {
            refusals.refuse(entry.span, format!("`{}` is given twice; remove one", entry.known.word));
        } else {
            self.entries.push(entry);
        }
    }
}

impl Attribute {
    /// The attribute's name as it was written.
    pub(crate) fn word(&self) -> &'static str {
        self.known.word
    }
}

/// Reads up to the next comma, or leaves everything after the refused token unread.
fn parse_attribute(input: ParseStream<'_>, place: Place) -> syn::Result<Attribute> {
    let Ok(word) = Ident::parse_any(input) else {
        return Err(input.error("the name of an attribute is expected"));
    };
    let known = find(&word, place)?;
    let value = if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        Some(input.parse::<Expr>().map_err(|error| syn::Error::new(error.span(), needs(known)))?)
    } else if let Some((TokenTree::Group(list), _)) = input.cursor().token_tree() {
        return Err(syn::Error::new(list.span(), needs(known)));
    } else {
        None
    };
    Ok(Attribute { known, span: word.span(), value: value_of(known, &word, value)? })
}

fn find(word: &Ident, place: Place) -> syn::Result<&'static Known> {
    let text = word.unraw().to_string();
    let refusal = match KNOWN.iter().find(|known| known.word == text) {
        Some(known) if known.places.contains(&place) => return Ok(known),
        Some(known) => {
            let places: Vec<_> = known.places.iter().map(Place::to_string).collect();
            format!("`{text}` belongs on {}, not on {place}", places.join(" or "))
        }
        None if RESERVED.contains(&text.as_str()) => format!("`{text}` is not supported yet"),
        None => unknown(&text, place),
    };
    Err(syn::Error::new(word.span(), refusal))
}

fn unknown(text: &str, place: Place) -> String {
    let here = || KNOWN.iter().filter(|known| known.places.contains(&place)).map(|known| known.word);
    let foreign = FOREIGN.iter().find(|(word, ours)| *word == text && here().any(|word| word == *ours));
    if let Some((_, ours)) = foreign {
        return format!("there is no attribute `{text}`; did you mean `{ours}`?");
    }
    match nearest(text, here().chain(RESERVED.iter().copied())) {
        Some(word) => format!("there is no attribute `{text}`; did you mean `{word}`?"),
        None => {
            let words: Vec<_> = here().map(|word| format!("`{word}`")).collect();
            format!("there is no attribute `{text}`; on {place} there are {}", words.join(", "))
        }
    }
}

fn value_of(known: &'static Known, word: &Ident, value: Option<Expr>) -> syn::Result<Value> {
    let Some(value) = value.map(without_groups) else {
        return match known.form {
            Form::Flag | Form::FlagOrPath(_) | Form::FlagOrText(_) => Ok(Value::None),
            Form::Text(_) | Form::Path(_) | Form::Type(_) => Err(syn::Error::new(word.span(), needs(known))),
        };
    };
    match (known.form, value) {
        (Form::Text(_) | Form::FlagOrText(_), Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) => Ok(Value::Text(text)),
        (Form::Type(_), Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) => match text.parse() {
            Ok(ty) => Ok(Value::Type(ty)),
            Err(error) => {
                let refusal = format!("{}; `{}` is no type: {error}", needs(known), text.value());
                Err(syn::Error::new(text.span(), refusal))
            }
        },
        (Form::Path(_) | Form::FlagOrPath(_), Expr::Path(path)) => Ok(Value::Path(path)),
        // As serde has it: a path in a string.
        (Form::Path(_) | Form::FlagOrPath(_), Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) => {
            let path = text.parse().map_err(|_| syn::Error::new(text.span(), needs(known)))?;
            Ok(Value::Path(path))
        }
        (_, value) => Err(syn::Error::new_spanned(value, needs(known))),
    }
}

/// A `macro_rules` variable stands in invisible parentheses.
fn without_groups(value: Expr) -> Expr {
    match value {
        Expr::Group(group) => without_groups(*group.expr),
        value => value,
    }
}

fn needs(known: &Known) -> String {
    match known.form {
        Form::Flag => format!("`{}` takes no value; write it alone", known.word),
        Form::Text(usage) => format!("`{}` takes a string: `{usage}`", known.word),
        Form::Path(usage) => format!("`{}` takes a path: `{usage}`", known.word),
        Form::Type(usage) => format!("`{}` takes a Rust type in a string: `{usage}`", known.word),
        Form::FlagOrPath(usage) => format!("`{}` stands alone or takes a path: `{usage}`", known.word),
        Form::FlagOrText(usage) => format!("`{}` stands alone or takes a string: `{usage}`", known.word),
    }
}

/// Moves behind the next comma and tells where something stood before it.
fn skip_to_comma(input: ParseStream<'_>) -> Option<Span> {
    let mut unexpected = None;
    while !input.is_empty() && !input.peek(Token![,]) {
        let token: TokenTree = input.parse().ok()?;
        unexpected.get_or_insert(token.span());
    }
    let _: syn::Result<Token![,]> = input.parse();
    unexpected
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::ToTokens;
    use syn::parse_quote;

    fn read(attributes: &[syn::Attribute], place: Place) -> (Attributes, Vec<String>) {
        let mut refusals = Refusals::default();
        let read = Attributes::read(attributes, place, &mut refusals);
        (read, refusals.texts())
    }

    #[test]
    fn attributes_of_all_forms_are_read() {
        let attributes: Vec<syn::Attribute> = vec![
            parse_quote!(#[clickhouse(rename = "x", skip_insert,)]),
            parse_quote!(#[serde(rename = "y", nonsense)]),
            parse_quote!(#[clickhouse()]),
            parse_quote!(#[clickhouse(default = <Vec<u8> as Default>::default)]),
        ];
        let (read, refusals) = read(&attributes, Place::Field);
        assert!(refusals.is_empty(), "{refusals:?}");
        assert_eq!(read.text(Name::Rename).unwrap().value(), "x");
        assert!(read.has(Name::SkipInsert) && !read.has(Name::Skip));
        let default = read.path(Name::Default).unwrap().to_token_stream().to_string();
        assert_eq!(default, "< Vec < u8 > as Default > :: default");
    }

    #[test]
    fn paths_are_read_from_strings_as_serde_has_them() {
        let (read, refusals) = read(&[parse_quote!(#[clickhouse(crate = "my::ch")])], Place::Struct);
        assert!(refusals.is_empty(), "{refusals:?}");
        assert_eq!(read.path(Name::Crate).unwrap().to_token_stream().to_string(), "my :: ch");
    }

    #[test]
    fn all_refusals_of_a_list_come_at_once() {
        let attribute = parse_quote!(#[clickhouse(renmae = "x", skip = true, rename, default(1), partial, codec, 5, skip skip_insert, name = "y")]);
        let (read, refusals) = read(&[attribute], Place::Field);
        assert!(read.entries.is_empty());
        assert_eq!(
            refusals,
            [
                "there is no attribute `renmae`; did you mean `rename`?",
                "`skip` takes no value; write it alone",
                "`rename` takes a string: `rename = \"name\"`",
                "`default` stands alone or takes a path: `default = path::to::function`",
                "`partial` belongs on a struct, not on a field",
                "`codec` is not supported yet",
                "the name of an attribute is expected",
                "a comma is expected between attributes",
                "there is no attribute `name`; did you mean `rename`?",
            ]
        );
    }

    #[test]
    fn values_of_the_wrong_form_are_refused() {
        let refusal = |attribute: syn::Attribute| read(&[attribute], Place::Field).1;
        assert_eq!(refusal(parse_quote!(#[clickhouse(rename = x)])), ["`rename` takes a string: `rename = \"name\"`"]);
        assert_eq!(refusal(parse_quote!(#[clickhouse(rename = )])), ["`rename` takes a string: `rename = \"name\"`"]);
        let default = "`default` stands alone or takes a path: `default = path::to::function`";
        assert_eq!(refusal(parse_quote!(#[clickhouse(default = 5)])), [default]);
        assert_eq!(refusal(parse_quote!(#[clickhouse(default = "5")])), [default]);
        let parentheses = "attributes are written in parentheses: `#[clickhouse(rename = \"name\")]`";
        assert_eq!(refusal(parse_quote!(#[clickhouse])), [parentheses]);
        assert_eq!(refusal(parse_quote!(#[clickhouse = "skip"])), [parentheses]);
    }

    #[test]
    fn an_attribute_is_given_once() {
        let attributes: [syn::Attribute; 2] =
            [parse_quote!(#[clickhouse(rename = "a", skip_insert)]), parse_quote!(#[clickhouse(rename = "b")])];
        let (read, refusals) = read(&attributes, Place::Field);
        assert_eq!(refusals, ["`rename` is given twice; remove one"]);
        assert_eq!(read.text(Name::Rename).unwrap().value(), "a");
    }
}
