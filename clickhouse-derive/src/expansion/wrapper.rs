//! What `#[derive(Value)]` writes for what is another value in a column: a struct around one, or whatever is converted
//! as a whole. Everything is handed on.

use super::conversion::located;
use super::field::ExpandedField;
use super::lifetimes::with_lifetime;
use super::structure::ExpandedStruct;
use super::{hidden, value_shape};
use crate::model::ValueModel;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Lifetime, Type};

/// All implementations of a struct around one value.
pub(super) fn expand_transparent(model: &ValueModel) -> TokenStream {
    let whole = ExpandedStruct::new(&model.item, &model.fields);
    let Some(field) = whole.columns().next() else { return TokenStream::new() };
    let block = &whole.generics.block;
    let (read, write) = (&field.read_type().tokens, &field.write_type().tokens);
    let member = &field.field.member;

    let mut reading = whole.generics.bounds();
    whole.fields.iter().filter(|field| !field.field.is_read()).for_each(|field| field.demand_read(&mut reading));
    field.demand_read_conversion(&mut reading);
    let value = field.converted(quote!(<#read as __ch::ReadValue<#block>>::read(__cursor, __row)?));
    let values = whole.fields.iter().map(|field| match field.field.is_read() {
        true => quote!(#member: #value),
        false => field.value(),
    });
    let reads = Handed { ty: read.clone(), bounds: reading, body: quote!(Self { #(#values),* }) };

    let mut writing = whole.generics.bounds();
    field.demand_write_conversion(&mut writing);
    let writes = Handed { ty: write.clone(), bounds: writing, body: field.to_be_written(&quote!(&self.#member)) };
    let inner = field.write.is_none().then(|| quote!(&__value.#member));
    let parameter = field.write.is_none().then(|| as_parameter(&whole, field));
    let handed = HandedOn { declared: field.declared().tokens.clone(), read: Some(reads), write: Some(writes), inner };
    handed.expand(&whole, model, parameter)
}

/// The struct as a parameter of a statement, if what is inside can be one.
fn as_parameter(whole: &ExpandedStruct<'_>, field: &ExpandedField<'_>) -> TokenStream {
    let (name, core) = (&whole.item.name, &whole.item.core);
    let (ty, member) = (&field.own.tokens, &field.field.member);
    let mut bounds = whole.generics.bounds();
    bounds.demand("parameter".to_owned(), ty, &quote!(__ch::Param));
    let split = whole.generics.own(&bounds);
    let (parameters, arguments, clause) = (&split.parameters, &split.arguments, &split.clause);
    let of = format_ident!("__D");
    let mut bounds = whole.generics.bounds();
    bounds.demand("fits".to_owned(), ty, &quote!(__ch::Fits<#of>));
    let fitting = whole.generics.with_parameter(&of, &bounds);
    let (fitting, fitting_clause) = (&fitting.parameters, &fitting.clause);
    quote! {
        #core::__as_parameter! {
            #[automatically_derived]
            impl #parameters __ch::Param for #name #arguments #clause {
                fn write_literal(&self, __out: &mut __ch::String) {
                    <#ty as __ch::Param>::write_literal(&self.#member, __out);
                }
                fn to_param(&self) -> __ch::String {
                    <#ty as __ch::Param>::to_param(&self.#member)
                }
            }
            #[automatically_derived]
            impl #fitting __ch::Fits<#of> for #name #arguments #fitting_clause {
                const HOLDS: __ch::bool = <#ty as __ch::Fits<#of>>::HOLDS;
            }
        }
    }
}

/// All implementations of a type that is converted as a whole.
pub(super) fn expand_converted(model: &ValueModel, try_from: Option<&Type>, into: Option<&Type>) -> TokenStream {
    let whole = ExpandedStruct::new(&model.item, &[]);
    let always = Lifetime::new("'static", Span::call_site());
    let full = |ty: &Type, lifetime| with_lifetime(ty.to_token_stream(), lifetime);
    let (name, own) = (&model.item.name, whole.own_arguments());
    let this = quote!(#name #own);
    let read = try_from.map(|ty| {
        let (at, ty) = (located(ty), full(ty, &whole.generics.block));
        let block = &whole.generics.block;
        let mut bounds = whole.generics.bounds();
        let bound = quote_spanned!(at=> __ch::TryFromColumn<#ty>);
        if whole.generics.are_mentioned_in(&ty) || whole.generics.are_mentioned_in(&own) {
            bounds.demand("conversion".to_owned(), &this, &bound);
        }
        let value = quote!(<#ty as __ch::ReadValue<#block>>::read(__cursor, __row)?);
        let body = quote_spanned!(at=> <Self as #bound>::convert(#value, &__WHOLE)?);
        Handed { ty, bounds, body }
    });
    let write = into.map(|ty| {
        let (at, ty) = (located(ty), full(ty, &always));
        let mut bounds = whole.generics.bounds();
        let bound = quote_spanned!(at=> __ch::IntoColumn<#ty>);
        if whole.generics.are_mentioned_in(&ty) || whole.generics.are_mentioned_in(&own) {
            bounds.demand("conversion".to_owned(), &this, &bound);
        }
        Handed { ty, bounds, body: quote_spanned!(at=> &<Self as #bound>::convert(self)) }
    });
    let declared = into.or(try_from).map(|ty| full(ty, &always)).unwrap_or_default();
    HandedOn { declared, read, write, inner: None }.expand(&whole, model, None)
}

/// What is handed on to which types.
struct HandedOn {
    /// The type that the column is told to have.
    declared: TokenStream,
    read: Option<Handed>,
    write: Option<Handed>,
    /// The value inside `__value`, if it is inserted as it is.
    inner: Option<TokenStream>,
}

/// One way: the type that is read or inserted, and the value made of it or for it.
struct Handed {
    ty: TokenStream,
    bounds: super::bounds::Bounds,
    body: TokenStream,
}

impl HandedOn {
    fn expand(self, whole: &ExpandedStruct<'_>, model: &ValueModel, parameter: Option<TokenStream>) -> TokenStream {
        let (name, own, text) = (&model.item.name, whole.own_arguments(), whole.name_text());
        let (generics, block) = (&whole.generics, &whole.generics.block);
        let declared = &self.declared;
        let mut bounds = generics.bounds();
        if generics.are_mentioned_in(declared) {
            bounds.demand("column".to_owned(), declared, &quote!(__ch::ColumnValue));
        }
        let split = generics.own(&bounds);
        let (parameters, clause) = (&split.parameters, &split.clause);
        let constants = whole.constants_of_fields();
        let shape = value_shape(&model.item);
        let is_same = |handed: &Option<Handed>| {
            handed.as_ref().is_some_and(|handed| handed.ty.to_string() == declared.to_string())
        };
        // A type that is read from other columns than it is inserted into has no one shape.
        let shape_constant = (is_same(&self.read) && is_same(&self.write))
            .then(|| quote!(const SHAPE: __ch::Shape = <#declared as __ch::ColumnValue>::SHAPE;));
        let reading = self.read.map(|read| {
            let Handed { ty, mut bounds, body } = read;
            bounds.demand("read".to_owned(), &ty, &quote!(__ch::ReadValue<#block>));
            let split = generics.reading(&bounds);
            let (parameters, clause) = (&split.parameters, &split.clause);
            quote! {
                #[automatically_derived]
                impl #parameters __ch::ReadValue<#block> for #name #own #clause {
                    type Cursor = <#ty as __ch::ReadValue<#block>>::Cursor;
                    fn bind(__view: __ch::View<#block>) -> __ch::Result<Self::Cursor, __ch::BindError> {
                        <#ty as __ch::ReadValue<#block>>::bind(__view)
                    }
                    #[inline]
                    fn read(__cursor: &mut Self::Cursor, __row: __ch::usize) -> __ch::Result<Self, __ch::CellError> {
                        let __value = #body;
                        __ch::Ok(__value)
                    }
                    #[inline]
                    fn skip(__cursor: &mut Self::Cursor, __row: __ch::usize) {
                        <#ty as __ch::ReadValue<#block>>::skip(__cursor, __row);
                    }
                }
            }
        });
        let inner = self.inner;
        let writing = self.write.map(|write| {
            let Handed { ty, mut bounds, body } = write;
            bounds.demand("write".to_owned(), &ty, &quote!(__ch::WriteValue));
            let split = generics.own(&bounds);
            let (parameters, clause) = (&split.parameters, &split.clause);
            let write_each = inner.map(|inner| {
                quote! {
                    #[inline]
                    fn write_each<'__v>(
                        __values: impl __ch::ExactSizeIterator<Item = &'__v Self> + __ch::Clone,
                        __builder: &mut Self::Builder,
                    ) -> __ch::Result<(), __ch::CellError>
                    where
                        Self: '__v,
                    {
                        let __values = __ch::Iterator::map(__values, |__value| #inner);
                        <#ty as __ch::WriteValue>::write_each(__values, __builder)
                    }
                }
            });
            quote! {
                #[automatically_derived]
                impl #parameters __ch::WriteValue for #name #own #clause {
                    type Builder = <#ty as __ch::WriteValue>::Builder;
                    fn builder(__data_type: &__ch::DataType) -> __ch::Result<Self::Builder, __ch::BindError> {
                        <#ty as __ch::WriteValue>::builder(__data_type)
                    }
                    #[inline]
                    fn write(&self, __builder: &mut Self::Builder) -> __ch::Result<(), __ch::CellError> {
                        <#ty as __ch::WriteValue>::write(#body, __builder)
                    }
                    #write_each
                }
            }
        });
        let items = quote! {
            #constants
            #[allow(dead_code)]
            static __WHOLE: __ch::Field = __ch::field(#text, "", "");
            #[automatically_derived]
            impl #parameters __ch::ColumnValue for #name #own #clause {
                fn data_type() -> __ch::DataType {
                    <#declared as __ch::ColumnValue>::data_type()
                }
                #shape_constant
            }
            #shape
            #reading
            #writing
            #parameter
        };
        hidden(&model.item, &items)
    }
}
