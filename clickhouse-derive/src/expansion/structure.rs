//! A struct of fields, whether it is a row of columns or a value of elements: the struct of cursors with the loop's body
//! that reads through them, and the struct of builders with the loop's body that pushes into them.
//!
//! Both are `pub` inside the `const _`: as associated types of a public trait they may not be private, while the field
//! types that they stand for may.

use super::bounds::{Bounds, Generics, Split};
use super::conversion::located;
use super::field::ExpandedField;
use crate::model::{Conversion, FieldModel, Item, Role};
use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;
use syn::ext::IdentExt;

/// A struct with what its expansion needs beside the model.
pub(super) struct ExpandedStruct<'m> {
    pub(super) item: &'m Item,
    pub(super) generics: Generics,
    pub(super) fields: Vec<ExpandedField<'m>>,
}

/// An implementation that moves values: what stands around its functions, and their bodies.
pub(super) struct Moving {
    /// The struct of cursors or builders.
    pub(super) items: TokenStream,
    /// `<'__b, T>` of the implementation, and of the struct of cursors or builders.
    pub(super) parameters: TokenStream,
    pub(super) arguments: TokenStream,
    /// `where ..`
    pub(super) clause: TokenStream,
    /// Checks the columns: the body of `bind` or `builders`, after whose first part `finish` is called.
    pub(super) check: TokenStream,
}

impl<'m> ExpandedStruct<'m> {
    pub(super) fn new(item: &'m Item, fields: &'m [FieldModel]) -> Self {
        let mut generics = Generics::new(&item.generics);
        let fields = ExpandedField::all(fields, &generics);
        let read = fields.iter().filter(|field| field.field.is_read());
        // Without fields the struct is converted as a whole, from what may borrow.
        if !fields.is_empty() {
            generics.borrow_only_for(read.flat_map(|field| [&field.own.tokens, &field.read_type().tokens]));
        }
        ExpandedStruct { item, generics, fields }
    }

