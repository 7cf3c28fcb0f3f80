//! Declarations of columns, as `CREATE TABLE` has them in a list and `ALTER TABLE` one by one.
//!
//! ```text
//! name [type] [NULL | NOT NULL] [DEFAULT | MATERIALIZED | EPHEMERAL | ALIAS expression] [COMMENT ..] [CODEC ..] [TTL ..]
//! ```
//!
//! Expressions are passed over, not understood: they end at a comma, a parenthesis, or a word that cannot go on after a
//! whole operand (`DEFAULT ttl + 1 TTL day`).

use super::statement::Reader;
use super::tokens::{Read, Token, Tokens};
use super::{Column, ColumnKind};
use crate::types::{DataType, TupleElement};

/// What one declaration says; what it leaves out stays as it is when a column is modified.
pub(super) struct Declaration {
    pub(super) name: String,
    pub(super) data_type: Option<DataType>,
    pub(super) kind: Option<ColumnKind>,
    pub(super) position: usize,
}

const KINDS: &[(&str, ColumnKind)] = &[
    ("DEFAULT", ColumnKind::Default),
    ("MATERIALIZED", ColumnKind::Materialized),
    ("EPHEMERAL", ColumnKind::Ephemeral),
    ("ALIAS", ColumnKind::Alias),
    ("AUTO_INCREMENT", ColumnKind::Default),
];

/// Words that begin a further part of a declaration, and of a change to a column.
const PARTS: &[&str] = &[
    "AFTER",
    "AUTO_INCREMENT",
    "ALIAS",
    "BIDIRECTIONAL",
    "CODEC",
    "COLLATE",
    "COMMENT",
    "DEFAULT",
    "EPHEMERAL",
    "EXPRESSION",
    "FIRST",
    "HIERARCHICAL",
    "INJECTIVE",
    "IS_OBJECT_ID",
    "MATERIALIZED",
    "MODIFY",
    "NULL",
    "PRIMARY",
    "REMOVE",
    "RESET",
    "SETTINGS",
    "STATISTICS",
    "TTL",
];

/// Words after which an expression goes on.
const OPERATORS: &[&str] = &[
    "AND", "AS", "BETWEEN", "CASE", "DISTINCT", "DIV", "ELSE", "GLOBAL", "ILIKE", "IN", "INTERVAL", "IS", "LIKE",
    "MOD", "NOT", "OR", "REGEXP", "THEN", "WHEN",
];

/// The columns of a list in parentheses, with what a Nested is spread into.
pub(super) fn columns(reader: &mut Reader<'_, '_>) -> Read<Vec<Column>> {
    reader.tokens.expect_sign('(')?;
    let mut columns = Vec::new();
    while !reader.tokens.eat_sign(')') {
        if is_no_column(&reader.tokens) {
            skip_no_column(&mut reader.tokens)?;
        } else {
            let declaration = declaration(&mut reader.tokens)?;
            add(reader, declaration, &mut columns)?;
        }
        if !reader.tokens.eat_sign(',') && !reader.tokens.is_at_sign(')') {
            return reader.tokens.refuse(format!(
                "a comma or `)` is expected {}; if the server takes it, write what SHOW CREATE TABLE prints",
                reader.tokens.shown()
            ));
        }
    }
    Ok(columns)
}

/// Whether an index, a projection, a constraint or a key stands here. The server takes its word for that, too: a column
/// of such a name is quoted.
fn is_no_column(tokens: &Tokens<'_>) -> bool {
    if tokens.is_at("PRIMARY") || tokens.is_at("FOREIGN") {
        return tokens.is_at_behind(1, "KEY");
    }
    tokens.is_at_one_of(&["INDEX", "PROJECTION", "CONSTRAINT"])
}

/// Passes what is no column, once it has been seen to be none: no column may be overlooked.
fn skip_no_column(tokens: &mut Tokens<'_>) -> Read<()> {
    let position = tokens.position();
    let Token::Word(word) = tokens.next() else { return tokens.skip_item() };
    let (parts, form): (&[&str], _) = match word.to_ascii_uppercase().as_str() {
        "INDEX" => (&["TYPE"], "INDEX name expression TYPE type"),
        "CONSTRAINT" => (&["CHECK", "ASSUME"], "CONSTRAINT name CHECK condition"),
        "PROJECTION" => (&["INDEX"], "PROJECTION name (SELECT ..)"),
        _ => return tokens.skip_item(),
    };
    let mut is_sure = parts == ["INDEX"] && *tokens.peek_behind(1) == Token::Sign('(');
    while !is_end(tokens) {
        is_sure |= tokens.is_at_one_of(parts);
        tokens.skip_token()?;
    }
    if is_sure {
        return Ok(());
    }
    let text = format!("`{word}` begins `{form}` here; a column of that name is written in backticks");
    Err(super::tokens::Refusal { text, position })
}

