//! Nested fields: a list of structs in the columns of a Nested, or in one column of arrays of Tuples.
//!
//! ```text
//! items Vec<Item>, Item { a: u8, b: String }, 2 rows: [(1, "x"), (2, "y")], []
//!   flattened        items.a Array(UInt8)             [1, 2], []
//!                    items.b Array(String)            ["x", "y"], []
//!   in one column    items Nested(a UInt8, b String)  the same bytes, offsets only once
//! ```
//!
//! A table has its Nested flattened unless it was made with `flatten_nested = 0`; the elements are matched by name
//! either way.

use super::elements::{Each, NamedElements, ReadElements, TupleBuilder, WriteElements, elements_of, have_names};
use super::part::Part;
use super::result::ResultColumn;
use super::{Field, ReadNamed, ResultColumns, Row, RowColumn, TargetColumn, TargetColumns, Wanted, WriteRow};
use crate::column::{ArrayBuilder, ColumnBuilder, Offsets, Sink, structure};
use crate::error::Problem;
use crate::types::DataType;
use crate::value::relation::reads_json_texts;
use crate::value::{ByName, CellError, ColumnValue, OneColumn};

/// A shape as which the items of a nested field have columns.
pub trait ItemColumns<T> {
    /// As [`Row::WANTED`].
    const WANTED: Wanted;

    /// As [`Row::columns`].
    fn columns() -> Vec<RowColumn>;
}

/// A shape as which the items of a nested field can be read.
pub trait ReadItems<'a, T> {
    /// As [`ReadNamed::READS_JSON_TEXTS`].
    const READS_JSON_TEXTS: bool;

    /// The places in all columns of the items.
    type Cursor: Send;

    /// Checks the columns of the items.
    fn bind(columns: &mut ResultColumns<'_, 'a>) -> Option<Self::Cursor>;

    /// Reads an item.
    ///
    /// # Errors
    /// As [`ReadNamed::read`].
    fn read(cursor: &mut Self::Cursor, item: usize) -> Result<T, CellError>;
}

/// A shape as which the items of a nested field can be inserted.
pub trait WriteItems<T> {
    /// One builder per column of the items.
    type Builders;

    /// Checks the columns of the items.
    fn builders(table: &mut TargetColumns<'_>) -> Option<Self::Builders>;

    /// Gathers an item.
    ///
    /// # Errors
    /// As [`WriteRow::write`].
    fn write(item: &T, builders: &mut Self::Builders) -> Result<(), CellError>;

    /// Visits the builders.
    fn each_builder(builders: &mut Self::Builders, visit: &mut dyn FnMut(&mut dyn ColumnBuilder));
}

impl<T: Row> ItemColumns<T> for ByName {
    const WANTED: Wanted = <T as Row>::WANTED;

    fn columns() -> Vec<RowColumn> {
        T::columns()
    }
}

impl<'a, T: ReadNamed<'a>> ReadItems<'a, T> for ByName {
    const READS_JSON_TEXTS: bool = T::READS_JSON_TEXTS;

    type Cursor = T::Cursor;

    fn bind(columns: &mut ResultColumns<'_, 'a>) -> Option<Self::Cursor> {
        T::bind(columns)
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, item: usize) -> Result<T, CellError> {
        T::read(cursor, item)
    }
}

impl<T: WriteRow> WriteItems<T> for ByName {
    type Builders = T::Builders;

    fn builders(table: &mut TargetColumns<'_>) -> Option<Self::Builders> {
        T::builders(table)
    }

    #[inline]
    fn write(item: &T, builders: &mut Self::Builders) -> Result<(), CellError> {
        item.write(builders)
    }

    fn each_builder(builders: &mut Self::Builders, visit: &mut dyn FnMut(&mut dyn ColumnBuilder)) {
        T::each_builder(builders, visit);
    }
}

impl<T: NamedElements> ItemColumns<T> for OneColumn {
    const WANTED: Wanted = T::WANTED;

    fn columns() -> Vec<RowColumn> {
        T::columns()
    }
}

impl<'a, T: ReadElements<'a> + NamedElements + ColumnValue> ReadItems<'a, T> for OneColumn {
    const READS_JSON_TEXTS: bool = reads_json_texts(&T::SHAPE);

    type Cursor = T::Cursor;

    fn bind(columns: &mut ResultColumns<'_, 'a>) -> Option<Self::Cursor> {
        T::bind(columns)
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, item: usize) -> Result<T, CellError> {
        T::read(cursor, item)
    }
}

impl<T: WriteElements + NamedElements> WriteItems<T> for OneColumn {
    type Builders = T::Builders;

    fn builders(table: &mut TargetColumns<'_>) -> Option<Self::Builders> {
        T::builders(table)
    }

    #[inline]
    fn write(item: &T, builders: &mut Self::Builders) -> Result<(), CellError> {
        item.write(builders)
    }

    fn each_builder(builders: &mut Self::Builders, visit: &mut dyn FnMut(&mut dyn ColumnBuilder)) {
        T::each_builder(builders, visit);
    }
}

