//! Values of a fixed width: their bytes as [`Value`]s, and [`Value`]s as bytes of exactly the column's type.
//!
//! A number is written into any column of numbers that holds it without loss, and an instant into any column of instants:
//! with more digits than the column has it is rounded down. Whatever the column does not hold is refused with its range.

use super::Value;
use crate::column::decimal_width;
use crate::types::{BFloat16, Blob, DataType, EnumMembers, Int256, UInt256, power_of_ten, scaled_up};
use crate::value::CellError;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::RangeInclusive;
use std::sync::Arc;

/// A value of a type of a fixed width.
pub(super) fn read_scalar(data_type: &DataType, bytes: &[u8]) -> Result<Value, CellError> {
    use DataType as T;
    Ok(match data_type {
        T::Nothing => Value::Null,
        T::Bool => Value::Bool(array::<1>(bytes)? != [0]),
        T::UInt8 => Value::UInt8(u8::from_le_bytes(array(bytes)?)),
        T::UInt16 => Value::UInt16(u16::from_le_bytes(array(bytes)?)),
        T::UInt32 => Value::UInt32(u32::from_le_bytes(array(bytes)?)),
        T::UInt64 => Value::UInt64(u64::from_le_bytes(array(bytes)?)),
        T::UInt128 => Value::UInt128(u128::from_le_bytes(array(bytes)?)),
        T::UInt256 => Value::UInt256(Box::new(UInt256::from_le_bytes(array(bytes)?))),
        T::Int8 => Value::Int8(i8::from_le_bytes(array(bytes)?)),
        T::Int16 => Value::Int16(i16::from_le_bytes(array(bytes)?)),
        T::Int32 => Value::Int32(i32::from_le_bytes(array(bytes)?)),
        T::Int64 => Value::Int64(i64::from_le_bytes(array(bytes)?)),
        T::Int128 => Value::Int128(i128::from_le_bytes(array(bytes)?)),
        T::Int256 => Value::Int256(Box::new(Int256::from_le_bytes(array(bytes)?))),
        T::BFloat16 => Value::BFloat16(BFloat16::from_bits(u16::from_le_bytes(array(bytes)?))),
        T::Float32 => Value::Float32(f32::from_le_bytes(array(bytes)?)),
        T::Float64 => Value::Float64(f64::from_le_bytes(array(bytes)?)),
        T::FixedString(_) => Value::FixedString(Blob::from(bytes)),
        T::Uuid => {
            let [high, low] = halves(array(bytes)?);
            Value::Uuid(u128::from(high) << 64 | u128::from(low))
        }
        T::IPv4 => Value::IPv4(Ipv4Addr::from(u32::from_le_bytes(array(bytes)?))),
        T::IPv6 => Value::IPv6(Ipv6Addr::from(array::<16>(bytes)?)),
        T::Date => Value::Date(u16::from_le_bytes(array(bytes)?)),
        T::Date32 => Value::Date32(i32::from_le_bytes(array(bytes)?)),
        T::DateTime(zone) => Value::DateTime { seconds: u32::from_le_bytes(array(bytes)?), zone: zone.clone() },
        T::DateTime64(digits, zone) => {
            Value::DateTime64 { ticks: i64::from_le_bytes(array(bytes)?), digits: *digits, zone: zone.clone() }
        }
        T::Time => Value::Time(i32::from_le_bytes(array(bytes)?)),
        T::Time64(digits) => Value::Time64 { ticks: i64::from_le_bytes(array(bytes)?), digits: *digits },
        T::Interval(unit) => Value::Interval { count: i64::from_le_bytes(array(bytes)?), unit: *unit },
        T::Decimal(_, scale) => Value::Decimal { mantissa: Box::new(mantissa(bytes)?), scale: *scale },
        T::Enum8(members) => enumeration(members.shared_name(i16::from(array::<1>(bytes)?[0] as i8)), bytes)?,
        T::Enum16(members) => enumeration(members.shared_name(i16::from_le_bytes(array(bytes)?)), bytes)?,
        other => return Err(CellError::new(format!("{other} is no type of a fixed width"))),
    })
}

fn array<const N: usize>(bytes: &[u8]) -> Result<[u8; N], CellError> {
    bytes.try_into().map_err(|_| CellError::new(format!("a value of {} bytes, not {N}", bytes.len())))
}

fn halves(bytes: [u8; 16]) -> [u64; 2] {
    let both = u128::from_le_bytes(bytes);
    [both as u64, (both >> 64) as u64]
}

