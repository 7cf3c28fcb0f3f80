//! Columns of a block: where their parts lie in the block's bytes, and builders that write the same parts.
//!
//! Each layout has a file of its own that holds both directions. Reading never copies: a `Column` is a tree of byte
//! ranges, a [`View`] is that tree beside the bytes. Writing gathers values in a [`ColumnBuilder`] per column.
//!
//! A column has two phases on the wire: first the state prefixes of its whole type tree (only LowCardinality, Variant
//! and their like have any), then the values. `Layout::read_prefix` and `Layout::locate` are those two phases.
//!
//! Knows no Rust types beyond bytes, and no rows. Source: ClickHouse `src/DataTypes/Serializations/`, checked on 26.7.

mod aggregate;
mod array;
mod binary;
mod dynamic;
mod empty;
mod fixed;
mod json;
mod low_cardinality;
mod nullable;
mod qbit;
mod string;
mod tuple;
mod variant;

pub use aggregate::StatesBuilder;
pub(crate) use aggregate::pass_state;
pub use array::{ArrayBuilder, Offsets};
pub use dynamic::DynamicBuilder;
pub use fixed::FixedBuilder;
pub(crate) use fixed::decimal_width;
pub use json::{JsonPaths, JsonPathsBuilder, JsonTextBuilder};
pub use low_cardinality::{DictionaryBuilder, Indexes};
pub use nullable::NullableBuilder;
pub use string::StringBuilder;
pub use tuple::EmptyTupleBuilder;
pub(crate) use variant::GEOMETRY;
pub use variant::{VariantBuilder, VariantColumns, Variants};

use crate::types::{DataType, TupleElement};
pub use crate::wire::Sink;
use crate::wire::{Memo, Step, Walk};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// Gathers the values of one column and writes them in the column's layout.
pub trait ColumnBuilder {
    /// The number of values gathered so far.
    fn len(&self) -> usize;
    /// Whether no value has been gathered yet.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The bytes that the gathered values take, near enough for a limit on memory.
    fn bytes(&self) -> usize;
    /// Takes memory for `rows` more values, if they are like those gathered so far.
    fn reserve(&mut self, rows: usize) {
        let _ = rows;
    }
    /// Gathers a NULL where the column itself knows NULL, else the filler that stands below a null map.
    fn push_null(&mut self);
    /// Forgets all values after the first `len`.
    fn truncate(&mut self, len: usize);
    /// Writes the state prefix of this column and all below it.
    fn write_prefix(&self, out: &mut dyn Sink);
    /// Writes the values, which may be gone then: the next thing has to be `truncate(0)`.
    fn write_values(&mut self, out: &mut dyn Sink);
}

impl<B: ColumnBuilder + ?Sized> ColumnBuilder for Box<B> {
    fn len(&self) -> usize {
        (**self).len()
    }

    fn bytes(&self) -> usize {
        (**self).bytes()
    }

    fn push_null(&mut self) {
        (**self).push_null();
    }

    fn truncate(&mut self, len: usize) {
        (**self).truncate(len);
    }

    fn write_prefix(&self, out: &mut dyn Sink) {
        (**self).write_prefix(out);
    }

    fn write_values(&mut self, out: &mut dyn Sink) {
        (**self).write_values(out);
    }
}

/// How a value that is never NULL stands in the table's column: the wrappers that are taken off to reach its own type.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wrapping {
    /// The column is Nullable: a null map of zeros goes before the values.
    pub(crate) null_map: bool,
    /// The column is LowCardinality: values go through a dictionary.
    pub(crate) dictionary: bool,
    /// The dictionary's type is Nullable: index 0 means NULL.
    pub(crate) nullable_dictionary: bool,
}

impl Wrapping {
    /// The type inside the wrappers of `data_type`, and the wrappers.
    pub fn of(data_type: &DataType) -> (Wrapping, &DataType) {
        match data_type {
            DataType::SimpleAggregateFunction(function) => Wrapping::of(&function.data_type),
            DataType::Nullable(inner) => (Wrapping { null_map: true, ..Wrapping::default() }, inner),
            DataType::LowCardinality(inner) => match &**inner {
                DataType::Nullable(inner) => {
                    (Wrapping { dictionary: true, nullable_dictionary: true, ..Wrapping::default() }, inner)
                }
                inner => (Wrapping { dictionary: true, ..Wrapping::default() }, inner),
            },
            plain => (Wrapping::default(), plain),
        }
    }
}

/// A located column: its type, and where its parts lie in the bytes of its block.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    data_type: DataType,
    rows: usize,
    parts: Parts,
}

#[derive(Debug, Clone)]
enum Parts {
    Fixed { width: usize, values: Range<usize> },
    String { values: Range<usize> },
    Nullable { nulls: Range<usize>, inner: Box<Column> },
    Array { offsets: Range<usize>, items: Box<Column> },
    Tuple { elements: Vec<Column> },
    LowCardinality { dictionary: Box<Column>, width: usize, indexes: Range<usize> },
    Variant(variant::VariantParts),
    Json(Box<json::JsonParts>),
    States { state: aggregate::State, values: Range<usize> },
    QBit { planes: Range<usize>, vectors: OnceLock<Box<qbit::Vectors>> },
}

