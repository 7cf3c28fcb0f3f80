//! What is wrong with a struct's flattened and nested structs in a table of the repository's schema, found by the compiler:
//! a derive sees its own struct only, but constants of the others.
//!
//! ```text
//! struct Visit { #[clickhouse(flatten = "home_")] home: Address }    table visits: home_zip UInt32, ..
//!   column `home_zip` is `UInt32`, which `Address::zip` (`u16`) cannot hold; make the field `u32`
//! ```

use super::wanted::{Holds, Prefix, Problems, Wanted, WantedColumn, is_called, without_prefix};
use crate::ddl::ColumnKind;
use crate::types::Declared;
use crate::value::{Shape, relation};

/// A column of a table in a schema file.
#[derive(Debug, Clone, Copy)]
pub struct SchemaColumn {
    /// Its name; of an element of a Nested with the name of that and a point before.
    pub name: &'static str,
    /// Its type as the server prints it; of an element of a Nested that of one item.
    pub data_type: &'static str,
    /// The same as a constant.
    pub declared: Declared,
    /// The Rust type for it.
    pub rust_type: &'static str,
    /// Where its values come from.
    pub kind: ColumnKind,
    /// The file and the line.
    pub place: &'static str,
}

/// A field that stands for the columns of another struct.
#[derive(Debug, Clone, Copy)]
pub struct SchemaPart {
    /// What the other struct's columns are.
    pub wanted: Wanted,
    /// What their names begin with.
    pub prefix: &'static str,
    /// Whether they are the elements of a Nested.
    pub is_nested: bool,
    /// Whether they are inserted.
    pub insert: bool,
    /// Whether they are read.
    pub select: bool,
}

/// What is wrong with the columns of `part`, of which `columns` may be some; `table` is the table's name and place.
pub const fn part_problems(part: &SchemaPart, columns: &'static [SchemaColumn], table: &str) -> Problems {
    let mut problems = Problems::new();
    if let Wanted::Named { row, columns: fields, .. } = part.wanted {
        let prefix = Prefix { before: None, text: part.prefix };
        problems.of_part(fields, row, &prefix, part, columns, table);
    }
    problems
}

/// Which of `columns`, all of which need a value, none of `parts` inserts.
pub const fn missing_problems(parts: &'static [SchemaPart], columns: &'static [SchemaColumn], table: &str) -> Problems {
    let mut problems = Problems::new();
    let mut place = 0;
    while place < columns.len() {
        let column = &columns[place];
        place += 1;
        let (mut part, mut is_inserted, mut items_of) = (0, false, None);
        while part < parts.len() {
            let SchemaPart { wanted, prefix, insert, is_nested, .. } = &parts[part];
            let prefix = Prefix { before: None, text: prefix };
            is_inserted |= *insert && inserts(wanted, &prefix, column.name, *is_nested);
            if let (true, Wanted::Named { row, .. }, Some(name)) =
                (*is_nested, wanted, without_prefix(column.name.as_bytes(), Some(&prefix)))
            {
                items_of = Some((*row, name));
            }
            part += 1;
        }
        if is_inserted {
            continue;
        }
        problems.begin();
        problems.push_all(&["table ", table, ": column `", column.name, "` is `", column.data_type]);
        problems.push_all(&["` (", column.place, "), and has no field and no DEFAULT; add `"]);
        match items_of {
            Some((row, name)) => {
                problems.push_bytes(name);
                problems.push_all(&[": ", item(column.rust_type), "` to `", row, "`"]);
            }
            None => problems.push_all(&[column.name, ": ", column.rust_type, "`"]),
        }
        problems.push(", or mark the struct `#[clickhouse(partial)]`");
    }
    problems
}

/// `T` of `Vec<T>`.
const fn item(rust_type: &str) -> &str {
    let length = rust_type.len();
    match rust_type.as_bytes() {
        [b'V', b'e', b'c', b'<', .., b'>'] => rust_type.split_at(length - 1).0.split_at(4).1,
        _ => rust_type,
    }
}

/// Whether the row inserts the column; nobody knows of rows that users have implemented.
const fn inserts(wanted: &Wanted, prefix: &Prefix<'_>, column: &str, excuses: bool) -> bool {
    let Wanted::Named { columns: fields, partial, .. } = wanted else {
        return without_prefix(column.as_bytes(), Some(prefix)).is_some();
    };
    // A nested struct that says `partial` speaks for all columns of its Nested.
    if *partial && excuses && without_prefix(column.as_bytes(), Some(prefix)).is_some() {
        return true;
    }
    let mut place = 0;
    while place < fields.len() {
        let field = &fields[place];
        place += 1;
        let further = Prefix { before: Some(prefix), text: field.column };
        let is_inserted = match &field.holds {
            Holds::Value { .. } => is_called(column, Some(prefix), field.column),
            Holds::Flattened(inner) => inserts(inner, &further, column, false),
            Holds::Nested(_) => begins_nested(column, &further),
        };
        if is_inserted && field.insert {
            return true;
        }
    }
    false
}

