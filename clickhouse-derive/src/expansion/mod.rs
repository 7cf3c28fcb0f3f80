//! Expansion: the implementations that a derive writes, one file per derive.
//!
//! Everything is named through one `use` of `clickhouse_core::derived` inside a `const _`, and names of our own start
//! with two underscores, so that no name of the user's is in the way. Code that can live in a function of the core
//! does; what is written here is what differs from struct to struct.

mod bounds;
mod conversion;
mod declared;
mod elements;
mod enumeration;
mod field;
mod lifetimes;
mod part;
mod row;
mod structure;
mod value;
mod variant;
mod wrapper;

pub(crate) use bounds::Generics;
pub(crate) use declared::call_at;
pub(crate) use enumeration::expand_enum;
pub(crate) use row::{ask_of_row, expand_row};
pub(crate) use value::expand_value;
pub(crate) use variant::expand_variant;

use crate::model::Item;
use proc_macro2::TokenStream;
use quote::quote;
use syn::GenericParam;

/// Puts `items` where their names are hidden and `__ch` is what derived code may name.
pub(crate) fn hidden(item: &Item, items: &TokenStream) -> TokenStream {
    let core = &item.core;
    quote! {
        const _: () = {
            use #core::derived as __ch;
            #items
        };
    }
}

/// Says which kind of row the item is by itself.
pub(crate) fn shape(item: &Item, shape: &TokenStream) -> TokenStream {
    let name = &item.name;
    let (parameters, arguments, clause) = item.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #parameters __ch::RowShape for #name #arguments #clause {
            type Shape = #shape;
        }
    }
}

/// Says that the item is a row of its columns.
pub(crate) fn row_shape(item: &Item) -> TokenStream {
    let shape = shape(item, &quote!(__ch::ByName));
    if lifetimes_for_ever(item).is_none() {
        return shape;
    }
    let name = &item.name;
    let (parameters, arguments, clause) = item.generics.split_for_impl();
    quote! {
        #shape
        #[automatically_derived]
        impl #parameters #name #arguments #clause {
            #[allow(dead_code)]
            const __IS_A_ROW: __ch::bool = true;
        }
    }
}

/// Says that the item is a row of one column, unless it is a row of its columns.
///
/// No derive sees the others, so each asks the compiler: the constant is the item's own where it derives `Row`, and else
/// that of a trait which everything has. There can be one shape only, so that of a row goes to a type that nobody uses.
/// A constant cannot depend on type parameters: items that have some derive one of the two.
pub(crate) fn value_shape(item: &Item) -> TokenStream {
    let Some(for_ever) = lifetimes_for_ever(item) else {
        return shape(item, &quote!(__ch::OneColumn));
    };
    let name = &item.name;
    let (parameters, arguments, clause) = item.generics.split_for_impl();
    quote! {
        #[allow(unused_imports)]
        use __ch::MaybeRow as _;
        #[doc(hidden)]
        #[allow(missing_debug_implementations, missing_copy_implementations)]
        pub struct __Nobody;
        #[automatically_derived]
        impl #parameters __ch::RowShape
            for <__ch::IsRow<{ <#name #for_ever>::__IS_A_ROW }> as __ch::Unless<#name #arguments, __Nobody>>::Type
        #clause
        {
            type Shape = __ch::OneColumn;
        }
    }
}

/// The item's arguments where all its lifetimes are `'static`, if it has no other parameters.
fn lifetimes_for_ever(item: &Item) -> Option<TokenStream> {
    let parameters = &item.generics.params;
    let only_lifetimes = parameters.iter().all(|parameter| matches!(parameter, GenericParam::Lifetime(_)));
    let for_ever = parameters.iter().map(|_| quote!('static));
    only_lifetimes.then(|| if parameters.is_empty() { TokenStream::new() } else { quote!(<#(#for_ever),*>) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fallback::{stub_row, stub_value};
    use crate::model::{EnumModel, RowModel, ValueModel, VariantModel};
    use crate::refusals::Refusals;
    use syn::parse_quote;

    #[test]
    fn the_core_is_named_only_as_the_user_names_it() {
        let mut refusals = Refusals::default();
        let row = parse_quote!(
            #[clickhouse(crate = my::ch)]
            struct Row<'a> {
                key: &'a u8,
                #[clickhouse(default)]
                value: u8,
            }
        );
        let row = RowModel::new(&row, &mut refusals).unwrap();
        let level = parse_quote!(
            #[clickhouse(crate = my::ch)]
            enum Level {
                Debug,
            }
        );
        let level = EnumModel::new(&level, &mut refusals).unwrap();
        let id = parse_quote!(
            #[clickhouse(crate = "my::ch")]
            struct Id(u8);
        );
        let id = ValueModel::new(&id, &mut refusals).unwrap();
        let any = parse_quote!(
            #[clickhouse(crate = my::ch)]
            enum Any<'a, T> {
                Text(&'a str),
                Value(T),
            }
        );
        let any = VariantModel::new(&any, &mut refusals).unwrap();
        let expansions = [
            expand_variant(&any),
            expand_row(&row),
            expand_enum(&level),
            expand_value(&id),
            stub_row(&row.item),
            stub_value(&level.item),
        ];
        for expansion in expansions.map(|expansion| expansion.to_string()) {
            assert!(expansion.starts_with("const _ : () = { use my :: ch :: derived as __ch ;"), "{expansion}");
            assert!(!expansion.contains("clickhouse_core"), "{expansion}");
        }
        assert!(refusals.texts().is_empty());
    }
}