fn mantissa(bytes: &[u8]) -> Result<Int256, CellError> {
    Ok(match bytes.len() {
        4 => Int256::from(i128::from(i32::from_le_bytes(array(bytes)?))),
        8 => Int256::from(i128::from(i64::from_le_bytes(array(bytes)?))),
        16 => Int256::from(i128::from_le_bytes(array(bytes)?)),
        _ => Int256::from_le_bytes(array(bytes)?),
    })
}

fn enumeration(name: Option<&Arc<str>>, bytes: &[u8]) -> Result<Value, CellError> {
    let number = match *bytes {
        [low] => i16::from(low as i8),
        _ => i16::from_le_bytes(array(bytes)?),
    };
    match name {
        Some(name) => Ok(Value::Enum { name: name.clone(), number }),
        None => Err(CellError::new(format!("the Enum has no member with the number {number}"))),
    }
}

/// The bytes of one value, at most 32.
pub(super) struct Bytes {
    bytes: [u8; 32],
    width: usize,
}

impl Bytes {
    fn of<const N: usize>(value: [u8; N]) -> Self {
        let mut bytes = [0; 32];
        bytes[..N].copy_from_slice(&value);
        Bytes { bytes, width: N }
    }

    /// Them, as the column has them.
    pub(super) fn as_slice(&self) -> &[u8] {
        &self.bytes[..self.width]
    }
}

/// Days of Date32: 1900-01-01 to 2299-12-31. Days beyond are stored, but shown as these (26.7).
const DATE32: RangeInclusive<i64> = -25_567..=120_529;
/// Seconds of DateTime64: 0001-01-01 00:00:00 to 9999-12-31 23:59:59 UTC.
const DATE_TIME_64: RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;
/// Seconds of Time are fewer, either way: 999:59:59 at the most.
const END_OF_TIME: u64 = 3_600_000;

/// The bytes of `value` in a column of `data_type`, which has a fixed width and is no FixedString.
pub(super) fn write_scalar(data_type: &DataType, value: &Value) -> Result<Bytes, CellError> {
    use DataType as T;
    let refuse = || Err(unfit(data_type, value));
    match data_type {
        T::UInt8 | T::UInt16 | T::UInt32 | T::UInt64 | T::UInt128 | T::UInt256 => integer(data_type, value, false),
        T::Int8 | T::Int16 | T::Int32 | T::Int64 | T::Int128 | T::Int256 => integer(data_type, value, true),
        T::Bool => match (value, value.as_i64()) {
            (Value::Bool(value), _) => Ok(Bytes::of([u8::from(*value)])),
            (_, Some(number @ 0..=1)) => Ok(Bytes::of([number as u8])),
            _ => refuse(),
        },
        T::Float64 | T::Float32 | T::BFloat16 => float(data_type, value),
        T::Decimal(precision, scale) => decimal(data_type, value, (*precision, *scale)),
        T::Uuid => match value {
            Value::Uuid(value) => {
                let (high, low) = ((value >> 64) as u64, *value as u64);
                Ok(Bytes::of((u128::from(low) << 64 | u128::from(high)).to_le_bytes()))
            }
            _ => refuse(),
        },
        T::IPv4 => match value {
            Value::IPv4(address) => Ok(Bytes::of(u32::from(*address).to_le_bytes())),
            _ => refuse(),
        },
        T::IPv6 => match value {
            Value::IPv6(address) => Ok(Bytes::of(address.octets())),
            _ => refuse(),
        },
        T::Date => match days(value).map(u16::try_from) {
            Some(Ok(days)) => Ok(Bytes::of(days.to_le_bytes())),
            Some(Err(_)) => Err(outside(data_type, value, "1970-01-01 to 2149-06-06")),
            None => refuse(),
        },
        T::Date32 => match days(value) {
            Some(days) if DATE32.contains(&days) => Ok(Bytes::of((days as i32).to_le_bytes())),
            Some(_) => Err(outside(data_type, value, "1900-01-01 to 2299-12-31")),
            None => refuse(),
        },
        T::DateTime(_) => match instant(value).map(|(ticks, digits)| u32::try_from(rescaled(ticks, digits, 0))) {
            Some(Ok(seconds)) => Ok(Bytes::of(seconds.to_le_bytes())),
            Some(Err(_)) => Err(outside(data_type, value, "1970-01-01 00:00:00 to 2106-02-07 06:28:15 UTC")),
            None => refuse(),
        },
        T::DateTime64(digits, _) => match instant(value) {
            Some((ticks, from)) => instant_ticks(ticks, from, *digits)
                .ok_or_else(|| outside(data_type, value, "the years 1 to 9999, of them what 64 bits hold")),
            None => refuse(),
        },
        T::Time => match time(value).map(|(ticks, digits)| rescaled(ticks, digits, 0)) {
            Some(seconds) => match i32::try_from(seconds) {
                Ok(seconds) if u64::from(seconds.unsigned_abs()) < END_OF_TIME => Ok(Bytes::of(seconds.to_le_bytes())),
                _ => Err(outside(data_type, value, "-999:59:59 to 999:59:59")),
            },
            None => refuse(),
        },
        T::Time64(digits) => match time(value).map(|(ticks, from)| i64::try_from(rescaled(ticks, from, *digits))) {
            Some(Ok(ticks)) if ticks.unsigned_abs() < END_OF_TIME * power_of(*digits).unsigned_abs() => {
                Ok(Bytes::of(ticks.to_le_bytes()))
            }
            Some(_) => Err(outside(data_type, value, "-999:59:59.9.. to 999:59:59.9..")),
            None => refuse(),
        },
        T::Interval(unit) => match value {
            Value::Interval { count, unit: of_value } if of_value == unit => Ok(Bytes::of(count.to_le_bytes())),
            _ => refuse(),
        },
        T::Enum8(members) => Ok(Bytes::of((number(members, data_type, value)? as i8).to_le_bytes())),
        T::Enum16(members) => Ok(Bytes::of(number(members, data_type, value)?.to_le_bytes())),
        // One filler byte, as the server writes it.
        T::Nothing if value.is_null() => Ok(Bytes::of(*b"0")),
        _ => refuse(),
    }
}

