//! Rows out of a result's columns: matched by name for structs, by position for tuples and single values.

use super::{Field, nearest, rust_type_name};
use crate::column::View;
use crate::error::{Mismatch, Problem};
use crate::types::DataType;
use crate::value::{Bind, BindError, ByName, ByPosition, CellError, OneColumn, ReadValue, RowShape, rust_type_for};

/// A row that can be read from a result, borrowing for `'a` from the block that holds it.
///
/// | row | columns |
/// |---|---|
/// | a struct with `#[derive(Row)]` | by name, in any order |
/// | a tuple of up to 16 values | by position |
/// | `(Struct, A, B)` | the struct's by name among the first, the others by position |
/// | a single value | the only one |
///
/// Implemented for every type whose [`RowShape`] can be read as that type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row that can be read from a ClickHouse result",
    label = "not a readable row",
    note = "a row is a struct with `#[derive(clickhouse_core::Row)]`, a tuple of up to 16 column values, or a single column value",
    note = "a struct with lifetimes borrows from its block: read it with `.blocks()` and `block.rows::<{Self}>()`"
)]
pub trait ReadRow<'a>: Sized {
    /// The places in all columns of the row.
    type Cursor;

    /// Checks the columns, once per block. `None`: what is wrong was recorded in `columns`.
    fn bind(columns: &mut ResultColumns<'_, 'a>) -> Option<Self::Cursor>;

    /// The row with number `row` in the block. Rows are asked for in their order, each once.
    ///
    /// # Errors
    /// A [`CellError`] with the column's name where a column's bytes are no value of the field's type.
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError>;
}

impl<'a, T: RowShape<Shape: ReadAs<'a, T>>> ReadRow<'a> for T {
    type Cursor = <T::Shape as ReadAs<'a, T>>::Cursor;

    #[inline]
    fn bind(columns: &mut ResultColumns<'_, 'a>) -> Option<Self::Cursor> {
        T::Shape::bind(columns)
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
        T::Shape::read(cursor, row)
    }
}

/// A struct that is read from columns by their names: `#[derive(Row)]`.
pub trait ReadNamed<'a>: Sized {
    /// As [`ReadRow::Cursor`].
    type Cursor;

    /// As [`ReadRow::bind`].
    fn bind(columns: &mut ResultColumns<'_, 'a>) -> Option<Self::Cursor>;

    /// As [`ReadRow::read`].
    ///
    /// # Errors
    /// As [`ReadRow::read`].
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError>;
}

/// A shape as which the row `T` can be read.
pub trait ReadAs<'a, T> {
    /// As [`ReadRow::Cursor`].
    type Cursor;

    /// As [`ReadRow::bind`].
    fn bind(columns: &mut ResultColumns<'_, 'a>) -> Option<Self::Cursor>;

    /// As [`ReadRow::read`].
    ///
    /// # Errors
    /// As [`ReadRow::read`].
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<T, CellError>;
}

impl<'a, T: ReadValue<'a>> ReadAs<'a, T> for OneColumn {
    type Cursor = T::Cursor;

    fn bind(columns: &mut ResultColumns<'_, 'a>) -> Option<Self::Cursor> {
        columns.expect_width::<T>(1).then(|| columns.next::<T>()).flatten()
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<T, CellError> {
        T::read(cursor, row)
    }
}

impl<'a, T: ReadNamed<'a>> ReadAs<'a, T> for ByName {
    type Cursor = T::Cursor;

    #[inline]
    fn bind(columns: &mut ResultColumns<'_, 'a>) -> Option<Self::Cursor> {
        T::bind(columns)
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<T, CellError> {
        T::read(cursor, row)
    }
}

/// A shape as which an element of a tuple row can be read: a value of one column, or a derived struct that takes all
/// columns left to it.
pub trait ReadPart<'a, T> {
    /// Whether this takes all columns that the other elements leave.
    const IS_ROW: bool;

    /// The places in the columns of this part.
    type Cursor;

    /// As [`ReadRow::bind`].
    fn bind(columns: &mut ResultColumns<'_, 'a>) -> Option<Self::Cursor>;

    /// As [`ReadRow::read`].
    ///
    /// # Errors
    /// As [`ReadRow::read`].
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<T, CellError>;
}

macro_rules! part_is_one_column {
    ($($shape:ident),+) => {
        $(impl<'a, T: ReadValue<'a>> ReadPart<'a, T> for $shape {
            const IS_ROW: bool = false;

            type Cursor = T::Cursor;

            fn bind(columns: &mut ResultColumns<'_, 'a>) -> Option<Self::Cursor> {
                columns.next::<T>()
            }

            #[inline]
            fn read(cursor: &mut Self::Cursor, row: usize) -> Result<T, CellError> {
                T::read(cursor, row)
            }
        })+
    };
}

// A tuple within a tuple is a Tuple column.
part_is_one_column!(OneColumn, ByPosition);

