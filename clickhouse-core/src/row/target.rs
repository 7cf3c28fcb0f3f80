//! [`TargetColumns`]: the columns of a table, or the elements of a Tuple in one, while a Rust type is checked against
//! them.

use super::part::Part;
use super::{Field, nearest, rust_type_name};
use crate::ddl::ColumnKind;
use crate::error::{Mismatch, Problem};
use crate::types::DataType;
use crate::value::{Bind, WriteValue, rust_type_for};

/// A column of the table that rows are to be written into.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TargetColumn {
    /// The column's name, unquoted.
    pub name: String,
    /// The column's type, which is what is sent.
    pub data_type: DataType,
    /// Where its values come from.
    pub kind: ColumnKind,
}

impl TargetColumn {
    /// A column that every row must have a value for.
    pub fn new(name: impl Into<String>, data_type: DataType) -> Self {
        TargetColumn { name: name.into(), data_type: data_type.without_versions(), kind: ColumnKind::Plain }
    }

    /// The same column, whose values come from somewhere else: rows may leave out one with a DEFAULT, and cannot have one
    /// that the server computes.
    #[must_use]
    pub fn of_kind(self, kind: ColumnKind) -> Self {
        TargetColumn { kind, ..self }
    }

    /// Whether a row must have a value for it: it can be inserted and has no DEFAULT.
    pub fn is_required(&self) -> bool {
        self.kind == ColumnKind::Plain
    }
}

/// The columns of a table while a row type is checked against them.
#[derive(Debug)]
pub struct TargetColumns<'t> {
    pub(super) columns: &'t [TargetColumn],
    /// The places of the columns asked for, in the order of asking.
    pub(super) taken: Vec<usize>,
    /// The places of columns that a nested struct says it leaves out.
    pub(super) excused: Vec<usize>,
    pub(super) part: Part,
    pub(super) problems: Vec<Problem>,
}

