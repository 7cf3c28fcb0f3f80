//! [`Statement`]: SQL with the parameters that travel beside it.

use super::Param;
use std::borrow::Cow;
use std::fmt;
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
}

/// Without the values, which may be secrets.
impl fmt::Debug for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.params.iter().map(|(name, _)| name).collect();
        f.debug_struct("Statement").field("sql", &self.sql).field("params", &names).finish()
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
