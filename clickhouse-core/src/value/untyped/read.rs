//! [`Value`]s out of a column of any type: what a [`View`] shows, kind by kind, decides how it is read.

use super::binary::typed_value;
use super::scalar::read_scalar;
use super::{Value, json};
use crate::column::{Indexes, Offsets, View};
use crate::types::DataType;
use crate::value::{BindError, CellError, ColumnValue, ReadValue, single_value};
use crate::wire::varint_at;
use std::sync::Arc;

single_value!(Value);

impl ColumnValue for Value {
    /// The type that holds values of any type. A `Value` is read from columns of every other type as well.
    fn data_type() -> DataType {
        DataType::Dynamic(None)
    }
}

/// A place in a column of any type.
#[derive(Debug)]
pub struct ValueCursor<'a>(Kind<'a>);

#[derive(Debug)]
enum Kind<'a> {
    /// Values of a fixed width.
    Fixed {
        data_type: &'a DataType,
        values: &'a [u8],
        width: usize,
    },
    /// Values of a type that has but one.
    Same(Value),
    Strings(Strings<'a>),
    JsonTexts(Strings<'a>),
    Nullable {
        nulls: &'a [u8],
        values: Box<ValueCursor<'a>>,
    },
    /// Values of few different ones, each read once.
    Dictionary {
        values: Vec<Value>,
        indexes: Indexes<'a>,
    },
    Array {
        offsets: Offsets<'a>,
        items: Box<ValueCursor<'a>>,
    },
    Map {
        offsets: Offsets<'a>,
        keys: Box<ValueCursor<'a>>,
        values: Box<ValueCursor<'a>>,
    },
    Tuple(Vec<ValueCursor<'a>>),
    NamedTuple(Vec<(Arc<str>, ValueCursor<'a>)>),
    Variants {
        places: crate::column::Variants<'a>,
        variants: Vec<OfType<'a>>,
    },
    Json {
        typed: Vec<Path<'a>>,
        dynamic: Vec<Path<'a>>,
        shared: Option<SharedPaths<'a>>,
    },
    States(Vec<&'a [u8]>),
}

type Path<'a> = (Arc<str>, ValueCursor<'a>);

/// The values of one type of a Variant or Dynamic, in the order of the rows that have it.
#[derive(Debug)]
struct OfType<'a> {
    /// `None`: each value has its own type with it.
    data_type: Option<Arc<DataType>>,
    values: ValueCursor<'a>,
    next: usize,
}

/// The paths of a JSON that have no column of their own.
#[derive(Debug)]
struct SharedPaths<'a> {
    offsets: Offsets<'a>,
    paths: Strings<'a>,
    values: Strings<'a>,
}

/// Strings with their lengths, one after another.
#[derive(Debug, Clone, Copy)]
struct Strings<'a> {
    rest: &'a [u8],
}

impl<'a> Strings<'a> {
    fn next(&mut self) -> Result<&'a [u8], CellError> {
        let (length, start) = varint_at(self.rest, 0).ok_or_else(CellError::no_such_row)?;
        let end = usize::try_from(length).ok().and_then(|length| start.checked_add(length));
        let text = end.and_then(|end| self.rest.get(start..end)).ok_or_else(CellError::no_such_row)?;
        self.rest = &self.rest[start + text.len()..];
        Ok(text)
    }
}

impl<'a> ReadValue<'a> for Value {
    type Cursor = ValueCursor<'a>;

