//! Instants of the standard library and of any calendar crate: DateTime, and DateTime64 of every precision.
//!
//! ```text
//! DateTime64(3), 1 row: 1969-12-31 23:59:59.123 UTC
//!   ticks      93 fc ff ff ff ff ff ff      -877: thousandths of a second since 1970 in UTC
//! ```
//!
//! A column's time zone is for display only: what is stored, read and written are instants. An instant with more digits
//! than the column has is rounded down, before 1970 as well; one outside the column's range is refused.

use super::builder::builds_in;
use super::fixed::{Fixed, FixedCursor};
use super::{BindError, CellError};
use crate::column::{FixedBuilder, View, Wrapping};
use crate::types::DataType;
use crate::types::calendar::Moment;

/// 0001-01-01 00:00:00 and 9999-12-31 23:59:59, in seconds since 1970.
///
/// 26.7 reads and writes these years in full. Servers before 26.6 write years before 1900 and after 2299 as those, but
/// keep, compare and send the instant as it is.
const DATE_TIME_64: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

/// An instant: seconds since 1970 in UTC, rounded down, and the nanoseconds since then.
#[derive(Debug, Clone, Copy)]
pub(super) struct Instant {
    pub(super) seconds: i64,
    /// Below 1,000,000,000.
    pub(super) nanoseconds: u32,
}

/// A place in a column of instants: ticks, and the decimal digits of a second that they have.
#[derive(Debug)]
pub struct InstantCursor<'a> {
    ticks: FixedCursor<'a, i64, 8>,
    digits: u8,
}

/// The decimal digits of a second that the instants of a column have.
fn digits(data_type: &DataType) -> Option<u8> {
    match data_type {
        DataType::DateTime(_) => Some(0),
        DataType::DateTime64(digits, _) => Some(*digits),
        DataType::LowCardinality(inner) | DataType::Nullable(inner) => digits(inner),
        DataType::SimpleAggregateFunction(function) => digits(&function.data_type),
        _ => None,
    }
}

/// 10^digits; a second has at most nine digits.
pub(super) fn ticks_per_second(digits: u8) -> i64 {
    10i64.pow(u32::from(digits.min(9)))
}

impl<'a> InstantCursor<'a> {
    pub(super) fn bind(view: View<'a>) -> Result<Self, BindError> {
        let digits = digits(view.data_type()).ok_or_else(BindError::types)?;
        let ticks = FixedCursor::bind(view, i64::from_le_bytes, |view| match view.data_type() {
            DataType::DateTime64(..) => Some(Fixed::Wire(view.fixed()?)),
            DataType::DateTime(_) => {
                let seconds = view.fixed()?.iter().map(|seconds| i64::from(u32::from_le_bytes(*seconds)));
                Some(Fixed::Ready(seconds.collect()))
            }
            _ => None,
        })?;
        Ok(InstantCursor { ticks, digits })
    }

    #[inline]
    pub(super) fn instant(&self, row: usize) -> Result<Instant, CellError> {
        let ticks = self.ticks.read(row, i64::from_le_bytes)?;
        // Divisions by constants are multiplications.
        let (seconds, nanoseconds) = match self.digits {
            0 => (ticks, 0),
            3 => (ticks.div_euclid(1_000), ticks.rem_euclid(1_000) * 1_000_000),
            6 => (ticks.div_euclid(1_000_000), ticks.rem_euclid(1_000_000) * 1_000),
            9 => (ticks.div_euclid(1_000_000_000), ticks.rem_euclid(1_000_000_000)),
            digits => {
                let per_second = ticks_per_second(digits);
                (ticks.div_euclid(per_second), ticks.rem_euclid(per_second) * (1_000_000_000 / per_second))
            }
        };
        Ok(Instant { seconds, nanoseconds: nanoseconds as u32 })
    }

    /// The instant of `row`, which `of` makes if the calendar of the crate `name` reaches there.
    #[inline]
    pub(super) fn read<T>(
        &mut self,
        row: usize,
        of: impl Fn(Instant) -> Option<T>,
        name: &str,
    ) -> Result<T, CellError> {
        let instant = self.instant(row)?;
        of(instant).ok_or_else(|| beyond_calendar(instant.seconds, name))
    }
}

#[cold]
#[inline(never)]
pub(super) fn beyond_calendar(seconds: i64, name: &str) -> CellError {
    CellError::new(format!("{seconds} seconds since 1970 are beyond the calendar of `{name}`"))
}

/// Gathers instants for DateTime or DateTime64.
#[derive(Debug)]
pub struct InstantBuilder {
    ticks: FixedBuilder,
    /// `None` for DateTime.
    digits: Option<u8>,
    per_second: i64,
    /// Of one tick.
    nanoseconds: u32,
}

impl InstantBuilder {
    pub(super) fn new(data_type: &DataType) -> Result<Self, BindError> {
        match Wrapping::of(data_type) {
            (wrapping, DataType::DateTime(_)) => Ok(InstantBuilder {
                ticks: FixedBuilder::new(4, wrapping),
                digits: None,
                per_second: 1,
                nanoseconds: 1_000_000_000,
            }),
            (wrapping, DataType::DateTime64(digits, _)) => Ok(InstantBuilder {
                ticks: FixedBuilder::new(8, wrapping),
                digits: Some(*digits),
                per_second: ticks_per_second(*digits),
                nanoseconds: 10u32.pow(9 - u32::from(*digits).min(9)),
            }),
            _ => Err(BindError::types()),
        }
    }

