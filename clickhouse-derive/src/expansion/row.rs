//! What `#[derive(Row)]` writes: the columns, a struct of cursors with the loop's body that reads a row through them,
//! and a struct of builders with the loop's body that pushes a row into them.
//!
//! The structs are `pub` inside the `const _`: as associated types of a public trait they may not be private, while
//! the field types that they stand for may.

use super::bounds::{Bounds, Generics, Split};
use super::field::ExpandedField;
use super::{hidden, shape};
use crate::model::{Role, RowModel};
use proc_macro2::TokenStream;
use quote::quote;

/// All implementations of a row.
pub(crate) fn expand_row(model: &RowModel) -> TokenStream {
    let generics = Generics::new(&model.item.generics);
    let fields = ExpandedField::all(&model.fields, &generics);
    let row = ExpandedRow { model, generics, fields };
    let items = [row.constants(), row.columns(), row.reading(), row.writing(), row.questions(), row.tracking()];
    hidden(&model.item, &items.into_iter().collect())
}

/// Only the questions about the fields' types, for a row that has been refused for something else.
pub(crate) fn ask_of_row(model: &RowModel) -> TokenStream {
    let generics = Generics::new(&model.item.generics);
    let fields = ExpandedField::all(&model.fields, &generics);
    let row = ExpandedRow { model, generics, fields };
    hidden(&model.item, &row.questions())
}

struct ExpandedRow<'m> {
    model: &'m RowModel,
    generics: Generics,
    fields: Vec<ExpandedField<'m>>,
}

