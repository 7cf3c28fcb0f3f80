//! [`ResultColumns`]: the columns of a result, or the elements of a Tuple in one, while a Rust type is checked against
//! them.

use super::part::Part;
use super::read::ReadPart;
use super::{Field, nearest, rust_type_name};
use crate::column::View;
use crate::error::{Mismatch, Problem};
use crate::types::DataType;
use crate::value::{Bind, BindError, ReadValue, rust_type_for};

/// The columns of a result while a row type is checked against them.
#[derive(Debug)]
pub struct ResultColumns<'c, 'a> {
    pub(super) columns: &'c mut [ResultColumn<'a>],
    /// The number of the first of `columns` in the whole result.
    offset: usize,
    pub(super) next: usize,
    pub(super) part: Part,
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

/// Checks the columns of a whole result, or one of them, which `offset` others precede.
pub(super) fn check_result<'a, C>(
    mut columns: Vec<ResultColumn<'a>>,
    offset: usize,
    check: impl FnOnce(&mut ResultColumns<'_, 'a>) -> Option<C>,
) -> Result<C, Mismatch> {
    let mut problems = Vec::new();
    let mut result = ResultColumns::new(&mut columns, Part::default(), &mut problems);
    result.offset = offset;
    let bound = check(&mut result);
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
    pub(super) fn new(columns: &'c mut [ResultColumn<'a>], part: Part, problems: &'c mut Vec<Problem>) -> Self {
        ResultColumns { columns, offset: 0, next: 0, part, problems }
    }

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
        let Some(place) = self.place(field) else { return Some(None) };
        self.bind_column::<T>(place, Some(field)).map(Some)
    }

    /// Checks the struct in a flattened field, whose columns are named by `field.column` and a name that the struct
    /// knows.
    pub fn flattened<C>(&mut self, field: &Field, check: impl FnOnce(&mut Self) -> Option<C>) -> Option<C> {
        let part = self.part.flattened(field);
        let whole = std::mem::replace(&mut self.part, part);
        let bound = check(self);
        self.part = whole;
        bound
    }

    /// Ends a struct's search: columns nobody asked for are problems, unless the struct says `partial`.
    pub fn finish(&mut self, row: &'static str, partial: bool) {
        if self.part.leaves_others {
            // What a nested struct leaves out nobody else will ask for.
            if partial && self.part.is_nested {
                self.columns.iter_mut().for_each(|column| column.taken = true);
            }
            return;
        }
        if partial {
            return;
        }
        let (is_tuple, noun) = (self.part.is_tuple, self.part.noun());
        for column in self.columns.iter_mut().filter(|column| !column.taken) {
            column.taken = true;
            let data_type = column.view.data_type();
            let way_out = if is_tuple { "" } else { "leave the column out of the query, " };
            let text = format!(
                "{noun} `{}` is {data_type}, and `{row}` has no field for it; add `{}: {}`, {way_out}or mark the struct \
                 `#[clickhouse(partial)]`",
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
            part: self.part.clone(),
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

    /// Finds the only column of `field` by its name.
    pub(super) fn place(&mut self, field: &Field) -> Option<usize> {
        let place = self.columns.iter().position(|column| self.part.is_column(column.name, field))?;
        let name = self.columns[place].name;
        let text = if self.columns[place].taken {
            Some(format!(
                "`{}` is not the only field for column `{name}`; rename one of them, or give the flattened struct a prefix",
                self.part.field(field)
            ))
        } else {
            let second = self.columns[place + 1..].iter_mut().find(|column| column.name == name);
            second.map(|second| {
                second.taken = true;
                format!(
                    "the result has two columns `{name}`, and `{}` can read only one; rename one of them with AS",
                    self.part.field(field)
                )
            })
        };
        if let Some(text) = text {
            self.problems.push(Problem { column: Some(name.to_owned()), text, ..self.part.problem(field) });
        }
        Some(place)
    }

    /// Records that there is no column for `field`.
    pub(crate) fn missing<T>(&mut self, field: &Field) {
        let column = self.part.column(field);
        let untaken = self.columns.iter().filter(|column| !column.taken).map(|column| column.name);
        let way_out = match nearest(&column, untaken) {
            Some(name) => format!(
                "did you mean `{name}`? rename the field with `#[clickhouse(rename = \"{}\")]`{}",
                self.part.own_name(name),
                if self.part.is_tuple { "" } else { " or the column with AS" }
            ),
            None if self.part.is_tuple => "mark the field `#[clickhouse(default)]` or `#[clickhouse(skip)]`".to_owned(),
            None => match field.kind {
                Some(kind) if kind.is_computed() => {
                    format!("`SELECT *` leaves {kind} columns out; select it by its name")
                }
                _ => "select it, or mark the field `#[clickhouse(default)]`".to_owned(),
            },
        };
        let whole = if self.part.is_tuple { "Tuple" } else { "result" };
        let text =
            format!("the {whole} has no {} `{column}` for `{}`; {way_out}", self.part.noun(), self.part.field(field));
        self.problems.push(Problem {
            column: Some(column.into_owned()),
            rust_type: Some(rust_type_name::<T>()),
            text,
            ..self.part.problem(field)
        });
    }

    /// A column as error texts count it: `column 3`.
    pub(super) fn numbered(&self, place: usize) -> String {
        format!("{} {}", self.part.noun(), self.offset + place + 1)
    }

    pub(super) fn bind_column<T: ReadValue<'a>>(&mut self, place: usize, field: Option<&Field>) -> Option<T::Cursor> {
        self.columns[place].taken = true;
        let column = &self.columns[place];
        let (name, data_type) = (column.name, column.view.data_type());
        let refused = match T::bind(column.view) {
            Ok(cursor) => return Some(cursor),
            Err(refused) => refused,
        };
        let reader = match field {
            Some(field) => format!("`{}`", self.part.field(field)),
            None => format!("`{}`", rust_type_name::<T>()),
        };
        let whose = if self.part.is_nested { "item of column".to_owned() } else { self.numbered(place) };
        let text = format!(
            "{whose} `{name}` is {data_type}, but {reader} reads {}; {}",
            reads::<T>(field.is_some()),
            way_out::<T>(data_type, &refused, field.is_some())
        );
        let problem = field.map_or_else(Problem::default, |field| self.part.problem(field));
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
            format!("the column can be NULL: make the field an Option{}", or_in_the_query(data_type))
        }
        Bind::Types if only_null_differs(data_type, &T::data_type()) => {
            format!("the column can be NULL: read `{}`{}", rust_type_for(data_type), or_in_the_query(data_type))
        }
        Bind::Types => format!("make {place} `{}`, or convert in the query", rust_type_for(data_type)),
    }
}

/// How the query can leave NULL out, for types that are something without it.
fn or_in_the_query(data_type: &DataType) -> &'static str {
    match data_type {
        DataType::Variant(_) | DataType::Dynamic(_) | DataType::Geometry => "",
        _ => ", or use assumeNotNull(..) in the query",
    }
}

/// Whether the column holds just what the Rust type reads, but for NULL.
fn only_null_differs(column: &DataType, natural: &DataType) -> bool {
    match column {
        DataType::Nullable(inner) => **inner == *natural,
        DataType::LowCardinality(inner) => only_null_differs(inner, natural),
        DataType::SimpleAggregateFunction(function) => only_null_differs(&function.data_type, natural),
        // These are NULL by themselves.
        DataType::Variant(_) | DataType::Dynamic(_) | DataType::Geometry => column == natural,
        _ => false,
    }
}
