//! Fallback: implementations without a meaning, so that a refused item is the only thing that fails to compile, and not
//! each place that uses it.

use crate::expansion::{Generics, hidden, row_shape, value_shape};
use crate::model::Item;
use proc_macro2::TokenStream;
use quote::quote;

/// A row without columns.
pub(crate) fn stub_row(item: &Item) -> TokenStream {
    let generics = Generics::new(&item.generics);
    let (name, block) = (&item.name, &generics.block);
    let own = generics.own(&generics.bounds());
    let (parameters, arguments, clause) = (&own.parameters, &own.arguments, &own.clause);
    let reading = generics.reading(&generics.bounds()).parameters;
    let shape = row_shape(item);
    let items = quote! {
        #shape
        impl #parameters __ch::Row for #name #arguments #clause {
            const NAME: &'static __ch::str = "";
            fn columns() -> __ch::Vec<__ch::RowColumn> {
                __ch::Vec::new()
            }
        }
        impl #reading __ch::ReadNamed<#block> for #name #arguments #clause {
            type Cursor = ();
            fn bind(_: &mut __ch::ResultColumns<'_, #block>) -> __ch::Option<Self::Cursor> {
                __ch::None
            }
            fn read(_: &mut Self::Cursor, _: __ch::usize) -> __ch::Result<Self, __ch::CellError> {
                __ch::Err(__ch::refused())
            }
        }
        impl #parameters __ch::WriteRow for #name #arguments #clause {
            type Builders = ();
            fn builders(_: &mut __ch::TargetColumns<'_>) -> __ch::Option<Self::Builders> {
                __ch::None
            }
            fn write(&self, _: &mut Self::Builders) -> __ch::Result<(), __ch::CellError> {
                __ch::Err(__ch::refused())
            }
            fn each_builder(_: &mut Self::Builders, _: &mut __ch::Visit<'_>) {}
        }
    };
    hidden(item, &items)
}

/// A value that no column holds.
pub(crate) fn stub_value(item: &Item) -> TokenStream {
    let generics = Generics::new(&item.generics);
    let (name, block) = (&item.name, &generics.block);
    let own = generics.own(&generics.bounds());
    let (parameters, arguments, clause) = (&own.parameters, &own.arguments, &own.clause);
    let reading = generics.reading(&generics.bounds()).parameters;
    let shape = value_shape(item);
    let items = quote! {
        impl #parameters __ch::ColumnValue for #name #arguments #clause {
            fn data_type() -> __ch::DataType {
                __ch::DataType::Nothing
            }
        }
        #shape
        impl #parameters __ch::Elements for #name #arguments #clause {
            const NAME: &'static __ch::str = "";
            const COUNT: __ch::Option<__ch::usize> = __ch::None;
            fn columns() -> __ch::Vec<__ch::RowColumn> {
                __ch::Vec::new()
            }
        }
        impl #parameters __ch::NamedElements for #name #arguments #clause {}
        impl #reading __ch::ReadElements<#block> for #name #arguments #clause {
            type Cursor = ();
            fn bind(_: &mut __ch::ResultColumns<'_, #block>) -> __ch::Option<Self::Cursor> {
                __ch::None
            }
            fn read(_: &mut Self::Cursor, _: __ch::usize) -> __ch::Result<Self, __ch::CellError> {
                __ch::Err(__ch::refused())
            }
            fn skip(_: &mut Self::Cursor, _: __ch::usize) {}
        }
        impl #parameters __ch::WriteElements for #name #arguments #clause {
            type Builders = ();
            fn builders(_: &mut __ch::TargetColumns<'_>) -> __ch::Option<Self::Builders> {
                __ch::None
            }
            fn write(&self, _: &mut Self::Builders) -> __ch::Result<(), __ch::CellError> {
                __ch::Err(__ch::refused())
            }
            fn each_builder(_: &mut Self::Builders, _: &mut __ch::Visit<'_>) {}
        }
        impl #reading __ch::ReadValue<#block> for #name #arguments #clause {
            type Cursor = ();
            fn bind(_: __ch::View<#block>) -> __ch::Result<Self::Cursor, __ch::BindError> {
                __ch::Err(__ch::BindError::types())
            }
            fn read(_: &mut Self::Cursor, _: __ch::usize) -> __ch::Result<Self, __ch::CellError> {
                __ch::Err(__ch::refused())
            }
        }
        impl #parameters __ch::WriteValue for #name #arguments #clause {
            type Builder = <u8 as __ch::WriteValue>::Builder;
            fn builder(_: &__ch::DataType) -> __ch::Result<Self::Builder, __ch::BindError> {
                __ch::Err(__ch::BindError::types())
            }
            fn write(&self, _: &mut Self::Builder) -> __ch::Result<(), __ch::CellError> {
                __ch::Err(__ch::refused())
            }
        }
    };
    hidden(item, &items)
}