/// A place in the columns of a nested field: where each row's items are, and the items.
#[derive(Debug)]
pub struct NestedCursor<'a, C> {
    offsets: Offsets<'a>,
    items: C,
}

impl<C> NestedCursor<'_, C> {
    /// The items of `row`, each read by `read`.
    ///
    /// # Errors
    /// What `read` says.
    #[inline]
    pub fn read<T>(
        &mut self,
        row: usize,
        read: impl Fn(&mut C, usize) -> Result<T, CellError>,
    ) -> Result<Vec<T>, CellError> {
        let items = self.offsets.items(row);
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            values.push(read(&mut self.items, item)?);
        }
        Ok(values)
    }
}

impl<'a> ResultColumns<'_, 'a> {
    /// Finds the columns of a nested field, and checks those of its items: `Some(None)` where there are none.
    pub fn nested<C>(
        &mut self,
        field: &Field,
        check: impl FnOnce(&mut ResultColumns<'_, 'a>) -> Option<C>,
    ) -> Option<Option<NestedCursor<'a, C>>> {
        if let Some(place) = self.place(field) {
            return self.nested_in_one(place, field, check).map(Some);
        }
        let part = self.part.nested(field);
        let (mut places, mut items, mut offsets) = (Vec::new(), Vec::new(), Vec::new());
        for (place, column) in self.columns.iter().enumerate() {
            if part.own_name(column.name) == column.name || column.taken {
                continue;
            }
            if let Some((ends, values)) = column.view.array() {
                places.push(place);
                offsets.push(ends);
                items.push(ResultColumn::new(column.name, values));
            }
        }
        if items.is_empty() {
            return Some(None);
        }
        let mut problems = Vec::new();
        let bound = check(&mut ResultColumns::new(&mut items, part, &mut problems));
        problems.into_iter().for_each(|problem| self.record(problem));
        for (place, item) in places.iter().zip(&items) {
            self.columns[*place].taken = item.taken;
        }
        let mut taken = items.iter().zip(&offsets).filter(|(item, _)| item.taken);
        let (first, offsets) = taken.next().or(items.first().zip(offsets.first()))?;
        if let Some((other, row)) = taken.find_map(|(other, ends)| Some((other, offsets.first_difference(ends)?))) {
            let text = format!(
                "columns `{}` and `{}` have different numbers of items in row {row} of the block, and those of `{}` \
                 belong together; select columns of one Nested",
                first.name,
                other.name,
                self.part.field(field)
            );
            self.record(Problem { column: Some(other.name.to_owned()), text, ..self.part.problem(field) });
            return None;
        }
        Some(Some(NestedCursor { offsets: *offsets, items: bound? }))
    }

    fn nested_in_one<C>(
        &mut self,
        place: usize,
        field: &Field,
        check: impl FnOnce(&mut ResultColumns<'_, 'a>) -> Option<C>,
    ) -> Option<NestedCursor<'a, C>> {
        self.columns[place].taken = true;
        let ResultColumn { name, view, .. } = self.columns[place];
        let elements = match view.array() {
            Some((offsets, items)) if !view.accepts_null() => elements_of(items).map(|elements| (offsets, elements)),
            _ => None,
        };
        let Some((offsets, mut elements)) = elements.filter(|(_, elements)| have_names(elements)) else {
            let text = format!(
                "{} `{name}` is {}, but `{}` reads a Nested, or an Array of Tuples whose elements have names",
                self.numbered(place),
                view.data_type(),
                self.part.field(field)
            );
            let column_type = Some(view.data_type().to_string());
            self.record(Problem { column: Some(name.to_owned()), column_type, text, ..self.part.problem(field) });
            return None;
        };
        let mut problems = Vec::new();
        let items = check(&mut ResultColumns::new(&mut elements, self.part.elements(field), &mut problems));
        problems.into_iter().for_each(|problem| self.record(problem));
        Some(NestedCursor { offsets, items: items? })
    }
}

/// Gathers nested items: into the columns of a Nested, or into one column of arrays of Tuples.
#[derive(Debug)]
pub enum NestedBuilder<B> {
    /// Columns `n.a`, `n.b` with the same offsets.
    Columns {
        /// Where each row's items end, a u64 each.
        ends: Vec<u8>,
        /// The number of columns.
        columns: usize,
        /// The builders of the items.
        items: B,
    },
    /// One column.
    One(ArrayBuilder<TupleBuilder<B>>),
}

impl<B> NestedBuilder<B> {
    /// Gathers the items of one row, each written by `write`.
    ///
    /// # Errors
    /// What `write` says.
    #[inline]
    pub fn write<T>(
        &mut self,
        values: &[T],
        write: impl Fn(&T, &mut B) -> Result<(), CellError>,
    ) -> Result<(), CellError> {
        match self {
            NestedBuilder::One(array) => {
                for value in values {
                    array.items().write(|builders| write(value, builders))?;
                }
                array.end();
            }
            NestedBuilder::Columns { ends, items, .. } => {
                for value in values {
                    write(value, items)?;
                }
                let before = ends.last_chunk::<8>().map_or(0, |end| u64::from_le_bytes(*end));
                ends.extend_from_slice(&(before + values.len() as u64).to_le_bytes());
            }
        }
        Ok(())
    }

