//! Conversions between a field and its column: `TryFrom`, `Into`, and the functions of a module.

use crate::row::Field;
use crate::value::CellError;
use std::fmt::{self, Display};

/// A field that is made of the value `C` of its column, with `TWIN` as in [`ReadField`](super::ReadField).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be made of a column's `{C}`",
    label = "`TryFrom<{C}>` is not implemented for `{Self}`",
    note = "`#[clickhouse(try_from = \"..\")]` takes a type that the field's type has a `TryFrom` for, with an error that can be displayed"
)]
pub trait TryFromColumn<C, const TWIN: usize = 0>: Sized {
    /// Makes the field's value.
    ///
    /// # Errors
    /// What `TryFrom` says, with the column's name.
    fn convert(column: C, field: &Field) -> Result<Self, CellError>;
}

#[diagnostic::do_not_recommend]
impl<const TWIN: usize, C, T: TryFrom<C, Error: Display>> TryFromColumn<C, TWIN> for T {
    #[inline]
    fn convert(column: C, field: &Field) -> Result<Self, CellError> {
        T::try_from(column).map_err(|error| refused(&error, field))
    }
}

/// A field that can be turned into the value `C` of its column, with `TWIN` as in [`ReadField`](super::ReadField).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be turned into a column's `{C}`",
    label = "`Into<{C}>` or `Clone` is not implemented for `{Self}`",
    note = "`#[clickhouse(into = \"..\")]` takes a type that the field's type has an `Into` for, and the field is cloned"
)]
pub trait IntoColumn<C, const TWIN: usize = 0> {
    /// The column's value.
    fn convert(&self) -> C;
}

#[diagnostic::do_not_recommend]
impl<const TWIN: usize, C, T: Clone + Into<C>> IntoColumn<C, TWIN> for T {
    #[inline]
    fn convert(&self) -> C {
        self.clone().into()
    }
}

/// What a function of a `with` module may return for a `T`: the `T`, or a [`Result`] with it.
#[diagnostic::on_unimplemented(
    message = "the function returns `{Self}`, not `{T}` or a `Result` with it",
    label = "returns `{Self}`",
    note = "in the module of `#[clickhouse(with = module)]`: `type Column = ..;`, `fn read(column: Column) -> Result<Field, impl Display>`, `fn write(field: &Field) -> Column`"
)]
pub trait Outcome<T> {
    /// The value, or the text of the error.
    ///
    /// # Errors
    /// The function's own.
    fn outcome(self, field: &Field) -> Result<T, CellError>;
}

impl<T> Outcome<T> for T {
    #[inline]
    fn outcome(self, _: &Field) -> Result<T, CellError> {
        Ok(self)
    }
}

impl<T, E: Display> Outcome<T> for Result<T, E> {
    #[inline]
    fn outcome(self, field: &Field) -> Result<T, CellError> {
        self.map_err(|error| refused(&error, field))
    }
}

/// What a function of a `with` module returned.
///
/// # Errors
/// The function's own, with the column's name.
#[inline]
pub fn outcome<T, O: Outcome<T>>(outcome: O, field: &Field) -> Result<T, CellError> {
    outcome.outcome(field)
}

/// Stands where a `with` module lacks a function. It takes memory, which functions do not.
#[derive(Debug, Clone, Copy)]
pub struct Absent {
    _memory: u8,
}

impl Absent {
    /// The only value.
    #[expect(clippy::new_without_default, reason = "only expansions make it")]
    pub const fn new() -> Self {
        Absent { _memory: 0 }
    }
}

impl Display for Absent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the module of `with` lacks the function")
    }
}

/// Whether `item` is a function, not an [`Absent`] one.
pub const fn is_function<T>(item: &T) -> bool {
    size_of_val(item) == 0
}

/// A `with` module that has a certain function or not.
#[derive(Debug, Clone, Copy)]
pub struct Module<const HAS: bool>;

/// A `with` module that can read.
#[diagnostic::on_unimplemented(
    message = "a module given to `#[clickhouse(with = module)]` has no public function `read`, so this struct can only be inserted",
    label = "only insertable",
    note = "add `pub fn read(column: Column) -> Result<Field, Error>` to the module"
)]
pub trait HasRead {}

impl HasRead for Module<true> {}

/// A `with` module that can write.
#[diagnostic::on_unimplemented(
    message = "a module given to `#[clickhouse(with = module)]` has no public function `write`, so this struct can only be read",
    label = "only readable",
    note = "add `pub fn write(field: &Field) -> Column` to the module"
)]
pub trait HasWrite {}

impl HasWrite for Module<true> {}

#[cold]
fn refused(error: &dyn Display, field: &Field) -> CellError {
    CellError::new(error.to_string()).in_column(field.column)
}
