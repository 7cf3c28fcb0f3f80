//! A field's part of an expansion: its entry in the table of fields, the cursor and the builder of its column, and what
//! moves one value through them.

use super::bounds::{Bounds, Generics, Twins};
use super::conversion::{Module, located};
use super::lifetimes::with_lifetime;
use crate::declared::{in_any_place, type_text};
use crate::model::{Conversion, DefaultValue, FieldModel, Reading, Role};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Ident, Lifetime, Member};

/// A field with what its expansion needs beside the model.
pub(super) struct ExpandedField<'m> {
    pub(super) field: &'m FieldModel,
    /// Its place in the table of fields, if it is a column.
    place: usize,
    /// The field's own type.
    pub(super) own: FieldType,
    /// The column's type as it is told, read and inserted, where that is not the field's own.
    declared: Option<FieldType>,
    pub(super) read: Option<FieldType>,
    pub(super) write: Option<FieldType>,
    pub(super) module: Option<Module>,
    block: Lifetime,
    /// Whether the struct is what this field is.
    pub(super) is_whole: bool,
}

/// A type with what keeps it apart from others.
pub(super) struct FieldType {
    pub(super) tokens: TokenStream,
    /// Its text, by which equal types are recognised.
    pub(super) text: String,
    /// The number that tells it from types that differ only in lifetimes.
    number: usize,
    pub(super) is_generic: bool,
}

impl<'m> ExpandedField<'m> {
    /// All fields, in their order.
    pub(super) fn all(fields: &'m [FieldModel], generics: &Generics) -> Vec<Self> {
        let mut twins = Twins::default();
        let mut columns = 0;
        let mut expanded = Vec::with_capacity(fields.len());
        for (number, field) in fields.iter().enumerate() {
            expanded.push(ExpandedField::new(field, number, columns, generics, &mut twins));
            columns += usize::from(field.has_columns());
        }
        expanded
    }

