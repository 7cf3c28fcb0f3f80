//! `#[derive(Row)]`: a struct with named fields.

use super::{Item, rename_rule};
use crate::attributes::{Attributes, Name, Place};
use crate::refusals::Refusals;
use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Data, DataStruct, DeriveInput, ExprPath, Fields, FieldsNamed, Ident, Type};

/// A struct whose fields are columns.
pub(crate) struct RowModel {
    pub(crate) item: Item,
    /// Whether columns without a field are fine.
    pub(crate) partial: bool,
    pub(crate) fields: Vec<RowField>,
}

/// A field of the struct, a column or not.
pub(crate) struct RowField {
    pub(crate) name: Ident,
    pub(crate) ty: Type,
    /// The column's name, unquoted.
    pub(crate) column: String,
    /// Where the column's name comes from: the field, or the text of its `rename`.
    pub(crate) column_span: Span,
    /// Whether there is such a column at all.
    pub(crate) is_column: bool,
    /// Whether inserts write the column.
    pub(crate) insert: bool,
    pub(crate) reading: Reading,
    pub(crate) attributes: Attributes,
}

/// Where the field's value comes from when a row is read.
pub(crate) enum Reading {
    /// From the column, which the result must have.
    Column,
    /// From the column if the result has it.
    ColumnOr(DefaultValue),
    /// Never from the result.
    Always(DefaultValue),
}

/// What a field is when no column says it.
pub(crate) enum DefaultValue {
    /// `Default::default()` of the field's type.
    Type,
    /// What the function returns.
    Function(ExprPath),
}

impl RowModel {
    /// The model of `input`, unless it is no struct with named fields.
    pub(crate) fn new(input: &DeriveInput, refusals: &mut Refusals) -> Option<RowModel> {
        let fields = named_fields(input, refusals)?;
        let attributes = Attributes::read(&input.attrs, Place::Struct, refusals);
        let rule = rename_rule(&attributes, refusals);
        let mut model = RowModel {
            item: Item::new(input, &attributes),
            partial: attributes.has(Name::Partial),
            fields: Vec::with_capacity(fields.named.len()),
        };
        for field in &fields.named {
            let attributes = Attributes::read(&field.attrs, Place::Field, refusals);
            let name = field.ident.clone()?;
            let plain = name.unraw().to_string();
            let (column, column_span) = match attributes.text(Name::Rename) {
                Some(text) => (text.value(), text.span()),
                None => (rule.map_or_else(|| plain.clone(), |rule| rule.apply_to_field(&plain)), name.span()),
            };
            let is_column = !attributes.has(Name::Skip);
            model.fields.push(RowField {
                name,
                ty: field.ty.clone(),
                column,
                column_span,
                is_column,
                insert: is_column && !attributes.has(Name::SkipInsert),
                reading: reading(&attributes),
                attributes,
            });
        }
        Some(model)
    }

    /// The fields that are columns, in their order.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &RowField> {
        self.fields.iter().filter(|field| field.is_column)
    }
}

impl RowField {
    /// The field's name as error texts say it, without `r#`.
    pub(crate) fn plain_name(&self) -> String {
        self.name.unraw().to_string()
    }
}

fn reading(attributes: &Attributes) -> Reading {
    let default = match attributes.path(Name::Default) {
        Some(path) => DefaultValue::Function(path.clone()),
        None => DefaultValue::Type,
    };
    if attributes.has(Name::Skip) || attributes.has(Name::SkipSelect) {
        Reading::Always(default)
    } else if attributes.has(Name::Default) {
        Reading::ColumnOr(default)
    } else {
        Reading::Column
    }
}

/// The named fields of a struct, or a refusal that says what to derive or write instead.
fn named_fields<'i>(input: &'i DeriveInput, refusals: &mut Refusals) -> Option<&'i FieldsNamed> {
    let (span, text) = match &input.data {
        Data::Struct(DataStruct { fields: Fields::Named(fields), .. }) => return Some(fields),
        Data::Struct(DataStruct { fields: Fields::Unnamed(fields), .. }) => (
            fields.paren_token.span.join(),
            "a row needs field names, because columns are matched by name; name the fields, or read the columns by \
             position as a tuple; a struct around one column value is `#[derive(Value)]`",
        ),
        Data::Struct(DataStruct { fields: Fields::Unit, .. }) => {
            (input.ident.span(), "a row needs fields, which are its columns; add `{ column: Type }`")
        }
        Data::Enum(data) => (
            data.enum_token.span(),
            "an enum is no row; an enum without data is a column value: `#[derive(Enum)]`; a row is a struct with named \
             fields",
        ),
        Data::Union(data) => (data.union_token.span(), "a union is no row; make it a struct with named fields"),
    };
    refusals.refuse(span, text);
    None
}
