//! What `#[derive(Enum)]` writes: names and variants; the work is done by the core's cursor and builder of Enums.

use super::bounds::Generics;
use super::{hidden, shape};
use crate::model::EnumModel;
use crate::snapshot::hash;
use proc_macro2::TokenStream;
use quote::quote;

/// All implementations of an Enum.
pub(crate) fn expand_enum(model: &EnumModel) -> TokenStream {
    let generics = Generics::new(&model.item.generics);
    let (name, block) = (&model.item.name, &generics.block);
    let own = generics.own(&generics.bounds());
    let (parameters, arguments, clause) = (&own.parameters, &own.arguments, &own.clause);
    let reading = generics.reading(&generics.bounds()).parameters;

    let (others, members): (Vec<_>, Vec<_>) = model.members.iter().partition(|member| member.is_other);
    let names = members.iter().map(|member| &member.name);
    let variants: Vec<_> = members.iter().map(|member| &member.variant).collect();
    let places: Vec<_> = (0..variants.len()).map(syn::Index::from).collect();
    let other = match others.first() {
        Some(other) => {
            let other = &other.variant;
            quote!(__ch::Some(Self::#other))
        }
        None => quote!(__ch::None),
    };
    let has_other = !others.is_empty();
    let others = others.iter().map(|other| &other.variant);
    let shape = shape(&model.item, &quote!(__ch::OneColumn));
    let items = quote! {
           #[automatically_derived]
           impl #parameters __ch::EnumValue for #name #arguments #clause {
               const NAMES: &'static [&'static __ch::str] = &[#(#names),*];
               #[inline]
               fn from_place(__place: __ch::usize) -> __ch::Option<Self> {
                   match __place {
                       #(#places => __ch::Some(Self::#variants),)*
                       _ => __ch::None,
                   }
               }
               #[inline]
               fn other() -> __ch::Option<Self> {
                   #other
               }
               #[inline]
               fn place(&self) -> __ch::Option<__ch::usize> {
                   match self {
                       #(Self::#variants => __ch::Some(#places),)*
                       #(Self::#others => __ch::None,)*
                   }
               }
           }
           #[automatically_derived]
           impl #parameters __ch::ColumnValue for #name #arguments #clause {
               fn data_type() -> __ch::DataType {
                   <Self as __ch::EnumValue>::enum_type()
               }
               const SHAPE: __ch::Shape =
                   __ch::Shape::Enum { names: <Self as __ch::EnumValue>::NAMES, has_other: #has_other };
           }
    #shape
           #[automatically_derived]
           impl #reading __ch::ReadValue<#block> for #name #arguments #clause {
               type Cursor = __ch::EnumCursor<#block>;
               fn bind(__view: __ch::View<#block>) -> __ch::Result<Self::Cursor, __ch::BindError> {
                   __ch::EnumCursor::bind::<Self>(__view)
               }
               #[inline]
               fn read(__cursor: &mut Self::Cursor, __row: __ch::usize) -> __ch::Result<Self, __ch::CellError> {
                   __ch::EnumCursor::read::<Self>(__cursor, __row)
               }
           }
           #[automatically_derived]
           impl #parameters __ch::WriteValue for #name #arguments #clause {
               type Builder = __ch::EnumBuilder;
               fn builder(__data_type: &__ch::DataType) -> __ch::Result<Self::Builder, __ch::BindError> {
                   __ch::EnumBuilder::new::<Self>(__data_type)
               }
               #[inline]
               fn write(&self, __builder: &mut Self::Builder) -> __ch::Result<(), __ch::CellError> {
                   __ch::EnumBuilder::push::<Self>(__builder, self)
               }
               #[inline]
               fn write_each<'__v>(
                   __values: impl __ch::ExactSizeIterator<Item = &'__v Self> + __ch::Clone,
                   __builder: &mut Self::Builder,
               ) -> __ch::Result<(), __ch::CellError>
               where
                   Self: '__v,
               {
                   __ch::EnumBuilder::push_each::<Self>(__builder, __values)
               }
           }
       };
    let parameter = (!has_other && model.item.generics.params.is_empty()).then(|| as_parameter(model));
    hidden(&model.item, &quote!(#items #parameter))
}

/// A member as a parameter of a statement. One that has no name cannot be one.
fn as_parameter(model: &EnumModel) -> TokenStream {
    let (name, core) = (&model.item.name, &model.item.core);
    let members = model.members.iter().map(|member| hash(&member.name));
    quote! {
        #core::__as_parameter! {
            #[automatically_derived]
            impl __ch::Param for #name {
                fn write_literal(&self, __out: &mut __ch::String) {
                    __ch::Param::write_literal(__ch::member_name(self), __out);
                }
                fn to_param(&self) -> __ch::String {
                    __ch::Param::to_param(__ch::member_name(self))
                }
            }
            #[automatically_derived]
            impl __ch::Fits<__ch::param_type::StringParam> for #name {}
            #[automatically_derived]
            impl __ch::Fits<__ch::param_type::AnyParam> for #name {}
            #[automatically_derived]
            impl<__M> __ch::Fits<__ch::param_type::EnumParam<__M>> for #name
            where
                #(__M: __ch::param_type::HasMember<#members>,)*
            {
            }
            #[automatically_derived]
            impl<__D> __ch::Fits<__ch::param_type::NullableParam<__D>> for #name
            where
                Self: __ch::Fits<__D>,
            {
                const HOLDS: __ch::bool = <Self as __ch::Fits<__D>>::HOLDS;
            }
        }
    }
}
