//! Structs as Tuples: each element of the Tuple is a field, by name or by position.
//!
//! ```text
//! Point { y: f64, x: f64 } in Tuple(x Float64, y Float64), 2 rows: (1, 2), (3, 4)
//!   x   1 3
//!   y   2 4
//! ```
//!
//! A struct's fields are checked against the elements as a row's are against the columns, by the same code.

use super::part::Part;
use super::result::ResultColumn;
use super::{Field, ResultColumns, RowColumn, TargetColumn, TargetColumns, Wanted};
use crate::column::{ColumnBuilder, EmptyTupleBuilder, Sink, View, structure};
use crate::error::Problem;
use crate::types::{DataType, TupleElement};
use crate::value::{BindError, CellError, ReadValue, WriteValue};
use std::cell::RefCell;
use std::fmt;

/// Shows each builder of a struct.
pub type Each<B> = fn(&mut B, &mut dyn FnMut(&mut dyn ColumnBuilder));

/// A struct whose fields are elements of a Tuple: `#[derive(Value)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a struct with columns or elements",
    label = "not a struct with `#[derive(Row)]` or `#[derive(Value)]`"
)]
pub trait Elements {
    /// The struct's name, for error texts.
    const NAME: &'static str;
    /// The number of elements, where they are matched by position and not by name.
    const COUNT: Option<usize>;
    /// As [`Row::WANTED`](super::Row::WANTED).
    #[doc(hidden)]
    const WANTED: Wanted = Wanted::Unknown;

    /// The elements, as columns of the struct.
    fn columns() -> Vec<RowColumn>;

    /// The type of the Tuple.
    fn tuple_type() -> DataType {
        let named = Self::COUNT.is_none();
        let element =
            |column: RowColumn| TupleElement { name: named.then(|| column.column.into()), data_type: column.data_type };
        DataType::Tuple(Self::columns().into_iter().map(element).collect())
    }
}

/// A struct whose elements have names, so that they can also be the columns of a Nested.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a struct with named columns or elements",
    label = "not a struct with `#[derive(Row)]` or `#[derive(Value)]` and named fields"
)]
pub trait NamedElements: Elements {}

/// A struct that can be read from the elements of a Tuple.
pub trait ReadElements<'a>: Elements + Sized {
    /// The places in all elements.
    type Cursor: Send;

    /// Checks the elements. `None`: what is wrong was recorded in `elements`.
    fn bind(elements: &mut ResultColumns<'_, 'a>) -> Option<Self::Cursor>;

    /// Reads the struct in `row`.
    ///
    /// # Errors
    /// As [`ReadValue::read`], with the element's name.
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError>;

    /// Passes over `row`.
    fn skip(cursor: &mut Self::Cursor, row: usize);
}

/// A struct that can be written into the elements of a Tuple.
pub trait WriteElements: Elements {
    /// One builder per element.
    type Builders;

    /// Checks the elements. `None`: what is wrong was recorded in `elements`.
    fn builders(elements: &mut TargetColumns<'_>) -> Option<Self::Builders>;

    /// Gathers this struct.
    ///
    /// # Errors
    /// As [`WriteValue::write`], with the element's name.
    fn write(&self, builders: &mut Self::Builders) -> Result<(), CellError>;

    /// Visits the builders in the order in which the elements were asked for.
    fn each_builder(builders: &mut Self::Builders, visit: &mut dyn FnMut(&mut dyn ColumnBuilder));
}

/// Checks the struct `T` against a column of Tuples.
///
/// # Errors
/// All elements and fields that do not fit.
#[doc(hidden)]
pub fn bind_elements<'a, T: ReadElements<'a>>(view: View<'a>) -> Result<T::Cursor, BindError> {
    if view.accepts_null() {
        return Err(BindError::types());
    }
    let mut elements = elements_of(view).ok_or_else(BindError::types)?;
    check_count::<T>(elements.len(), have_names(&elements))?;
    let mut problems = Vec::new();
    let bound = T::bind(&mut ResultColumns::new(&mut elements, Part::tuple(), &mut problems));
    bound.filter(|_| problems.is_empty()).ok_or_else(|| explained(&problems))
}

/// Makes a builder of structs `T` for a column of `data_type`.
///
/// # Errors
/// All elements and fields that do not fit.
#[doc(hidden)]
pub fn build_elements<T: WriteElements>(data_type: &DataType) -> Result<TupleBuilder<T::Builders>, BindError> {
    if let DataType::SimpleAggregateFunction(function) = data_type {
        return build_elements::<T>(&function.data_type);
    }
    let DataType::Tuple(elements) = structure(data_type) else {
        return Err(BindError::types());
    };
    check_count::<T>(elements.len(), elements.iter().all(|element| element.name.is_some()))?;
    let (builder, problems) = TupleBuilder::check(&elements, Part::tuple(), T::each_builder, T::builders);
    builder.filter(|_| problems.is_empty()).ok_or_else(|| explained(&problems))
}

/// Elements by position are as many as the struct has; elements by name have names.
fn check_count<T: Elements>(found: usize, have_names: bool) -> Result<(), BindError> {
    match T::COUNT {
        Some(count) if count != found => Err(BindError::explained(format!(
            "the column has {found} elements and `{}` {count}; make them the same",
            T::NAME
        ))),
        None if !have_names => Err(BindError::explained(format!(
            "the column's elements have no names, by which those of `{name}` are found; give them names with \
             CAST(.., '{}'), or make `{name}` a struct without names",
            T::tuple_type(),
            name = T::NAME
        ))),
        _ => Ok(()),
    }
}

fn explained(problems: &[Problem]) -> BindError {
    let texts: Vec<_> = problems.iter().map(Problem::to_string).collect();
    BindError::explained(texts.join("; "))
}

/// The elements of a Tuple; those without a name have an empty one.
pub(super) fn elements_of(view: View<'_>) -> Option<Vec<ResultColumn<'_>>> {
    match view.data_type() {
        DataType::Tuple(elements) => {
            let views = view.tuple().unwrap_or_default();
            let named = elements.iter().zip(views);
            Some(named.map(|(element, view)| ResultColumn::new(element.name.as_deref().unwrap_or(""), view)).collect())
        }
        _ => Some(view.tuple()?.into_iter().map(|view| ResultColumn::new("", view)).collect()),
    }
}

/// Whether elements can be matched by name.
pub(super) fn have_names(elements: &[ResultColumn<'_>]) -> bool {
    elements.iter().all(|element| !element.name.is_empty())
}

impl<'a> ResultColumns<'_, 'a> {
    /// Takes the next element by position, and checks its type.
    pub fn element<T: ReadValue<'a>>(&mut self, field: &Field) -> Option<T::Cursor> {
        let place = self.next;
        self.next += 1;
        if place < self.columns.len() { self.bind_column::<T>(place, Some(field)) } else { None }
    }
}

impl TargetColumns<'_> {
    /// Takes the next element by position, and makes a builder for it.
    pub fn element<T: WriteValue>(&mut self, field: &Field) -> Option<T::Builder> {
        let place = self.taken.len();
        if place < self.columns.len() { self.build_column::<T>(place, field) } else { None }
    }
}

