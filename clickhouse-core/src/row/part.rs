//! [`Part`]: where the columns of a part of a row stand, and how error texts name them.

use super::Field;
use crate::error::Problem;
use std::borrow::Cow;

/// The columns that a struct is checked against: all of a result or table, those of a flattened or nested field, or the
/// elements of a Tuple.
#[derive(Debug, Clone, Default)]
pub(super) struct Part {
    /// What the columns' names begin with, before the names that the struct knows: `home_`.
    prefix: String,
    /// The field that has this part: `Order::home`; empty for a whole row.
    field: String,
    /// Whether the columns that the struct leaves are for others to take.
    pub(super) leaves_others: bool,
    /// Whether these are the elements of a Tuple.
    pub(super) is_tuple: bool,
    /// Whether these are the items of the columns of a Nested.
    pub(super) is_nested: bool,
}

impl Part {
    /// The columns of a flattened field.
    pub(super) fn flattened(&self, field: &Field) -> Part {
        Part {
            prefix: self.column(field).into_owned(),
            field: self.field(field),
            leaves_others: true,
            is_tuple: self.is_tuple,
            is_nested: self.is_nested,
        }
    }

    /// The columns of a nested field: `n.a`, `n.b`.
    pub(super) fn nested(&self, field: &Field) -> Part {
        Part { prefix: format!("{}.", self.column(field)), is_nested: true, ..self.flattened(field) }
    }

    /// The elements of the Tuples in the column of a nested field.
    pub(super) fn elements(&self, field: &Field) -> Part {
        Part { field: self.field(field), is_tuple: true, ..Part::default() }
    }

    /// The elements of a Tuple that is a value of its own.
    pub(super) fn tuple() -> Part {
        Part { is_tuple: true, ..Part::default() }
    }

    /// The full name of the field's column.
    pub(super) fn column<'f>(&self, field: &'f Field) -> Cow<'f, str> {
        if self.prefix.is_empty() {
            Cow::Borrowed(field.column)
        } else {
            Cow::Owned(format!("{}{}", self.prefix, field.column))
        }
    }

    /// Whether `name` is that of the field's column.
    pub(super) fn is_column(&self, name: &str, field: &Field) -> bool {
        name.strip_prefix(&*self.prefix) == Some(field.column)
    }

    /// The name that a field has to have for the column `name`.
    pub(super) fn own_name<'n>(&self, name: &'n str) -> &'n str {
        name.strip_prefix(&*self.prefix).unwrap_or(name)
    }

    /// The field as error texts name it: `Address::street`, `Order::home.street`.
    pub(super) fn field(&self, field: &Field) -> String {
        if self.field.is_empty() {
            format!("{}::{}", field.row, field.field)
        } else {
            format!("{}.{}", self.field, field.field)
        }
    }

    pub(super) fn problem(&self, field: &Field) -> Problem {
        Problem { field: Some(self.field(field)), ..Problem::default() }
    }

    /// What the columns are called.
    pub(super) fn noun(&self) -> &'static str {
        if self.is_tuple { "element" } else { "column" }
    }
}
