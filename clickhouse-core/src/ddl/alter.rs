//! `ALTER TABLE`: changes to columns are made, changes to anything else are passed over.

use super::column::{Declaration, declaration, insert, rest};
use super::statement::Reader;
use super::tokens::{Read, Refusal, Token};
use super::{Column, ColumnKind};
use crate::types::nearest;

/// What begins a change that leaves the columns alone.
const WITHOUT_EFFECT: &[&str] = &[
    "ADD INDEX",
    "ADD PROJECTION",
    "ADD CONSTRAINT",
    "ADD STATISTICS",
    "APPLY",
    "ATTACH",
    "CLEAR",
    "DELETE",
    "DETACH",
    "DROP INDEX",
    "DROP PROJECTION",
    "DROP CONSTRAINT",
    "DROP STATISTICS",
    "DROP PARTITION",
    "DROP PART",
    "DROP DETACHED",
    "FETCH",
    "FORGET",
    "FREEZE",
    "MATERIALIZE",
    "MODIFY COMMENT",
    "MODIFY DEFINER",
    "MODIFY ORDER",
    "MODIFY QUERY",
    "MODIFY REFRESH",
    "MODIFY SAMPLE",
    "MODIFY SETTING",
    "MODIFY SETTINGS",
    "MODIFY SQL",
    "MODIFY STATISTICS",
    "MODIFY TTL",
    "MOVE",
    "REMOVE",
    "REPLACE",
    "RESET",
    "UNFREEZE",
    "UPDATE",
    "COMMENT COLUMN",
];

/// Runs the changes of one statement, behind `ALTER TABLE`.
pub(super) fn alter_table(reader: &mut Reader<'_, '_>) -> Read<()> {
    let if_exists = reader.tokens.eat("IF EXISTS");
    let at = reader.tokens.position();
    let name = reader.table_name()?;
    reader.on_cluster()?;
    let Some(table) = reader.find(&name) else {
        if if_exists {
            return reader.tokens.skip_statement();
        }
        let names = reader.schema.tables.iter().map(|table| table.name.as_str());
        let way_out = match nearest(&name.name, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "its CREATE TABLE has to stand before this".to_owned(),
        };
        return Err(Refusal { text: format!("there is no table `{}` to alter; {way_out}", name.name), position: at });
    };
    let mut columns = match &mut reader.schema.tables[table].columns {
        Ok(columns) => std::mem::take(columns),
        // Nothing is known that could change.
        Err(_) => return reader.tokens.skip_statement(),
    };
    loop {
        let in_parentheses = reader.tokens.eat_sign('(');
        change(reader, &mut columns)?;
        if in_parentheses {
            reader.tokens.expect_sign(')')?;
        }
        if !reader.tokens.eat_sign(',') {
            break;
        }
    }
    reader.schema.tables[table].columns = Ok(columns);
    if reader.tokens.is_at("SETTINGS") {
        reader.tokens.skip_statement()?;
    }
    Ok(())
}

fn change(reader: &mut Reader<'_, '_>, columns: &mut Vec<Column>) -> Read<()> {
    if reader.tokens.eat("CLEAR COLUMN") || reader.tokens.eat("MATERIALIZE COLUMN") {
        return reader.tokens.skip_item();
    }
    if reader.tokens.eat("ADD COLUMN") {
        return add_column(reader, columns);
    }
    if reader.tokens.eat("DROP COLUMN") {
        return drop_column(reader, columns);
    }
    if reader.tokens.eat("RENAME COLUMN") {
        return rename_column(reader, columns);
    }
    if reader.tokens.eat("MODIFY COLUMN") || reader.tokens.eat("ALTER COLUMN") {
        return modify_column(reader, columns);
    }
    if WITHOUT_EFFECT.iter().any(|words| reader.tokens.eat(words)) {
        // Lists of assignments and of settings have commas of their own: what follows one is no further change.
        reader.tokens.skip_item()?;
        while reader.tokens.is_at_sign(',') && !begins_change(reader) {
            reader.tokens.next();
            reader.tokens.skip_item()?;
        }
        return Ok(());
    }
    let text = format!(
        "a change such as ADD COLUMN is expected {}; comment it out if it changes no columns",
        reader.tokens.shown()
    );
    reader.tokens.refuse(text)
}

/// Whether a further change stands behind the comma here.
fn begins_change(reader: &Reader<'_, '_>) -> bool {
    let begins = [
        "ADD",
        "ALTER",
        "APPLY",
        "ATTACH",
        "CLEAR",
        "COMMENT",
        "DELETE",
        "DETACH",
        "DROP",
        "MATERIALIZE",
        "MODIFY",
        "RENAME",
        "RESET",
        "UPDATE",
        "REMOVE",
    ];
    begins.iter().any(|word| reader.tokens.is_at_behind(1, word))
        && !matches!(reader.tokens.peek_behind(2), Token::Sign('='))
}