    fn bind(view: View<'a>) -> Result<ValueCursor<'a>, BindError> {
        ValueCursor::new(view).map_err(BindError::from)
    }

    fn read(cursor: &mut ValueCursor<'a>, row: usize) -> Result<Self, CellError> {
        cursor.read(row)
    }

    fn skip(cursor: &mut ValueCursor<'a>, row: usize) {
        cursor.skip(row);
    }
}

impl<'a> ValueCursor<'a> {
    fn new(view: View<'a>) -> Result<Self, CellError> {
        let boxed = |view| ValueCursor::new(view).map(Box::new);
        let data_type = view.data_type();
        Ok(ValueCursor(if let Some((values, width)) = view.fixed_bytes() {
            match data_type {
                DataType::Nothing => Kind::Same(Value::Null),
                DataType::Tuple(_) => Kind::Same(Value::Tuple(Vec::new())),
                data_type => Kind::Fixed { data_type, values, width },
            }
        } else if let Some(rest) = view.strings() {
            match data_type {
                DataType::Json(_) => Kind::JsonTexts(Strings { rest }),
                _ => Kind::Strings(Strings { rest }),
            }
        } else if let Some((nulls, values)) = view.nullable() {
            Kind::Nullable { nulls, values: boxed(values)? }
        } else if let Some((dictionary, indexes)) = view.low_cardinality() {
            Kind::Dictionary { values: dictionary_values(view, dictionary)?, indexes }
        } else if let Some((offsets, items)) = view.array() {
            match (data_type, items.tuple().as_deref()) {
                (DataType::Map(_), Some([keys, values])) => {
                    Kind::Map { offsets, keys: boxed(*keys)?, values: boxed(*values)? }
                }
                _ => Kind::Array { offsets, items: boxed(items)? },
            }
        } else if let Some(elements) = view.tuple() {
            tuple(data_type, elements)?
        } else if let Some(places) = view.variants() {
            let of_type = |(place, view): (usize, &View<'a>)| {
                let listed = places.types().get(place).filter(|_| places.shared() != Some(place));
                let data_type = listed.map(|data_type| Arc::new(data_type.clone()));
                Ok(OfType { data_type, values: ValueCursor::new(*view)?, next: 0 })
            };
            let variants = places.columns().iter().enumerate().map(of_type).collect::<Result<_, CellError>>()?;
            Kind::Variants { places, variants }
        } else if let Some(paths) = view.json() {
            let cursors = |paths: Vec<(&'a str, View<'a>)>| {
                paths
                    .into_iter()
                    .map(|(path, view)| Ok((path.into(), ValueCursor::new(view)?)))
                    .collect::<Result<_, _>>()
            };
            let shared = paths.shared.and_then(|view| {
                let (offsets, entries) = view.array()?;
                let [paths, values] = *entries.tuple()? else { return None };
                Some(SharedPaths { offsets, paths: strings(paths)?, values: strings(values)? })
            });
            Kind::Json { typed: cursors(paths.typed)?, dynamic: cursors(paths.dynamic)?, shared }
        } else if let Some(states) = view.states() {
            Kind::States(states)
        } else if let Some(reason) = view.cut_states() {
            return Err(CellError::new(reason));
        } else {
            return Err(CellError::new(format!(
                "no value can be read from {data_type}; use toString(..) in the query"
            )));
        }))
    }

    fn read(&mut self, row: usize) -> Result<Value, CellError> {
        match &mut self.0 {
            Kind::Fixed { data_type, values, width } => {
                let value = row.checked_mul(*width).and_then(|start| values.get(start..)?.get(..*width));
                read_scalar(data_type, value.ok_or_else(CellError::no_such_row)?)
            }
            Kind::Same(value) => Ok(value.clone()),
            Kind::Strings(strings) => strings.next().map(|text| Value::String(text.into())),
            Kind::JsonTexts(strings) => {
                let text = strings.next()?;
                json::parse(text).map_err(|at| {
                    CellError::new(format!("the text of {} bytes is no JSON object at byte {at}", text.len()))
                })
            }
            Kind::Nullable { nulls, values } => match nulls.get(row) {
                Some(0) => values.read(row),
                Some(_) => {
                    values.skip(row);
                    Ok(Value::Null)
                }
                None => Err(CellError::no_such_row()),
            },
            Kind::Dictionary { values, indexes } => {
                values.get(indexes.at(row)).cloned().ok_or_else(CellError::no_such_row)
            }
            Kind::Array { offsets, items } => {
                offsets.items(row).map(|item| items.read(item)).collect::<Result<_, _>>().map(Value::Array)
            }
            Kind::Map { offsets, keys, values } => {
                let entries = offsets.items(row).map(|item| Ok((keys.read(item)?, values.read(item)?)));
                entries.collect::<Result<_, _>>().map(Value::Map)
            }
            Kind::Tuple(elements) => {
                elements.iter_mut().map(|element| element.read(row)).collect::<Result<_, _>>().map(Value::Tuple)
            }
            Kind::NamedTuple(elements) => {
                let elements = elements.iter_mut().map(|(name, element)| Ok((name.clone(), element.read(row)?)));
                elements.collect::<Result<_, _>>().map(Value::NamedTuple)
            }
            Kind::Variants { places, variants } => match variants.get_mut(places.place(row)) {
                Some(of_type) => of_type.read(),
                None => Ok(Value::Null),
            },
            Kind::Json { typed, dynamic, shared } => read_json(typed, dynamic, shared.as_mut(), row),
            Kind::States(states) => match states.get(row) {
                Some(state) => Ok(Value::AggregateState((*state).into())),
                None => Err(CellError::no_such_row()),
            },
        }
    }