    fn new(field: &'m FieldModel, number: usize, place: usize, generics: &Generics, twins: &mut Twins) -> Self {
        let mut typed = |tokens: TokenStream| FieldType::new(tokens, generics, twins);
        let own = typed(field.ty.to_token_stream());
        let block = generics.block.clone();
        let (mut declared, mut read, mut write, mut module) = (None, None, None, None);
        match &field.conversion {
            Conversion::None => {}
            Conversion::With(path) => {
                let with = Module::new(path, number);
                let column = with.column();
                for ty in [&mut declared, &mut read, &mut write] {
                    *ty = Some(typed(column.clone()));
                }
                module = Some(with);
            }
            Conversion::Json => {
                let ty = &field.ty;
                let span = located(ty);
                let json = quote_spanned!(span=> __ch::AsJson<#ty>);
                for ty in [&mut declared, &mut read] {
                    *ty = Some(typed(json.clone()));
                }
                write = Some(typed(quote_spanned!(span=> __ch::JsonText)));
            }
            Conversion::Types { try_from, into } => {
                let always = Lifetime::new("'static", Span::call_site());
                let full = |ty: &syn::Type, lifetime| with_lifetime(ty.to_token_stream(), lifetime);
                declared = into.as_ref().or(try_from.as_ref()).map(|ty| typed(full(ty, &always)));
                read = try_from.as_ref().map(|ty| typed(full(ty, &block)));
                write = into.as_ref().map(|ty| typed(full(ty, &always)));
            }
        }
        ExpandedField { field, place, own, declared, read, write, module, block, is_whole: field.is_whole }
    }

    pub(super) fn entry(&self) -> TokenStream {
        let place = syn::Index::from(self.place);
        quote!(&__FIELDS[#place])
    }

    /// The entry in the table of fields of the struct `row`.
    pub(super) fn table_entry(&self, row: &str) -> TokenStream {
        let names = self.names();
        let declared = self.type_said().map(|data_type| quote!(.declared(#data_type)));
        let kind = self.field.generated.as_ref().map(|generated| {
            let kind = format_ident!("{}", format!("{:?}", generated.kind));
            quote!(.of_kind(__ch::ColumnKind::#kind))
        });
        quote!(__ch::field(#row, #names) #declared #kind)
    }

    /// The names of the field and of its column.
    pub(super) fn names(&self) -> TokenStream {
        let name = self.field.plain_name();
        // The server counts elements without names from 1.
        let column = if self.field.by_position { (self.place + 1).to_string() } else { self.field.column.clone() };
        quote!(#name, #column)
    }

    /// The column's type, if it is declared.
    pub(super) fn type_said(&self) -> Option<String> {
        self.field.declared.as_ref().map(|declared| declared.data_type.to_string())
    }

    /// The name of the field's cursor or builder in their structs.
    pub(super) fn slot(&self) -> Ident {
        match &self.field.member {
            Member::Named(name) => name.clone(),
            Member::Unnamed(index) => format_ident!("__{}", index.index),
        }
    }

    /// The name of the field's cursor or builder before there is a struct of them.
    pub(super) fn local(&self) -> Ident {
        format_ident!("__{}", self.place, span = Span::mixed_site())
    }

    /// The column, or the columns, in the list of the row's columns.
    pub(super) fn column(&self) -> TokenStream {
        let (ty, entry) = (self.declared(), self.entry());
        let (insert, select) = (self.field.insert, self.field.is_read());
        let columns = self.columns_trait();
        let tokens = &ty.tokens;
        match self.field.role {
            Role::Flattened => quote!(__ch::flattened(#entry, <#tokens as #columns>::columns(), #insert, #select)),
            Role::Nested => quote!(<#tokens as #columns>::columns(#entry, #insert, #select)),
            Role::Column | Role::Skipped => {
                let skip_insert = (!insert).then(|| quote!(.skip_insert()));
                let skip_select = (!select).then(|| quote!(.skip_select()));
                let data_type = match self.field.declared {
                    Some(_) => quote!(__ch::declared_type(#entry)),
                    None => quote!(<#tokens as #columns>::data_type()),
                };
                quote!(__ch::column(#entry, #data_type) #skip_insert #skip_select)
            }
        }
    }

    /// A type that depends on parameters has to have columns for there to be any at all. All others have or are refused
    /// where they stand.
    pub(super) fn demand_column(&self, bounds: &mut Bounds) {
        let ty = self.declared();
        if ty.is_generic {
            bounds.demand(format!("{:?} {}", self.field.role, ty.text), &ty.tokens, &self.columns_trait());
        }
    }

    /// The trait that tells the columns: with a number only where it is a bound that could be mistaken.
    fn columns_trait(&self) -> TokenStream {
        let ty = self.declared();
        let number = (ty.is_generic && ty.number > 0).then_some(ty.number);
        match (self.field.role, number) {
            (Role::Flattened, None) => quote!(__ch::Row),
            (Role::Flattened, Some(number)) => quote!(__ch::FlatColumns<#number>),
            (Role::Nested, None) => quote!(__ch::NestedColumns),
            (Role::Nested, Some(number)) => quote!(__ch::NestedColumns<#number>),
            (Role::Column | Role::Skipped, None) => quote!(__ch::ColumnValue),
            (Role::Column | Role::Skipped, Some(number)) => quote!(__ch::TwinColumn<#number>),
        }
    }

    /// What reading needs of the types.
    pub(super) fn demand_read(&self, bounds: &mut Bounds) {
        if self.field.is_read() {
            let column = self.read_type();
            bounds.demand(format!("read {:?} {}", self.field.role, column.text), &column.tokens, &self.reads());
            self.demand_read_conversion(bounds);
        }
        if let Reading::ColumnOr(DefaultValue::Type) | Reading::Always(DefaultValue::Type) = self.field.reading {
            bounds.demand(format!("default {}", self.own.text), &self.own.tokens, &self.defaults());
        }
    }

    /// What inserting needs of the types.
    pub(super) fn demand_write(&self, bounds: &mut Bounds) {
        let column = self.write_type();
        bounds.demand(format!("write {:?} {}", self.field.role, column.text), &column.tokens, &self.writes());
        self.demand_write_conversion(bounds);
    }

    /// Whether the field is read from JSON columns that come as texts.
    pub(super) fn reads_json_texts(&self) -> Option<TokenStream> {
        let (ty, reads) = (&self.read_type().tokens, self.reads());
        match self.field.role {
            Role::Column => Some(quote!(__ch::reads_json_texts(&<#ty as #reads>::SHAPE))),
            Role::Flattened | Role::Nested => Some(quote!(<#ty as #reads>::READS_JSON_TEXTS)),
            Role::Skipped => None,
        }
    }

    /// The column as the compiler is told of it: everywhere, if it depends on no parameter, or where it is read.
    pub(super) fn wanted(&self, is_generic: bool) -> TokenStream {
        let (name, column) = (self.field.plain_name(), &self.field.column);
        let (ty, reads) = (&self.read_type().tokens, self.reads());
        let text = type_text(self.own.tokens.clone());
        let there = in_any_place(ty.clone());
        let holds = match self.field.role {
            Role::Flattened if is_generic => quote!(__ch::Holds::Flattened(<#ty as #reads>::WANTED)),
            Role::Flattened => quote!(__ch::Holds::Flattened(<#there as __ch::Row>::WANTED)),
            Role::Nested if is_generic => quote!(__ch::Holds::Nested(__ch::Wanted::Unknown)),
            Role::Nested => quote!(__ch::Holds::Nested(<#there as __ch::NestedColumns>::WANTED)),
            Role::Column | Role::Skipped if is_generic => quote!(__ch::Holds::value(<#ty as #reads>::SHAPE)),
            Role::Column | Role::Skipped => match &self.field.conversion {
                Conversion::None | Conversion::With(_) => {
                    quote!(__ch::Holds::value(<#there as __ch::ColumnValue>::SHAPE))
                }
                Conversion::Json | Conversion::Types { .. } => {
                    // The way that is not converted may be one that is never gone.
                    let shape = |ty: Option<&FieldType>| match ty.map(|ty| in_any_place(ty.tokens.clone())) {
                        Some(ty) => quote!(<#ty as __ch::ColumnValue>::SHAPE),
                        None => quote!(__ch::Shape::Unknown),
                    };
                    let (reads, writes) = (shape(self.read.as_ref()), shape(self.write.as_ref()));
                    quote!(__ch::Holds::Value { reads: #reads, writes: #writes })
                }
            },
        };
        let (select, insert) = (self.field.is_read(), self.field.insert);
        let is_optional = matches!(self.field.reading, Reading::ColumnOr(_));
        let ways = (!select || !insert || is_optional).then(|| quote!(.ways(#select, #is_optional, #insert)));
        quote!(__ch::WantedColumn::new(#name, #column, #text, #holds) #ways)
    }

    /// The type of the cursor.
    pub(super) fn cursor(&self) -> TokenStream {
        let (ty, reads) = (&self.read_type().tokens, self.reads());
        match self.field.reading {
            Reading::ColumnOr(_) => quote!(__ch::Option<<#ty as #reads>::Cursor>),
            Reading::Column | Reading::Always(_) => quote!(<#ty as #reads>::Cursor),
        }
    }

    /// The cursor, if the column is there and fits.
    pub(super) fn bind(&self) -> TokenStream {
        let (ty, reads, entry) = (&self.read_type().tokens, self.reads(), self.entry());
        match self.field.reading {
            _ if self.field.by_position => quote!(<#ty as #reads>::bind_next(__columns, #entry)),
            Reading::ColumnOr(_) => quote!(<#ty as #reads>::bind_or_default(__columns, #entry)),
            Reading::Column | Reading::Always(_) => quote!(<#ty as #reads>::bind(__columns, #entry)),
        }
    }

    /// The field in the struct expression that `read` returns.
    pub(super) fn value(&self) -> TokenStream {
        let (member, slot, entry) = (&self.field.member, self.slot(), self.entry());
        let (ty, reads) = (&self.read_type().tokens, self.reads());
        match &self.field.reading {
            Reading::Column => {
                let value = self.converted(quote!(<#ty as #reads>::read(&mut __cursor.#slot, __row, #entry)?));
                quote!(#member: #value)
            }
            Reading::ColumnOr(default) if self.read.is_none() => {
                let function = self.default_function(default);
                quote!(#member: <#ty as #reads>::read_or(&mut __cursor.#slot, __row, #entry, #function)?)
            }
            Reading::ColumnOr(default) => {
                let function = self.default_function(default);
                let value = self.converted(quote!(<#ty as #reads>::read(__cursor, __row, #entry)?));
                quote! {
                    #member: match &mut __cursor.#slot {
                        __ch::Some(__cursor) => #value,
                        __ch::None => #function(),
                    }
                }
            }
            Reading::Always(default) => {
                let function = self.default_function(default);
                quote!(#member: #function())
            }
        }
    }

    /// The statement that passes over the field of one row.
    pub(super) fn skip(&self) -> TokenStream {
        let (ty, reads, slot) = (&self.read_type().tokens, self.reads(), self.slot());
        match self.field.reading {
            Reading::ColumnOr(_) => quote! {
                if let __ch::Some(__cursor) = &mut __cursor.#slot {
                    <#ty as #reads>::skip(__cursor, __row);
                }
            },
            Reading::Column | Reading::Always(_) => quote!(<#ty as #reads>::skip(&mut __cursor.#slot, __row);),
        }
    }

    /// The type of the builder.
    pub(super) fn builder(&self) -> TokenStream {
        let (ty, writes) = (&self.write_type().tokens, self.writes());
        quote!(<#ty as #writes>::Builder)
    }

    /// Whether what is written borrows.
    pub(super) fn writes_borrowed(&self) -> bool {
        self.write_type().text.contains('\'')
    }

    /// Whether what is written is made of the types that everybody sees, such as `Option<&'a str>`.
    pub(super) fn writes_std(&self) -> bool {
        const STD: [&str; 23] = [
            "std", "alloc", "borrow", "str", "bool", "u8", "u16", "u32", "u64", "u128", "i8", "i16", "i32", "i64",
            "i128", "f32", "f64", "String", "Cow", "Option", "Vec", "Box", "static",
        ];
        let is_std = |word: &str| word.is_empty() || word.starts_with('\'') || STD.contains(&word);
        let is_part = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '\'';
        self.field.role == Role::Column && self.write_type().text.split(|letter| !is_part(letter)).all(is_std)
    }

    /// The builder, if the column is there and fits.
    pub(super) fn build(&self) -> TokenStream {
        let (ty, writes, entry) = (&self.write_type().tokens, self.writes(), self.entry());
        let builder = if self.field.by_position { quote!(next_builder) } else { quote!(builder) };
        quote!(<#ty as #writes>::#builder(__table, #entry))
    }

    /// The statement that checks that the table computes the column, where the struct says so.
    pub(super) fn generated(&self) -> Option<TokenStream> {
        let is_computed = self.field.generated.as_ref().is_some_and(|generated| generated.kind.is_computed());
        let (ty, entry) = (&self.own.tokens, self.entry());
        is_computed.then(|| quote!(__ch::TargetColumns::generated::<#ty>(__table, #entry);))
    }

    /// The statement that inserts the field of one row.
    pub(super) fn write(&self) -> TokenStream {
        let member = &self.field.member;
        self.write_value(&quote!(&self.#member))
    }

    /// The statements that insert the field of all rows.
    pub(super) fn write_each(&self) -> TokenStream {
        let member = &self.field.member;
        if self.write.is_some() || self.field.role != Role::Column {
            let write = self.write_value(&quote!(&__row.#member));
            return quote!(for __row in __rows { #write });
        }
        let (ty, writes, slot, entry) = (&self.own.tokens, self.writes(), self.slot(), self.entry());
        quote! {
            let __values = __ch::Iterator::map(<[Self]>::iter(__rows), |__row| &__row.#member);
            <#ty as #writes>::write_each(__values, &mut __builders.#slot, #entry)?;
        }
    }

    /// The statement that shows the field's builder, or builders.
    pub(super) fn visit(&self) -> TokenStream {
        let (ty, writes, slot) = (&self.write_type().tokens, self.writes(), self.slot());
        match self.field.role {
            Role::Flattened | Role::Nested => quote!(<#ty as #writes>::each_builder(&mut __builders.#slot, __visit);),
            Role::Column | Role::Skipped => quote!(__visit(&mut __builders.#slot);),
        }
    }

    fn write_value(&self, value: &TokenStream) -> TokenStream {
        let (ty, writes, slot, entry) = (&self.write_type().tokens, self.writes(), self.slot(), self.entry());
        let value = self.to_be_written(value);
        quote!(<#ty as #writes>::write(#value, &mut __builders.#slot, #entry)?;)
    }

    pub(super) fn declared(&self) -> &FieldType {
        self.declared.as_ref().unwrap_or(&self.own)
    }

    pub(super) fn read_type(&self) -> &FieldType {
        self.read.as_ref().unwrap_or(&self.own)
    }

    pub(super) fn write_type(&self) -> &FieldType {
        self.write.as_ref().unwrap_or(&self.own)
    }

    pub(super) fn reads(&self) -> TokenStream {
        let reads = match self.field.role {
            Role::Flattened => quote!(__ch::ReadFlat),
            Role::Nested => quote!(__ch::ReadNested),
            Role::Column | Role::Skipped => quote!(__ch::ReadField),
        };
        self.read_type().numbered(reads, &[&self.block])
    }

    fn defaults(&self) -> TokenStream {
        self.own.numbered(quote!(__ch::DefaultField), &[&self.block])
    }

    pub(super) fn writes(&self) -> TokenStream {
        let writes = match self.field.role {
            Role::Flattened => quote!(__ch::WriteFlat),
            Role::Nested => quote!(__ch::WriteNested),
            Role::Column | Role::Skipped => quote!(__ch::WriteField),
        };
        self.write_type().numbered(writes, &[])
    }

    fn default_function(&self, default: &DefaultValue) -> TokenStream {
        match default {
            DefaultValue::Function(path) => path.to_token_stream(),
            DefaultValue::Type => {
                let (ty, defaults) = (&self.own.tokens, self.defaults());
                quote!(<#ty as #defaults>::default_value)
            }
        }
    }
}

impl FieldType {
    fn new(tokens: TokenStream, generics: &Generics, twins: &mut Twins) -> Self {
        let text = tokens.to_string();
        FieldType { number: twins.number(&text), is_generic: generics.are_mentioned_in(&tokens), tokens, text }
    }

    /// The helper trait with the number of the type, which is left out where it is 0.
    pub(super) fn numbered(&self, path: TokenStream, arguments: &[&dyn ToTokens]) -> TokenStream {
        let number = (self.number > 0).then(|| self.number.to_token_stream());
        let arguments: Vec<_> = arguments.iter().map(|argument| argument.to_token_stream()).chain(number).collect();
        if arguments.is_empty() { path } else { quote!(#path<#(#arguments),*>) }
    }
}
