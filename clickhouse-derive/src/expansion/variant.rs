//! What `#[derive(Variant)]` writes: the list of the members' types; which of them stands for which type of the column is
//! found by the core.

use super::bounds::{Bounds, Generics};
use super::{hidden, shape};
use crate::model::{VariantMember, VariantModel};
use proc_macro2::TokenStream;
use quote::quote;
use syn::Type;
use syn::ext::IdentExt;

/// All implementations of a Variant.
pub(crate) fn expand_variant(model: &VariantModel) -> TokenStream {
    let generics = Generics::new(&model.item.generics);
    let column = column(model, &generics);
    let reading = reading(model, &generics);
    let writing = writing(model, &generics);
    let shape = shape(&model.item, &quote!(__ch::OneColumn));
    hidden(&model.item, &quote!(#column #shape #reading #writing))
}

/// A member that holds a value.
struct Holding<'m> {
    member: &'m VariantMember,
    inner: &'m Type,
}

/// The members that hold a value, in their order.
fn holding(model: &VariantModel) -> impl Iterator<Item = Holding<'_>> {
    model.members.iter().filter_map(|member| Some(Holding { member, inner: member.inner.as_ref()? }))
}

/// The members that hold a value and can be inserted.
fn written(model: &VariantModel) -> impl Iterator<Item = Holding<'_>> {
    holding(model).filter(|holding| !holding.member.is_other)
}

