//! [`Value`]s into a column of any type: a tree of the columns' builders, of exactly the table's types.
//!
//! What a value says of its own type gives way to the column's: `UInt8(7)` goes into an Int64 column, a Tuple with names
//! into one whose elements stand in another order. What the column does not hold is refused, never bent.

use super::scalar::{unfit, write_scalar};
use super::{Value, json};
use crate::column::{
    ArrayBuilder, ColumnBuilder, DynamicBuilder, EmptyTupleBuilder, FixedBuilder, GEOMETRY, JsonPathsBuilder,
    NullableBuilder, Sink, StatesBuilder, StringBuilder, VariantBuilder, Wrapping, fixed_width, structure,
};
use crate::types::DataType;
use crate::value::{BindError, CellError, WriteValue};
use std::sync::Arc;

/// A QBit with more elements than this is refused: a NULL takes as much room as a vector.
const MAX_DIMENSION: u64 = 1 << 20;

/// Gathers [`Value`]s for a column of any type.
#[derive(Debug)]
pub struct ValueBuilder {
    data_type: DataType,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// Also FixedString.
    Fixed(FixedBuilder),
    String(StringBuilder),
    Nullable(NullableBuilder<Box<ValueBuilder>>),
    Array(ArrayBuilder<Box<ValueBuilder>>),
    Map(ArrayBuilder<(Box<ValueBuilder>, Box<ValueBuilder>)>),
    /// Never without elements.
    Tuple(Vec<ValueBuilder>),
    EmptyTuple(EmptyTupleBuilder),
    /// Also Geometry.
    Variant(Box<[DataType]>, VariantBuilder<Vec<ValueBuilder>>),
    Dynamic(DynamicBuilder<ValueBuilder>),
    Json(JsonPathsBuilder<ValueBuilder>),
    States(StatesBuilder),
}

impl WriteValue for Value {
    type Builder = ValueBuilder;

    fn builder(data_type: &DataType) -> Result<ValueBuilder, BindError> {
        ValueBuilder::new(data_type)
    }

    fn write(&self, builder: &mut ValueBuilder) -> Result<(), CellError> {
        builder.push(self)
    }
}

impl ValueBuilder {
    fn new(data_type: &DataType) -> Result<Self, BindError> {
        use DataType as T;
        let boxed = |data_type: &DataType| ValueBuilder::new(data_type).map(Box::new);
        let kind = match data_type {
            T::SimpleAggregateFunction(function) => return ValueBuilder::new(&function.data_type),
            T::Nullable(inner) => Kind::Nullable(NullableBuilder::with_null_map(boxed(inner)?)),
            T::LowCardinality(_) => {
                let (wrapping, inner) = Wrapping::of(data_type);
                let values = ValueBuilder { data_type: inner.clone(), kind: leaf(inner, wrapping)? };
                if !wrapping.nullable_dictionary {
                    return Ok(values);
                }
                Kind::Nullable(NullableBuilder::without_null_map(Box::new(values)))
            }
            T::Array(item) => Kind::Array(ArrayBuilder::new(boxed(item)?)),
            T::QBit(qbit) if qbit.dimension <= MAX_DIMENSION => {
                Kind::Array(ArrayBuilder::vectors(boxed(&qbit.element)?, qbit))
            }
            T::Map(entry) => Kind::Map(ArrayBuilder::new((boxed(&entry.0)?, boxed(&entry.1)?))),
            T::Tuple(elements) if elements.is_empty() => Kind::EmptyTuple(EmptyTupleBuilder::default()),
            T::Tuple(elements) => {
                let elements = elements.iter().map(|element| ValueBuilder::new(&element.data_type));
                Kind::Tuple(elements.collect::<Result<_, _>>()?)
            }
            T::Nested(_)
            | T::Point
            | T::Ring
            | T::LineString
            | T::MultiPoint
            | T::Polygon
            | T::MultiLineString
            | T::MultiPolygon => return ValueBuilder::new(&structure(data_type)),
            T::Variant(types) => {
                let columns = types.iter().map(ValueBuilder::new).collect::<Result<_, _>>()?;
                Kind::Variant(types.clone(), VariantBuilder::new(types, columns))
            }
            T::Geometry => {
                let columns = GEOMETRY.iter().map(ValueBuilder::new).collect::<Result<_, _>>()?;
                Kind::Variant(GEOMETRY.into(), VariantBuilder::of_geometry(columns))
            }
            T::Dynamic(limit) => Kind::Dynamic(DynamicBuilder::new(*limit)),
            T::Json(json) => Kind::Json(JsonPathsBuilder::new(json, ValueBuilder::new)?),
            T::AggregateFunction(function) => Kind::States(StatesBuilder::new(function)),
            other => leaf(other, Wrapping::default())?,
        };
        Ok(ValueBuilder { data_type: data_type.clone(), kind })
    }