impl<'a, T: ReadNamed<'a>> ReadPart<'a, T> for ByName {
    const IS_ROW: bool = true;

    type Cursor = T::Cursor;

    fn bind(columns: &mut ResultColumns<'_, 'a>) -> Option<Self::Cursor> {
        T::bind(columns)
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<T, CellError> {
        T::read(cursor, row)
    }
}

/// The columns of a result while a row type is checked against them.
#[derive(Debug)]
pub struct ResultColumns<'c, 'a> {
    columns: &'c mut [ResultColumn<'a>],
    /// The number of the first of `columns` in the whole result.
    offset: usize,
    next: usize,
    problems: &'c mut Vec<Problem>,
}

/// A column of a result: its name, its values, and whether the row has asked for it.
#[derive(Debug)]
pub(crate) struct ResultColumn<'a> {
    pub(crate) name: &'a str,
    pub(crate) view: View<'a>,
    pub(crate) taken: bool,
}

impl<'a> ResultColumn<'a> {
    pub(crate) fn new(name: &'a str, view: View<'a>) -> Self {
        ResultColumn { name, view, taken: false }
    }
}

/// Checks the row type `T` against the columns of a result.
pub(crate) fn bind_row<'a, T: ReadRow<'a>>(columns: Vec<ResultColumn<'a>>) -> Result<T::Cursor, Mismatch> {
    bind(columns, 0, T::bind)
}

/// Checks the value type `T` against the column at `place` of its result.
pub(crate) fn bind_value<'a, T: ReadValue<'a>>(column: ResultColumn<'a>, place: usize) -> Result<T::Cursor, Mismatch> {
    bind(vec![column], place, |columns| columns.next::<T>())
}

fn bind<'a, C>(
    mut columns: Vec<ResultColumn<'a>>,
    offset: usize,
    check: impl FnOnce(&mut ResultColumns<'_, 'a>) -> Option<C>,
) -> Result<C, Mismatch> {
    let mut problems = Vec::new();
    let bound = check(&mut ResultColumns { columns: &mut columns, offset, next: 0, problems: &mut problems });
    match bound {
        Some(cursor) if problems.is_empty() => Ok(cursor),
        _ => {
            if problems.is_empty() {
                let text = "the row type refuses these columns without a reason".to_owned();
                problems.push(Problem { text, ..Problem::default() });
            }
            Err(Mismatch { problems })
        }
    }
}

