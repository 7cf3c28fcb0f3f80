//! Which lifetimes and bounds the implementations need.
//!
//! A bound per field makes a type that can only be read, or only be inserted, fine until the struct is used the other
//! way. The compiler checks a bound without parameters (`usize: WriteValue`) on the spot; it leaves a bound below a
//! `for<'__x>` alone until somebody relies on it (checked on 1.88, 1.95 and the next solver).

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::collections::{HashMap, HashSet};
use syn::{GenericParam, Ident, Lifetime, LifetimeParam};

/// The generics of an item, and of the implementations that read it.
pub(crate) struct Generics {
    own: syn::Generics,
    reading: syn::Generics,
    /// The lifetime of the block that is read from, named so that the item has none of the same name.
    pub(crate) block: Lifetime,
    any: Lifetime,
    parameters: HashSet<String>,
}

impl Generics {
    pub(crate) fn new(own: &syn::Generics) -> Generics {
        let block = new_lifetime("'__b", own);
        let mut parameter = LifetimeParam::new(block.clone());
        parameter.bounds = own.lifetimes().map(|parameter| parameter.lifetime.clone()).collect();
        let mut reading = own.clone();
        reading.params.insert(0, GenericParam::Lifetime(parameter));
        let parameters = own.params.iter().filter_map(|parameter| match parameter {
            GenericParam::Type(parameter) => Some(parameter.ident.to_string()),
            GenericParam::Const(parameter) => Some(parameter.ident.to_string()),
            GenericParam::Lifetime(_) => None,
        });
        let any = new_lifetime("'__x", own);
        Generics { own: own.clone(), reading, block, any, parameters: parameters.collect() }
    }

    /// Takes from the block's lifetime what no type read from it needs: a field that is skipped may outlive any block.
    pub(crate) fn borrow_only_for<'t>(&mut self, types: impl Iterator<Item = &'t TokenStream>) {
        let mut mentioned = HashSet::new();
        types.for_each(|ty| add_lifetimes(ty.clone(), &mut mentioned));
        if let Some(GenericParam::Lifetime(block)) = self.reading.params.first_mut() {
            let outlived = std::mem::take(&mut block.bounds);
            block.bounds = outlived.into_iter().filter(|bound| mentioned.contains(&bound.ident.to_string())).collect();
        }
    }

    /// No bounds yet.
    pub(crate) fn bounds(&self) -> Bounds {
        Bounds { any: self.any.clone(), seen: HashSet::new(), predicates: Vec::new() }
    }

    /// The item's own parameters, arguments and where-clause, with `bounds` added.
    pub(crate) fn own(&self, bounds: &Bounds) -> Split {
        Split::new(&self.own, bounds)
    }

    /// The same with the lifetime of the block in front.
    pub(crate) fn reading(&self, bounds: &Bounds) -> Split {
        Split::new(&self.reading, bounds)
    }

    /// The same with a type parameter behind the others.
    pub(crate) fn with_parameter(&self, name: &Ident, bounds: &Bounds) -> Split {
        let mut generics = self.own.clone();
        generics.params.push(GenericParam::Type(name.clone().into()));
        let arguments = self.own(bounds).arguments;
        Split { arguments, ..Split::new(&generics, bounds) }
    }

    /// Whether a type depends on a type or const parameter of the item.
    pub(crate) fn are_mentioned_in(&self, ty: &dyn ToTokens) -> bool {
        !self.parameters.is_empty() && mentions(ty.to_token_stream(), &self.parameters)
    }
}

/// Generics in the three places of an implementation.
pub(crate) struct Split {
    /// `<'__b: 'a, 'a, T: Bound>`
    pub(crate) parameters: TokenStream,
    /// `<'__b, 'a, T>`
    pub(crate) arguments: TokenStream,
    /// `where T: Other`
    pub(crate) clause: TokenStream,
}