    fn push(&mut self, value: &Value) -> Result<(), CellError> {
        let data_type = &self.data_type;
        match (&mut self.kind, value) {
            (Kind::Nullable(values), Value::Null) => {
                values.push_null();
                Ok(())
            }
            (Kind::Variant(_, values), Value::Null) => {
                values.push_null();
                Ok(())
            }
            (Kind::Dynamic(values), Value::Null) => {
                values.push_null();
                Ok(())
            }
            (Kind::Nullable(values), value) => values.some().push(value),
            (Kind::Variant(types, values), value) => push_variant(types, values, value, data_type),
            (Kind::Dynamic(values), value) => push_dynamic(values, value),
            (_, Value::Variant { value, .. }) => self.push(value),
            (Kind::String(strings), Value::String(text) | Value::FixedString(text)) => {
                strings.push(text);
                Ok(())
            }
            (Kind::Fixed(values), value) => push_fixed(values, value, data_type),
            (Kind::Array(arrays), Value::Array(items)) => {
                if arrays.exact_length().is_some_and(|length| length != items.len() as u64) {
                    return Err(CellError::new(format!("{} elements do not go into {data_type}", items.len())));
                }
                for (place, item) in items.iter().enumerate() {
                    arrays.items().push(item).map_err(|error| within(&format!("item {place}"), &error))?;
                }
                arrays.end();
                Ok(())
            }
            (Kind::Map(maps), Value::Map(entries)) => {
                for (place, (key, value)) in entries.iter().enumerate() {
                    let (keys, values) = maps.items();
                    keys.push(key).map_err(|error| within(&format!("key {place}"), &error))?;
                    values.push(value).map_err(|error| within(&format!("value {place}"), &error))?;
                }
                maps.end();
                Ok(())
            }
            (Kind::Tuple(columns), Value::Tuple(elements)) => push_tuple(columns, elements.iter(), data_type),
            (Kind::Tuple(columns), Value::NamedTuple(elements)) => push_named(columns, elements, data_type),
            (Kind::EmptyTuple(rows), Value::Tuple(elements)) if elements.is_empty() => {
                rows.push_null();
                Ok(())
            }
            (Kind::Json(objects), Value::Json(paths)) => push_json(objects, paths),
            (Kind::Json(objects), Value::String(text)) => match json::parse(text) {
                Ok(Value::Json(paths)) => push_json(objects, &paths),
                _ => Err(CellError::new(format!("the text of {} bytes is no JSON object", text.len()))),
            },
            (Kind::States(states), Value::AggregateState(state) | Value::String(state)) => match states.push(state) {
                true => Ok(()),
                false => Err(CellError::new(format!("{} bytes that are no state of {data_type}", state.len()))),
            },
            (
                Kind::String(_)
                | Kind::Array(_)
                | Kind::Map(_)
                | Kind::Tuple(_)
                | Kind::EmptyTuple(_)
                | Kind::Json(_)
                | Kind::States(_),
                value,
            ) => Err(unfit(data_type, value)),
        }
    }

    fn inner(&self) -> &dyn ColumnBuilder {
        match &self.kind {
            Kind::Fixed(builder) => builder,
            Kind::String(builder) => builder,
            Kind::Nullable(builder) => builder,
            Kind::Array(builder) => builder,
            Kind::Map(builder) => builder,
            Kind::Tuple(elements) => elements,
            Kind::EmptyTuple(builder) => builder,
            Kind::Variant(_, builder) => builder,
            Kind::Dynamic(builder) => builder,
            Kind::Json(builder) => builder,
            Kind::States(builder) => builder,
        }
    }

