//! What stands in the parentheses of types without other types in them: lengths, digits, time zones, members.

use super::{DataType, EnumMembers, Parsed, Parser};
use std::ops::RangeInclusive;
use std::sync::Arc;

/// 26.7 refuses longer ones (`MAX_FIXEDSTRING_SIZE`).
const MAX_FIXED_STRING_BYTES: u64 = 0xFF_FFFF;

impl Parser<'_> {
    pub(super) fn fixed_string(&mut self) -> Parsed<DataType> {
        self.open("FixedString needs its bytes: FixedString(16)")?;
        let bytes = self.tokens.number_within(1..=MAX_FIXED_STRING_BYTES, "the number of bytes of a FixedString")?;
        self.close()?;
        Ok(DataType::FixedString(bytes as usize))
    }

    pub(super) fn zone(&mut self) -> Parsed<Option<Arc<str>>> {
        if !self.opens() {
            return Ok(None);
        }
        let zone = self.quoted_zone()?;
        self.close()?;
        Ok(Some(zone))
    }

    fn quoted_zone(&mut self) -> Parsed<Arc<str>> {
        match self.tokens.peek() {
            Some('\'') => Ok(self.tokens.quoted('\'')?.into()),
            _ => self.tokens.missing("a time zone stands in quotes: 'UTC'"),
        }
    }

    /// DateTime, whose parentheses may also hold the digits of a DateTime64.
    pub(super) fn date_time(&mut self) -> Parsed<DataType> {
        let before = self.tokens.clone();
        let has_digits = self.tokens.eat('(') && self.tokens.peek().is_some_and(|letter| letter.is_ascii_digit());
        self.tokens = before;
        if has_digits { self.date_time_64() } else { Ok(DataType::DateTime(self.zone()?)) }
    }

    pub(super) fn date_time_64(&mut self) -> Parsed<DataType> {
        if !self.opens() {
            return Ok(DataType::DateTime64(3, None));
        }
        let digits = self.digits_of_second()?;
        let zone = if self.tokens.another() { Some(self.quoted_zone()?) } else { None };
        self.close()?;
        Ok(DataType::DateTime64(digits, zone))
    }

    pub(super) fn time(&mut self) -> Parsed<DataType> {
        if !self.opens() {
            return Ok(DataType::Time);
        }
        let digits = self.digits_of_second()?;
        self.close()?;
        Ok(DataType::Time64(digits))
    }

    pub(super) fn time_64(&mut self) -> Parsed<DataType> {
        match self.time()? {
            DataType::Time => Ok(DataType::Time64(3)),
            with_digits => Ok(with_digits),
        }
    }

    fn digits_of_second(&mut self) -> Parsed<u8> {
        Ok(self.tokens.number_within(0..=9, "the number of decimal digits of a second")? as u8)
    }

    pub(super) fn decimal(&mut self) -> Parsed<DataType> {
        if !self.opens() {
            return Ok(DataType::Decimal(10, 0));
        }
        let precision = self.tokens.number_within(1..=76, "the precision of a Decimal")?;
        let scale = if self.tokens.another() { self.scale_within(precision)? } else { 0 };
        self.close()?;
        Ok(DataType::Decimal(precision as u8, scale))
    }

    pub(super) fn decimal_of(&mut self, precision: u8) -> Parsed<DataType> {
        self.open("a scale is missing: Decimal64(4)")?;
        let scale = self.scale_within(precision.into())?;
        self.close()?;
        Ok(DataType::Decimal(precision, scale))
    }

    fn scale_within(&mut self, precision: u64) -> Parsed<u8> {
        let what = "the scale of a Decimal, which is at most its precision,";
        Ok(self.tokens.number_within(0..=precision, what)? as u8)
    }

    pub(super) fn enum8(&mut self) -> Parsed<DataType> {
        Ok(DataType::Enum8(self.members(i16::from(i8::MIN)..=i16::from(i8::MAX), "Enum8")?))
    }

    pub(super) fn enum16(&mut self) -> Parsed<DataType> {
        Ok(DataType::Enum16(self.members(i16::MIN..=i16::MAX, "Enum16")?))
    }

    /// Enum, which takes one byte if its numbers do.
    pub(super) fn enumeration(&mut self) -> Parsed<DataType> {
        let members = self.members(i16::MIN..=i16::MAX, "Enum16")?;
        let is_small = members.iter().all(|(_, number)| i8::try_from(number).is_ok());
        Ok(if is_small { DataType::Enum8(members) } else { DataType::Enum16(members) })
    }

    /// `('a' = 1, 'b' = 2)`; a member without a number has the one after its predecessor's. Behind the first member, which
    /// is free to, all have numbers or none has (26.7 refuses the rest).
    fn members(&mut self, numbers: RangeInclusive<i16>, of: &str) -> Parsed<EnumMembers> {
        let start = self.tokens.position();
        self.open("an Enum needs its members: Enum8('a' = 1, 'b' = 2)")?;
        let mut members: Vec<(Arc<str>, i16)> = Vec::new();
        let mut have_numbers = None;
        loop {
            let at = self.tokens.position();
            if self.tokens.peek() != Some('\'') {
                return self.tokens.missing("the name of a member stands in quotes: 'a' = 1");
            }
            let name = self.tokens.quoted('\'')?;
            let has_number = self.tokens.eat('=');
            if !members.is_empty() && *have_numbers.get_or_insert(has_number) != has_number {
                let text = "some members have numbers and some have none; write `= number` behind each";
                return self.tokens.refuse_at(at, text);
            }
            let number = match has_number {
                true => self.tokens.signed_number()?,
                false => members.last().map_or(1, |(_, before)| i64::from(*before) + 1),
            };
            let Some(number) = i16::try_from(number).ok().filter(|number| numbers.contains(number)) else {
                return self.tokens.refuse_at(at, format!("the number {number} is beyond those of {of}"));
            };
            members.push((name.into(), number));
            if !self.tokens.another() {
                break;
            }
        }
        self.tokens.expect(')')?;
        let members = EnumMembers::new(members);
        if let Some(number) = twice(members.iter().map(|(_, number)| number)) {
            return self.tokens.refuse_at(start, format!("two members have the number {number}"));
        }
        if let Some(name) = twice(members.iter().map(|(name, _)| name)) {
            return self.tokens.refuse_at(start, format!("two members are called `{}`", shown(name)));
        }
        Ok(members)
    }
}

/// As much of a name as an error text should hold.
pub(super) fn shown(name: &str) -> &str {
    let end = name.char_indices().nth(40).map_or(name.len(), |(end, _)| end);
    &name[..end]
}

/// An item that is there twice.
pub(super) fn twice<T: Ord>(items: impl Iterator<Item = T>) -> Option<T> {
    let mut items: Vec<T> = items.collect();
    items.sort_unstable();
    let place = items.windows(2).position(|pair| pair[0] == pair[1])?;
    Some(items.swap_remove(place))
}
