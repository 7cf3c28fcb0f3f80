//! Columns that would have several fields, found by the compiler where structs are flattened; within one struct the
//! derive sees them, and of structs with type parameters the first block or insert says it.

use super::wanted::{Holds, Prefix, Wanted, WantedColumn, is_called};
use crate::value::members::Text;

/// Ends the compilation where two fields read, or insert, the same column.
#[track_caller]
pub const fn insist_on_one_field(wanted: &Wanted) {
    if let Wanted::Named { row, columns, .. } = wanted {
        each(columns, None, (true, true), row, columns);
    }
}

/// Looks at the fields of a flattened struct; `ways` says whether they are read and inserted.
#[track_caller]
const fn each(
    fields: &[WantedColumn],
    prefix: Option<&Prefix<'_>>,
    ways: (bool, bool),
    row: &str,
    all: &[WantedColumn],
) {
    let mut place = 0;
    while place < fields.len() {
        let field = &fields[place];
        let ways = (ways.0 && field.select, ways.1 && field.insert);
        match &field.holds {
            Holds::Flattened(Wanted::Named { columns, .. }) => {
                each(columns, Some(&Prefix { before: prefix, text: field.column }), ways, row, all);
            }
            Holds::Value { .. } | Holds::Nested(_) if prefix.is_some() => {
                let mut name = Text::new();
                add(&mut name, prefix);
                name.add(field.column);
                if fields_of(name.as_str(), ways, all, None, (true, true)) > 1 {
                    let mut text = Text::new();
                    text.add("column `");
                    text.add(name.as_str());
                    text.add("` has several fields in `");
                    text.add(row);
                    text.add("`; rename one of them, or give the flattened struct a prefix");
                    panic!("{}", text.as_str());
                }
            }
            // Nobody knows, or the derive has seen it.
            Holds::Flattened(_) | Holds::Value { .. } | Holds::Nested(_) => {}
        }
        place += 1;
    }
}

/// How many fields use the column `name` in one of the ways of the first two.
const fn fields_of(
    name: &str,
    wanted: (bool, bool),
    fields: &[WantedColumn],
    prefix: Option<&Prefix<'_>>,
    ways: (bool, bool),
) -> usize {
    let (mut count, mut place) = (0, 0);
    while place < fields.len() {
        let field = &fields[place];
        let ways = (ways.0 && field.select, ways.1 && field.insert);
        count += match &field.holds {
            Holds::Flattened(Wanted::Named { columns, .. }) => {
                fields_of(name, wanted, columns, Some(&Prefix { before: prefix, text: field.column }), ways)
            }
            Holds::Flattened(_) => 0,
            Holds::Value { .. } | Holds::Nested(_) => {
                let is_used_alike = wanted.0 && ways.0 || wanted.1 && ways.1;
                (is_used_alike && is_called(name, prefix, field.column)) as usize
            }
        };
        place += 1;
    }
    count
}

const fn add(name: &mut Text, prefix: Option<&Prefix<'_>>) {
    if let Some(prefix) = prefix {
        add(name, prefix.before);
        name.add(prefix.text);
    }
}