/// Gathers structs as Tuples: a builder per field, written in the order of the type.
pub struct TupleBuilder<B> {
    /// Only those who may change the builders can be shown them, and some ask who may not.
    builders: RefCell<B>,
    each: Each<B>,
    /// For each element of the type the place of its builder.
    order: Vec<usize>,
    len: usize,
}

impl<B> TupleBuilder<B> {
    /// Checks the elements of a type.
    pub(super) fn check(
        elements: &[TupleElement],
        part: Part,
        each: Each<B>,
        check: impl FnOnce(&mut TargetColumns<'_>) -> Option<B>,
    ) -> (Option<Self>, Vec<Problem>) {
        let target = |element: &TupleElement| {
            TargetColumn::new(element.name.as_deref().unwrap_or_default(), element.data_type.clone())
        };
        let columns: Vec<_> = elements.iter().map(target).collect();
        let mut target = TargetColumns::new(&columns, part);
        let builders = check(&mut target);
        let TargetColumns { taken, problems, .. } = target;
        let places = 0..elements.len();
        let order: Option<Vec<_>> = places.map(|place| taken.iter().position(|taken| *taken == place)).collect();
        let builder = builders.zip(order).map(|(builders, order)| TupleBuilder {
            builders: builders.into(),
            each,
            order,
            len: 0,
        });
        (builder, problems)
    }

    /// Gathers one struct, written by `write`.
    ///
    /// # Errors
    /// What `write` says; the builder is left in need of a [`truncate`](ColumnBuilder::truncate).
    #[inline]
    pub fn write(&mut self, write: impl FnOnce(&mut B) -> Result<(), CellError>) -> Result<(), CellError> {
        write(self.builders.get_mut())?;
        self.len += 1;
        Ok(())
    }

    /// Shows the builders in the order of the type.
    fn in_order(&self, mut visit: impl FnMut(&mut dyn ColumnBuilder)) {
        let mut builders = self.builders.borrow_mut();
        let is_in_order = self.order.iter().enumerate().all(|(place, builder)| place == *builder);
        if is_in_order {
            return (self.each)(&mut builders, &mut visit);
        }
        for wanted in &self.order {
            let mut place = 0;
            (self.each)(&mut builders, &mut |builder| {
                if place == *wanted {
                    visit(builder);
                }
                place += 1;
            });
        }
    }
}

impl<B> ColumnBuilder for TupleBuilder<B> {
    fn len(&self) -> usize {
        self.len
    }

    fn bytes(&self) -> usize {
        let mut bytes = if self.order.is_empty() { self.len } else { 0 };
        (self.each)(&mut self.builders.borrow_mut(), &mut |builder| bytes += builder.bytes());
        bytes
    }

    fn reserve(&mut self, rows: usize) {
        (self.each)(self.builders.get_mut(), &mut |builder| builder.reserve(rows));
    }

    fn push_null(&mut self) {
        (self.each)(self.builders.get_mut(), &mut |builder| builder.push_null());
        self.len += 1;
    }

    fn truncate(&mut self, len: usize) {
        (self.each)(self.builders.get_mut(), &mut |builder| builder.truncate(len));
        self.len = self.len.min(len);
    }

    fn write_prefix(&self, out: &mut dyn Sink) {
        self.in_order(|builder| builder.write_prefix(out));
    }

    fn write_values(&mut self, out: &mut dyn Sink) {
        if self.order.is_empty() {
            let mut filler = EmptyTupleBuilder::default();
            (0..self.len).for_each(|_| filler.push_null());
            return filler.write_values(out);
        }
        self.in_order(|builder| builder.write_values(out));
    }
}

impl<B> fmt::Debug for TupleBuilder<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TupleBuilder").field("order", &self.order).field("len", &self.len).finish_non_exhaustive()
    }
}
