//! What a value can refuse: the type of a column, or one cell of it. Both are completed by the layers above, which know
//! the names of columns and the numbers of rows.

use std::fmt;

/// Why a Rust type cannot stand for a column's type.
#[derive(Debug)]
pub struct BindError(pub(crate) Bind);

#[derive(Debug)]
pub(crate) enum Bind {
    /// The types differ; the layer above knows both and finds the way out.
    Types,
    /// The types differ in a way that only the value's own code can explain.
    Explained(String),
    /// The types agree, but the block holds bytes that are no value of theirs.
    Cell(CellError),
}

impl BindError {
    /// The column's type is not one that this Rust type reads or writes.
    pub fn types() -> Self {
        BindError(Bind::Types)
    }

    /// Whether the type is right and the bytes of the block are not.
    pub(crate) fn is_of_bytes(&self) -> bool {
        matches!(self.0, Bind::Cell(_))
    }

    /// The same, with what exactly is wrong and the way out.
    pub fn explained(text: impl Into<String>) -> Self {
        BindError(Bind::Explained(text.into()))
    }
}

impl From<CellError> for BindError {
    fn from(error: CellError) -> Self {
        BindError(Bind::Cell(error))
    }
}

impl fmt::Display for BindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Bind::Types => f.write_str("the column has another type"),
            Bind::Explained(text) => f.write_str(text),
            Bind::Cell(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BindError {}

/// Why one value cannot be read or written, as one machine word.
#[derive(Debug)]
pub struct CellError(Box<Cell>);

#[derive(Debug)]
struct Cell {
    column: String,
    text: String,
}

impl CellError {
    /// What is wrong with the value: `1899-12-31 is before the first Date32, 1900-01-01`.
    #[cold]
    pub fn new(text: impl Into<String>) -> Self {
        CellError(Box::new(Cell { column: String::new(), text: text.into() }))
    }

    /// The same error, said of the column `name`.
    #[cold]
    #[must_use]
    pub fn in_column(mut self, name: &str) -> Self {
        self.0.column = if self.0.column.is_empty() { name.to_owned() } else { format!("{name}.{}", self.0.column) };
        self
    }

    /// The same error, where the column's name begins with `prefix`, which the struct that knows the rest does not.
    #[cold]
    #[must_use]
    pub fn with_prefix(mut self, prefix: &str) -> Self {
        self.0.column.insert_str(0, prefix);
        self
    }

    /// There is a value of the type Nothing, which has none.
    #[cold]
    pub(crate) fn void() -> Self {
        CellError::new("the column is of the type Nothing, which has no values, and yet there is one")
    }

    /// A row was asked for that the block does not have.
    #[cold]
    pub(crate) fn no_such_row() -> Self {
        CellError::new("the block has no such row")
    }
}

impl fmt::Display for CellError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.column.is_empty() {
            write!(f, "column `{}`: ", self.0.column)?;
        }
        f.write_str(&self.0.text)
    }
}

impl std::error::Error for CellError {}
