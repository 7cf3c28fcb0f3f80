//! Field by field: has the table such a column, of which type, and which way can it be used?

use super::Parts;
use crate::attributes::Name;
use crate::ddl::{Column, ColumnKind, Table};
use crate::declared::Declared;
use crate::model::{DefaultValue, FieldModel, Generated, Reading, Role, RowModel};
use crate::refusals::Refusals;
use crate::types::nearest;
use crate::way_out::rust_type_for;
use syn::LitStr;
use syn::spanned::Spanned;

/// As many names as one error text should hold.
const MAX_NAMES: usize = 30;

/// Takes over what the table says of the fields' columns, and refuses what does not fit.
///
/// What is left is to be asked of the structs in flattened and nested fields.
pub(super) fn compare(model: &mut RowModel, table: &Table, name: &LitStr, refusals: &mut Refusals) -> Parts {
    let mut parts = Parts { table: format!("`{}` ({})", table.full_name(), table.place), ..Parts::default() };
    let columns = match &table.columns {
        Ok(columns) => columns,
        Err(why) => {
            let (table, place) = (table.full_name(), &table.place);
            let text = format!(
                "the columns of `{table}` ({place}) are not known: {why}; write them out there, as SHOW CREATE TABLE \
                 prints them"
            );
            refusals.refuse(name.span(), text);
            return parts;
        }
    };
    let mut misspelt = Vec::new();
    for field in &mut model.fields {
        let stands_for = |column: &&Column| stands_for(field, &column.name);
        match (field.role, columns.iter().find(stands_for)) {
            (Role::Skipped, _) => {}
            // The columns of another struct, which nobody knows here.
            (Role::Flattened, _) | (Role::Nested, Some(_)) => parts.columns.clone_from(columns),
            (Role::Column, Some(column)) => take_over(field, column, refusals),
            (Role::Column | Role::Nested, None) => misspelt.extend(refuse_unknown(field, table, columns, refusals)),
        }
    }
    let is_inserted = model.columns().any(|field| field.insert);
    if is_inserted && !model.partial {
        // A misspelt column has been refused already.
        let columns: Vec<_> = columns.iter().filter(|column| !misspelt.contains(&column.name.as_str())).collect();
        parts.undecided = refuse_missing(model, table, &columns, name, refusals);
    }
    parts
}

/// Whether the column `name` is, or may be, what `field` stands for.
fn stands_for(field: &FieldModel, name: &str) -> bool {
    match field.role {
        Role::Skipped => false,
        Role::Column => field.column == name,
        Role::Flattened => name.starts_with(&field.column),
        Role::Nested => name.strip_prefix(&field.column).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')),
    }
}

fn take_over(field: &mut FieldModel, column: &Column, refusals: &mut Refusals) {
    take_over_kind(field, column, refusals);
    match (&column.data_type, &field.declared) {
        (Some(data_type), Some(declared)) if *data_type != declared.data_type => {
            let text = format!(
                "column `{}` is `{data_type}` in {}, not `{}`; remove `type`, or correct one of them",
                column.name, column.place, declared.data_type
            );
            refusals.refuse(declared.span, text);
        }
        (Some(data_type), _) => {
            field.declared = Some(Declared::in_schema(data_type.clone(), &column.place, field.ty.span()));
        }
        (None, Some(_)) => {}
        (None, None) => {
            let text = format!(
                "the server finds the type of column `{}` from its expression ({}); write the type there, or here as \
                 `#[clickhouse(type = \"..\")]`",
                column.name, column.place
            );
            refusals.refuse(field.column_span, text);
        }
    }
}

/// Which way the column can be used; what the field says of that has to be the same.
fn take_over_kind(field: &mut FieldModel, column: &Column, refusals: &mut Refusals) {
    if let Some(said) = field.generated.as_ref().filter(|said| said.kind != column.kind) {
        let (word, name, place) = (said.kind.word(), &column.name, &column.place);
        let text = match column.kind {
            ColumnKind::Plain | ColumnKind::Default => {
                format!(
                    "column `{name}` is {} in {place}, not {word}; remove this, or correct one of them",
                    column.kind
                )
            }
            kind => {
                let attribute = kind.word().to_ascii_lowercase();
                format!("column `{name}` is {kind} in {place}, not {word}; write `{attribute}`, or correct one of them")
            }
        };
        // What the field says is not so, and nothing else follows from it.
        field.insert = true;
        return refusals.refuse(said.span, text);
    }
    match column.kind {
        ColumnKind::Plain | ColumnKind::Default => return,
        ColumnKind::Materialized | ColumnKind::Alias => field.insert = false,
        ColumnKind::Ephemeral => {
            field.reading = match std::mem::replace(&mut field.reading, Reading::Column) {
                Reading::Column => Reading::Always(DefaultValue::Type),
                Reading::ColumnOr(default) | Reading::Always(default) => Reading::Always(default),
            };
        }
    }
    let span = field.column_span;
    field.generated.get_or_insert(Generated { kind: column.kind, span });
}