/// Whether the column is the Nested of this name, or one of its elements.
const fn begins_nested(column: &str, nested: &Prefix<'_>) -> bool {
    match without_prefix(column.as_bytes(), Some(nested)) {
        Some(rest) => matches!(rest, [] | [b'.', ..]),
        None => false,
    }
}

impl Problems {
    const fn of_part(
        &mut self,
        fields: &'static [WantedColumn],
        row: &str,
        prefix: &Prefix<'_>,
        part: &SchemaPart,
        columns: &'static [SchemaColumn],
        table: &str,
    ) {
        let mut place = 0;
        while place < fields.len() {
            let field = &fields[place];
            place += 1;
            let part = SchemaPart { insert: part.insert && field.insert, select: part.select && field.select, ..*part };
            match &field.holds {
                Holds::Value { reads, writes } => {
                    self.of_value(field, (reads, writes), row, prefix, &part, columns, table);
                }
                Holds::Flattened(Wanted::Named { row, columns: inner, .. }) => {
                    let prefix = Prefix { before: Some(prefix), text: field.column };
                    self.of_part(inner, row, &prefix, &part, columns, table);
                }
                // Rows that users have implemented, and lists within lists, are looked at when rows are read or inserted.
                Holds::Flattened(_) | Holds::Nested(_) => {}
            }
        }
    }

    #[allow(clippy::too_many_arguments, reason = "all that a sentence needs")]
    const fn of_value(
        &mut self,
        field: &WantedColumn,
        shapes: (&Shape, &Shape),
        row: &str,
        prefix: &Prefix<'_>,
        part: &SchemaPart,
        columns: &'static [SchemaColumn],
        table: &str,
    ) {
        let mut place = 0;
        while place < columns.len() && !is_called(columns[place].name, Some(prefix), field.column) {
            place += 1;
        }
        if place == columns.len() {
            self.has_no_column(field, row, prefix, columns, table);
            return;
        }
        let column = &columns[place];
        let is_misused = match column.kind {
            ColumnKind::Materialized | ColumnKind::Alias => part.insert,
            ColumnKind::Ephemeral => part.select && !field.is_optional,
            ColumnKind::Plain | ColumnKind::Default => false,
        };
        let noun = if part.is_nested { "each item of column `" } else { "column `" };
        if is_misused {
            self.begin();
            let (can, attribute) = match column.kind {
                ColumnKind::Ephemeral => ("inserted", "ephemeral"),
                ColumnKind::Alias => ("read", "alias = \"..\""),
                _ => ("read", "materialized = \"..\""),
            };
            self.push_all(&[
                "column `",
                column.name,
                "` is ",
                column.kind.word(),
                " (",
                column.place,
                "), so that it can ",
            ]);
            self.push_all(&[
                "only be ",
                can,
                "; mark `",
                row,
                "::",
                field.field,
                "` with `#[clickhouse(",
                attribute,
                ")]`",
            ]);
            return;
        }
        let is_read = !part.select || relation::reads(shapes.0, &column.declared);
        if is_read && (!part.insert || relation::writes(shapes.1, &column.declared)) {
            return;
        }
        self.begin();
        self.push_all(&[noun, column.name, "` is `", column.data_type, "`, which "]);
        self.push(if is_read { "cannot hold every `" } else { "`" });
        self.push_all(&[
            row,
            "::",
            field.field,
            "` (`",
            field.rust_type,
            if is_read { "`); " } else { "`) cannot hold; " },
        ]);
        match (column.declared.accepts_null(), matches!(shapes.0, Shape::Nullable(_))) {
            (true, false) => self.push("the column can be NULL: "),
            (false, true) => self.push("the column cannot be NULL: "),
            _ => {}
        }
        self.push_all(&["make the field `", column.rust_type, "`; the column is declared in ", column.place]);
    }

    const fn has_no_column(
        &mut self,
        field: &WantedColumn,
        row: &str,
        prefix: &Prefix<'_>,
        columns: &'static [SchemaColumn],
        table: &str,
    ) {
        self.begin();
        self.push_all(&["table ", table, " has no column `"]);
        self.push_prefix(Some(prefix));
        self.push_all(&[field.column, "` for `", row, "::", field.field, "`; "]);
        let (mut best, mut near) = (2 + field.column.len() / 4, None);
        let mut place = 0;
        while place < columns.len() {
            // Only names with the prefix can be meant.
            if let Some(rest) = without_prefix(columns[place].name.as_bytes(), Some(prefix)) {
                let far = super::wanted::distance(field.column.as_bytes(), rest);
                if far < best {
                    (best, near) = (far, Some(columns[place].name));
                }
            }
            place += 1;
        }
        match near {
            Some(near) => self.push_all(&["did you mean `", near, "`?"]),
            None => self.push("add it there, or mark the field `#[clickhouse(skip)]`"),
        }
    }
}
