//! [`TableName`]: `t`, `db.t` or `("db", "t")`, quoted wherever it goes.

use super::quote;
use std::borrow::Cow;
use std::fmt;

/// The name of a table, with its database where that is not the client's.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TableName {
    pub(crate) database: Option<String>,
    pub(crate) table: String,
}

impl TableName {
    /// Table `table` of the client's database.
    pub fn new(table: impl Into<String>) -> Self {
        TableName { database: None, table: table.into() }
    }

    /// Table `table` of `database`.
    pub fn in_database(database: impl Into<String>, table: impl Into<String>) -> Self {
        TableName { database: Some(database.into()), table: table.into() }
    }

    /// `t` or `db.t`; a part with a point in it stands in backticks: `` `my.db`.t ``.
    fn parse(text: &str) -> Self {
        let Some((first, rest)) = part(text) else { return TableName::new(text) };
        match (rest.is_empty(), rest.strip_prefix('.').and_then(part)) {
            (true, _) => TableName::new(first),
            (false, Some((second, ""))) => TableName::in_database(first, second),
            // A name such as `a.b.c` of the database `a`; the server will say if there is none.
            (false, _) => match text.split_once('.') {
                Some((database, table)) => TableName::in_database(database, table),
                None => TableName::new(text),
            },
        }
    }
}

/// The part of a name before a point, and what follows it.
fn part(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('`') else {
        let end = text.find('.').unwrap_or(text.len());
        return (end > 0).then(|| (text[..end].to_owned(), &text[end..]));
    };
    let mut name = String::new();
    let mut letters = quoted.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => name.push(letters.next()?.1),
            '`' if letters.peek().is_some_and(|(_, next)| *next == '`') => {
                letters.next();
                name.push('`');
            }
            '`' => return Some((name, &quoted[at + 1..])),
            letter => name.push(letter),
        }
    }
    None
}

/// Quoted, safe in SQL and good for error texts: `` `db`.`t` ``.
impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(database) = &self.database {
            write!(f, "{}.", quote(database))?;
        }
        f.write_str(&quote(&self.table))
    }
}

/// What a call takes as a table: `"t"`, `"db.t"`, `("db", "t")` or a [`TableName`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the name of a table",
    label = "not a table",
    note = "a table is `\"t\"`, `\"db.t\"` or `(\"db\", \"t\")`"
)]
pub trait IntoTable {
    /// The name.
    fn into_table(self) -> TableName;
}

impl IntoTable for TableName {
    fn into_table(self) -> TableName {
        self
    }
}

impl IntoTable for &TableName {
    fn into_table(self) -> TableName {
        self.clone()
    }
}

macro_rules! text {
    ($($text:ty),+) => {
        $(impl IntoTable for $text {
            fn into_table(self) -> TableName {
                TableName::parse(&self)
            }
        })+
    };
}

text!(&str, &String, String, Cow<'_, str>, &Cow<'_, str>);

impl<D: AsRef<str>, T: AsRef<str>> IntoTable for (D, T) {
    fn into_table(self) -> TableName {
        TableName::in_database(self.0.as_ref(), self.1.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart_and_quoted() {
        for (text, quoted) in [
            ("t", "`t`"),
            ("db.t", "`db`.`t`"),
            ("`my.db`.t", "`my.db`.`t`"),
            ("`a``b`", "`a\\`b`"),
            ("db.`x y`", "`db`.`x y`"),
            ("a.b.c", "`a`.`b.c`"),
            ("t; DROP TABLE x", "`t; DROP TABLE x`"),
            ("", "``"),
            ("`open", "`\\`open`"),
        ] {
            assert_eq!(text.into_table().to_string(), quoted);
        }
        assert_eq!(("db", String::from("a.b")).into_table().to_string(), "`db`.`a.b`");
    }
}
