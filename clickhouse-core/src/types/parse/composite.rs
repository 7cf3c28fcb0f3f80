//! Types with other types in them: which may hold which, and the names of elements.

use super::scalar::{shown, twice};
use super::{DataType, Parsed, Parser, QBit, TupleElement};

impl Parser<'_> {
    /// The one type in parentheses.
    fn only_argument(&mut self, missing: &str) -> Parsed<DataType> {
        self.open(missing)?;
        let argument = self.data_type()?;
        self.close()?;
        Ok(argument)
    }

    pub(super) fn array(&mut self) -> Parsed<DataType> {
        Ok(DataType::Array(Box::new(self.only_argument("an Array needs the type of its items: Array(String)")?)))
    }

    pub(super) fn tuple(&mut self) -> Parsed<DataType> {
        // The word alone is the empty one.
        let elements = if self.tokens.peek() == Some('(') { self.elements()? } else { Box::default() };
        Ok(DataType::Tuple(elements))
    }

    pub(super) fn nullable(&mut self, start: usize) -> Parsed<DataType> {
        let inner = self.only_argument("Nullable needs the type of what is not NULL: Nullable(String)")?;
        if can_be_nullable(&inner) {
            return Ok(DataType::Nullable(Box::new(inner)));
        }
        self.cannot_hold(start, "Nullable", &inner)
    }

    pub(super) fn low_cardinality(&mut self, start: usize) -> Parsed<DataType> {
        let inner = self.only_argument("LowCardinality needs the type of its values: LowCardinality(String)")?;
        if can_be_in_dictionary(&inner) {
            return Ok(DataType::LowCardinality(Box::new(inner)));
        }
        self.cannot_hold(start, "LowCardinality", &inner)
    }

    pub(super) fn map(&mut self, start: usize) -> Parsed<DataType> {
        const MISSING: &str = "a Map needs the types of keys and values: Map(String, UInt64)";
        self.open(MISSING)?;
        let key = self.data_type()?;
        if !self.tokens.eat(',') {
            return self.tokens.missing(MISSING);
        }
        let value = self.data_type()?;
        self.close()?;
        match &key {
            DataType::Nullable(_) => self.cannot_hold(start, "the keys of Map", &key),
            DataType::LowCardinality(inner) if matches!(**inner, DataType::Nullable(_)) => {
                self.cannot_hold(start, "the keys of Map", &key)
            }
            _ => Ok(DataType::Map(Box::new((key, value)))),
        }
    }

    fn cannot_hold<T>(&self, start: usize, outer: &str, inner: &DataType) -> Parsed<T> {
        // The name is enough; what is in its parentheses may be long.
        let text = inner.to_string();
        let name = text.split('(').next().unwrap_or(&text);
        let way_out = match (outer, inner) {
            ("Nullable", DataType::LowCardinality(value)) if value.accepts_null() => {
                "; it can be NULL as it is".to_owned()
            }
            ("Nullable", DataType::LowCardinality(value)) => format!("; write LowCardinality(Nullable({value}))"),
            ("Nullable", DataType::Nullable(_)) => "; once is enough".to_owned(),
            ("Nullable", DataType::Array(_) | DataType::Map(_)) => "; an empty one can stand for none".to_owned(),
            ("Nullable", DataType::Variant(_) | DataType::Dynamic(_)) => ", as it has a NULL of its own".to_owned(),
            _ => String::new(),
        };
        self.tokens.refuse_at(start, format!("{name} cannot be inside {outer}{way_out}"))
    }

    /// The elements of a Tuple or the columns of a Nested: all named or none.
    fn elements(&mut self) -> Parsed<Box<[TupleElement]>> {
        let start = self.tokens.position();
        self.tokens.expect('(')?;
        let mut elements = Vec::new();
        if self.tokens.eat(')') {
            return Ok(elements.into());
        }
        loop {
            elements.push(self.element()?);
            if !self.tokens.another() {
                break;
            }
        }
        self.tokens.expect(')')?;
        let names = elements.iter().filter_map(|element| element.name.as_deref());
        let named = names.clone().count();
        if named != 0 && named != elements.len() {
            return self.tokens.refuse_at(start, "some elements have names and some have none");
        }
        if let Some(name) = twice(names) {
            return self.tokens.refuse_at(start, format!("two elements are called `{}`", shown(name)));
        }
        Ok(elements.into())
    }

    /// A type, or a name and a type. As for the server, two words are always a name and a type: `Tuple(INT UNSIGNED)`
    /// has an element called `INT`.
    fn element(&mut self) -> Parsed<TupleElement> {
        let before = self.tokens.clone();
        if let Some(name) = self.tokens.name()?
            && self.tokens.is_at_name()
        {
            return Ok(TupleElement { name: Some(name.into()), data_type: self.data_type()? });
        }
        self.tokens = before;
        Ok(TupleElement { name: None, data_type: self.data_type()? })
    }

    pub(super) fn nested(&mut self, start: usize) -> Parsed<DataType> {
        let elements = self.elements()?;
        if elements.is_empty() || elements.iter().any(|element| element.name.is_none()) {
            return self.tokens.refuse_at(start, "each column of a Nested needs a name and a type");
        }
        Ok(DataType::Nested(elements))
    }

    pub(super) fn variant(&mut self, start: usize) -> Parsed<DataType> {
        self.open("a Variant needs its types: Variant(String, UInt64)")?;
        let mut types = Vec::new();
        loop {
            let at = self.tokens.position();
            let data_type = self.data_type()?;
            if data_type.accepts_null() {
                return self.cannot_hold(at, "Variant, which has its own NULL", &data_type);
            }
            types.push((data_type.to_string(), data_type));
            if !self.tokens.another() {
                break;
            }
        }
        self.tokens.expect(')')?;
        types.sort_by(|left, right| left.0.cmp(&right.0));
        types.dedup_by(|left, right| left.0 == right.0);
        if types.len() > 255 {
            return self.tokens.refuse_at(start, "a Variant has at most 255 types");
        }
        Ok(DataType::Variant(types.into_iter().map(|(_, data_type)| data_type).collect()))
    }

    pub(super) fn qbit(&mut self, start: usize) -> Parsed<DataType> {
        self.open("a QBit needs the type of its numbers and how many there are: QBit(Float32, 8)")?;
        let element = self.data_type()?;
        if !matches!(element, DataType::Int8 | DataType::BFloat16 | DataType::Float32 | DataType::Float64) {
            return self.cannot_hold(start, "QBit; Int8, BFloat16, Float32 and Float64 can", &element);
        }
        self.tokens.expect(',')?;
        let dimension = self.tokens.number_within(1..=1 << 32, "the dimension of a QBit")?;
        let stride = match self.tokens.another() {
            true => Some(self.tokens.number_within(1..=dimension, "the stride of a QBit")?),
            false => None,
        };
        self.close()?;
        let stride = stride.filter(|stride| *stride != dimension);
        Ok(DataType::QBit(Box::new(QBit { element, dimension, stride })))
    }
}

