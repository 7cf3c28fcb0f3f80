//! What `#[derive(Row)]` writes: the columns, and how rows are read from and pushed into them.

use super::field::ExpandedField;
use super::part::parts;
use super::structure::{ExpandedStruct, Moving};
use super::{hidden, row_shape};
use crate::model::RowModel;
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// All implementations of a row.
pub(crate) fn expand_row(model: &RowModel) -> TokenStream {
    let row = ExpandedStruct::new(&model.item, &model.fields);
    let wanted = row.wanted(model.partial);
    let (definition, known) = wanted.unzip();
    let items = [
        definition.unwrap_or_default(),
        row.constants(),
        columns(&row, known.as_ref()),
        row_shape(&model.item),
        reading(&row, model.partial, known.as_ref()),
        writing(&row, model.partial),
        parts(&row, model).unwrap_or_default(),
        tracking(model),
    ];
    hidden(&model.item, &items.into_iter().collect())
}

/// Only the questions about the fields' types, for a row that has been refused for something else.
pub(crate) fn ask_of_row(model: &RowModel) -> TokenStream {
    hidden(&model.item, &ExpandedStruct::new(&model.item, &model.fields).questions())
}

fn columns(row: &ExpandedStruct<'_>, wanted: Option<&TokenStream>) -> TokenStream {
    let (name, text) = (&row.item.name, row.name_text());
    let mut bounds = row.generics.bounds();
    row.demand_columns(&mut bounds);
    let split = row.generics.own(&bounds);
    let (parameters, arguments, clause) = (&split.parameters, &split.arguments, &split.clause);
    let columns = row.list_of_columns();
    quote! {
        #[automatically_derived]
        impl #parameters __ch::Row for #name #arguments #clause {
            const NAME: &'static __ch::str = #text;
            #wanted
            fn columns() -> __ch::Vec<__ch::RowColumn> {
                #columns
            }
        }
    }
}

fn reading(row: &ExpandedStruct<'_>, partial: bool, wanted: Option<&TokenStream>) -> TokenStream {
    let (name, own, text) = (&row.item.name, row.own_arguments(), row.name_text());
    let block = &row.generics.block;
    let finish = quote!(__ch::ResultColumns::finish(__columns, #text, #partial););
    let Moving { items, parameters, arguments, clause, check } = row.reading(row.generics.bounds(), &finish);
    let json_texts = row.reads_json_texts();
    let wanted = wanted.cloned().unwrap_or_else(|| {
        let wanted = row.read().map(|field| field.wanted(true));
        quote! {
            const WANTED: __ch::Wanted =
                __ch::Wanted::Named { row: #text, columns: &[#(#wanted),*], partial: #partial };
        }
    });
    let values = row.fields.iter().map(ExpandedField::value);
    quote! {
        #items
        #[automatically_derived]
        impl #parameters __ch::ReadNamed<#block> for #name #own #clause {
            const READS_JSON_TEXTS: __ch::bool = #json_texts;
            #wanted
            type Cursor = __Cursor #arguments;
            fn bind(__columns: &mut __ch::ResultColumns<'_, #block>) -> __ch::Option<Self::Cursor> {
                #check
            }
            #[inline(always)]
            fn read(__cursor: &mut Self::Cursor, __row: __ch::usize) -> __ch::Result<Self, __ch::CellError> {
                __ch::Ok(Self { #(#values),* })
            }
        }
    }
}

fn writing(row: &ExpandedStruct<'_>, partial: bool) -> TokenStream {
    let (name, own, text) = (&row.item.name, row.own_arguments(), row.name_text());
    let generated = row.fields.iter().filter_map(ExpandedField::generated);
    let finish = quote!(#(#generated)* __ch::TargetColumns::finish(__table, #text, #partial););
    let mut bounds = row.generics.bounds();
    row.demand_columns(&mut bounds);
    let Moving { items, parameters, arguments, clause, check } = row.writing(bounds, &finish, true);
    let writes = row.written().map(ExpandedField::write);
    let writes_each = row.written().map(ExpandedField::write_each);
    let visits = row.written().map(ExpandedField::visit);
    quote! {
        #items
        #[automatically_derived]
        impl #parameters __ch::WriteRow for #name #own #clause {
            type Builders = __Builders #arguments;
            fn builders(__table: &mut __ch::TargetColumns<'_>) -> __ch::Option<Self::Builders> {
                #check
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
fn tracking(model: &RowModel) -> TokenStream {
    let Some(table) = &model.table else { return TokenStream::new() };
    let files = table.files.iter().filter_map(|file| file.to_str()).filter(|file| is_new(file));
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

/// Whether no struct of this compilation has named the file yet: once is enough for cargo, and each costs the compiler as
/// much as the file is long. A compiler that stays is none that cargo asks.
fn is_new(file: &str) -> bool {
    static NAMED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    NAMED.lock().unwrap_or_else(PoisonError::into_inner).insert(file.to_owned())
}