    #[inline]
    pub(super) fn push(&mut self, instant: Instant) -> Result<(), CellError> {
        match self.digits {
            None => self.ticks.push(seconds(instant)?),
            Some(digits) => self.ticks.push(ticks(instant, digits, self.per_second, self.nanoseconds)?),
        }
        Ok(())
    }

    #[inline]
    pub(super) fn push_each(&mut self, instants: impl ExactSizeIterator<Item = Instant>) -> Result<(), CellError> {
        let (per_second, nanoseconds) = (self.per_second, self.nanoseconds);
        match self.digits {
            None => self.ticks.try_push_each(instants.map(seconds)),
            Some(digits) => {
                self.ticks.try_push_each(instants.map(|instant| ticks(instant, digits, per_second, nanoseconds)))
            }
        }
    }
}

/// The value of a DateTime.
#[inline]
fn seconds(instant: Instant) -> Result<[u8; 4], CellError> {
    match u32::try_from(instant.seconds) {
        Ok(seconds) => Ok(seconds.to_le_bytes()),
        Err(_) => Err(out_of_range(instant, "DateTime", "1970-01-01 00:00:00 to 2106-02-07 06:28:15 UTC")),
    }
}

/// The value of a DateTime64 with so many digits: so many ticks in a second, each of so many nanoseconds.
#[inline]
fn ticks(instant: Instant, digits: u8, per_second: i64, nanoseconds: u32) -> Result<[u8; 8], CellError> {
    let fraction = i64::from(instant.nanoseconds / nanoseconds);
    let ticks = instant.seconds.checked_mul(per_second).and_then(|ticks| ticks.checked_add(fraction));
    match ticks {
        Some(ticks) if DATE_TIME_64.contains(&instant.seconds) => Ok(ticks.to_le_bytes()),
        _ => ticks_at_the_ends(instant, digits),
    }
}

/// The last ticks of 64 bits are within a second, of which the product above knows only the whole.
#[cold]
#[inline(never)]
fn ticks_at_the_ends(instant: Instant, digits: u8) -> Result<[u8; 8], CellError> {
    let per_second = i128::from(ticks_per_second(digits));
    let fraction = i128::from(instant.nanoseconds) * per_second / 1_000_000_000;
    let ticks = i128::from(instant.seconds) * per_second + fraction;
    let first = (i128::from(*DATE_TIME_64.start()) * per_second).max(i64::MIN.into());
    let last = ((i128::from(*DATE_TIME_64.end()) + 1) * per_second - 1).min(i64::MAX.into());
    match i64::try_from(ticks) {
        Ok(ticks) if (first..=last).contains(&i128::from(ticks)) => Ok(ticks.to_le_bytes()),
        _ => {
            let moment = |ticks: i128| {
                let nanoseconds = ticks.rem_euclid(per_second) * 1_000_000_000 / per_second;
                Moment(ticks.div_euclid(per_second) as i64, nanoseconds as u32)
            };
            let range = format!("{} to {} UTC", moment(first), moment(last));
            Err(out_of_range(instant, &format!("DateTime64({digits})"), &range))
        }
    }
}

#[cold]
#[inline(never)]
fn out_of_range(instant: Instant, data_type: &str, range: &str) -> CellError {
    let moment = Moment(instant.seconds, instant.nanoseconds);
    CellError::new(format!("{moment} UTC is outside {data_type}, which holds {range}"))
}

builds_in!(InstantBuilder, ticks);

/// A type of instants: its cursor, from and to [`Instant`], and the crate that it is of.
macro_rules! instant_value {
    ($instant:ty, $cursor:ident, $from:expr, $to:expr, $name:literal) => {
        impl crate::value::RowShape for $instant {
            type Shape = crate::value::OneColumn;
        }

        impl crate::value::ColumnValue for $instant {
            /// Nanoseconds, so that no digit is lost.
            fn data_type() -> crate::types::DataType {
                crate::types::DataType::DateTime64(9, None)
            }

            const SHAPE: crate::value::Shape =
                crate::value::Shape::plain(&[crate::types::Kind::DateTime64, crate::types::Kind::DateTime]);
        }

        impl<'a> crate::value::ReadValue<'a> for $instant {
            type Cursor = $cursor<'a>;

            fn bind(view: crate::column::View<'a>) -> Result<Self::Cursor, crate::value::BindError> {
                $cursor::bind(view)
            }

            #[inline]
            fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, crate::value::CellError> {
                cursor.read(row, $from, $name)
            }
        }

        impl crate::value::WriteValue for $instant {
            type Builder = crate::value::instant::InstantBuilder;

            fn builder(data_type: &crate::types::DataType) -> Result<Self::Builder, crate::value::BindError> {
                crate::value::instant::InstantBuilder::new(data_type)
            }

            #[inline]
            fn write(&self, builder: &mut Self::Builder) -> Result<(), crate::value::CellError> {
                let to: fn(&$instant) -> crate::value::instant::Instant = $to;
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
                let to: fn(&$instant) -> crate::value::instant::Instant = $to;
                builder.push_each(values.map(to))
            }
        }
    };
}
pub(super) use instant_value;