/// Tuples only under an experimental setting of 26.1 and later.
fn can_be_nullable(data_type: &DataType) -> bool {
    use DataType as T;
    match data_type {
        T::Array(_)
        | T::Map(_)
        | T::Nullable(_)
        | T::LowCardinality(_)
        | T::Nested(_)
        | T::Variant(_)
        | T::Dynamic(_)
        | T::AggregateFunction(_)
        | T::Ring
        | T::LineString
        | T::MultiPoint
        | T::Polygon
        | T::MultiLineString
        | T::MultiPolygon
        | T::Geometry => false,
        T::SimpleAggregateFunction(function) => can_be_nullable(&function.data_type),
        _ => true,
    }
}

/// "Numbers, strings, Date or DateTime", and those that the server counts among them.
fn can_be_in_dictionary(data_type: &DataType) -> bool {
    use DataType as T;
    match data_type {
        T::Nullable(inner) => !matches!(**inner, T::Nullable(_)) && can_be_in_dictionary(inner),
        T::SimpleAggregateFunction(function) => can_be_in_dictionary(&function.data_type),
        T::Bool
        | T::UInt8
        | T::UInt16
        | T::UInt32
        | T::UInt64
        | T::UInt128
        | T::UInt256
        | T::Int8
        | T::Int16
        | T::Int32
        | T::Int64
        | T::Int128
        | T::Int256
        | T::BFloat16
        | T::Float32
        | T::Float64
        | T::String
        | T::FixedString(_)
        | T::Uuid
        | T::IPv4
        | T::IPv6
        | T::Date
        | T::Date32
        | T::DateTime(_)
        | T::Time
        | T::Interval(_) => true,
        _ => false,
    }
}