/// Adds the column, or the columns of a Nested, to a table's.
pub(super) fn add(reader: &Reader<'_, '_>, declaration: Declaration, columns: &mut Vec<Column>) -> Read<()> {
    let at = columns.len();
    insert(reader, declaration, columns, at)
}

/// The same at a certain place.
pub(super) fn insert(
    reader: &Reader<'_, '_>,
    declaration: Declaration,
    columns: &mut Vec<Column>,
    at: usize,
) -> Read<()> {
    let Declaration { name, data_type, kind, position } = declaration;
    let place = reader.place(position);
    let kind = kind.unwrap_or(ColumnKind::Plain);
    let spread = match data_type {
        Some(DataType::Nested(elements)) if !reader.schema.keeps_nested => {
            let column = |element: &TupleElement| Column {
                name: format!("{name}.{}", element.name.as_deref().unwrap_or_default()),
                data_type: Some(DataType::Array(Box::new(element.data_type.clone()))),
                kind,
                place: place.clone(),
            };
            elements.iter().map(column).collect()
        }
        data_type => vec![Column { name, data_type, kind, place }],
    };
    for column in &spread {
        if columns.iter().any(|known| known.name == column.name) {
            let text = format!("the table has two columns `{}`; remove or rename one", column.name);
            return Err(super::tokens::Refusal { text, position });
        }
    }
    let _: Vec<_> = columns.splice(at..at, spread).collect();
    Ok(())
}

/// One declaration.
pub(super) fn declaration(tokens: &mut Tokens<'_>) -> Read<Declaration> {
    let position = tokens.position();
    let name = tokens.compound_name("a column")?;
    let declaration = rest(tokens, name, position)?;
    if declaration.data_type.is_none() && declaration.kind.is_none() {
        let text = format!("the column `{}` has no type; write one behind its name", declaration.name);
        return Err(super::tokens::Refusal { text, position });
    }
    Ok(declaration)
}

/// What follows the name of a column.
pub(super) fn rest(tokens: &mut Tokens<'_>, name: String, position: usize) -> Read<Declaration> {
    let mut declaration = Declaration { name, data_type: None, kind: None, position };
    if matches!(tokens.peek(), Token::Word(_) | Token::Name(_)) && !tokens.is_at_one_of(PARTS) && !tokens.is_at("NOT") {
        declaration.data_type = Some(tokens.data_type()?);
    }
    parts(tokens, &mut declaration)?;
    Ok(declaration)
}

fn is_end(tokens: &Tokens<'_>) -> bool {
    tokens.is_at_end() || tokens.is_at_sign(',') || tokens.is_at_sign(')')
}

/// What follows the type.
fn parts(tokens: &mut Tokens<'_>, declaration: &mut Declaration) -> Read<()> {
    while !is_end(tokens) {
        if let Some((word, kind)) = KINDS.iter().find(|(word, _)| tokens.is_at(word)) {
            tokens.next();
            declaration.kind = Some(*kind);
            if *word != "AUTO_INCREMENT" {
                expression(tokens)?;
            }
        } else if tokens.is_at("NULL") {
            declaration.data_type = match declaration.data_type.take() {
                Some(data_type) => Some(nullable(tokens, data_type)?),
                None => None,
            };
            tokens.next();
        } else if tokens.eat("NOT NULL") || tokens.eat("PRIMARY KEY") {
            continue;
        } else if ["COMMENT", "COLLATE", "CODEC", "STATISTICS", "SETTINGS"].iter().any(|word| tokens.eat(word)) {
            tokens.skip_token()?;
        } else if tokens.eat("TTL") || tokens.eat("EXPRESSION") {
            expression(tokens)?;
        } else if tokens.is_at_one_of(&["HIERARCHICAL", "INJECTIVE", "IS_OBJECT_ID", "BIDIRECTIONAL"]) {
            tokens.next();
        } else {
            return Ok(());
        }
    }
    Ok(())
}

/// Passes an expression.
fn expression(tokens: &mut Tokens<'_>) -> Read<()> {
    let mut wants_operand = true;
    while !is_end(tokens) {
        let is_word = matches!(tokens.peek(), Token::Word(_));
        let ends = tokens.is_at_one_of(PARTS) || tokens.is_at("NOT") && tokens.is_at_behind(1, "NULL");
        if is_word && !wants_operand && ends {
            return Ok(());
        }
        wants_operand = match tokens.peek() {
            Token::Word(_) => tokens.is_at_one_of(OPERATORS),
            Token::Sign(sign) => !matches!(sign, '(' | '[' | '{'),
            Token::Name(_) | Token::Text(_) | Token::End => false,
        };
        tokens.skip_token()?;
    }
    Ok(())
}

/// The type with NULL among its values, unless the server refuses that.
fn nullable(tokens: &Tokens<'_>, data_type: DataType) -> Read<DataType> {
    DataType::parse(&format!("Nullable({data_type})")).or_else(|error| tokens.refuse(error.to_string()))
}