impl ExpandedRow<'_> {
    fn constants(&self) -> TokenStream {
        let row = self.row_text();
        let entries: Vec<_> = self.table().map(|field| field.table_entry(&row)).collect();
        let count = entries.len();
        let of_fields = self.fields.iter().filter_map(ExpandedField::constants);
        quote! {
            static __FIELDS: [__ch::Field; #count] = [#(#entries),*];
            #(#of_fields)*
        }
    }

    fn columns(&self) -> TokenStream {
        let name = &self.model.item.name;
        let row = self.row_text();
        let mut bounds = self.generics.bounds();
        self.demand_columns(&mut bounds);
        let split = self.generics.own(&bounds);
        let (parameters, arguments, clause) = (&split.parameters, &split.arguments, &split.clause);
        let columns = self.columns_of_fields();
        quote! {
            #[automatically_derived]
            impl #parameters __ch::Row for #name #arguments #clause {
                const NAME: &'static __ch::str = #row;
                fn columns() -> __ch::Vec<__ch::RowColumn> {
                    #columns
                }
            }
        }
    }

    fn reading(&self) -> TokenStream {
        let name = &self.model.item.name;
        let shape = shape(&self.model.item, &quote!(__ch::ByName));
        let (row, partial) = (self.row_text(), self.model.partial);
        let block = &self.generics.block;
        let mut bounds = self.generics.bounds();
        for field in &self.fields {
            field.demand_read(&mut bounds);
        }
        let own = self.generics.own(&self.generics.bounds()).arguments;
        let split = self.generics.reading(&bounds);
        let (parameters, arguments, clause) = (&split.parameters, &split.arguments, &split.clause);

        let read: Vec<_> = self.fields.iter().filter(|field| field.field.is_read()).collect();
        let slots: Vec<_> = read.iter().map(|field| field.slot()).collect();
        let locals: Vec<_> = read.iter().map(|field| field.local()).collect();
        let questions = read.iter().filter_map(|field| field.reads_later());
        let wanted = read.iter().map(|field| field.wanted());
        let cursors = read.iter().map(|field| field.cursor());
        let binds = read.iter().map(|field| field.bind());
        let json_texts = read.iter().filter_map(|field| field.reads_json_texts());
        let values = self.fields.iter().map(ExpandedField::value);
        quote! {
            #shape
            #[doc(hidden)]
            #[allow(private_bounds, reason = "fields may have types that only their module sees")]
            pub struct __Cursor #parameters #clause {
                #(#slots: #cursors,)*
                __row: __ch::PhantomData<fn(&#block ()) -> #name #own>,
            }
            #[automatically_derived]
            impl #parameters __ch::ReadNamed<#block> for #name #own #clause {
                const READS_JSON_TEXTS: __ch::bool = false #(|| #json_texts)*;
                const WANTED: __ch::Wanted =
                    __ch::Wanted::Named { row: #row, columns: &[#(#wanted),*], partial: #partial };
                type Cursor = __Cursor #arguments;
                fn bind(__columns: &mut __ch::ResultColumns<'_, #block>) -> __ch::Option<Self::Cursor> {
                    #(#questions)*
                    #(let #locals = #binds;)*
                    __ch::ResultColumns::finish(__columns, #row, #partial);
                    let (#(__ch::Some(#locals),)*) = (#(#locals,)*) else { return __ch::None };
                    __ch::Some(__Cursor { #(#slots: #locals,)* __row: __ch::PhantomData })
                }
                #[inline]
                fn read(__cursor: &mut Self::Cursor, __row: __ch::usize) -> __ch::Result<Self, __ch::CellError> {
                    __ch::Ok(Self { #(#values),* })
                }
            }
        }
    }

    fn writing(&self) -> TokenStream {
        let name = &self.model.item.name;
        let (row, partial) = (self.row_text(), self.model.partial);
        let written: Vec<_> = self.fields.iter().filter(|field| field.field.insert).collect();
        let mut bounds = self.generics.bounds();
        self.demand_columns(&mut bounds);
        for field in &written {
            field.demand_write(&mut bounds);
        }
        let own = self.generics.own(&self.generics.bounds()).arguments;
        let split = self.generics.own(&bounds);
        let (parameters, clause) = (&split.parameters, &split.clause);
        let (structure, builder_arguments) = match self.lent_builders(&written) {
            Some(lent) => lent,
            None => self.builders(&written, &split),
        };

        let slots: Vec<_> = written.iter().map(|field| field.slot()).collect();
        let locals: Vec<_> = written.iter().map(|field| field.local()).collect();
        let questions = written.iter().filter_map(|field| field.writes_later());
        let builders = written.iter().map(|field| field.build());
        let writes = written.iter().map(|field| field.write());
        let writes_each = written.iter().map(|field| field.write_each());
        let visits = written.iter().map(|field| field.visit());
        quote! {
            #structure
            #[automatically_derived]
            impl #parameters __ch::WriteRow for #name #own #clause {
                type Builders = __Builders #builder_arguments;
                fn builders(__table: &mut __ch::TargetColumns<'_>) -> __ch::Option<Self::Builders> {
                    #(#questions)*
                    #(let #locals = #builders;)*
                    __ch::TargetColumns::finish(__table, #row, #partial);
                    let (#(__ch::Some(#locals),)*) = (#(#locals,)*) else { return __ch::None };
                    __ch::Some(__Builders { #(#slots: #locals,)* __row: __ch::PhantomData })
                }
                #[inline]
                fn write(&self, __builders: &mut Self::Builders) -> __ch::Result<(), __ch::CellError> {
                    #(#writes)*
                    __ch::Ok(())
                }
                #[inline]
                fn write_each(__rows: &[Self], __builders: &mut Self::Builders) -> __ch::Result<(), __ch::CellError> {
                    #(#writes_each)*
                    __ch::Ok(())
                }
                fn each_builder(__builders: &mut Self::Builders, __visit: &mut __ch::Visit<'_>) {
                    #(#visits)*
                }
            }
        }
    }

    /// What makes the compiler run the macro again when a file or a variable changes that was read.
    fn tracking(&self) -> TokenStream {
        let Some(table) = &self.model.table else { return TokenStream::new() };
        let files = table.files.iter().filter_map(|file| file.to_str());
        let variable = table.schema.is_none().then(|| {
            quote!(
                const _: __ch::Option<&'static __ch::str> = __ch::option_env!("CLICKHOUSE_SCHEMA");
            )
        });
        quote! {
            #(const _: &[__ch::u8] = __ch::include_bytes!(#files);)*
            #variable
        }
    }

    /// The struct of builders, and its arguments.
    fn builders(&self, written: &[&ExpandedField<'_>], split: &Split) -> (TokenStream, TokenStream) {
        let name = &self.model.item.name;
        let own = self.generics.own(&self.generics.bounds()).arguments;
        let (parameters, clause) = (&split.parameters, &split.clause);
        let slots = written.iter().map(|field| field.slot());
        let types = written.iter().map(|field| field.builder());
        let structure = quote! {
            #[doc(hidden)]
            #[allow(private_bounds, reason = "fields may have types that only their module sees")]
            pub struct __Builders #parameters #clause {
                #(#slots: #types,)*
                __row: __ch::PhantomData<fn() -> #name #own>,
            }
        };
        (structure, split.arguments.clone())
    }

    /// The same of a row that borrows nothing but texts and the like: one struct for all its lifetimes, so that an inserter
    /// takes rows that live no longer than the call. The builders of fields that borrow are parameters of the struct;
    /// others may have types that only their module sees, which may not stand in a public trait's associated type.
    fn lent_builders(&self, written: &[&ExpandedField<'_>]) -> Option<(TokenStream, TokenStream)> {
        let generics = &self.model.item.generics;
        if generics.lifetimes().next().is_none() || generics.params.len() > generics.lifetimes().count() {
            return None;
        }
        let mut bounds = self.generics.bounds();
        let (mut fields, mut parameters, mut arguments) = (TokenStream::new(), Vec::new(), Vec::new());
        for field in written {
            let (slot, builder) = (field.slot(), field.builder());
            if field.writes_borrowed() {
                if !field.writes_std() {
                    return None;
                }
                let parameter = quote::format_ident!("__B{}", parameters.len());
                fields.extend(quote!(#slot: #parameter,));
                parameters.push(parameter);
                arguments.push(builder);
            } else {
                field.demand_write(&mut bounds);
                fields.extend(quote!(#slot: #builder,));
            }
        }
        let clause = bounds.clause();
        let structure = quote! {
            #[doc(hidden)]
            #[allow(private_bounds, reason = "fields may have types that only their module sees")]
            pub struct __Builders<#(#parameters),*> #clause {
                #fields
                __row: __ch::PhantomData<fn()>,
            }
        };
        Some((structure, quote!(<#(#arguments),*>)))
    }

    /// Whether each field's type fits its column, where that can be said before anyone uses the row.
    fn questions(&self) -> TokenStream {
        self.table().filter_map(ExpandedField::questions).collect()
    }

    /// The list of the columns.
    fn columns_of_fields(&self) -> TokenStream {
        let columns = self.table().map(ExpandedField::column);
        if self.table().all(|field| field.field.role == Role::Column) {
            return quote!(__ch::columns([#(#columns),*]));
        }
        let extend = columns.zip(self.table()).map(|(columns, field)| match field.field.role {
            Role::Flattened | Role::Nested => quote!(__ch::Extend::extend(&mut __all, #columns);),
            Role::Column | Role::Skipped => quote!(__ch::Vec::push(&mut __all, #columns);),
        });
        quote! {
            let mut __all = __ch::Vec::new();
            #(#extend)*
            __all
        }
    }

    /// The fields that stand in the table of fields.
    fn table(&self) -> impl Iterator<Item = &ExpandedField<'_>> {
        self.fields.iter().filter(|field| field.field.has_columns())
    }

    fn demand_columns(&self, bounds: &mut Bounds) {
        for field in self.table() {
            field.demand_column(bounds);
        }
    }

    fn row_text(&self) -> String {
        syn::ext::IdentExt::unraw(&self.model.item.name).to_string()
    }
}
