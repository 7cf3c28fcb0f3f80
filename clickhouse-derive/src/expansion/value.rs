//! What `#[derive(Value)]` writes: everything is handed on to the only field.

use super::bounds::Generics;
use super::{hidden, shape};
use crate::model::ValueModel;
use proc_macro2::TokenStream;
use quote::quote;

/// All implementations of a transparent value.
pub(crate) fn expand_value(model: &ValueModel) -> TokenStream {
    let generics = Generics::new(&model.item.generics);
    let (name, inner, block) = (&model.item.name, &model.inner, &generics.block);
    let own = generics.own(&generics.bounds()).arguments;

    let shape = shape(&model.item, &quote!(__ch::OneColumn));
    let column = {
        let mut bounds = generics.bounds();
        if generics.are_mentioned_in(inner) {
            bounds.demand(String::new(), inner, &quote!(__ch::ColumnValue));
        }
        let split = generics.own(&bounds);
        let (parameters, clause) = (&split.parameters, &split.clause);
        quote! {
                   #[automatically_derived]
                   impl #parameters __ch::ColumnValue for #name #own #clause {
                       fn data_type() -> __ch::DataType {
                           <#inner as __ch::ColumnValue>::data_type()
                       }
                       const SHAPE: __ch::Shape = <#inner as __ch::ColumnValue>::SHAPE;
                   }
        #shape
               }
    };
    let reading = {
        let reads = quote!(__ch::ReadValue<#block>);
        let mut bounds = generics.bounds();
        bounds.demand(String::new(), inner, &reads);
        let split = generics.reading(&bounds);
        let (parameters, clause) = (&split.parameters, &split.clause);
        quote! {
            #[automatically_derived]
            impl #parameters #reads for #name #own #clause {
                type Cursor = <#inner as #reads>::Cursor;
                fn bind(__view: __ch::View<#block>) -> __ch::Result<Self::Cursor, __ch::BindError> {
                    <#inner as #reads>::bind(__view)
                }
                #[inline]
                fn read(__cursor: &mut Self::Cursor, __row: __ch::usize) -> __ch::Result<Self, __ch::CellError> {
                    __ch::Ok(Self(<#inner as #reads>::read(__cursor, __row)?))
                }
                #[inline]
                fn skip(__cursor: &mut Self::Cursor, __row: __ch::usize) {
                    <#inner as #reads>::skip(__cursor, __row);
                }
            }
        }
    };
    let writing = {
        let mut bounds = generics.bounds();
        bounds.demand(String::new(), inner, &quote!(__ch::WriteValue));
        let split = generics.own(&bounds);
        let (parameters, clause) = (&split.parameters, &split.clause);
        quote! {
            #[automatically_derived]
            impl #parameters __ch::WriteValue for #name #own #clause {
                type Builder = <#inner as __ch::WriteValue>::Builder;
                fn builder(__data_type: &__ch::DataType) -> __ch::Result<Self::Builder, __ch::BindError> {
                    <#inner as __ch::WriteValue>::builder(__data_type)
                }
                #[inline]
                fn write(&self, __builder: &mut Self::Builder) -> __ch::Result<(), __ch::CellError> {
                    <#inner as __ch::WriteValue>::write(&self.0, __builder)
                }
            }
        }
    };
    hidden(&model.item, &quote!(#column #reading #writing))
}
