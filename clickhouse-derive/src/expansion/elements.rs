//! What `#[derive(Value)]` writes for a struct of several fields: a Tuple, whose elements are matched as the columns of
//! a row are.

use super::field::ExpandedField;
use super::structure::{ExpandedStruct, Moving};
use super::{hidden, value_shape};
use crate::model::{Reading, ValueModel};
use proc_macro2::TokenStream;
use quote::quote;

/// All implementations of a struct that is a Tuple.
pub(super) fn expand_elements(model: &ValueModel) -> TokenStream {
    let tuple = ExpandedStruct::new(&model.item, &model.fields);
    let (definition, wanted) = tuple.wanted(model.partial).filter(|_| model.has_names).unzip();
    let items = [
        definition.unwrap_or_default(),
        tuple.constants(),
        columns(&tuple, model.has_names, model.partial, wanted.as_ref()),
        value_shape(&model.item),
        reading(&tuple, model.partial),
        writing(&tuple),
    ];
    hidden(&model.item, &items.into_iter().collect())
}

fn columns(tuple: &ExpandedStruct<'_>, has_names: bool, partial: bool, wanted: Option<&TokenStream>) -> TokenStream {
    let (name, text) = (&tuple.item.name, tuple.name_text());
    let mut bounds = tuple.generics.bounds();
    tuple.demand_columns(&mut bounds);
    let split = tuple.generics.own(&bounds);
    let (parameters, arguments, clause) = (&split.parameters, &split.arguments, &split.clause);
    let count = tuple.columns().count();
    let (count, named) = if has_names {
        let named = quote! {
            #[automatically_derived]
            impl #parameters __ch::NamedElements for #name #arguments #clause {}
        };
        (quote!(__ch::None), Some(named))
    } else {
        (quote!(__ch::Some(#count)), None)
    };
    let shape = shape_of(tuple, has_names, partial);
    let columns = tuple.list_of_columns();
    quote! {
        #[automatically_derived]
        impl #parameters __ch::Elements for #name #arguments #clause {
            const NAME: &'static __ch::str = #text;
            const COUNT: __ch::Option<__ch::usize> = #count;
            #wanted
            fn columns() -> __ch::Vec<__ch::RowColumn> {
                #columns
            }
        }
        #named
        #[automatically_derived]
        impl #parameters __ch::ColumnValue for #name #arguments #clause {
            fn data_type() -> __ch::DataType {
                <Self as __ch::Elements>::tuple_type()
            }
            #shape
        }
    }
}

/// What the compiler knows of a Tuple that depends on no parameter; of elements that are converted it knows nothing.
fn shape_of(tuple: &ExpandedStruct<'_>, has_names: bool, partial: bool) -> Option<TokenStream> {
    let is_plain = |field: &ExpandedField<'_>| field.read.is_none() && field.write.is_none();
    if tuple.columns().any(|field| field.own.is_generic || !has_names && !is_plain(field)) {
        return None;
    }
    let shapes = tuple.columns().map(|field| match is_plain(field) {
        true => {
            let ty = &field.own.tokens;
            quote!(<#ty as __ch::ColumnValue>::SHAPE)
        }
        false => quote!(__ch::Shape::Unknown),
    });
    let shape = if has_names {
        let fields = tuple.columns().zip(shapes).map(|(field, shape)| {
            let name = &field.field.column;
            let optional = matches!(field.field.reading, Reading::ColumnOr(_)).then(|| quote!(.optional()));
            quote!(__ch::FieldShape::new(#name, #shape) #optional)
        });
        quote!(__ch::Shape::Fields { fields: &[#(#fields),*], partial: #partial })
    } else {
        quote!(__ch::Shape::Tuple(&[#(#shapes),*]))
    };
    Some(quote!(const SHAPE: __ch::Shape = #shape;))
}

fn reading(tuple: &ExpandedStruct<'_>, partial: bool) -> TokenStream {
    let (name, own, text) = (&tuple.item.name, tuple.own_arguments(), tuple.name_text());
    let block = &tuple.generics.block;
    let finish = quote!(__ch::ResultColumns::finish(__columns, #text, #partial););
    let mut bounds = tuple.generics.bounds();
    tuple.demand_columns(&mut bounds);
    let Moving { items, parameters, arguments, clause, check } = tuple.reading(bounds, &finish);
    let values = tuple.fields.iter().map(ExpandedField::value);
    let skips = tuple.read().map(ExpandedField::skip);
    quote! {
        #items
        #[automatically_derived]
        impl #parameters __ch::ReadElements<#block> for #name #own #clause {
            type Cursor = __Cursor #arguments;
            fn bind(__columns: &mut __ch::ResultColumns<'_, #block>) -> __ch::Option<Self::Cursor> {
                #check
            }
            #[inline]
            fn read(__cursor: &mut Self::Cursor, __row: __ch::usize) -> __ch::Result<Self, __ch::CellError> {
                __ch::Ok(Self { #(#values),* })
            }
            #[inline]
            fn skip(__cursor: &mut Self::Cursor, __row: __ch::usize) {
                #(#skips)*
            }
        }
        #[automatically_derived]
        impl #parameters __ch::ReadValue<#block> for #name #own #clause {
            type Cursor = __Cursor #arguments;
            fn bind(__view: __ch::View<#block>) -> __ch::Result<Self::Cursor, __ch::BindError> {
                __ch::bind_elements::<Self>(__view)
            }
            #[inline]
            fn read(__cursor: &mut Self::Cursor, __row: __ch::usize) -> __ch::Result<Self, __ch::CellError> {
                <Self as __ch::ReadElements<#block>>::read(__cursor, __row)
            }
            #[inline]
            fn skip(__cursor: &mut Self::Cursor, __row: __ch::usize) {
                <Self as __ch::ReadElements<#block>>::skip(__cursor, __row);
            }
        }
    }
}

fn writing(tuple: &ExpandedStruct<'_>) -> TokenStream {
    let (name, own, text) = (&tuple.item.name, tuple.own_arguments(), tuple.name_text());
    let finish = quote!(__ch::TargetColumns::finish(__table, #text, false););
    let mut bounds = tuple.generics.bounds();
    tuple.demand_columns(&mut bounds);
    let Moving { items, parameters, arguments, clause, check } = tuple.writing(bounds, &finish, false);
    let writes = tuple.written().map(ExpandedField::write);
    let visits = tuple.written().map(ExpandedField::visit);
    quote! {
        #items
        #[automatically_derived]
        impl #parameters __ch::WriteElements for #name #own #clause {
            type Builders = __Builders #arguments;
            fn builders(__table: &mut __ch::TargetColumns<'_>) -> __ch::Option<Self::Builders> {
                #check
            }
            #[inline]
            fn write(&self, __builders: &mut Self::Builders) -> __ch::Result<(), __ch::CellError> {
                #(#writes)*
                __ch::Ok(())
            }
            fn each_builder(__builders: &mut Self::Builders, __visit: &mut __ch::Visit<'_>) {
                #(#visits)*
            }
        }
        #[automatically_derived]
        impl #parameters __ch::WriteValue for #name #own #clause {
            type Builder = __ch::TupleBuilder<__Builders #arguments>;
            fn builder(__data_type: &__ch::DataType) -> __ch::Result<Self::Builder, __ch::BindError> {
                __ch::build_elements::<Self>(__data_type)
            }
            #[inline]
            fn write(&self, __builder: &mut Self::Builder) -> __ch::Result<(), __ch::CellError> {
                __ch::TupleBuilder::write(__builder, |__builders| <Self as __ch::WriteElements>::write(self, __builders))
            }
        }
    }
}