    /// Visits the builders of the columns.
    pub fn each_builder(&mut self, each: Each<B>, visit: &mut dyn FnMut(&mut dyn ColumnBuilder)) {
        match self {
            NestedBuilder::One(array) => visit(array),
            NestedBuilder::Columns { ends, columns, items } => {
                let mut left = *columns;
                each(items, &mut |items| {
                    left = left.saturating_sub(1);
                    visit(&mut NestedColumn { ends, items, is_last: left == 0 });
                });
            }
        }
    }
}

/// One column of a Nested, whose offsets it shares with the others.
struct NestedColumn<'b> {
    ends: &'b mut Vec<u8>,
    items: &'b mut dyn ColumnBuilder,
    /// Whether the others have been shown before, so that the offsets may go.
    is_last: bool,
}

impl NestedColumn<'_> {
    fn items_of(&self, rows: usize) -> usize {
        let ends = self.ends.as_chunks::<8>().0;
        rows.checked_sub(1).and_then(|row| ends.get(row)).map_or(0, |end| u64::from_le_bytes(*end) as usize)
    }
}

impl ColumnBuilder for NestedColumn<'_> {
    fn len(&self) -> usize {
        self.ends.len() / 8
    }

    fn bytes(&self) -> usize {
        self.ends.len() + self.items.bytes()
    }

    fn push_null(&mut self) {
        if self.is_last {
            let items = self.items_of(self.len()) as u64;
            self.ends.extend_from_slice(&items.to_le_bytes());
        }
    }

    fn truncate(&mut self, len: usize) {
        self.items.truncate(self.items_of(len));
        if self.is_last {
            self.ends.truncate(len * 8);
        }
    }

    fn write_prefix(&self, out: &mut dyn Sink) {
        self.items.write_prefix(out);
    }

    fn write_values(&mut self, out: &mut dyn Sink) {
        out.put(self.ends);
        self.items.write_values(out);
    }
}

impl TargetColumns<'_> {
    /// Finds the columns of a nested field, and makes builders of those of its items.
    pub fn nested<T, B>(
        &mut self,
        field: &Field,
        each: Each<B>,
        check: impl FnOnce(&mut TargetColumns<'_>) -> Option<B>,
    ) -> Option<NestedBuilder<B>> {
        if let Some(place) = self.place(field) {
            return self.nested_in_one(place, field, each, check);
        }
        let part = self.part.nested(field);
        let (mut places, mut items) = (Vec::new(), Vec::new());
        for (place, column) in self.columns.iter().enumerate() {
            if part.own_name(&column.name) == column.name || self.taken.contains(&place) {
                continue;
            }
            if let DataType::Array(item) = structure(&column.data_type) {
                places.push(place);
                items.push(TargetColumn { data_type: *item, ..column.clone() });
            }
        }
        if items.is_empty() {
            self.missing::<T>(field);
            return None;
        }
        let mut target = TargetColumns::new(&items, part);
        let builders = check(&mut target);
        let TargetColumns { taken, excused, problems, .. } = target;
        self.problems.extend(problems);
        self.taken.extend(taken.iter().map(|place| places[*place]));
        self.excused.extend(excused.iter().map(|place| places[*place]));
        Some(NestedBuilder::Columns { ends: Vec::new(), columns: taken.len(), items: builders? })
    }

    fn nested_in_one<B>(
        &mut self,
        place: usize,
        field: &Field,
        each: Each<B>,
        check: impl FnOnce(&mut TargetColumns<'_>) -> Option<B>,
    ) -> Option<NestedBuilder<B>> {
        let TargetColumn { name, data_type, .. } = self.take(place, field)?;
        let elements = match structure(data_type) {
            DataType::Array(item) => match structure(&item) {
                DataType::Tuple(elements) if elements.iter().all(|element| element.name.is_some()) => elements,
                _ => Box::default(),
            },
            _ => Box::default(),
        };
        if elements.is_empty() {
            let text = format!(
                "{} `{name}` is {data_type}, but `{}` is inserted into a Nested, or an Array of Tuples whose elements \
                 have names",
                self.part.noun(),
                self.part.field(field)
            );
            let column_type = Some(data_type.to_string());
            let problem = Problem { column: Some(name.clone()), column_type, text, ..self.part.problem(field) };
            self.problems.push(problem);
            return None;
        }
        let part: Part = self.part.elements(field);
        let (builder, problems) = TupleBuilder::check(&elements, part, each, check);
        self.problems.extend(problems);
        Some(NestedBuilder::One(ArrayBuilder::new(builder?)))
    }
}