impl<'c, 'a> ResultColumns<'c, 'a> {
    /// Finds the column of `field` by its name and checks its type.
    pub fn field<T: ReadValue<'a>>(&mut self, field: &Field) -> Option<T::Cursor> {
        match self.field_or_default::<T>(field)? {
            Some(cursor) => Some(cursor),
            None => {
                self.missing::<T>(field);
                None
            }
        }
    }

    /// The same for a field that has a default where the result has no such column: `Some(None)`.
    pub fn field_or_default<T: ReadValue<'a>>(&mut self, field: &Field) -> Option<Option<T::Cursor>> {
        let Some(place) = self.columns.iter().position(|column| column.name == field.column) else {
            return Some(None);
        };
        if let Some(second) = self.columns[place + 1..].iter_mut().find(|column| column.name == field.column) {
            second.taken = true;
            let text = format!(
                "the result has two columns `{}`, and `{}::{}` can read only one; rename one of them with AS",
                field.column, field.row, field.field
            );
            self.problems.push(Problem { column: Some(field.column.to_owned()), text, ..field.problem() });
        }
        self.bind_column::<T>(place, Some(field)).map(Some)
    }

    /// Ends a struct's search: columns nobody asked for are problems, unless the struct says `partial`.
    pub fn finish(&mut self, row: &'static str, partial: bool) {
        if partial {
            return;
        }
        for column in self.columns.iter_mut().filter(|column| !column.taken) {
            column.taken = true;
            let data_type = column.view.data_type();
            let text = format!(
                "column `{}` is {data_type}, and `{row}` has no field for it; add `{}: {}`, leave the column out of the \
                 query, or mark the struct `#[clickhouse(partial)]`",
                column.name,
                column.name,
                rust_type_for(data_type)
            );
            self.problems.push(Problem {
                column: Some(column.name.to_owned()),
                column_type: Some(data_type.to_string()),
                text,
                ..Problem::default()
            });
        }
    }

    /// Whether nothing was found to be wrong so far.
    pub fn is_fine(&self) -> bool {
        self.problems.is_empty()
    }

    /// The number of columns this part of the row may take.
    pub(super) fn len(&self) -> usize {
        self.columns.len() - self.next
    }

    /// Takes the next column by position.
    pub(super) fn next<T: ReadValue<'a>>(&mut self) -> Option<T::Cursor> {
        let place = self.next;
        self.next += 1;
        if place < self.columns.len() { self.bind_column::<T>(place, None) } else { None }
    }

    /// Takes the next column for an element of a tuple, or the next `left` columns for a struct among them.
    pub(super) fn next_part<T, Shape: ReadPart<'a, T>>(&mut self, left: usize) -> Option<Shape::Cursor> {
        let count = if Shape::IS_ROW { left } else { 1 };
        let start = self.next.min(self.columns.len());
        let end = (start + count).min(self.columns.len());
        self.next = end;
        let offset = self.offset + start;
        Shape::bind(&mut ResultColumns {
            columns: &mut self.columns[start..end],
            offset,
            next: 0,
            problems: self.problems,
        })
    }

    /// Whether the result has as many columns as `T` reads by position; a problem if not.
    pub(super) fn expect_width<T>(&mut self, width: usize) -> bool {
        let found = self.columns.len();
        if found == width {
            return true;
        }
        let names: Vec<_> =
            self.columns.iter().map(|column| format!("`{}` {}", column.name, column.view.data_type())).collect();
        let text = format!(
            "the result has {found} column{} ({}), and `{}` reads {width} by position; read `{}`",
            if found == 1 { "" } else { "s" },
            names.join(", "),
            rust_type_name::<T>(),
            self.natural_row()
        );
        self.problems.push(Problem { rust_type: Some(rust_type_name::<T>()), text, ..Problem::default() });
        false
    }

    pub(super) fn record(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// The row by position that reads these very columns.
    fn natural_row(&self) -> String {
        let types: Vec<_> = self.columns.iter().map(|column| rust_type_for(column.view.data_type())).collect();
        match types.as_slice() {
            [one] => one.clone(),
            types => format!("({})", types.join(", ")),
        }
    }

    fn missing<T: ReadValue<'a>>(&mut self, field: &Field) {
        let untaken = self.columns.iter().filter(|column| !column.taken).map(|column| column.name);
        let way_out = match nearest(field.column, untaken) {
            Some(name) => format!(
                "did you mean `{name}`? rename the field with `#[clickhouse(rename = \"{name}\")]` or the column with AS"
            ),
            None => "select it, or mark the field `#[clickhouse(default)]`".to_owned(),
        };
        let text =
            format!("the result has no column `{}` for `{}::{}`; {way_out}", field.column, field.row, field.field);
        self.problems.push(Problem {
            column: Some(field.column.to_owned()),
            rust_type: Some(rust_type_name::<T>()),
            text,
            ..field.problem()
        });
    }

    fn bind_column<T: ReadValue<'a>>(&mut self, place: usize, field: Option<&Field>) -> Option<T::Cursor> {
        let column = &mut self.columns[place];
        column.taken = true;
        let (name, data_type) = (column.name, column.view.data_type());
        let refused = match T::bind(column.view) {
            Ok(cursor) => return Some(cursor),
            Err(refused) => refused,
        };
        let reader = match field {
            Some(field) => format!("`{}::{}`", field.row, field.field),
            None => format!("`{}`", rust_type_name::<T>()),
        };
        let text = format!(
            "column {} `{name}` is {data_type}, but {reader} reads {}; {}",
            self.offset + place + 1,
            reads::<T>(field.is_some()),
            way_out::<T>(data_type, &refused, field.is_some())
        );
        let problem = field.map_or_else(Problem::default, Field::problem);
        self.problems.push(Problem {
            column: Some(name.to_owned()),
            column_type: Some(data_type.to_string()),
            rust_type: Some(rust_type_name::<T>()),
            text,
            ..problem
        });
        None
    }
}

/// The ClickHouse type that a Rust type reads, with the Rust type where the text has not named it yet.
fn reads<'a, T: ReadValue<'a>>(with_rust_type: bool) -> String {
    if with_rust_type {
        format!("{} (`{}`)", T::data_type(), rust_type_name::<T>())
    } else {
        T::data_type().to_string()
    }
}

fn way_out<'a, T: ReadValue<'a>>(data_type: &DataType, refused: &BindError, is_field: bool) -> String {
    let place = if is_field { "the field" } else { "it" };
    match &refused.0 {
        Bind::Explained(text) => text.clone(),
        Bind::Cell(error) => error.to_string(),
        Bind::Types if only_null_differs(data_type, &T::data_type()) && is_field => {
            "the column can be NULL: make the field an Option, or use assumeNotNull(..) in the query".to_owned()
        }
        Bind::Types if only_null_differs(data_type, &T::data_type()) => {
            format!(
                "the column can be NULL: read `{}`, or use assumeNotNull(..) in the query",
                rust_type_for(data_type)
            )
        }
        Bind::Types => format!("make {place} `{}`, or convert in the query", rust_type_for(data_type)),
    }
}

/// Whether the column holds just what the Rust type reads, but for NULL.
fn only_null_differs(column: &DataType, natural: &DataType) -> bool {
    match column {
        DataType::Nullable(inner) => **inner == *natural,
        DataType::LowCardinality(inner) => only_null_differs(inner, natural),
        DataType::SimpleAggregateFunction(function) => only_null_differs(&function.data_type, natural),
        _ => false,
    }
}