/// Refuses a field without a column; the column that was probably meant.
fn refuse_unknown<'c>(
    field: &FieldModel,
    table: &Table,
    columns: &'c [Column],
    refusals: &mut Refusals,
) -> Option<&'c str> {
    let names = || columns.iter().map(|column| column.name.as_str());
    let near = nearest(&field.column, names());
    let nested = format!("{}.", field.column);
    let nested: Vec<_> = names().filter(|name| name.starts_with(&nested)).map(|name| format!("`{name}`")).collect();
    let way_out = match near {
        _ if !nested.is_empty() => {
            format!(
                "it has a Nested with {}: mark the field `#[clickhouse(nested)]`, a `Vec` of structs",
                nested.join(", ")
            )
        }
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let shown: Vec<_> = names().take(MAX_NAMES).map(|name| format!("`{name}`")).collect();
            let more = if columns.len() > MAX_NAMES { ", .." } else { "" };
            format!("it has {}{more}; a field that is no column is marked `#[clickhouse(skip)]`", shown.join(", "))
        }
    };
    let text = format!("table `{}` ({}) has no column `{}`; {way_out}", table.full_name(), table.place, field.column);
    refusals.refuse(field.column_span, text);
    near
}

/// Refuses fields that leave out a column which needs a value, where that is said. Those without such a field are returned.
fn refuse_left_out<'c>(model: &RowModel, missing: Vec<&'c Column>, refusals: &mut Refusals) -> Vec<&'c Column> {
    let mut without_field = Vec::new();
    for column in missing {
        let leaves_out = |field: &&FieldModel| {
            let is_column = field.column == column.name || field.plain_name() == column.name;
            !field.insert && matches!(field.role, Role::Column | Role::Skipped) && is_column
        };
        let Some(field) = model.fields.iter().find(leaves_out) else {
            without_field.push(column);
            continue;
        };
        let said = [Name::Skip, Name::SkipInsert].into_iter().find_map(|name| field.attributes.get(name));
        let (span, word) = said.map_or((field.column_span, "this"), |said| (said.span, said.word()));
        let text = format!(
            "column `{}` has no DEFAULT, so that an insert needs its value ({}); remove `{word}`, or mark the struct \
             `#[clickhouse(partial)]`",
            column.name, column.place
        );
        refusals.refuse(span, text);
    }
    without_field
}

/// Refuses columns without a field that need a value. Those that only other structs may have are returned.
fn refuse_missing(
    model: &RowModel,
    table: &Table,
    columns: &[&Column],
    name: &LitStr,
    refusals: &mut Refusals,
) -> Vec<Column> {
    let is_needed = |column: &&Column| column.kind == ColumnKind::Plain;
    let needed: Vec<&Column> = columns.iter().copied().filter(is_needed).collect();
    // A field for a whole Nested has its one column, whatever is in there.
    let is_sure = |field: &FieldModel, column: &Column| field.role == Role::Column || field.column == column.name;
    let standing = |column: &Column| -> Vec<bool> {
        let fields = model.columns().filter(|field| field.insert && stands_for(field, &column.name));
        fields.map(|field| is_sure(field, column)).collect()
    };
    let is_undecided = |column: &&&Column| {
        let standing = standing(column);
        !standing.is_empty() && !standing.contains(&true)
    };
    let undecided = needed.iter().filter(is_undecided).map(|column| (*column).clone()).collect();
    let missing: Vec<&Column> = needed.into_iter().filter(|column| standing(column).is_empty()).collect();
    let missing = refuse_left_out(model, missing, refusals);
    let shown = |column: &&Column| {
        let (name, data_type) = (&column.name, column.data_type.as_ref());
        let rust_type = data_type.map_or_else(|| "String".to_owned(), rust_type_for);
        match data_type {
            Some(data_type) => format!("`{name}: {rust_type}` for {data_type} ({})", column.place),
            None => format!("`{name}` ({})", column.place),
        }
    };
    let fields: Vec<_> = missing.iter().take(MAX_NAMES).map(shown).collect();
    let more = if missing.len() > MAX_NAMES { ", .." } else { "" };
    let text = match missing.len() {
        0 => return undecided,
        1 => format!("column `{}` has no field and no DEFAULT; add {}", missing[0].name, fields[0]),
        count => format!("{count} columns have no field and no DEFAULT; add {}{more}", fields.join(", ")),
    };
    let text = format!("table `{}`: {text}; or mark the struct `#[clickhouse(partial)]`", table.full_name());
    refusals.refuse(name.span(), text);
    undecided
}