    /// What stands before the implementations: the table of fields, and what is known of them.
    pub(super) fn constants(&self) -> TokenStream {
        let name = self.name_text();
        let count = self.columns().count();
        let table = (count > 0).then(|| {
            let entries = self.table(&name);
            quote!(static __FIELDS: [__ch::Field; #count] = #entries;)
        });
        let of_fields = self.constants_of_fields();
        let questions = self.questions();
        quote!(#table #of_fields #questions)
    }

    /// The table of fields, in the shortest way: each call is time of the compiler.
    fn table(&self, row: &str) -> TokenStream {
        let is_generated = self.columns().any(|field| field.field.generated.is_some());
        let declared = self.columns().filter(|field| field.field.declared.is_some()).count();
        let names = self.columns().map(ExpandedField::names);
        if is_generated || declared != 0 && declared != self.columns().count() {
            let entries = self.columns().map(|field| field.table_entry(row));
            return quote!([#(#entries),*]);
        }
        match declared {
            0 => quote!(__ch::fields(#row, &[#((#names)),*])),
            _ => {
                let types = self.columns().filter_map(ExpandedField::type_said);
                quote!(__ch::declared_fields(#row, &[#((#names, #types)),*]))
            }
        }
    }

    /// Whether what is known of the fields depends on parameters.
    pub(super) fn is_generic(&self) -> bool {
        self.item.generics.type_params().next().is_some() || self.item.generics.const_params().next().is_some()
    }

    /// What the compiler is told of the fields wherever they are named, and its definition; of no struct with type
    /// parameters.
    pub(super) fn wanted(&self, partial: bool) -> Option<(TokenStream, TokenStream)> {
        if self.is_generic() {
            return None;
        }
        let (text, wanted) = (self.name_text(), self.columns().map(|field| field.wanted(false)));
        let is_flattened = self.columns().any(|field| field.field.role == Role::Flattened);
        let once = is_flattened.then(|| {
            let span = located(&self.item.name);
            quote_spanned!(span=> const _: () = __ch::insist_on_one_field(&__WANTED);)
        });
        let definition = quote! {
            const __WANTED: __ch::Wanted =
                __ch::Wanted::Named { row: #text, columns: &[#(#wanted),*], partial: #partial };
            #once
        };
        Some((
            definition,
            quote!(
                const WANTED: __ch::Wanted = __WANTED;
            ),
        ))
    }

    /// Whether any field is read from JSON columns that come as texts.
    pub(super) fn reads_json_texts(&self) -> TokenStream {
        let is_wanted = |field: &ExpandedField<'_>| {
            field.field.role == Role::Column && matches!(field.field.conversion, Conversion::None)
        };
        // What else is written of such fields says it already.
        if !self.is_generic() && self.read().all(is_wanted) {
            return quote!(__ch::Wanted::reads_json_texts(&__WANTED));
        }
        let fields = self.read().filter_map(ExpandedField::reads_json_texts);
        quote!(false #(|| #fields)*)
    }

    /// What is known of the fields' conversions.
    pub(super) fn constants_of_fields(&self) -> TokenStream {
        self.fields.iter().filter_map(ExpandedField::constants).collect()
    }

    /// The fields that stand for columns.
    pub(super) fn columns(&self) -> impl Iterator<Item = &ExpandedField<'m>> {
        self.fields.iter().filter(|field| field.field.has_columns())
    }

    /// The list of the columns.
    pub(super) fn list_of_columns(&self) -> TokenStream {
        let is_said = |field: &ExpandedField<'_>| {
            let field = field.field;
            let goes_both_ways = field.insert && field.is_read();
            field.role == Role::Column && field.declared.is_some() && goes_both_ways
        };
        if self.columns().count() > 0 && self.columns().all(is_said) {
            return quote!(__ch::declared_columns(&__FIELDS));
        }
        let columns = self.columns().map(ExpandedField::column);
        if self.columns().all(|field| field.field.role == Role::Column) {
            return quote!(__ch::columns([#(#columns),*]));
        }
        let extend = columns.zip(self.columns()).map(|(columns, field)| match field.field.role {
            Role::Flattened | Role::Nested => quote!(__ch::Extend::extend(&mut __all, #columns);),
            Role::Column | Role::Skipped => quote!(__ch::Vec::push(&mut __all, #columns);),
        });
        quote! {
            let mut __all = __ch::Vec::new();
            #(#extend)*
            __all
        }
    }

    pub(super) fn demand_columns(&self, bounds: &mut Bounds) {
        self.columns().for_each(|field| field.demand_column(bounds));
    }

    /// The struct of cursors; `finish` ends the check of the columns.
    pub(super) fn reading(&self, mut bounds: Bounds, finish: &TokenStream) -> Moving {
        self.fields.iter().for_each(|field| field.demand_read(&mut bounds));
        let (name, block, own, row) = (&self.item.name, &self.generics.block, self.own_arguments(), self.marker());
        let split = self.generics.reading(&bounds);
        let (parameters, clause) = (&split.parameters, &split.clause);

        let slots: Vec<_> = self.read().map(ExpandedField::slot).collect();
        let locals: Vec<_> = self.read().map(ExpandedField::local).collect();
        let cursors = self.read().map(ExpandedField::cursor);
        let binds = self.read().map(ExpandedField::bind);
        let questions = self.read().filter_map(ExpandedField::reads_later);
        let items = quote! {
            #[doc(hidden)]
            #[allow(non_snake_case, private_bounds, reason = "the fields' names, and types that only their module sees")]
            pub struct __Cursor #parameters #clause {
                #(#slots: #cursors,)*
                #row: __ch::PhantomData<fn(&#block ()) -> #name #own>,
            }
        };
        let all = all_there(&locals);
        let check = quote! {
            #(#questions)*
            #(let #locals = #binds;)*
            #finish
            #all
            __ch::Some(__Cursor { #(#slots: #locals,)* #row: __ch::PhantomData })
        };
        Moving { items, parameters: split.parameters, arguments: split.arguments, clause: split.clause, check }
    }

    /// The struct of builders; `finish` ends the check of the columns. It may be lent: one for all lifetimes.
    pub(super) fn writing(&self, mut bounds: Bounds, finish: &TokenStream, lend: bool) -> Moving {
        self.written().for_each(|field| field.demand_write(&mut bounds));
        let split = self.generics.own(&bounds);
        let lent = lend.then(|| self.lent_builders()).flatten();
        let (items, arguments) = lent.unwrap_or_else(|| self.builders(&split));

        let slots: Vec<_> = self.written().map(ExpandedField::slot).collect();
        let locals: Vec<_> = self.written().map(ExpandedField::local).collect();
        let builders = self.written().map(ExpandedField::build);
        let questions = self.written().filter_map(ExpandedField::writes_later);
        let (all, row) = (all_there(&locals), self.marker());
        let check = quote! {
            #(#questions)*
            #(let #locals = #builders;)*
            #finish
            #all
            __ch::Some(__Builders { #(#slots: #locals,)* #row: __ch::PhantomData })
        };
        Moving { items, parameters: split.parameters, arguments, clause: split.clause, check }
    }

    /// The struct of builders, and its arguments.
    fn builders(&self, split: &Split) -> (TokenStream, TokenStream) {
        let (name, own, row) = (&self.item.name, self.own_arguments(), self.marker());
        let (parameters, clause) = (&split.parameters, &split.clause);
        let slots = self.written().map(ExpandedField::slot);
        let types = self.written().map(ExpandedField::builder);
        let structure = quote! {
            #[doc(hidden)]
            #[allow(non_snake_case, private_bounds, reason = "the fields' names, and types that only their module sees")]
            pub struct __Builders #parameters #clause {
                #(#slots: #types,)*
                #row: __ch::PhantomData<fn() -> #name #own>,
            }
        };
        (structure, split.arguments.clone())
    }

    /// The same of a row that borrows nothing but texts and the like: one struct for all its lifetimes, so that an inserter
    /// takes rows that live no longer than the call. The builders of fields that borrow are parameters of the struct;
    /// others may have types that only their module sees, which may not stand in a public trait's associated type.
    fn lent_builders(&self) -> Option<(TokenStream, TokenStream)> {
        let generics = &self.item.generics;
        if generics.lifetimes().next().is_none() || generics.params.len() > generics.lifetimes().count() {
            return None;
        }
        let mut bounds = self.generics.bounds();
        let (mut fields, mut parameters, mut arguments) = (TokenStream::new(), Vec::new(), Vec::new());
        for field in self.written() {
            let (slot, builder) = (field.slot(), field.builder());
            if field.writes_borrowed() {
                if !field.writes_std() {
                    return None;
                }
                let parameter = format_ident!("__B{}", parameters.len());
                fields.extend(quote!(#slot: #parameter,));
                parameters.push(parameter);
                arguments.push(builder);
            } else {
                field.demand_write(&mut bounds);
                fields.extend(quote!(#slot: #builder,));
            }
        }
        let (clause, row) = (bounds.clause(), self.marker());
        let structure = quote! {
            #[doc(hidden)]
            #[allow(non_snake_case, private_bounds, reason = "the fields' names, and types that only their module sees")]
            pub struct __Builders<#(#parameters),*> #clause {
                #fields
                #row: __ch::PhantomData<fn()>,
            }
        };
        Some((structure, quote!(<#(#arguments),*>)))
    }

    /// The fields that are read from columns.
    pub(super) fn read(&self) -> impl Iterator<Item = &ExpandedField<'m>> {
        self.fields.iter().filter(|field| field.field.is_read())
    }

    /// The fields that are inserted.
    pub(super) fn written(&self) -> impl Iterator<Item = &ExpandedField<'m>> {
        self.fields.iter().filter(|field| field.field.insert)
    }

    /// The name of what is no field in the structs of cursors and builders; no field has it.
    fn marker(&self) -> Ident {
        let mut name = "__row".to_owned();
        while self.fields.iter().any(|field| field.slot() == name) {
            name.push('_');
        }
        format_ident!("{name}")
    }

    /// The struct's own arguments.
    pub(super) fn own_arguments(&self) -> TokenStream {
        self.generics.own(&self.generics.bounds()).arguments
    }

    /// The struct's name as error texts say it.
    pub(super) fn name_text(&self) -> String {
        self.item.name.unraw().to_string()
    }
}

/// Takes what was found, unless something is missing.
fn all_there(locals: &[Ident]) -> Option<TokenStream> {
    let all = quote!(let (#(__ch::Some(#locals),)*) = (#(#locals,)*) else { return __ch::None };);
    (!locals.is_empty()).then_some(all)
}
