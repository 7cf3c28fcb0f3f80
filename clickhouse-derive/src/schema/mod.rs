//! `table = ".."`: the struct against the table as the repository's schema has it.
//!
//! What the table says becomes part of the model: the type of each column, and which way it can be used. What the
//! struct cannot be in that table is refused at the field.

mod compare;
mod files;
mod migrations;
mod parsed;

use crate::ddl::{Column, NoTable, Schema, Table};
use crate::model::RowModel;
use crate::refusals::Refusals;
use crate::sql::folder_of;
use crate::types::nearest;
use files::SchemaFiles;
use std::path::PathBuf;
use syn::LitStr;

/// What the attributes of a struct say of its table.
pub(crate) struct TableOf {
    pub(crate) table: LitStr,
    /// Where the schema is, if it is not where it usually is.
    pub(crate) schema: Option<LitStr>,
    /// The files that were read, which are to be read again when they change.
    pub(crate) files: Vec<PathBuf>,
    /// What other structs have to be, whose columns stand among the struct's.
    pub(crate) parts: Parts,
}

/// The table's columns, for the structs in fields, which only the compiler knows.
#[derive(Default)]
pub(crate) struct Parts {
    /// The table's name and place, as error texts say them.
    pub(crate) table: String,
    pub(crate) columns: Vec<Column>,
    /// Columns that need a value, and which none but the structs in fields may have.
    pub(crate) undecided: Vec<Column>,
}

/// Compares `model` with its table, if it names one.
pub(crate) fn apply(model: &mut RowModel, refusals: &mut Refusals) {
    let Some(mut of) = model.table.take() else { return };
    let source = std::path::absolute(folder_of(of.table.span())).unwrap_or_default();
    let place = of.schema.as_ref().unwrap_or(&of.table).span();
    match SchemaFiles::find(of.schema.as_ref().map(LitStr::value).as_deref(), &source) {
        Err(refusal) => refusals.refuse(place, refusal),
        Ok(found) => {
            of.files.extend(found.files.iter().map(|file| file.path.clone()));
            match parsed::parsed(&found) {
                Err(error) => refusals.refuse(place, error),
                Ok(schema) => {
                    if let Some(table) = find(&schema, &found, &of.table, refusals) {
                        of.parts = compare::compare(model, table, &of.table, refusals);
                    }
                }
            }
        }
    }
    model.table = Some(of);
}

fn find<'s>(schema: &'s Schema, found: &SchemaFiles, name: &LitStr, refusals: &mut Refusals) -> Option<&'s Table> {
    let text = name.value();
    let refusal = match schema.table(&text) {
        Ok(table) => return Some(table),
        Err(NoTable::Ambiguous(names)) => format!("`{text}` may be {}; name its database as well", names.join(" or ")),
        Err(NoTable::Unknown) => {
            let names: Vec<_> = schema.tables().iter().map(Table::full_name).collect();
            let short = schema.tables().iter().map(|table| table.name.as_str());
            let known: Vec<_> = names.iter().take(20).map(|name| format!("`{name}`")).collect();
            // Whoever names the database may have mistyped that.
            let near = nearest(&text, names.iter().map(String::as_str)).or_else(|| match text.rsplit_once('.') {
                Some((_, name)) => nearest(name, short.clone()),
                None => nearest(&text, short.clone()),
            });
            let way_out = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None if known.is_empty() => "it creates no tables at all".to_owned(),
                None => format!("there are {}", known.join(", ")),
            };
            format!("there is no table `{text}` in {}; {way_out}", found.shown)
        }
    };
    refusals.refuse(name.span(), refusal);
    None
}
