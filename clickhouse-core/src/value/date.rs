//! Days of any calendar crate: Date and Date32.
//!
//! ```text
//! Date32, 2 rows: 1969-12-31, 1970-01-02
//!   days       ff ff ff ff 01 00 00 00        since 1970; Date has two bytes and no sign
//! ```
//!
//! A day outside the column's range is refused.

use super::builder::builds_in;
use super::fixed::{Fixed, FixedCursor};
use super::{BindError, CellError};
use crate::column::{FixedBuilder, View, Wrapping};
use crate::types::DataType;
use crate::types::calendar::Day;

/// A place in a column of days.
pub(super) type DateCursor<'a> = FixedCursor<'a, i32, 4>;

/// The days since 1970 of a Date or a Date32.
pub(super) fn bind(view: View<'_>) -> Result<DateCursor<'_>, BindError> {
    FixedCursor::bind(view, i32::from_le_bytes, |view| match view.data_type() {
        DataType::Date32 => Some(Fixed::Wire(view.fixed()?)),
        DataType::Date => {
            let days = view.fixed()?.iter().map(|days| i32::from(u16::from_le_bytes(*days)));
            Some(Fixed::Ready(days.collect()))
        }
        _ => None,
    })
}

/// The day of `row`, which `of` makes from days since 1970 if the calendar of the crate `name` reaches there.
#[inline]
pub(super) fn read<T>(
    cursor: &DateCursor<'_>,
    row: usize,
    of: impl Fn(i32) -> Option<T>,
    name: &str,
) -> Result<T, CellError> {
    let days = cursor.read(row, i32::from_le_bytes)?;
    of(days).ok_or_else(|| CellError::new(format!("{days} days since 1970 are beyond the calendar of `{name}`")))
}

/// Gathers days for Date or Date32.
#[derive(Debug)]
pub struct DateBuilder {
    days: FixedBuilder,
    is_date32: bool,
}

impl DateBuilder {
    pub(super) fn new(data_type: &DataType) -> Result<Self, BindError> {
        match Wrapping::of(data_type) {
            (wrapping, DataType::Date) => Ok(DateBuilder { days: FixedBuilder::new(2, wrapping), is_date32: false }),
            (wrapping, DataType::Date32) => Ok(DateBuilder { days: FixedBuilder::new(4, wrapping), is_date32: true }),
            _ => Err(BindError::types()),
        }
    }

    /// Gathers a day, counted from 1970.
    #[inline]
    pub(super) fn push(&mut self, days: i32) -> Result<(), CellError> {
        if self.is_date32 {
            self.days.push(date32(days)?);
        } else {
            self.days.push(date(days)?);
        }
        Ok(())
    }

    #[inline]
    pub(super) fn push_each(&mut self, days: impl ExactSizeIterator<Item = i32>) -> Result<(), CellError> {
        if self.is_date32 { self.days.try_push_each(days.map(date32)) } else { self.days.try_push_each(days.map(date)) }
    }
}

/// The value of a Date.
#[inline]
fn date(days: i32) -> Result<[u8; 2], CellError> {
    u16::try_from(days).map(u16::to_le_bytes).map_err(|_| {
        let day = Day(days.into());
        CellError::new(match days {
            ..0 => format!("{day} is before the first Date, 1970-01-01; Date32 begins in 1900"),
            _ => format!("{day} is after the last Date, 2149-06-06; Date32 reaches to 2299"),
        })
    })
}

/// 1900-01-01 and 2299-12-31, in days since 1970. 26.7 stores days beyond as they are, but writes them as these.
const DATE32: std::ops::RangeInclusive<i32> = -25_567..=120_529;

/// The value of a Date32.
#[inline]
fn date32(days: i32) -> Result<[u8; 4], CellError> {
    if DATE32.contains(&days) {
        return Ok(days.to_le_bytes());
    }
    let (side, last) = if days < 0 { ("before the first", "1900-01-01") } else { ("after the last", "2299-12-31") };
    Err(CellError::new(format!("{} is {side} Date32, {last}", Day(days.into()))))
}

builds_in!(DateBuilder, days);

/// A type of days: from and to days since 1970, and the crate that it is of.
macro_rules! date_value {
    ($date:ty, $from:expr, $to:expr, $name:literal) => {
        impl crate::value::RowShape for $date {
            type Shape = crate::value::OneColumn;
        }

        impl crate::value::ColumnValue for $date {
            fn data_type() -> crate::types::DataType {
                crate::types::DataType::Date32
            }

            const SHAPE: crate::value::Shape =
                crate::value::Shape::plain(&[crate::types::Kind::Date32, crate::types::Kind::Date]);
        }

        impl<'a> crate::value::ReadValue<'a> for $date {
            type Cursor = crate::value::date::DateCursor<'a>;

            fn bind(view: crate::column::View<'a>) -> Result<Self::Cursor, crate::value::BindError> {
                crate::value::date::bind(view)
            }

            #[inline]
            fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, crate::value::CellError> {
                crate::value::date::read(cursor, row, $from, $name)
            }
        }

        impl crate::value::WriteValue for $date {
            type Builder = crate::value::date::DateBuilder;

            fn builder(data_type: &crate::types::DataType) -> Result<Self::Builder, crate::value::BindError> {
                crate::value::date::DateBuilder::new(data_type)
            }

            #[inline]
            fn write(&self, builder: &mut Self::Builder) -> Result<(), crate::value::CellError> {
                let to: fn(&$date) -> i32 = $to;
                builder.push(to(self))
            }

            #[inline]
            fn write_each<'v>(
                values: impl ExactSizeIterator<Item = &'v Self> + Clone,
                builder: &mut Self::Builder,
            ) -> Result<(), crate::value::CellError>
            where
                Self: 'v,
            {
                let to: fn(&$date) -> i32 = $to;
                builder.push_each(values.map(to))
            }
        }
    };
}
pub(super) use date_value;
