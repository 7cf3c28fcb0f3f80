//! Types in binary, as they stand before the values that Dynamic and JSON keep without a column of their own.
//!
//! ```text
//! Array(UInt8)           1e 01
//! Tuple(UInt8, String)   1f 02 01 15
//! DateTime64(3, 'UTC')   14 03 03 55 54 43
//! ```
//!
//! Source: ClickHouse `src/DataTypes/DataTypesBinaryEncoding.cpp`, checked on 26.7.

use crate::types::{
    AggregateFunction, DataType, EnumMembers, IntervalUnit, JsonType, QBit, SimpleAggregateFunction, TupleElement,
};
use crate::wire::{Step, Walk};
use std::sync::Arc;

/// Each part of a type takes a byte at least, so that the bytes at hand bound them all.
const MAX_PARTS: usize = 1_000_000;
const MAX_NAME_BYTES: usize = 1 << 20;

/// The limits that a type's text leaves out.
const DEFAULT_TYPES: u64 = 32;
const DEFAULT_PATHS: u64 = 1024;

fn unless_default(limit: u64, default: u64) -> Option<u64> {
    (limit != default).then_some(limit)
}

/// Types that are one byte.
const PLAIN: &[(u8, DataType)] = &[
    (0x00, DataType::Nothing),
    (0x01, DataType::UInt8),
    (0x02, DataType::UInt16),
    (0x03, DataType::UInt32),
    (0x04, DataType::UInt64),
    (0x05, DataType::UInt128),
    (0x06, DataType::UInt256),
    (0x07, DataType::Int8),
    (0x08, DataType::Int16),
    (0x09, DataType::Int32),
    (0x0a, DataType::Int64),
    (0x0b, DataType::Int128),
    (0x0c, DataType::Int256),
    (0x0d, DataType::Float32),
    (0x0e, DataType::Float64),
    (0x0f, DataType::Date),
    (0x10, DataType::Date32),
    (0x11, DataType::DateTime(None)),
    (0x15, DataType::String),
    (0x1d, DataType::Uuid),
    (0x28, DataType::IPv4),
    (0x29, DataType::IPv6),
    (0x2d, DataType::Bool),
    (0x31, DataType::BFloat16),
    (0x32, DataType::Time),
];

/// The units of Interval in the order of their bytes.
const UNITS: [IntervalUnit; 11] = [
    IntervalUnit::Nanosecond,
    IntervalUnit::Microsecond,
    IntervalUnit::Millisecond,
    IntervalUnit::Second,
    IntervalUnit::Minute,
    IntervalUnit::Hour,
    IntervalUnit::Day,
    IntervalUnit::Week,
    IntervalUnit::Month,
    IntervalUnit::Quarter,
    IntervalUnit::Year,
];

