//! `#[derive(Row)]`: a struct with named fields.

use super::{FieldModel, Item, refuse_conversions, rename_rule};
use crate::attributes::{Attributes, Name, Place};
use crate::refusals::Refusals;
use crate::schema::{Parts, TableOf};
use syn::spanned::Spanned;
use syn::{Data, DataStruct, DeriveInput, Fields};

/// A struct whose fields are columns.
pub(crate) struct RowModel {
    pub(crate) item: Item,
    /// Whether columns without a field are fine.
    pub(crate) partial: bool,
    pub(crate) fields: Vec<FieldModel>,
    /// The table that the struct is compared with, if it names one.
    pub(crate) table: Option<TableOf>,
}

impl RowModel {
    /// The model of `input`, unless it is no struct with named fields.
    pub(crate) fn new(input: &DeriveInput, refusals: &mut Refusals) -> Option<RowModel> {
        let fields = named_fields(input, refusals)?;
        let attributes = Attributes::read(&input.attrs, Place::Struct, refusals);
        refuse_conversions(&attributes, refusals);
        let rule = rename_rule(&attributes, refusals);
        Some(RowModel {
            item: Item::new(input, &attributes),
            partial: attributes.has(Name::Partial),
            fields: FieldModel::all(fields, rule, refusals),
            table: table_of(&attributes, refusals),
        })
    }

    /// The fields that stand for columns, in their order.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &FieldModel> {
        self.fields.iter().filter(|field| field.has_columns())
    }
}

fn table_of(attributes: &Attributes, refusals: &mut Refusals) -> Option<TableOf> {
    let schema = attributes.text(Name::Schema).cloned();
    match attributes.text(Name::Table) {
        Some(table) => Some(TableOf { table: table.clone(), schema, files: Vec::new(), parts: Parts::default() }),
        None => {
            if let Some(useless) = attributes.get(Name::Schema) {
                let text = "`schema` says where the table is looked up that `table` names; add `table = \"name\"`";
                refusals.refuse(useless.span, text);
            }
            None
        }
    }
}

/// The named fields of a struct, or a refusal that says what to derive or write instead.
fn named_fields<'i>(input: &'i DeriveInput, refusals: &mut Refusals) -> Option<&'i Fields> {
    let (span, text) = match &input.data {
        Data::Struct(DataStruct { fields: fields @ Fields::Named(_), .. }) => return Some(fields),
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