/// Checks the columns of a whole table: the builders, and the places of the columns in the order of the builders.
pub(super) fn check_table<B>(
    columns: &[TargetColumn],
    row: &'static str,
    check: impl FnOnce(&mut TargetColumns<'_>) -> Option<B>,
) -> Result<(B, Vec<usize>), Mismatch> {
    let mut target = TargetColumns::new(columns, Part::default());
    let builders = check(&mut target);
    let TargetColumns { taken, mut problems, .. } = target;
    match builders {
        Some(builders) if problems.is_empty() => Ok((builders, taken)),
        _ => {
            if problems.is_empty() {
                let text = format!("`{row}` refuses these columns without a reason");
                problems.push(Problem { text, ..Problem::default() });
            }
            Err(Mismatch { problems })
        }
    }
}

impl<'t> TargetColumns<'t> {
    pub(super) fn new(columns: &'t [TargetColumn], part: Part) -> Self {
        TargetColumns { columns, taken: Vec::new(), excused: Vec::new(), part, problems: Vec::new() }
    }

    /// Finds the column of `field` by its name, checks its type, and makes a builder for it.
    pub fn field<T: WriteValue>(&mut self, field: &Field) -> Option<T::Builder> {
        let Some(place) = self.place(field) else {
            self.missing::<T>(field);
            return None;
        };
        self.build_column::<T>(place, field)
    }

    pub(super) fn build_column<T: WriteValue>(&mut self, place: usize, field: &Field) -> Option<T::Builder> {
        let column = self.take(place, field)?;
        let (name, data_type) = (&column.name, &column.data_type);
        let noun = if self.part.is_nested { "item of column" } else { self.part.noun() };
        let declared = field.declared.and_then(|declared| DataType::parse(declared).ok());
        let text = match T::builder(data_type) {
            Ok(_) if declared.is_some_and(|declared| !declared.has_values_of(data_type)) => format!(
                "{noun} `{name}` is {data_type}, but `{}` is declared for {}; bring the struct and the table together",
                self.part.field(field),
                field.declared.unwrap_or_default()
            ),
            Ok(builder) => return Some(builder),
            Err(refused) => format!(
                "{noun} `{name}` is {data_type}, but `{}` is `{}` ({}); {}",
                self.part.field(field),
                rust_type_name::<T>(),
                T::data_type(),
                match refused.0 {
                    Bind::Explained(text) => text,
                    Bind::Cell(error) => error.to_string(),
                    Bind::Types => way_out(data_type, &T::data_type()),
                }
            ),
        };
        self.problems.push(Problem {
            column: Some(name.clone()),
            column_type: Some(data_type.to_string()),
            rust_type: Some(rust_type_name::<T>()),
            text,
            ..self.part.problem(field)
        });
        None
    }

    /// Checks the struct in a flattened field, whose columns are named by `field.column` and a name that the struct
    /// knows.
    pub fn flattened<B>(&mut self, field: &Field, check: impl FnOnce(&mut Self) -> Option<B>) -> Option<B> {
        let part = self.part.flattened(field);
        let whole = std::mem::replace(&mut self.part, part);
        let builders = check(self);
        self.part = whole;
        builders
    }

    /// Ends a struct's search: a column without DEFAULT that nobody asked for is a problem, unless the struct says
    /// `partial`. A Tuple is written whole, whatever the struct says.
    pub fn finish(&mut self, row: &'static str, partial: bool) {
        let untaken = |place: &usize| !self.taken.contains(place) && !self.excused.contains(place);
        let untaken = (0..self.columns.len()).filter(untaken).filter(|place| self.columns[*place].is_required());
        if self.part.leaves_others {
            if partial && self.part.is_nested {
                let excused: Vec<_> = untaken.collect();
                self.excused.extend(excused);
            }
            return;
        }
        if partial && !self.part.is_tuple {
            return;
        }
        for place in untaken.collect::<Vec<_>>() {
            let TargetColumn { name, data_type, .. } = &self.columns[place];
            let rust_type = rust_type_for(data_type);
            let text = if self.part.is_tuple {
                format!("element `{name}` is {data_type}, and `{row}` has no field for it; add `{name}: {rust_type}`")
            } else {
                format!(
                    "column `{name}` is {data_type} without a DEFAULT, and `{row}` has no field for it; add `{name}: \
                     {rust_type}`, or mark the struct `#[clickhouse(partial)]` to have it filled with the type's default"
                )
            };
            self.problems.push(Problem {
                column: Some(name.clone()),
                column_type: Some(data_type.to_string()),
                text,
                ..Problem::default()
            });
        }
    }

    /// Checks that the column of `field`, which rows leave to the server, is one that the server computes as the struct
    /// says.
    pub fn generated<T>(&mut self, field: &Field) {
        let Some(place) = self.place(field) else { return self.missing::<T>(field) };
        let column = &self.columns[place];
        if field.kind.is_none_or(|kind| kind == column.kind) {
            return;
        }
        // That nothing is inserted into it has been said by this.
        self.excused.push(place);
        let problem = Problem {
            column: Some(column.name.clone()),
            column_type: Some(column.data_type.to_string()),
            text: self.is_of_another_kind(column, field),
            ..self.part.problem(field)
        };
        self.problems.push(problem);
    }

    fn is_of_another_kind(&self, column: &TargetColumn, field: &Field) -> String {
        let kind = field.kind.unwrap_or(ColumnKind::Plain);
        format!(
            "column `{}` is {}, but `{}` is declared {kind}; bring the struct and the table together",
            column.name,
            column.kind,
            self.part.field(field)
        )
    }

    /// Whether nothing was found to be wrong so far.
    pub fn is_fine(&self) -> bool {
        self.problems.is_empty()
    }

    /// Where the column of `field` is.
    pub(super) fn place(&self, field: &Field) -> Option<usize> {
        self.columns.iter().position(|column| self.part.is_column(&column.name, field))
    }

    /// Takes a column for `field`, unless it cannot be inserted or has a field already.
    pub(super) fn take(&mut self, place: usize, field: &Field) -> Option<&'t TargetColumn> {
        let column = &self.columns[place];
        let name = &column.name;
        let text = if self.taken.contains(&place) {
            format!(
                "`{}` is not the only field for {} `{name}`; rename one of them, or give the flattened struct a prefix",
                self.part.field(field),
                self.part.noun()
            )
        } else if column.kind.is_computed() {
            self.taken.push(place);
            format!(
                "column `{name}` is {}, computed by the server; mark `{}` with `#[clickhouse(skip_insert)]`",
                column.kind,
                self.part.field(field)
            )
        } else if field.kind == Some(ColumnKind::Ephemeral) && column.kind != ColumnKind::Ephemeral {
            self.taken.push(place);
            self.is_of_another_kind(column, field)
        } else {
            self.taken.push(place);
            return Some(column);
        };
        let problem = self.part.problem(field);
        let column_type = Some(column.data_type.to_string());
        self.problems.push(Problem { column: Some(name.clone()), column_type, text, ..problem });
        None
    }

    /// Records that there is no column for `field`.
    pub(crate) fn missing<T>(&mut self, field: &Field) {
        let column = self.part.column(field);
        let untaken = self.columns.iter().enumerate().filter(|(place, _)| !self.taken.contains(place));
        let way_out = match nearest(&column, untaken.map(|(_, column)| column.name.as_str())) {
            Some(name) => format!(
                "did you mean `{name}`? rename the field with `#[clickhouse(rename = \"{}\")]`",
                self.part.own_name(name)
            ),
            None if self.part.is_tuple => "mark the field `#[clickhouse(skip)]`, or alter the column".to_owned(),
            None if field.kind.is_some_and(ColumnKind::is_computed) => "add it with ALTER TABLE".to_owned(),
            None => "add it with ALTER TABLE, or mark the field `#[clickhouse(skip_insert)]`".to_owned(),
        };
        let whole = if self.part.is_tuple { "Tuple" } else { "table" };
        let text =
            format!("the {whole} has no {} `{column}` for `{}`; {way_out}", self.part.noun(), self.part.field(field));
        self.problems.push(Problem {
            column: Some(column.into_owned()),
            rust_type: Some(rust_type_name::<T>()),
            text,
            ..self.part.problem(field)
        });
    }
}

fn way_out(column: &DataType, natural: &DataType) -> String {
    match natural {
        DataType::Nullable(inner) if **inner == *column => {
            "the column cannot be NULL: take the field out of its Option, or make the column Nullable".to_owned()
        }
        _ => format!("make the field `{}`", rust_type_for(column)),
    }
}
