//! [`Statement`]: SQL with the parameters that travel beside it.

use super::{Param, scan};
use crate::error::{Error, ErrorKind};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// SQL, as it will be sent, and values for its `{name:Type}` parameters.
#[derive(Clone, PartialEq, Eq)]
pub struct Statement {
    pub(crate) sql: String,
    /// Name and text of each value, as the server reads it.
    pub(crate) params: Vec<(String, String)>,
}

impl Statement {
    /// SQL without parameters yet.
    pub fn new(sql: impl Into<String>) -> Self {
        Statement { sql: sql.into(), params: Vec::new() }
    }

    /// Adds the value of the parameter `{name:Type}`.
    #[must_use]
    pub fn param(mut self, name: impl Into<String>, value: impl Param) -> Self {
        self.params.push((name.into(), value.to_param()));
        self
    }

    /// The SQL.
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// Name and text of each value, as the server reads it where it stands: values as fields of TabSeparated, names as they
    /// are (26.7 unescapes no `Identifier`).
    ///
    /// # Errors
    /// [`ErrorKind::Config`]: a text that has to be escaped stands both as a value and as a name.
    #[cfg_attr(not(feature = "http"), allow(dead_code, reason = "only the client sends them"))]
    pub(crate) fn params_as_read(&self) -> Result<Cow<'_, [(String, String)]>, Error> {
        // SQL that cannot be scanned is for the server to refuse.
        let is_escaped = |(_, text): &(String, String)| text.contains('\\');
        let Some(found) = self.params.iter().any(is_escaped).then(|| scan(&self.sql).ok()).flatten() else {
            return Ok(Cow::Borrowed(&self.params));
        };
        let mut params = self.params.clone();
        for (name, text) in params.iter_mut().filter(|param| is_escaped(param)) {
            let mut uses = found.parameters.iter().filter(|parameter| parameter.name == name);
            let Some(first) = uses.next() else { continue };
            if uses.any(|other| other.is_identifier() != first.is_identifier()) {
                let what = format!(
                    "parameter `{name}` stands as a name and as a value, and its text reads differently as each of them; \
                     make it two parameters"
                );
                return Err(Error::new(ErrorKind::Config, what));
            }
            if first.is_identifier() {
                *text = unescaped_field(text);
            }
        }
        Ok(Cow::Owned(params))
    }
}

/// The text whose escaped form `text` is.
fn unescaped_field(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match (letter, letters.as_str().chars().next()) {
            ('\\', Some(escaped @ ('\\' | 'n' | 't'))) => {
                letters.next();
                out.push(match escaped {
                    'n' => '\n',
                    't' => '\t',
                    other => other,
                });
            }
            (letter, _) => out.push(letter),
        }
    }
    out
}

/// Without the values, which may be secrets.
impl fmt::Debug for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.params.iter().map(|(name, _)| name).collect();
        f.debug_struct("Statement").field("sql", &self.sql).field("params", &names).finish()
    }
}

/// SQL whose rows have been compared with `T` when the program was compiled: what [`query_as!`](crate::query_as) gives.
///
/// ```text
/// query_as!(Top, "..").fetch_all(&client).await?         also fetch_one, fetch_optional, stream, blocks
/// query_as!(Top, "..").on(&client).setting("k", 1).await?     with the options of every query
/// client.query_as::<Top>(query_as!(Top, "..")).await?
/// ```
pub struct TypedStatement<T> {
    statement: Statement,
    rows: PhantomData<fn() -> T>,
}

impl<T> TypedStatement<T> {
    /// The statement, of which the caller knows that its rows are `T`.
    pub(crate) fn new(statement: Statement) -> Self {
        TypedStatement { statement, rows: PhantomData }
    }

    /// The SQL.
    pub fn sql(&self) -> &str {
        self.statement.sql()
    }
}

impl<T> Clone for TypedStatement<T> {
    fn clone(&self) -> Self {
        TypedStatement::new(self.statement.clone())
    }
}

/// Without the values of parameters, which may be secrets.
impl<T> fmt::Debug for TypedStatement<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.statement, f)
    }
}

impl<T> IntoStatement for TypedStatement<T> {
    fn into_statement(self) -> Statement {
        self.statement
    }
}

impl<T> IntoStatement for &TypedStatement<T> {
    fn into_statement(self) -> Statement {
        self.statement.clone()
    }
}

/// What a call takes as SQL: any kind of string, or a [`Statement`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not SQL",
    label = "not a text",
    note = "SQL is a `&str`, `String`, `Cow<str>` or a `Statement`"
)]
pub trait IntoStatement {
    /// The statement.
    fn into_statement(self) -> Statement;
}

impl IntoStatement for Statement {
    fn into_statement(self) -> Statement {
        self
    }
}

impl IntoStatement for &Statement {
    fn into_statement(self) -> Statement {
        self.clone()
    }
}

macro_rules! text {
    ($($text:ty),+) => {
        $(impl IntoStatement for $text {
            fn into_statement(self) -> Statement {
                Statement::new(&*self as &str)
            }
        })+
    };
}

text!(&str, &String, String, Cow<'_, str>, Box<str>, Arc<str>);

impl IntoStatement for &&str {
    fn into_statement(self) -> Statement {
        Statement::new(*self)
    }
}

impl IntoStatement for &Cow<'_, str> {
    fn into_statement(self) -> Statement {
        Statement::new(&**self)
    }
}