impl Split {
    fn new(generics: &syn::Generics, bounds: &Bounds) -> Split {
        let (parameters, arguments, own) = generics.split_for_impl();
        let own = own.into_iter().flat_map(|own| &own.predicates);
        let bounds = &bounds.predicates;
        Split {
            parameters: parameters.to_token_stream(),
            arguments: arguments.to_token_stream(),
            clause: quote!(where #(#own,)* #(#bounds,)*),
        }
    }
}

/// Numbers that keep the bounds of types apart which differ only in lifetimes.
///
/// Two bounds `&'a str: Trait` and `&'c str: Trait` are one and the same to the compiler's search, which then finds
/// both and refuses to choose. A number as a parameter of the trait makes them two: `&'a str: Trait<1>`.
#[derive(Default)]
pub(crate) struct Twins {
    numbers: HashMap<String, usize>,
}

impl Twins {
    /// The number of `ty`, whose text is `text`: 0 for all types without lifetimes, and one for each type with some.
    pub(crate) fn number(&mut self, text: &str) -> usize {
        if !text.contains('\'') {
            return 0;
        }
        let next = self.numbers.len() + 1;
        *self.numbers.entry(text.to_owned()).or_insert(next)
    }
}

/// Bounds without repetitions.
pub(crate) struct Bounds {
    any: Lifetime,
    seen: HashSet<String>,
    predicates: Vec<TokenStream>,
}

impl Bounds {
    /// The where-clause of an item that has no other bounds.
    pub(crate) fn clause(&self) -> TokenStream {
        let predicates = &self.predicates;
        quote!(where #(#predicates,)*)
    }

    /// Demands `ty: bound` of whoever uses the implementation, not of the item. A demand with the same `key` is the
    /// same demand.
    pub(crate) fn demand(&mut self, key: String, ty: &dyn ToTokens, bound: &TokenStream) {
        if self.seen.insert(key) {
            let any = &self.any;
            self.predicates.push(quote!(for<#any> #ty: #bound));
        }
    }
}

/// A lifetime that the item does not have: `name`, made longer as far as needed.
fn new_lifetime(name: &str, own: &syn::Generics) -> Lifetime {
    let mut name = name.to_owned();
    while own.lifetimes().any(|parameter| parameter.lifetime.to_string() == name) {
        name.push('_');
    }
    Lifetime::new(&name, Span::mixed_site())
}

/// Adds the names of all lifetimes.
fn add_lifetimes(tokens: TokenStream, names: &mut HashSet<String>) {
    let mut after_quote = false;
    for token in tokens {
        let is_lifetime = std::mem::take(&mut after_quote);
        match token {
            TokenTree::Punct(sign) => after_quote = sign.as_char() == '\'',
            TokenTree::Ident(name) if is_lifetime => {
                names.insert(name.to_string());
            }
            TokenTree::Group(group) => add_lifetimes(group.stream(), names),
            TokenTree::Ident(_) | TokenTree::Literal(_) => {}
        }
    }
}

fn mentions(tokens: TokenStream, names: &HashSet<String>) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => names.contains(&ident.to_string()),
        TokenTree::Group(group) => mentions(group.stream(), names),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    #[test]
    fn only_types_with_lifetimes_have_twins() {
        let mut twins = Twins::default();
        assert_eq!(twins.number("u32"), 0);
        assert_eq!(twins.number("Cow < 'a , str >"), 1);
        assert_eq!(twins.number("& 'c str"), 2);
        assert_eq!(twins.number("Cow < 'a , str >"), 1);
        assert_eq!(twins.number("Option < & 'a str >"), 3);
    }

    #[test]
    fn parameters_are_found_wherever_they_hide() {
        let generics = Generics::new(&parse_quote!(<'a, T: Clone, const N: usize>));
        for text in ["T", "Vec<Option<T>>", "[u8; N]", "(u8, [T; 2])", "[u8; { N + 1 }]"] {
            assert!(generics.are_mentioned_in(&syn::parse_str::<syn::Type>(text).unwrap()), "{text}");
        }
        for text in ["u8", "&'a str", "Vec<Text>", "[u8; 4]"] {
            assert!(!generics.are_mentioned_in(&syn::parse_str::<syn::Type>(text).unwrap()), "{text}");
        }
    }

    #[test]
    fn the_lifetime_of_the_block_is_a_new_name() {
        let generics = Generics::new(&parse_quote!(<'__b, '__b_>));
        assert_eq!(generics.block.to_string(), "'__b__");
    }
}