fn add_column(reader: &mut Reader<'_, '_>, columns: &mut Vec<Column>) -> Read<()> {
    let if_not_exists = reader.tokens.eat("IF NOT EXISTS");
    let declared = declaration(&mut reader.tokens)?;
    if declared.data_type.is_none() {
        let text =
            format!("the column `{}` has no type, which ADD COLUMN needs; write one behind its name", declared.name);
        return Err(Refusal { text, position: declared.position });
    }
    let at = place_of(reader, columns)?.unwrap_or(columns.len());
    if if_not_exists && columns.iter().any(|column| column.name == declared.name) {
        return Ok(());
    }
    insert(reader, declared, columns, at)
}

fn drop_column(reader: &mut Reader<'_, '_>, columns: &mut Vec<Column>) -> Read<()> {
    let if_exists = reader.tokens.eat("IF EXISTS");
    let position = reader.tokens.position();
    let name = reader.tokens.compound_name("a column")?;
    if reader.tokens.eat("IN") {
        return reader.tokens.skip_item();
    }
    let nested = format!("{name}.");
    let before = columns.len();
    columns.retain(|column| column.name != name && !column.name.starts_with(&nested));
    if columns.len() == before && !if_exists {
        return Err(no_column(&name, columns, position));
    }
    Ok(())
}

fn rename_column(reader: &mut Reader<'_, '_>, columns: &mut [Column]) -> Read<()> {
    let if_exists = reader.tokens.eat("IF EXISTS");
    let position = reader.tokens.position();
    let old = reader.tokens.compound_name("a column")?;
    if !reader.tokens.eat("TO") {
        return reader.tokens.refuse(format!("TO is expected {}", reader.tokens.shown()));
    }
    let place_of_new = reader.place(reader.tokens.position());
    let new = reader.tokens.compound_name("a column")?;
    match columns.iter_mut().find(|column| column.name == old) {
        Some(column) => (column.name, column.place) = (new, place_of_new),
        None if if_exists => {}
        None => return Err(no_column(&old, columns, position)),
    }
    Ok(())
}

fn modify_column(reader: &mut Reader<'_, '_>, columns: &mut Vec<Column>) -> Read<()> {
    let if_exists = reader.tokens.eat("IF EXISTS");
    let position = reader.tokens.position();
    let begin = reader.tokens.compound_name("a column")?;
    reader.tokens.eat("TYPE");
    let found = columns.iter().position(|column| column.name == begin);
    if found.is_none() && !if_exists {
        return Err(no_column(&begin, columns, position));
    }
    let Declaration { data_type, kind, .. } = rest(&mut reader.tokens, begin, position)?;
    let place = reader.place(position);
    let mut removed = false;
    if reader.tokens.eat("REMOVE") {
        removed = reader.tokens.is_at_one_of(&["DEFAULT", "MATERIALIZED", "ALIAS", "EPHEMERAL"]);
        reader.tokens.skip_token()?;
    } else if reader.tokens.is_at("MODIFY") || reader.tokens.is_at("RESET") {
        reader.tokens.skip_item()?;
    }
    let at = place_of(reader, columns)?;
    let Some(found) = found else { return Ok(()) };
    let column = &mut columns[found];
    if let Some(data_type) = data_type {
        (column.data_type, column.place) = (Some(data_type), place);
    }
    column.kind = if removed { ColumnKind::Plain } else { kind.unwrap_or(column.kind) };
    if let Some(at) = at {
        let column = columns.remove(found);
        columns.insert(if found < at { at - 1 } else { at }, column);
    }
    Ok(())
}

/// Where `FIRST` or `AFTER name`, if one stands here, puts a column.
fn place_of(reader: &mut Reader<'_, '_>, columns: &[Column]) -> Read<Option<usize>> {
    if reader.tokens.eat("FIRST") {
        return Ok(Some(0));
    }
    if !reader.tokens.eat("AFTER") {
        return Ok(None);
    }
    let position = reader.tokens.position();
    let name = reader.tokens.compound_name("a column")?;
    // A Nested is known by the columns it was spread into.
    let nested = format!("{name}.");
    let after = |column: &Column| column.name == name || column.name.starts_with(&nested);
    match columns.iter().rposition(after) {
        Some(place) => Ok(Some(place + 1)),
        None => Err(no_column(&name, columns, position)),
    }
}

fn no_column(name: &str, columns: &[Column], position: usize) -> Refusal {
    let way_out = match nearest(name, columns.iter().map(|column| column.name.as_str())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let names: Vec<_> = columns.iter().map(|column| format!("`{}`", column.name)).collect();
            format!("there are {}", names.join(", "))
        }
    };
    Refusal { text: format!("the table has no column `{name}` here; {way_out}"), position }
}