/// Types as a list: `(A, (B, ()))`.
fn list<'m>(members: impl Iterator<Item = Holding<'m>>) -> TokenStream {
    let types: Vec<_> = members.map(|holding| holding.inner).collect();
    types.into_iter().rev().fold(quote!(()), |rest, first| quote!((#first, #rest)))
}

fn demand_all<'m>(
    mut bounds: Bounds,
    members: impl Iterator<Item = Holding<'m>>,
    wanted: impl Fn(&Type) -> bool,
    bound: &TokenStream,
) -> Bounds {
    for (place, holding) in members.enumerate().filter(|(_, holding)| wanted(holding.inner)) {
        bounds.demand(place.to_string(), holding.inner, bound);
    }
    bounds
}

fn names<'m>(model: &VariantModel, members: impl Iterator<Item = Holding<'m>>) -> TokenStream {
    let name = model.item.name.unraw().to_string();
    let members: Vec<_> = members.collect();
    let other = match members.iter().position(|holding| holding.member.is_other) {
        Some(place) => {
            let place = syn::Index::from(place);
            quote!(__ch::Some(#place))
        }
        None => quote!(__ch::None),
    };
    let members = members.iter().map(|holding| holding.member.variant.unraw().to_string());
    let forgets_others = model.members.iter().any(|member| member.is_other && member.inner.is_none());
    let has_null = has_null(model);
    quote! {
        &__ch::VariantNames {
            name: #name,
            members: &[#(#members),*],
            other: #other,
            forgets_others: #forgets_others,
            has_null: #has_null,
        }
    }
}

/// Whether a member stands for NULL.
fn has_null(model: &VariantModel) -> bool {
    model.members.iter().any(|member| !member.is_other && member.inner.is_none())
}

fn column(model: &VariantModel, generics: &Generics) -> TokenStream {
    let name = &model.item.name;
    let mentioned = |inner: &Type| generics.are_mentioned_in(inner);
    let bounds = demand_all(generics.bounds(), written(model), mentioned, &quote!(__ch::ColumnValue));
    let own = generics.own(&bounds);
    let (parameters, arguments, clause) = (&own.parameters, &own.arguments, &own.clause);
    let types: Vec<_> = written(model).map(|holding| holding.inner).collect();
    let has_null = has_null(model);
    let has_other = model.members.iter().any(|member| member.is_other);
    quote! {
        #[automatically_derived]
        impl #parameters __ch::ColumnValue for #name #arguments #clause {
            fn data_type() -> __ch::DataType {
                __ch::variant_type([#(<#types as __ch::ColumnValue>::data_type()),*])
            }
            const SHAPE: __ch::Shape = __ch::Shape::Variant {
                members: &[#(<#types as __ch::ColumnValue>::SHAPE),*],
                has_null: #has_null,
                has_other: #has_other,
            };
        }
    }
}

fn reading(model: &VariantModel, generics: &Generics) -> TokenStream {
    let (name, block) = (&model.item.name, &generics.block);
    let own = generics.own(&generics.bounds()).arguments;
    let reads = quote!(__ch::ReadValue<#block>);
    let mut bounds = demand_all(generics.bounds(), holding(model), |_| true, &reads);
    for holding in written(model).filter(|holding| generics.are_mentioned_in(holding.inner)) {
        bounds.demand(format!("column {}", holding.member.variant), holding.inner, &quote!(__ch::ColumnValue));
    }
    let split = generics.reading(&bounds);
    let (parameters, clause) = (&split.parameters, &split.clause);
    let (list, names) = (list(holding(model)), names(model, holding(model)));
    let mut cursors = quote!(__cursor.cursors);
    let arms: Vec<_> = holding(model)
        .enumerate()
        .map(|(place, Holding { member, inner })| {
            let (place, variant) = (syn::Index::from(place), &member.variant);
            let arm = quote! {
                #place => __ch::Ok(Self::#variant(__ch::read_member::<#inner>(&mut #cursors.0, __cell)?)),
            };
            cursors = quote!(#cursors.1);
            arm
        })
        .collect();
    let empty = model.members.iter().filter(|member| member.inner.is_none()).map(|member| {
        let variant = &member.variant;
        let place = if member.is_other { quote!(__ch::OTHER_MEMBER) } else { quote!(__ch::NULL_MEMBER) };
        quote!(#place => __ch::Ok(Self::#variant),)
    });
    quote! {
        #[automatically_derived]
        impl #parameters #reads for #name #own #clause {
            type Cursor = __ch::VariantCursor<#block, <#list as __ch::ReadMembers<#block>>::Cursors>;
            fn bind(__view: __ch::View<#block>) -> __ch::Result<Self::Cursor, __ch::BindError> {
                __ch::VariantCursor::bind::<#list>(__view, #names)
            }
            #[inline]
            fn read(__cursor: &mut Self::Cursor, __row: __ch::usize) -> __ch::Result<Self, __ch::CellError> {
                let __cell = __cursor.cell(__row);
                match __cell.member {
                    #(#arms)*
                    #(#empty)*
                    _ => __ch::Err(__ch::no_member()),
                }
            }
            #[inline]
            fn skip(__cursor: &mut Self::Cursor, __row: __ch::usize) {
                __cursor.skip::<#list>(__row);
            }
        }
    }
}

fn writing(model: &VariantModel, generics: &Generics) -> TokenStream {
    let name = &model.item.name;
    let bounds = demand_all(generics.bounds(), written(model), |_| true, &quote!(__ch::WriteValue));
    let own = generics.own(&bounds);
    let (parameters, arguments, clause) = (&own.parameters, &own.arguments, &own.clause);
    let (list, names) = (list(written(model)), names(model, written(model)));
    let mut columns = TokenStream::new();
    let arms: Vec<_> = written(model)
        .map(|Holding { member, inner }| {
            let variant = &member.variant;
            let picked = if columns.is_empty() { quote!(__columns) } else { quote!(&mut __columns #columns) };
            columns.extend(quote!(.rest));
            quote! {
                Self::#variant(__value) => {
                    __ch::write_member::<#inner, _, _>(__builder, __value, |__columns| #picked)
                }
            }
        })
        .collect();
    let others = model.members.iter().filter(|member| member.is_other).map(|member| &member.variant);
    let nulls = model.members.iter().filter(|member| !member.is_other && member.inner.is_none());
    let nulls = nulls.map(|member| &member.variant);
    quote! {
        #[automatically_derived]
        impl #parameters __ch::WriteValue for #name #arguments #clause {
            type Builder = __ch::VariantBuilder<<#list as __ch::WriteMembers>::Columns>;
            fn builder(__data_type: &__ch::DataType) -> __ch::Result<Self::Builder, __ch::BindError> {
                __ch::variant_builder::<#list>(__data_type, #names)
            }
            #[inline]
            fn write(&self, __builder: &mut Self::Builder) -> __ch::Result<(), __ch::CellError> {
                match self {
                    #(#arms)*
                    #(Self::#nulls => {
                        __ch::ColumnBuilder::push_null(__builder);
                        __ch::Ok(())
                    })*
                    #(Self::#others { .. } => __ch::Err(__ch::other_is_not_written()),)*
                }
            }
        }
    }
}
