//! What `#[derive(Row)]` writes: the columns, a struct of cursors with the loop's body that reads a row through them,
//! and a struct of builders with the loop's body that pushes a row into them.
//!
//! The structs are `pub` inside the `const _`: as associated types of a public trait they may not be private, while
//! the field types that they stand for may.

use super::bounds::{Bounds, Generics, Twins};
use super::{hidden, shape};
use crate::model::{DefaultValue, Reading, RowField, RowModel};
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{Ident, Lifetime, Type};

/// All implementations of a row.
pub(crate) fn expand_row(model: &RowModel) -> TokenStream {
    let generics = Generics::new(&model.item.generics);
    let mut twins = Twins::default();
    let mut fields = Vec::with_capacity(model.fields.len());
    let mut columns = 0;
    for field in &model.fields {
        let text = field.ty.to_token_stream().to_string();
        let number = twins.number(&text);
        let is_generic = generics.are_mentioned_in(&field.ty);
        fields.push(ExpandedField { field, place: columns, text, number, is_generic });
        columns += usize::from(field.is_column);
    }
    let row = ExpandedRow { model, generics, fields };
    let items = [row.table_of_fields(), row.columns(), row.reading(), row.writing()];
    hidden(&model.item, &items.into_iter().collect())
}

struct ExpandedRow<'m> {
    model: &'m RowModel,
    generics: Generics,
    fields: Vec<ExpandedField<'m>>,
}

/// A field with what its expansion needs beside the model.
struct ExpandedField<'m> {
    field: &'m RowField,
    /// Its place in the table of fields, if it is a column.
    place: usize,
    /// The text of its type, by which equal types are recognised.
    text: String,
    /// The number that tells its type from types that differ only in lifetimes.
    number: usize,
    is_generic: bool,
}