impl Column {
    /// The column of a block without rows, of which nothing but the type is on the wire.
    pub(crate) fn empty(data_type: &DataType) -> Step<Column> {
        Layout::read_prefix(data_type, None)?.locate(0, &mut Walk::new(&[], 0, &mut Memo::default()))
    }
}

/// A look at a column, or at a part of one: its type, its rows and its bytes, borrowed from the block.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    bytes: &'a [u8],
    column: &'a Column,
    nulls_are_seen_to: bool,
}

impl<'a> View<'a> {
    pub(crate) fn new(bytes: &'a [u8], column: &'a Column) -> Self {
        View { bytes, column, nulls_are_seen_to: false }
    }

    /// The same column for a reader that asks only for the rows which are not NULL.
    pub(crate) fn without_nulls(self) -> Self {
        View { nulls_are_seen_to: true, ..self }
    }

    /// Whether a row of this view can be NULL.
    pub fn accepts_null(&self) -> bool {
        !self.nulls_are_seen_to && self.column.data_type.accepts_null()
    }

    /// The type as it stands on the wire, without SimpleAggregateFunction around it.
    pub fn data_type(&self) -> &'a DataType {
        &self.column.data_type
    }

    /// The number of values.
    pub fn rows(&self) -> usize {
        self.column.rows
    }

    fn part(&self, range: &Range<usize>) -> &'a [u8] {
        &self.bytes[range.clone()]
    }
}

/// A type with what its prefix said: all that is needed to find the values.
#[derive(Debug)]
pub(crate) struct Layout {
    data_type: DataType,
    form: Form,
}

#[derive(Debug)]
enum Form {
    Fixed(usize),
    String,
    Nullable(Box<Layout>),
    Array(Box<Layout>),
    Tuple(Vec<Layout>),
    LowCardinality(Box<Layout>),
    /// Also Dynamic and Geometry: `width` bytes per row say which type it has, `null` that it has none.
    Variant {
        types: Arc<[DataType]>,
        variants: Vec<Layout>,
        shared: Option<usize>,
        width: usize,
        null: usize,
    },
    Json(Box<json::JsonForm>),
    States(aggregate::State),
    QBit,
}

impl Layout {
    /// The first phase: reads the prefixes of the whole type tree. Without a walk (a block of no rows has no prefixes)
    /// the layout is that of an empty column.
    pub(crate) fn read_prefix(data_type: &DataType, mut walk: Option<&mut Walk<'_>>) -> Step<Layout> {
        use DataType as T;
        if let Some(walk) = &mut walk {
            walk.descend()?;
        }
        let form = match data_type {
            T::String => Form::String,
            T::Nullable(inner) => Form::Nullable(Box::new(Layout::read_prefix(inner, walk.as_deref_mut())?)),
            T::Array(item) => Form::Array(Box::new(Layout::read_prefix(item, walk.as_deref_mut())?)),
            T::Tuple(elements) if elements.is_empty() => Form::Fixed(1),
            T::Tuple(elements) => {
                let mut layouts = Vec::with_capacity(elements.len());
                for element in elements {
                    layouts.push(Layout::read_prefix(&element.data_type, walk.as_deref_mut())?);
                }
                Form::Tuple(layouts)
            }
            T::Map(_)
            | T::Nested(_)
            | T::Point
            | T::Ring
            | T::LineString
            | T::MultiPoint
            | T::Polygon
            | T::MultiLineString
            | T::MultiPolygon => Layout::read_prefix(&structure(data_type), walk.as_deref_mut())?.form,
            T::SimpleAggregateFunction(function) => {
                let Layout { data_type, form } = Layout::read_prefix(&function.data_type, walk.as_deref_mut())?;
                if let Some(walk) = &mut walk {
                    walk.ascend();
                }
                return Ok(Layout { data_type, form });
            }
            T::LowCardinality(inner) => {
                if let Some(walk) = &mut walk {
                    low_cardinality::read_version(walk)?;
                }
                let dictionary = match &**inner {
                    T::Nullable(inner) => inner,
                    inner => inner,
                };
                Form::LowCardinality(Box::new(Layout::read_prefix(dictionary, walk.as_deref_mut())?))
            }
            T::Variant(types) => Layout::read_variants(types, walk.as_deref_mut())?,
            T::Geometry => Layout::read_variants(&GEOMETRY, walk.as_deref_mut())?,
            T::Dynamic(_) => match &mut walk {
                Some(walk) => dynamic::read_prefix(walk)?,
                None => Layout::read_variants(&[], None)?,
            },
            T::Json(json) => match &mut walk {
                Some(walk) => json::read_prefix(json, walk)?,
                None => Form::String,
            },
            T::AggregateFunction(function) => match (aggregate::state_of(function), &walk) {
                (Some(state), _) => Form::States(state),
                (None, None) => Form::Fixed(1),
                (None, Some(walk)) => {
                    return walk.refuse(format!(
                        "nothing says where the states of {data_type} end, so that neither they nor the columns behind \
                         them can be read in this answer; select finalizeAggregation(..) or hex(..) of the column \
                         instead, or leave it out by SELECT * EXCEPT (..)"
                    ));
                }
            },
            T::QBit(_) => Form::QBit,
            other => match (fixed_width(other), &walk) {
                (Some(width), _) => Form::Fixed(width),
                (None, Some(walk)) => return walk.refuse(format!("the layout of {other} is not known")),
                (None, None) => Form::Fixed(1),
            },
        };
        if let Some(walk) = &mut walk {
            walk.ascend();
        }
        Ok(Layout { data_type: data_type.clone(), form })
    }

