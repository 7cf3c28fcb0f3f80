//! `CREATE` and its like: tables, views and dictionaries with the columns that are written out.

use super::column::columns;
use super::statement::Reader;
use super::tokens::{Read, Token};
use super::{Column, ColumnKind, Table};

/// Runs a statement that begins with CREATE, ATTACH or REPLACE.
pub(super) fn create(reader: &mut Reader<'_, '_>) -> Read<()> {
    let is_attach = reader.tokens.eat("ATTACH");
    let mut replaces = reader.tokens.eat("REPLACE");
    if reader.tokens.eat("CREATE") {
        replaces |= reader.tokens.eat("OR REPLACE");
    }
    reader.tokens.eat("TEMPORARY");
    let at = reader.tokens.position();
    let is_view = ["MATERIALIZED VIEW", "LIVE VIEW", "WINDOW VIEW", "VIEW"].iter().any(|word| reader.tokens.eat(word));
    let is_dictionary = reader.tokens.eat("DICTIONARY");
    if !is_view && !is_dictionary && !reader.tokens.eat("TABLE") {
        // Databases, users, functions and what else there is.
        return reader.tokens.skip_statement();
    }
    let if_not_exists = reader.tokens.eat("IF NOT EXISTS");
    let name = reader.table_name()?;
    if reader.tokens.eat("UUID") {
        reader.tokens.next();
    }
    if is_attach && reader.tokens.eat("FROM") {
        reader.tokens.next();
    }
    reader.on_cluster()?;
    let mut columns = content(reader, is_view, is_attach)?;
    if is_dictionary && let Ok(columns) = &mut columns {
        // Its DEFAULT is what is found for a key that it does not have.
        columns.iter_mut().for_each(|column| column.kind = ColumnKind::Plain);
    }
    let table = Table { database: name.database.clone(), name: name.name.clone(), place: reader.place(at), columns };
    let tables = &mut reader.schema.tables;
    let known = tables.iter().position(|known| known.database == name.database && known.name == name.name);
    match known {
        None => tables.push(table),
        Some(known) if replaces => tables[known] = table,
        Some(_) if if_not_exists || is_attach => {}
        Some(known) => {
            let text = format!(
                "`{}` is created a second time; the first is at {}; one of them may want IF NOT EXISTS or OR REPLACE",
                tables[known].full_name(),
                tables[known].place
            );
            return Err(super::tokens::Refusal { text, position: at });
        }
    }
    Ok(())
}

/// The columns, from whatever stands behind the name; the rest of the statement is passed.
fn content(reader: &mut Reader<'_, '_>, is_view: bool, is_attach: bool) -> Read<Result<Vec<Column>, String>> {
    if is_view {
        // REFRESH .., TO .., DEFINER .. may stand before the columns.
        while !reader.tokens.is_at_end()
            && !reader.tokens.is_at_sign('(')
            && !reader.tokens.is_at_one_of(&["AS", "ENGINE"])
        {
            reader.tokens.next();
        }
    }
    if reader.tokens.is_at_sign('(') && !starts_select(reader) {
        let columns = columns(reader)?;
        skip_tail(reader)?;
        return Ok(Ok(columns));
    }
    reader.tokens.eat("CLONE");
    if !is_view
        && reader.tokens.eat("AS")
        && !reader.tokens.is_at_one_of(&["SELECT", "WITH"])
        && !reader.tokens.is_at_sign('(')
    {
        let other = reader.table_name()?;
        let is_function = reader.tokens.is_at_sign('(');
        reader.tokens.skip_statement()?;
        let known = (!is_function).then(|| reader.find(&other)).flatten();
        return Ok(match known {
            Some(known) => reader.schema.tables[known].columns.clone(),
            None => Err(format!("it is created AS `{}`, whose columns are not in the schema", other.name)),
        });
    }
    reader.tokens.skip_statement()?;
    let why = match (is_view, is_attach) {
        (true, _) => "it is a view whose columns are not written out",
        (false, true) => "it is attached without its columns",
        (false, false) => "its columns are not written out but come from a SELECT or from its engine",
    };
    Ok(Err(why.to_owned()))
}

/// Passes what stands behind the columns. A `;` that is missing must not hide the next statement in there.
fn skip_tail(reader: &mut Reader<'_, '_>) -> Read<()> {
    while !reader.tokens.is_at_end() {
        let begins = ["CREATE", "ALTER", "DROP", "RENAME"].iter().any(|word| reader.tokens.is_at(word));
        if begins && ["TABLE", "VIEW", "MATERIALIZED"].iter().any(|word| reader.tokens.is_at_behind(1, word)) {
            return reader.tokens.refuse("a `;` is missing before this statement; each ends with one");
        }
        reader.tokens.skip_token()?;
    }
    Ok(())
}

/// Whether the parenthesis that opens here holds a query: `CREATE VIEW v AS (SELECT ..)` without its AS is no list.
fn starts_select(reader: &Reader<'_, '_>) -> bool {
    matches!(reader.tokens.peek_behind(1), Token::Word(word) if ["SELECT", "WITH"].iter().any(|begin| word.eq_ignore_ascii_case(begin)))
}