    fn inner_mut(&mut self) -> &mut dyn ColumnBuilder {
        match &mut self.kind {
            Kind::Fixed(builder) => builder,
            Kind::String(builder) => builder,
            Kind::Nullable(builder) => builder,
            Kind::Array(builder) => builder,
            Kind::Map(builder) => builder,
            Kind::Tuple(elements) => elements,
            Kind::EmptyTuple(builder) => builder,
            Kind::Variant(_, builder) => builder,
            Kind::Dynamic(builder) => builder,
            Kind::Json(builder) => builder,
            Kind::States(builder) => builder,
        }
    }
}

/// A column without parts.
fn leaf(data_type: &DataType, wrapping: Wrapping) -> Result<Kind, BindError> {
    match (data_type, fixed_width(data_type)) {
        (DataType::String, _) => Ok(Kind::String(StringBuilder::new(wrapping))),
        (_, Some(width)) => Ok(Kind::Fixed(FixedBuilder::new(width, wrapping))),
        (_, None) => Err(BindError::explained(format!("values of {data_type} cannot be written"))),
    }
}

/// The same error, said of a part of the value.
#[cold]
fn within(part: &str, error: &CellError) -> CellError {
    CellError::new(format!("{part}: {error}"))
}

fn push_fixed(values: &mut FixedBuilder, value: &Value, data_type: &DataType) -> Result<(), CellError> {
    match (data_type, value) {
        (DataType::FixedString(width), Value::String(bytes) | Value::FixedString(bytes)) => {
            if bytes.len() > *width {
                return Err(CellError::new(format!("{} bytes are longer than {data_type}", bytes.len())));
            }
            values.push_filled(bytes, 0);
        }
        _ => values.push_filled(write_scalar(data_type, value)?.as_slice(), 0),
    }
    Ok(())
}

fn push_tuple<'v>(
    columns: &mut [ValueBuilder],
    elements: impl ExactSizeIterator<Item = &'v Value>,
    data_type: &DataType,
) -> Result<(), CellError> {
    if elements.len() != columns.len() {
        let text = format!("a tuple of {} elements, and {data_type} has {}", elements.len(), columns.len());
        return Err(CellError::new(text));
    }
    for (place, (column, element)) in columns.iter_mut().zip(elements).enumerate() {
        column.push(element).map_err(|error| within(&format!("element {}", place + 1), &error))?;
    }
    Ok(())
}

/// By name where the column's elements have names, else by position.
fn push_named(
    columns: &mut [ValueBuilder],
    elements: &[(Arc<str>, Value)],
    data_type: &DataType,
) -> Result<(), CellError> {
    let names = match data_type {
        DataType::Tuple(elements) => elements.iter().map(|element| element.name.as_deref()).collect::<Option<Vec<_>>>(),
        _ => None,
    };
    let Some(names) = names.filter(|_| elements.len() == columns.len()) else {
        return push_tuple(columns, elements.iter().map(|(_, value)| value), data_type);
    };
    for (column, name) in columns.iter_mut().zip(names) {
        let mut of_this_name = elements.iter().filter(|(element, _)| **element == *name);
        match (of_this_name.next(), of_this_name.next()) {
            (Some((_, value)), None) => {
                column.push(value).map_err(|error| within(&format!("element `{name}`"), &error))?
            }
            (None, _) => return Err(CellError::new(format!("the tuple has no element `{name}` of {data_type}"))),
            (Some(_), Some(_)) => return Err(CellError::new(format!("the tuple has two elements `{name}`"))),
        }
    }
    Ok(())
}

