//! What the derive writes for the structs in flattened and nested fields of a row whose table is in the schema: a question
//! about their columns, to which the compiler has the answer.

use super::declared::call_at;
use super::field::ExpandedField;
use super::structure::ExpandedStruct;
use crate::ddl::Column;
use crate::declared::{constant, in_any_place};
use crate::model::{Role, RowModel};
use crate::types::DataType;
use crate::way_out::rust_type_for;
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

/// The questions about all such fields, if the row has a table and any such field.
pub(super) fn parts(row: &ExpandedStruct<'_>, model: &RowModel) -> Option<TokenStream> {
    let asked = &model.table.as_ref()?.parts;
    let is_part = |field: &&ExpandedField<'_>| {
        matches!(field.field.role, Role::Flattened | Role::Nested) && !field.own.is_generic
    };
    let fields: Vec<_> = row.columns().filter(is_part).collect();
    if asked.columns.is_empty() || fields.is_empty() {
        return None;
    }
    let table = &asked.table;
    let all = asked.columns.iter().filter_map(|column| schema_column(column, &column.name, column.data_type.as_ref()?));
    let questions = fields.iter().map(|field| {
        let part = part(field);
        let columns = match field.field.role {
            Role::Nested => {
                let items = asked.columns.iter().flat_map(|column| items_of(column, &field.field.column));
                quote!(&[#(#items),*])
            }
            Role::Flattened | Role::Column | Role::Skipped => quote!(__COLUMNS),
        };
        let insist = call_at(&field.own.tokens, "insist_on_part", quote!(&#part, #columns, #table));
        quote!(const _: () = #insist;)
    });
    // Of a struct with parameters nobody knows the columns here.
    let is_known = row.columns().all(|field| field.field.role == Role::Column || !field.own.is_generic);
    let missing = (is_known && !asked.undecided.is_empty()).then(|| {
        let parts = fields.iter().map(|field| part(field));
        let undecided = asked.undecided.iter();
        let undecided = undecided.filter_map(|column| schema_column(column, &column.name, column.data_type.as_ref()?));
        let name = model.table.as_ref().map(|of| of.table.to_token_stream()).unwrap_or_default();
        let insist = call_at(&name, "insist_on_all", quote!(&[#(#parts),*], &[#(#undecided),*], #table));
        quote!(const _: () = #insist;)
    });
    Some(quote! {
        const _: () = {
            const __COLUMNS: &[__ch::SchemaColumn] = &[#(#all),*];
            #(#questions)*
            #missing
        };
    })
}

/// What the field is to the table.
fn part(field: &ExpandedField<'_>) -> TokenStream {
    let ty = in_any_place(field.own.tokens.clone());
    let (columns, prefix, is_nested) = match field.field.role {
        Role::Nested => (quote!(__ch::NestedColumns), format!("{}.", field.field.column), true),
        Role::Flattened | Role::Column | Role::Skipped => (quote!(__ch::Row), field.field.column.clone(), false),
    };
    let (insert, select) = (field.field.insert, field.field.is_read());
    quote!(__ch::SchemaPart {
        wanted: <#ty as #columns>::WANTED,
        prefix: #prefix,
        is_nested: #is_nested,
        insert: #insert,
        select: #select
    })
}

/// The elements of the Nested `name` that `column` has, be it one of them or all of it.
fn items_of(column: &Column, name: &str) -> Vec<TokenStream> {
    let all = match &column.data_type {
        Some(DataType::Nested(elements)) => Some(elements),
        Some(DataType::Array(item)) => match &**item {
            DataType::Tuple(elements) => Some(elements),
            _ => None,
        },
        _ => None,
    };
    if column.name == name {
        let elements = all.into_iter().flatten().filter_map(|element| {
            let name = format!("{name}.{}", element.name.as_ref()?);
            schema_column(column, &name, &element.data_type)
        });
        return elements.collect();
    }
    let is_element = column.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
    match &column.data_type {
        Some(DataType::Array(item)) if is_element => schema_column(column, &column.name, item).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn schema_column(column: &Column, name: &str, data_type: &DataType) -> Option<TokenStream> {
    let (text, rust_type, place) = (data_type.to_string(), rust_type_for(data_type), column.place.to_string());
    let (declared, kind) = (constant(data_type), format_ident!("{}", format!("{:?}", column.kind)));
    Some(quote!(__ch::SchemaColumn {
        name: #name,
        data_type: #text,
        declared: #declared,
        rust_type: #rust_type,
        kind: __ch::ColumnKind::#kind,
        place: #place
    }))
}