/// The value is of a type that the column does not take.
#[cold]
pub(super) fn unfit(data_type: &DataType, value: &Value) -> CellError {
    match value {
        Value::Null => CellError::new(format!("NULL, and {data_type} has none; make the column Nullable")),
        value => CellError::new(format!("a value of {} does not go into {data_type}", value.type_name())),
    }
}

#[cold]
fn outside(data_type: &DataType, value: &Value, range: &str) -> CellError {
    CellError::new(format!("{value} is outside {data_type}, which holds {range}"))
}

/// The integer in 32 bytes of two's complement, and whether it is negative.
fn wide(value: &Value) -> Option<([u8; 32], bool)> {
    Some(match value {
        Value::UInt128(value) => (UInt256::from(*value).to_le_bytes(), false),
        Value::UInt256(value) => (value.to_le_bytes(), false),
        Value::Int256(value) => (value.to_le_bytes(), value.is_negative()),
        Value::Bool(value) => (UInt256::from(u128::from(*value)).to_le_bytes(), false),
        value => {
            let value = value.as_i128()?;
            (Int256::from(value).to_le_bytes(), value < 0)
        }
    })
}

fn integer(data_type: &DataType, value: &Value, is_signed: bool) -> Result<Bytes, CellError> {
    let (bytes, is_negative) = wide(value).ok_or_else(|| unfit(data_type, value))?;
    let width = crate::column::fixed_width(data_type).unwrap_or(32).min(32);
    let filler = if is_negative { 0xff } else { 0 };
    let sign_is_kept = !is_signed || (bytes[width - 1] & 0x80 != 0) == is_negative;
    if bytes[width..].iter().any(|byte| *byte != filler) || !sign_is_kept || is_negative && !is_signed {
        let bits = width * 8;
        let range = match (is_signed, bits) {
            (false, ..=64) => format!("0 to {}", u64::MAX >> (64 - bits)),
            (true, ..=64) => format!("{} to {}", i64::MIN >> (64 - bits), i64::MAX >> (64 - bits)),
            (false, _) => format!("0 to 2^{bits} - 1"),
            (true, _) => format!("-2^{} to 2^{} - 1", bits - 1, bits - 1),
        };
        return Err(outside(data_type, value, &range));
    }
    Ok(Bytes { bytes, width })
}