impl Walk<'_> {
    /// Passes a type in binary.
    pub(crate) fn binary_type(&mut self) -> Step<DataType> {
        self.descend()?;
        let at = self.position();
        let code = self.u8()?;
        let data_type = match PLAIN.iter().find(|(plain, _)| *plain == code) {
            Some((_, data_type)) => data_type.clone(),
            None => self.binary_type_with_arguments(code, at)?,
        };
        self.ascend();
        Ok(data_type)
    }

    fn binary_type_with_arguments(&mut self, code: u8, at: usize) -> Step<DataType> {
        use DataType as T;
        Ok(match code {
            0x12 => T::DateTime(Some(self.binary_name()?)),
            0x13 => T::DateTime64(self.digits()?, None),
            0x14 => T::DateTime64(self.digits()?, Some(self.binary_name()?)),
            0x16 => match self.count("bytes of a FixedString", 1 << 24)? {
                0 => return self.refuse_at(at, "a FixedString of 0 bytes"),
                width => T::FixedString(width),
            },
            0x17 => T::Enum8(self.members(|walk| Ok(i16::from(walk.u8()? as i8)))?),
            0x18 => T::Enum16(self.members(|walk| Ok(i16::from_le_bytes(walk.array()?)))?),
            0x19..=0x1c => match (self.u8()?, self.u8()?) {
                (precision @ 1..=76, scale) if scale <= precision => T::Decimal(precision, scale),
                (precision, scale) => return self.refuse_at(at, format!("a Decimal({precision}, {scale})")),
            },
            0x1e => T::Array(Box::new(self.binary_type()?)),
            0x1f => {
                T::Tuple(self.parts(|walk| Ok(TupleElement { name: None, data_type: walk.binary_type()? }))?.into())
            }
            0x20 => T::Tuple(self.parts(Self::named_element)?.into()),
            0x22 => match self.u8()? {
                // The documentation has 1a for Year.
                0x1a => T::Interval(IntervalUnit::Year),
                unit => match UNITS.get(usize::from(unit)) {
                    Some(unit) => T::Interval(*unit),
                    None => return self.refuse_at(at, format!("an Interval of unit {unit}")),
                },
            },
            0x23 => T::Nullable(Box::new(self.binary_type()?)),
            0x25 => {
                // Names of types leave version 0 out.
                let version = Some(self.varint()?).filter(|version| *version > 0);
                let (function, arguments) = self.function()?;
                T::AggregateFunction(Box::new(AggregateFunction { version, function, arguments }))
            }
            0x26 => T::LowCardinality(Box::new(self.binary_type()?)),
            0x27 => T::Map(Box::new((self.binary_type()?, self.binary_type()?))),
            0x2a => T::Variant(self.parts(Self::binary_type)?.into()),
            0x2b => T::Dynamic(unless_default(u64::from(self.u8()?), DEFAULT_TYPES)),
            0x2c => self.custom(at)?,
            0x2e => match self.function()? {
                (function, mut arguments) if arguments.len() == 1 => {
                    let data_type = arguments.remove(0);
                    T::SimpleAggregateFunction(Box::new(SimpleAggregateFunction { function, data_type }))
                }
                (function, _) => {
                    return self.refuse_at(at, format!("a SimpleAggregateFunction({function}) of no type"));
                }
            },
            0x2f => T::Nested(self.parts(Self::named_element)?.into()),
            0x30 => T::Json(Box::new(self.binary_json()?)),
            0x34 => T::Time64(self.digits()?),
            0x36 | 0x37 => {
                let element = self.binary_type()?;
                let dimension = self.varint()?;
                let stride = if code == 0x37 { Some(self.varint()?) } else { None };
                T::QBit(Box::new(QBit { element, dimension, stride }))
            }
            other => return self.refuse_at(at, format!("no type has the binary code {other:#04x}")),
        })
    }

    fn digits(&mut self) -> Step<u8> {
        match self.u8()? {
            digits @ 0..=9 => Ok(digits),
            digits => self.refuse(format!("a second with {digits} decimal digits")),
        }
    }

    fn binary_name(&mut self) -> Step<Arc<str>> {
        let at = self.position();
        let name = self.text(MAX_NAME_BYTES)?;
        match std::str::from_utf8(self.bytes(&name)) {
            Ok(name) => Ok(name.into()),
            Err(_) => self.refuse_at(at, "a name within a type is not UTF-8"),
        }
    }

    fn parts<T>(&mut self, mut part: impl FnMut(&mut Self) -> Step<T>) -> Step<Vec<T>> {
        let mut parts = Vec::new();
        for _ in 0..self.count("parts of a type", MAX_PARTS)? {
            parts.push(part(self)?);
        }
        Ok(parts)
    }

    fn members(&mut self, number: impl Fn(&mut Self) -> Step<i16>) -> Step<EnumMembers> {
        self.parts(|walk| Ok((walk.binary_name()?, number(walk)?))).map(EnumMembers::new)
    }

    fn named_element(&mut self) -> Step<TupleElement> {
        Ok(TupleElement { name: Some(self.binary_name()?), data_type: self.binary_type()? })
    }

    /// A function's name and the types of its arguments. Its parameters are values of any type, which are not known here.
    fn function(&mut self) -> Step<(Arc<str>, Vec<DataType>)> {
        let mut function = self.binary_name()?;
        let parameters = self.parts(Self::parameter)?;
        if !parameters.is_empty() {
            function = format!("{function}({})", parameters.join(", ")).into();
        }
        Ok((function, self.parts(Self::binary_type)?))
    }

    /// A parameter of a function, as its name has it.
    fn parameter(&mut self) -> Step<String> {
        self.descend()?;
        let at = self.position();
        let text = match self.u8()? {
            0x01 => self.varint()?.to_string(),
            0x02 => {
                let zigzag = self.varint()?;
                ((zigzag >> 1) as i64 ^ -((zigzag & 1) as i64)).to_string()
            }
            0x07 => f64::from_le_bytes(self.array()?).to_string(),
            0x0c => format!("'{}'", self.binary_name()?.replace('\\', "\\\\").replace('\'', "\\'")),
            0x0d => format!("[{}]", self.parts(Self::parameter)?.join(", ")),
            kind => return self.refuse_at(at, format!("a parameter of a function of kind {kind}")),
        };
        self.ascend();
        Ok(text)
    }

    /// A type that has a name of its own, such as the geometric ones.
    fn custom(&mut self, at: usize) -> Step<DataType> {
        let name = self.binary_name()?;
        match DataType::parse(&name) {
            Ok(data_type) => Ok(data_type),
            Err(error) => self.refuse_at(at, format!("a type is not known: {error}")),
        }
    }

    fn binary_json(&mut self) -> Step<JsonType> {
        let at = self.position();
        let version = self.u8()?;
        if version != 0 {
            return self.refuse_at(at, format!("a JSON type of version {version}, not 0"));
        }
        let max_dynamic_paths = unless_default(self.varint()?, DEFAULT_PATHS);
        let max_dynamic_types = unless_default(u64::from(self.u8()?), DEFAULT_TYPES);
        let mut paths = self.parts(|walk| Ok((walk.binary_name()?, walk.binary_type()?)))?;
        paths.sort_by(|left, right| left.0.cmp(&right.0));
        let skip = self.parts(Self::binary_name)?;
        Ok(JsonType { max_dynamic_types, max_dynamic_paths, paths, skip, skip_regexp: self.parts(Self::binary_name)? })
    }
}