/// A value goes where its type says; one that is not of the column's types goes into the only one that takes it.
fn push_variant(
    types: &[DataType],
    values: &mut VariantBuilder<Vec<ValueBuilder>>,
    value: &Value,
    data_type: &DataType,
) -> Result<(), CellError> {
    let place_of = |data_type: &DataType| types.iter().position(|known| known == data_type);
    if let Value::Variant { data_type: of_value, value } = value
        && let Some(place) = place_of(of_value)
    {
        return match values.value(place as u8).get_mut(place) {
            Some(column) => column.push(value),
            None => Err(unfit(data_type, value)),
        };
    }
    let plain = value.plain();
    let places = match plain.natural_type().as_ref().and_then(place_of) {
        Some(place) => place..place + 1,
        None => 0..types.len(),
    };
    let mut taken = Vec::new();
    for place in places {
        let Some(column) = values.columns().get_mut(place) else { continue };
        let before = column.len();
        if column.push(plain).is_ok() {
            taken.push(place);
        }
        // What was tried, or half of it, is taken back.
        column.truncate(before);
    }
    match taken.as_slice() {
        [place] => match values.value(*place as u8).get_mut(*place) {
            Some(column) => column.push(plain),
            None => Err(unfit(data_type, plain)),
        },
        [] => Err(unfit(data_type, plain)),
        [first, second, ..] => Err(CellError::new(format!(
            "a value of {} goes into {} and into {} of {data_type}; say which by Value::Variant",
            plain.type_name(),
            types[*first],
            types[*second]
        ))),
    }
}

fn push_dynamic(values: &mut DynamicBuilder<ValueBuilder>, value: &Value) -> Result<(), CellError> {
    let (data_type, value) = match value {
        Value::Variant { data_type, value } => ((**data_type).clone(), &**value),
        value => match value.natural_type() {
            Some(data_type) => (data_type, value),
            None => return Err(CellError::new("an aggregate state does not say its type; give it by Value::Variant")),
        },
    };
    if data_type.accepts_null() {
        let text = format!("{data_type} has a NULL of its own, and so has Dynamic; give the value the type inside");
        return Err(CellError::new(text));
    }
    let column = values.value(&data_type, ValueBuilder::new).map_err(|error| CellError::new(error.to_string()))?;
    match column {
        Some(column) => column.push(value),
        None => Err(CellError::new("a block of a Dynamic has 254 types at most; insert fewer rows at once")),
    }
}

fn push_json(objects: &mut JsonPathsBuilder<ValueBuilder>, paths: &[(Arc<str>, Value)]) -> Result<(), CellError> {
    let mut names: Vec<&str> = paths.iter().map(|(path, _)| &**path).collect();
    names.sort_unstable();
    if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(CellError::new(format!("the object has the path `{}` twice", twice[0])));
    }
    for (path, value) in paths {
        let pushed = match (objects.typed(path), value) {
            (Some(column), value) => column.push(value),
            // A path that is not there.
            (None, Value::Null) => Ok(()),
            (None, value) => push_dynamic(objects.dynamic(path), value),
        };
        pushed.map_err(|error| within(&format!("path `{path}`"), &error))?;
    }
    objects.end();
    Ok(())
}

impl ColumnBuilder for ValueBuilder {
    fn len(&self) -> usize {
        self.inner().len()
    }

    fn bytes(&self) -> usize {
        self.inner().bytes()
    }

    fn push_null(&mut self) {
        match (&mut self.kind, &self.data_type) {
            (Kind::Fixed(values), DataType::Nothing) => values.push(*b"0"),
            _ => self.inner_mut().push_null(),
        }
    }

    fn truncate(&mut self, len: usize) {
        self.inner_mut().truncate(len);
    }

    fn write_prefix(&self, out: &mut dyn Sink) {
        self.inner().write_prefix(out);
    }

    fn write_values(&mut self, out: &mut dyn Sink) {
        self.inner_mut().write_values(out);
    }
}

/// The elements of a tuple, of which there is one at least.
impl ColumnBuilder for Vec<ValueBuilder> {
    fn len(&self) -> usize {
        self.first().map_or(0, ColumnBuilder::len)
    }

    fn bytes(&self) -> usize {
        self.iter().map(ColumnBuilder::bytes).sum()
    }

    fn push_null(&mut self) {
        self.iter_mut().for_each(ColumnBuilder::push_null);
    }

    fn truncate(&mut self, len: usize) {
        self.iter_mut().for_each(|element| element.truncate(len));
    }

    fn write_prefix(&self, out: &mut dyn Sink) {
        self.iter().for_each(|element| element.write_prefix(out));
    }