/// A float that is this number to the last digit; of the column's own type the very bits, which a NaN would lose on the way.
fn float(data_type: &DataType, value: &Value) -> Result<Bytes, CellError> {
    match (data_type, value) {
        (DataType::Float32, Value::Float32(value)) => return Ok(Bytes::of(value.to_le_bytes())),
        (DataType::BFloat16, Value::BFloat16(value)) => return Ok(Bytes::of(value.to_bits().to_le_bytes())),
        _ => {}
    }
    let exact = match value {
        Value::Float64(value) => *value,
        Value::Float32(value) => f64::from(*value),
        Value::BFloat16(value) => f64::from(value.to_f32()),
        value => match value.as_i64() {
            // All integers up to 2^53 are floats.
            Some(value) if value.unsigned_abs() <= 1 << 53 => value as f64,
            Some(_) => return Err(outside(data_type, value, "integers to 2^53 without loss")),
            None => return Err(unfit(data_type, value)),
        },
    };
    let single = exact as f32;
    let is_single = f64::from(single).to_bits() == exact.to_bits() || exact.is_nan();
    match data_type {
        DataType::Float64 => Ok(Bytes::of(exact.to_le_bytes())),
        DataType::Float32 if is_single => Ok(Bytes::of(single.to_le_bytes())),
        DataType::BFloat16 if is_single && single.to_bits() & 0xffff == 0 => {
            Ok(Bytes::of(((single.to_bits() >> 16) as u16).to_le_bytes()))
        }
        DataType::BFloat16 => {
            Err(CellError::new(format!("{value} has more digits than {data_type}; round it to a BFloat16")))
        }
        _ => Err(CellError::new(format!("{value} has more digits than {data_type}; round it to an f32"))),
    }
}

fn decimal(data_type: &DataType, value: &Value, (precision, scale): (u8, u8)) -> Result<Bytes, CellError> {
    let (mantissa, from) = match value {
        Value::Decimal { mantissa, scale } => (**mantissa, *scale),
        value => (value.as_i128().map(Int256::from).ok_or_else(|| unfit(data_type, value))?, 0),
    };
    let scaled = match scale.checked_sub(from) {
        Some(digits) => scaled_up(mantissa, digits),
        None => scaled_down(mantissa, from - scale),
    };
    match scaled.filter(|mantissa| mantissa.unsigned_abs() < power_of_ten(precision)) {
        Some(mantissa) => Ok(Bytes { bytes: mantissa.to_le_bytes(), width: decimal_width(precision) }),
        None => Err(CellError::new(format!("{value} has more digits than {data_type}"))),
    }
}

/// `mantissa / 10^digits`, if that is whole.
fn scaled_down(mantissa: Int256, digits: u8) -> Option<Int256> {
    if mantissa == Int256::default() {
        return Some(mantissa);
    }
    let text = mantissa.to_string();
    let (whole, rest) = text.split_at_checked(text.len().checked_sub(usize::from(digits))?)?;
    if rest.bytes().any(|digit| digit != b'0') { None } else { whole.parse().ok() }
}

fn days(value: &Value) -> Option<i64> {
    match value {
        Value::Date(days) => Some(i64::from(*days)),
        Value::Date32(days) => Some(i64::from(*days)),
        _ => None,
    }
}

/// The ticks of an instant, and the decimal digits of a second that they have.
fn instant(value: &Value) -> Option<(i64, u8)> {
    match value {
        Value::DateTime { seconds, .. } => Some((i64::from(*seconds), 0)),
        Value::DateTime64 { ticks, digits, .. } => Some((*ticks, *digits)),
        _ => None,
    }
}

fn time(value: &Value) -> Option<(i64, u8)> {
    match value {
        Value::Time(seconds) => Some((i64::from(*seconds), 0)),
        Value::Time64 { ticks, digits } => Some((*ticks, *digits)),
        _ => None,
    }
}

/// Ticks with other digits, rounded down.
fn rescaled(ticks: i64, from: u8, to: u8) -> i128 {
    let power = |digits: u8| 10i128.pow(u32::from(digits.min(30)));
    match to.checked_sub(from) {
        Some(more) => i128::from(ticks) * power(more),
        None => i128::from(ticks).div_euclid(power(from - to)),
    }
}

fn instant_ticks(ticks: i64, from: u8, to: u8) -> Option<Bytes> {
    let ticks = i64::try_from(rescaled(ticks, from, to)).ok()?;
    DATE_TIME_64.contains(&ticks.div_euclid(power_of(to))).then(|| Bytes::of(ticks.to_le_bytes()))
}

/// 10^digits; a second has nine digits at most.
fn power_of(digits: u8) -> i64 {
    10i64.pow(u32::from(digits.min(9)))
}

/// The column's number of an Enum's name.
fn number(members: &EnumMembers, data_type: &DataType, value: &Value) -> Result<i16, CellError> {
    let name = match value {
        Value::Enum { name, .. } => Some(&**name),
        Value::String(name) => str::from_utf8(name).ok(),
        _ => return Err(unfit(data_type, value)),
    };
    let number = name.and_then(|name| members.number(name));
    number
        .ok_or_else(|| CellError::new(format!("the name of {} bytes is none of {data_type}", name.map_or(0, str::len))))
}