    fn read_variants(types: &[DataType], mut walk: Option<&mut Walk<'_>>) -> Step<Form> {
        if let Some(walk) = &mut walk {
            variant::read_mode(walk)?;
        }
        let mut variants = Vec::with_capacity(types.len());
        for data_type in types {
            variants.push(Layout::read_prefix(data_type, walk.as_deref_mut())?);
        }
        let null = usize::from(variant::NULL_DISCRIMINATOR);
        Ok(Form::Variant { types: types.into(), variants, shared: None, width: 1, null })
    }

    /// The second phase: finds where the values of `rows` rows lie.
    pub(crate) fn locate(&self, rows: usize, walk: &mut Walk<'_>) -> Step<Column> {
        let parts = match &self.form {
            Form::Fixed(width) => Parts::Fixed { width: *width, values: walk.fixed(rows, *width)? },
            Form::String => Parts::String { values: walk.strings(rows)? },
            Form::Nullable(inner) => {
                let nulls = walk.take(rows)?;
                Parts::Nullable { nulls, inner: Box::new(inner.locate(rows, walk)?) }
            }
            Form::Array(items) => {
                let (offsets, total) = walk.offsets(rows)?;
                Parts::Array { offsets, items: Box::new(items.locate(total, walk)?) }
            }
            Form::Tuple(layouts) => {
                let mut elements = Vec::with_capacity(layouts.len());
                for layout in layouts {
                    elements.push(layout.locate(rows, walk)?);
                }
                Parts::Tuple { elements }
            }
            Form::LowCardinality(dictionary) => low_cardinality::locate(dictionary, rows, walk)?,
            Form::Variant { types, variants, shared, width, null } => {
                variant::locate((types, variants), *shared, (*width, *null), rows, walk)?
            }
            Form::Json(form) => json::locate(form, rows, walk)?,
            Form::States(state) => aggregate::locate(state, rows, walk)?,
            Form::QBit => match &self.data_type {
                DataType::QBit(qbit) => qbit::locate(qbit, rows, walk)?,
                other => return walk.refuse(format!("{other} is no QBit")),
            },
        };
        Ok(Column { data_type: self.data_type.clone(), rows, parts })
    }
}

/// The bytes of each value, for types whose values all have the same number of bytes and no parts.
pub(crate) fn fixed_width(data_type: &DataType) -> Option<usize> {
    use DataType as T;
    match data_type {
        T::UInt8 | T::Int8 | T::Bool | T::Enum8(_) | T::Nothing => Some(1),
        T::UInt16 | T::Int16 | T::BFloat16 | T::Date | T::Enum16(_) => Some(2),
        T::UInt32 | T::Int32 | T::Float32 | T::Date32 | T::DateTime(_) | T::Time | T::IPv4 => Some(4),
        T::UInt64 | T::Int64 | T::Float64 | T::DateTime64(..) | T::Time64(_) | T::Interval(_) => Some(8),
        T::UInt128 | T::Int128 | T::Uuid | T::IPv6 => Some(16),
        T::UInt256 | T::Int256 => Some(32),
        T::Decimal(precision, _) => Some(decimal_width(*precision)),
        T::FixedString(width) => Some(*width),
        _ => None,
    }
}

/// The type whose layout `data_type` has: arrays and tuples for maps, nested and geometric types, else itself.
pub(crate) fn structure(data_type: &DataType) -> DataType {
    let array = |item| DataType::Array(Box::new(item));
    let unnamed = |data_type| TupleElement { name: None, data_type };
    match data_type {
        DataType::Map(entry) => {
            let (key, value) = (&entry.0, &entry.1);
            array(DataType::Tuple(Box::new([unnamed(key.clone()), unnamed(value.clone())])))
        }
        DataType::Nested(elements) => array(DataType::Tuple(elements.clone())),
        DataType::Point => DataType::Tuple(Box::new([unnamed(DataType::Float64), unnamed(DataType::Float64)])),
        DataType::Ring | DataType::LineString | DataType::MultiPoint => array(DataType::Point),
        DataType::Polygon => array(DataType::Ring),
        DataType::MultiLineString => array(DataType::LineString),
        DataType::MultiPolygon => array(DataType::Polygon),
        other => other.clone(),
    }
}