    fn write_values(&mut self, out: &mut dyn Sink) {
        self.iter_mut().for_each(|element| element.write_values(out));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Int256;
    use crate::value::testing::{OneColumn, assert_round_trip, try_written, written};

    fn refusal(data_type: &str, value: impl Into<Value>) -> String {
        try_written(data_type, &[value.into()]).unwrap_err()
    }

    #[test]
    fn values_come_back_from_columns_of_their_types() {
        assert_round_trip("UInt8", vec![Value::UInt8(0), Value::UInt8(255)]);
        assert_round_trip("Int256", vec![Value::from(Int256::MIN), Int256::MAX.into()]);
        assert_round_trip("LowCardinality(Nullable(String))", vec!["a".into(), Value::Null, "".into(), "a".into()]);
        assert_round_trip(
            "Array(LowCardinality(FixedString(2)))",
            vec![Value::Array(vec![Value::FixedString(b"ab".into())])],
        );
        assert_round_trip(
            "Map(String, Array(Nullable(UInt8)))",
            vec![Value::Map(vec![("k".into(), Value::from([Some(1u8), None]))])],
        );
        assert_round_trip("QBit(Float64, 9)", vec![Value::from([0.5; 9]), Value::from([-1.0; 9])]);
        assert_round_trip("Tuple()", vec![Value::Tuple(Vec::new()); 3]);
        assert_round_trip("Nullable(Nothing)", vec![Value::Null; 2]);
        assert_round_trip("Array(Nothing)", vec![Value::Array(Vec::new()); 2]);
        let variant = |data_type: &str, value: Value| Value::Variant {
            data_type: Arc::new(DataType::parse(data_type).unwrap()),
            value: Box::new(value),
        };
        assert_round_trip(
            "Array(Variant(String, Array(UInt8)))",
            vec![Value::Array(vec![
                variant("Array(UInt8)", Value::from([1u8])),
                Value::Null,
                variant("String", "x".into()),
            ])],
        );
        assert_round_trip(
            "Dynamic",
            vec![
                variant("UInt8", 1u8.into()),
                Value::Null,
                variant("Array(Dynamic)", Value::Array(vec![Value::Null, variant("String", "x".into())])),
            ],
        );
        assert_round_trip(
            "JSON(t UInt8)",
            vec![
                Value::Json(vec![("a.b".into(), variant("Int64", 1i64.into())), ("t".into(), 5u8.into())]),
                Value::Json(vec![("t".into(), 0u8.into())]),
            ],
        );
        let point = Value::from((0.5, -0.5));
        assert_round_trip(
            "Geometry",
            vec![variant("Point", point.clone()), Value::Null, variant("Ring", Value::Array(vec![point]))],
        );
        assert_round_trip(
            "Nested(a UInt8, b String)",
            vec![Value::Array(vec![Value::NamedTuple(vec![("a".into(), 1u8.into()), ("b".into(), "x".into())])])],
        );
    }

    #[test]
    fn numbers_go_where_they_lose_nothing() {
        for (data_type, value, found) in [
            ("Int64", Value::from(7u8), Value::Int64(7)),
            ("UInt8", Value::from(255i128), Value::UInt8(255)),
            ("UInt256", Value::from(u128::MAX), Value::from(crate::types::UInt256::from(u128::MAX))),
            ("Float64", Value::from(3i32), Value::Float64(3.0)),
            ("Float32", Value::from(0.5f64), Value::Float32(0.5)),
            ("Decimal(9, 2)", Value::from(3u8), Value::Decimal { mantissa: Box::new(Int256::from(300)), scale: 2 }),
            ("Bool", Value::from(1u8), Value::Bool(true)),
            ("Nullable(Int8)", Value::from(-1i64), Value::Int8(-1)),
            (
                "DateTime64(3)",
                Value::DateTime { seconds: 1, zone: None },
                Value::DateTime64 { ticks: 1000, digits: 3, zone: None },
            ),
            (
                "DateTime64(0)",
                Value::DateTime64 { ticks: -1, digits: 3, zone: None },
                Value::DateTime64 { ticks: -1, digits: 0, zone: None },
            ),
            ("Date32", Value::Date(5), Value::Date32(5)),
            ("Enum8('b' = 2)", "b".into(), Value::Enum { name: "b".into(), number: 2 }),
        ] {
            assert_eq!(OneColumn::of(data_type, &[value]).read::<Value>(), [found], "{data_type}");
        }
    }

    #[test]
    fn a_nan_keeps_its_bits() {
        // Every move through an f64 would make it a quiet one.
        let bits = 0x7fa0_0001u32;
        assert_eq!(written("Float32", &[Value::Float32(f32::from_bits(bits))]), bits.to_le_bytes());
        let bits = 0x7fa1u16;
        let value = Value::from(crate::types::BFloat16::from_bits(bits));
        assert_eq!(written("BFloat16", &[value]), bits.to_le_bytes());
    }

    #[test]
    fn what_a_column_does_not_hold_is_refused_with_its_range() {
        assert_eq!(refusal("UInt8", 256u16), "256 is outside UInt8, which holds 0 to 255");
        assert_eq!(refusal("UInt8", -1i8), "-1 is outside UInt8, which holds 0 to 255");
        assert_eq!(refusal("Int8", 128u8), "128 is outside Int8, which holds -128 to 127");
        assert!(refusal("Int128", u128::MAX).ends_with("which holds -2^127 to 2^127 - 1"));
        assert!(refusal("Int256", crate::types::UInt256::MAX).contains("is outside Int256"));
        assert_eq!(refusal("UInt8", Value::Null), "NULL, and UInt8 has none; make the column Nullable");
        assert_eq!(
            refusal("Array(UInt8)", Value::from([1u16, 300])),
            "item 1: 300 is outside UInt8, which holds 0 to 255"
        );
        assert_eq!(refusal("String", 1u8), "a value of UInt8 does not go into String");
        assert_eq!(refusal("FixedString(2)", "abc"), "3 bytes are longer than FixedString(2)");
        assert!(refusal("Float32", 0.1).contains("has more digits than Float32"));
        assert!(refusal("Float64", i64::MAX).contains("2^53"));
        assert!(
            refusal("Decimal(9, 2)", Value::Decimal { mantissa: Box::new(Int256::from(1)), scale: 3 })
                .contains("more digits")
        );
        assert!(refusal("Decimal(3, 2)", 10u8).contains("more digits"));
        assert!(refusal("Date", Value::Date32(-1)).contains("1970-01-01 to 2149-06-06"));
        assert!(refusal("Time", Value::Time(3_600_000)).contains("999:59:59"));
        assert!(refusal("DateTime", Value::DateTime64 { ticks: -1, digits: 9, zone: None }).contains("2106"));
        assert!(refusal("Enum8('b' = 2)", "c").contains("is none of Enum8"));
        assert!(refusal("Tuple(a UInt8, b UInt8)", (1u8,)).contains("a tuple of 1 elements"));
        assert!(refusal("Variant(UInt32, UInt64)", 1u8).contains("goes into UInt32 and into UInt64"));
        assert!(refusal("JSON", "[1]").contains("is no JSON object"));
        assert!(
            refusal("JSON", Value::Json(vec![("a".into(), 1u8.into()), ("a".into(), 2u8.into())])).contains("twice")
        );
        assert!(refusal("JSON(t UInt8)", Value::Json(vec![("t".into(), Value::Null)])).contains("path `t`: NULL"));
        assert!(refusal("AggregateFunction(sum, UInt64)", "abc").contains("no state"));
        assert_eq!(refusal("QBit(Float32, 2)", vec![1f32]), "1 elements do not go into QBit(Float32, 2)");
    }

    #[test]
    fn named_elements_find_their_place() {
        let value = Value::NamedTuple(vec![("b".into(), "x".into()), ("a".into(), 1u8.into())]);
        let found = OneColumn::of("Tuple(a UInt8, b String)", std::slice::from_ref(&value)).read::<Value>();
        assert_eq!(found[0].get("b").and_then(Value::as_str), Some("x"));
        assert!(refusal("Tuple(a UInt8, c String)", value).contains("no element `c`"));
    }
}