    /// Passes over a value: only what has no place of its own has to be walked along.
    fn skip(&mut self, row: usize) {
        match &mut self.0 {
            Kind::Strings(strings) | Kind::JsonTexts(strings) => {
                let _ = strings.next();
            }
            Kind::Nullable { values, .. } => values.skip(row),
            Kind::Array { offsets, items } => offsets.items(row).for_each(|item| items.skip(item)),
            Kind::Map { offsets, keys, values } => offsets.items(row).for_each(|item| {
                keys.skip(item);
                values.skip(item);
            }),
            Kind::Tuple(elements) => elements.iter_mut().for_each(|element| element.skip(row)),
            Kind::NamedTuple(elements) => elements.iter_mut().for_each(|(_, element)| element.skip(row)),
            Kind::Variants { places, variants } => {
                if let Some(of_type) = variants.get_mut(places.place(row)) {
                    of_type.values.skip(of_type.next);
                    of_type.next += 1;
                }
            }
            Kind::Json { typed, dynamic, shared } => {
                typed.iter_mut().chain(dynamic).for_each(|(_, values)| values.skip(row));
                if let Some(shared) = shared {
                    shared.offsets.items(row).for_each(|_| {
                        let _ = (shared.paths.next(), shared.values.next());
                    });
                }
            }
            Kind::Fixed { .. } | Kind::Same(_) | Kind::Dictionary { .. } | Kind::States(_) => {}
        }
    }
}

impl OfType<'_> {
    fn read(&mut self) -> Result<Value, CellError> {
        let row = self.next;
        self.next += 1;
        match (&self.data_type, &mut self.values.0) {
            (None, Kind::Strings(strings)) => typed_value(strings.next()?),
            (data_type, _) => {
                let data_type = data_type.clone().unwrap_or_else(|| Arc::new(DataType::String));
                self.values.read(row).map(|value| Value::Variant { data_type, value: Box::new(value) })
            }
        }
    }
}

fn strings(view: View<'_>) -> Option<Strings<'_>> {
    view.strings().map(|rest| Strings { rest })
}

/// All values of a dictionary. What stands at the place of NULL need not make sense.
fn dictionary_values(view: View<'_>, dictionary: View<'_>) -> Result<Vec<Value>, CellError> {
    let mut cursor = ValueCursor::new(dictionary)?;
    let mut values = Vec::with_capacity(dictionary.rows());
    for row in 0..dictionary.rows() {
        if row == 0 && view.data_type().accepts_null() {
            cursor.skip(row);
            values.push(Value::Null);
        } else {
            values.push(cursor.read(row)?);
        }
    }
    Ok(values)
}

fn tuple<'a>(data_type: &DataType, elements: Vec<View<'a>>) -> Result<Kind<'a>, CellError> {
    let cursors = elements.into_iter().map(ValueCursor::new).collect::<Result<Vec<_>, _>>()?;
    let names = match data_type {
        DataType::Tuple(elements) => elements.iter().map(|element| element.name.clone()).collect::<Option<Vec<_>>>(),
        _ => None,
    };
    Ok(match names {
        Some(names) => Kind::NamedTuple(names.into_iter().zip(cursors).collect()),
        None => Kind::Tuple(cursors),
    })
}

fn read_json(
    typed: &mut [Path<'_>],
    dynamic: &mut [Path<'_>],
    shared: Option<&mut SharedPaths<'_>>,
    row: usize,
) -> Result<Value, CellError> {
    let mut paths = Vec::new();
    for (path, values) in typed {
        paths.push((path.clone(), values.read(row)?));
    }
    for (path, values) in dynamic {
        match values.read(row)? {
            Value::Null => {}
            value => paths.push((path.clone(), value)),
        }
    }
    if let Some(shared) = shared {
        for _ in shared.offsets.items(row) {
            let (path, value) = (shared.paths.next()?, shared.values.next()?);
            let path = str::from_utf8(path).map_err(|_| CellError::new("a path of the JSON is not UTF-8"))?;
            paths.push((path.into(), typed_value(value)?));
        }
    }
    paths.sort_by(|left, right| left.0.cmp(&right.0));
    Ok(Value::Json(paths))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::OneColumn;

    #[test]
    fn a_row_that_is_not_there_is_an_error() {
        for data_type in ["UInt64", "String", "Nullable(UInt8)", "LowCardinality(String)", "Array(UInt8)", "JSON"] {
            let column = OneColumn::of_no_rows(data_type);
            let mut cursor = <Value as ReadValue<'_>>::bind(column.view()).unwrap();
            for row in [0, 1, usize::MAX / 8, usize::MAX] {
                // An array that is not there is an empty one.
                let value = <Value as ReadValue<'_>>::read(&mut cursor, row);
                assert!(value.is_err() || value.is_ok_and(|value| value == Value::Array(Vec::new())), "{data_type}");
            }
        }
    }
}
