//! Rows: which columns a Rust type has, how a row is read from a block's columns and written into a block's builders.
//!
//! A row type is checked against a result ([`ResultColumns`]) or a table ([`TargetColumns`]) once; all that is wrong is
//! gathered there and comes in one error. What the check returns, cursors or builders, is what the loop over rows needs,
//! so that it cannot be skipped. `#[derive(Row)]` writes the three traits for a struct.
//!
//! Knows no bytes and no server.

mod elements;
mod nested;
mod part;
mod pointer;
mod read;
mod result;
mod schema_part;
mod target;
mod tuple;
mod twice;
#[cfg(feature = "http")]
mod values;
mod wanted;
mod write;

pub use elements::{
    Each, Elements, NamedElements, ReadElements, TupleBuilder, WriteElements, bind_elements, build_elements,
};
pub use nested::{ItemColumns, NestedBuilder, NestedCursor, ReadItems, WriteItems};
pub use read::{ReadAs, ReadNamed, ReadPart, ReadRow};
pub(crate) use read::{bind_row, bind_value};
pub(crate) use result::ResultColumn;
pub use result::ResultColumns;
pub use schema_part::{SchemaColumn, SchemaPart, missing_problems, part_problems};
pub use target::{TargetColumn, TargetColumns};
pub use twice::insist_on_one_field;
#[cfg(feature = "http")]
pub(crate) use values::{ValueRow, chosen_columns};
pub use wanted::{ALL, Holds, Problems, QueryColumn, WIDTH, Wanted, WantedColumn, problems};
pub use write::{RowWriter, WriteRow};

use crate::ddl::ColumnKind;
use crate::types::{DataType, distance};

/// A struct whose fields are columns: `#[derive(Row)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row of ClickHouse columns",
    label = "not a row",
    note = "a struct becomes a row by `#[derive(clickhouse_core::Row)]`"
)]
pub trait Row {
    /// The struct's name, for error texts.
    const NAME: &'static str;

    /// The columns as far as the compiler knows them.
    #[doc(hidden)]
    const WANTED: Wanted = Wanted::Unknown;

    /// The columns, in the order of the fields; skipped fields have none.
    fn columns() -> Vec<RowColumn>;
}

/// A column as a field stands for it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RowColumn {
    /// The column's name in ClickHouse, unquoted.
    pub column: String,
    /// The field's name.
    pub field: &'static str,
    /// The column's type: what `#[clickhouse(type = "..")]` says, else the natural one of the field's type.
    pub data_type: DataType,
    /// Whether inserts write the column.
    pub insert: bool,
    /// Whether queries read the column.
    pub select: bool,
    /// Where its values come from, as far as the struct says it: `materialized`, `alias`, `ephemeral`, `default_expr`.
    pub kind: ColumnKind,
}

impl RowColumn {
    /// A column of `data_type` that is both inserted and selected.
    pub fn new(column: impl Into<String>, field: &'static str, data_type: DataType) -> Self {
        RowColumn { column: column.into(), field, data_type, insert: true, select: true, kind: ColumnKind::Plain }
    }

    /// The same column, left out of inserts.
    #[must_use]
    pub fn skip_insert(self) -> Self {
        RowColumn { insert: false, ..self }
    }

    /// The same column, left out of results.
    #[must_use]
    pub fn skip_select(self) -> Self {
        RowColumn { select: false, ..self }
    }

    /// The same column, whose values come from somewhere else.
    #[must_use]
    pub fn of_kind(self, kind: ColumnKind) -> Self {
        RowColumn { kind, ..self }
    }
}

/// A field of a derived struct, as error texts name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The struct's name.
    pub row: &'static str,
    /// The field's name.
    pub field: &'static str,
    /// The column's name in ClickHouse, unquoted.
    pub column: &'static str,
    /// The column's type, if the struct says one.
    pub declared: Option<&'static str>,
    /// Where the column's values come from, if the struct says it.
    pub kind: Option<ColumnKind>,
}

impl Field {
    /// The same field, whose column has this type.
    #[must_use]
    pub const fn declared(self, data_type: &'static str) -> Field {
        Field { declared: Some(data_type), ..self }
    }

    /// The same field, whose column is of this kind.
    #[must_use]
    pub const fn of_kind(self, kind: ColumnKind) -> Field {
        Field { kind: Some(kind), ..self }
    }
}

/// A Rust type's name without the paths of its modules: `Option<String>`.
fn rust_type_name<T: ?Sized>() -> String {
    let full = std::any::type_name::<T>();
    let mut short = String::with_capacity(full.len());
    let mut word = 0;
    for (at, letter) in full.char_indices() {
        if letter.is_alphanumeric() || letter == '_' {
            continue;
        }
        if letter != ':' {
            short.push_str(&full[word..at]);
            short.push(letter);
        }
        word = at + letter.len_utf8();
    }
    short.push_str(&full[word..]);
    short
}

/// The one of `names` that `name` was probably meant to be.
pub(crate) fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let limit = 1 + name.chars().count() / 4;
    names
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(far, _)| *far <= limit)
        .min()
        .map(|found| found.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_names_lose_their_modules() {
        assert_eq!(rust_type_name::<Option<Vec<String>>>(), "Option<Vec<String>>");
        assert_eq!(rust_type_name::<(u8, &str)>(), "(u8, &str)");
        assert_eq!(rust_type_name::<[u8; 4]>(), "[u8; 4]");
    }

    #[test]
    fn the_nearest_name_is_near() {
        let names = ["key", "value", "created_at"];
        assert_eq!(nearest("valeu", names.into_iter()), Some("value"));
        assert_eq!(nearest("createdAt", names.into_iter()), Some("created_at"));
        assert_eq!(nearest("KEY", names.into_iter()), Some("key"));
        assert_eq!(nearest("metric", names.into_iter()), None);
    }
}