impl ExpandedRow<'_> {
    fn table_of_fields(&self) -> TokenStream {
        let row = self.row_text();
        let entries = self.fields.iter().filter(|field| field.field.is_column).map(|field| {
            let (name, column) = (field.field.plain_name(), &field.field.column);
            quote!(__ch::field(#row, #name, #column))
        });
        let count = self.model.columns().count();
        quote! {
            static __FIELDS: [__ch::Field; #count] = [#(#entries),*];
        }
    }

    fn columns(&self) -> TokenStream {
        let name = &self.model.item.name;
        let row = self.row_text();
        let mut bounds = self.generics.bounds();
        self.demand_columns(&mut bounds);
        let split = self.generics.own(&bounds);
        let (parameters, arguments, clause) = (&split.parameters, &split.arguments, &split.clause);
        let columns = self.fields.iter().filter(|field| field.field.is_column).map(|field| {
            let (ty, entry) = (field.ty(), field.entry());
            let number = field.column_number();
            let skip_insert = (!field.field.insert).then(|| quote!(.skip_insert()));
            let skip_select = matches!(field.field.reading, Reading::Always(_)).then(|| quote!(.skip_select()));
            let data_type = match number {
                None => quote!(<#ty as __ch::ColumnValue>::data_type()),
                Some(number) => quote!(<#ty as __ch::TwinColumn<#number>>::data_type()),
            };
            quote!(__ch::column(#entry, #data_type) #skip_insert #skip_select)
        });
        quote! {
            #[automatically_derived]
            impl #parameters __ch::Row for #name #arguments #clause {
                const NAME: &'static __ch::str = #row;
                fn columns() -> __ch::Vec<__ch::RowColumn> {
                    __ch::columns([#(#columns),*])
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
            let reads = field.reads(block);
            match &field.field.reading {
                Reading::Column | Reading::ColumnOr(DefaultValue::Function(_)) => {
                    bounds.demand(format!("read {}", field.text), field.ty(), &reads);
                }
                Reading::ColumnOr(DefaultValue::Type) => {
                    bounds.demand(format!("read {}", field.text), field.ty(), &reads);
                    bounds.demand(format!("default {}", field.text), field.ty(), &field.defaults(block));
                }
                Reading::Always(DefaultValue::Type) => {
                    bounds.demand(format!("default {}", field.text), field.ty(), &field.defaults(block));
                }
                Reading::Always(DefaultValue::Function(_)) => {}
            }
        }
        let own = self.generics.own(&self.generics.bounds()).arguments;
        let split = self.generics.reading(&bounds);
        let (parameters, arguments, clause) = (&split.parameters, &split.arguments, &split.clause);

        let read: Vec<_> = self.fields.iter().filter(|field| field.is_read()).collect();
        let names: Vec<_> = read.iter().map(|field| &field.field.name).collect();
        let locals: Vec<_> = read.iter().map(|field| field.local()).collect();
        let cursors = read.iter().map(|field| field.cursor(block));
        let binds = read.iter().map(|field| field.bind(block));
        let values = self.fields.iter().map(|field| field.value(block));
        quote! {
            #shape
            #[doc(hidden)]
            #[allow(private_bounds, reason = "fields may have types that only their module sees")]
            pub struct __Cursor #parameters #clause {
                #(#names: #cursors,)*
                __row: __ch::PhantomData<fn(&#block ()) -> #name #own>,
            }
            #[automatically_derived]
            impl #parameters __ch::ReadNamed<#block> for #name #own #clause {
                type Cursor = __Cursor #arguments;
                fn bind(__columns: &mut __ch::ResultColumns<'_, #block>) -> __ch::Option<Self::Cursor> {
                    #(let #locals = #binds;)*
                    __ch::ResultColumns::finish(__columns, #row, #partial);
                    let (#(__ch::Some(#locals),)*) = (#(#locals,)*) else { return __ch::None };
                    __ch::Some(__Cursor { #(#names: #locals,)* __row: __ch::PhantomData })
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
            bounds.demand(format!("write {}", field.text), field.ty(), &field.writes());
        }
        let own = self.generics.own(&self.generics.bounds()).arguments;
        let split = self.generics.own(&bounds);
        let (parameters, arguments, clause) = (&split.parameters, &split.arguments, &split.clause);

        let names: Vec<_> = written.iter().map(|field| &field.field.name).collect();
        let locals: Vec<_> = written.iter().map(|field| field.local()).collect();
        let types: Vec<_> = written.iter().map(|field| field.ty()).collect();
        let traits: Vec<_> = written.iter().map(|field| field.writes()).collect();
        let entries: Vec<_> = written.iter().map(|field| field.entry()).collect();
        quote! {
            #[doc(hidden)]
            #[allow(private_bounds, reason = "fields may have types that only their module sees")]
            pub struct __Builders #parameters #clause {
                #(#names: <#types as #traits>::Builder,)*
                __row: __ch::PhantomData<fn() -> #name #own>,
            }
            #[automatically_derived]
            impl #parameters __ch::WriteRow for #name #own #clause {
                type Builders = __Builders #arguments;
                fn builders(__table: &mut __ch::TargetColumns<'_>) -> __ch::Option<Self::Builders> {
                    #(let #locals = <#types as #traits>::builder(__table, #entries);)*
                    __ch::TargetColumns::finish(__table, #row, #partial);
                    let (#(__ch::Some(#locals),)*) = (#(#locals,)*) else { return __ch::None };
                    __ch::Some(__Builders { #(#names: #locals,)* __row: __ch::PhantomData })
                }
                #[inline]
                fn write(&self, __builders: &mut Self::Builders) -> __ch::Result<(), __ch::CellError> {
                    #(<#types as #traits>::write(&self.#names, &mut __builders.#names, #entries)?;)*
                    __ch::Ok(())
                }
                #[inline]
                fn write_each(__rows: &[Self], __builders: &mut Self::Builders) -> __ch::Result<(), __ch::CellError> {
                    #(
                        let __values = __ch::Iterator::map(<[Self]>::iter(__rows), |__row| &__row.#names);
                        <#types as #traits>::write_each(__values, &mut __builders.#names, #entries)?;
                    )*
                    __ch::Ok(())
                }
                fn each_builder(__builders: &mut Self::Builders, __visit: &mut __ch::Visit<'_>) {
                    #(__visit(&mut __builders.#names);)*
                }
            }
        }
    }

    /// The types that depend on parameters have to be column values for there to be columns at all. All others are
    /// column values or refused where they stand.
    fn demand_columns(&self, bounds: &mut Bounds) {
        for field in self.fields.iter().filter(|field| field.field.is_column && field.is_generic) {
            let bound = match field.column_number() {
                None => quote!(__ch::ColumnValue),
                Some(number) => quote!(__ch::TwinColumn<#number>),
            };
            bounds.demand(format!("column {}", field.text), field.ty(), &bound);
        }
    }

    fn row_text(&self) -> String {
        syn::ext::IdentExt::unraw(&self.model.item.name).to_string()
    }
}

impl ExpandedField<'_> {
    fn ty(&self) -> &Type {
        &self.field.ty
    }

    fn is_read(&self) -> bool {
        match self.field.reading {
            Reading::Column | Reading::ColumnOr(_) => true,
            Reading::Always(_) => false,
        }
    }

    /// The number for the bound as a column: none where the bound is not needed or cannot be mistaken.
    fn column_number(&self) -> Option<usize> {
        (self.is_generic && self.number > 0).then_some(self.number)
    }

    fn entry(&self) -> TokenStream {
        let place = syn::Index::from(self.place);
        quote!(&__FIELDS[#place])
    }

    fn local(&self) -> Ident {
        format_ident!("__{}", self.place, span = proc_macro2::Span::mixed_site())
    }

    fn reads(&self, block: &Lifetime) -> TokenStream {
        self.numbered(quote!(__ch::ReadField), &[block])
    }

    fn defaults(&self, block: &Lifetime) -> TokenStream {
        self.numbered(quote!(__ch::DefaultField), &[block])
    }

    fn writes(&self) -> TokenStream {
        self.numbered(quote!(__ch::WriteField), &[])
    }

    /// The helper trait with the number of the type, which is left out where it is 0.
    fn numbered(&self, path: TokenStream, lifetimes: &[&Lifetime]) -> TokenStream {
        let number = (self.number > 0).then(|| self.number.to_token_stream());
        let arguments: Vec<_> = lifetimes.iter().map(|lifetime| lifetime.to_token_stream()).chain(number).collect();
        if arguments.is_empty() { path } else { quote!(#path<#(#arguments),*>) }
    }

    fn cursor(&self, block: &Lifetime) -> TokenStream {
        let (ty, reads) = (self.ty(), self.reads(block));
        match self.field.reading {
            Reading::ColumnOr(_) => quote!(__ch::Option<<#ty as #reads>::Cursor>),
            Reading::Column | Reading::Always(_) => quote!(<#ty as #reads>::Cursor),
        }
    }

    fn bind(&self, block: &Lifetime) -> TokenStream {
        let (ty, reads, entry) = (self.ty(), self.reads(block), self.entry());
        match self.field.reading {
            Reading::ColumnOr(_) => quote!(<#ty as #reads>::bind_or_default(__columns, #entry)),
            Reading::Column | Reading::Always(_) => quote!(<#ty as #reads>::bind(__columns, #entry)),
        }
    }

    /// The field in the struct expression that `read` returns.
    fn value(&self, block: &Lifetime) -> TokenStream {
        let (name, ty, reads, entry) = (&self.field.name, self.ty(), self.reads(block), self.entry());
        match &self.field.reading {
            Reading::Column => quote!(#name: <#ty as #reads>::read(&mut __cursor.#name, __row, #entry)?),
            Reading::ColumnOr(default) => {
                let function = self.default_function(default, block);
                quote!(#name: <#ty as #reads>::read_or(&mut __cursor.#name, __row, #entry, #function)?)
            }
            Reading::Always(default) => {
                let function = self.default_function(default, block);
                quote!(#name: #function())
            }
        }
    }

    fn default_function(&self, default: &DefaultValue, block: &Lifetime) -> TokenStream {
        match default {
            DefaultValue::Function(path) => path.to_token_stream(),
            DefaultValue::Type => {
                let (ty, defaults) = (self.ty(), self.defaults(block));
                quote!(<#ty as #defaults>::default_value)
            }
        }
    }
}
