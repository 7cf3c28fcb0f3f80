//! Spans of time of the standard library and of any calendar crate: Time, Time64 of every precision, and the Intervals
//! whose unit has a length (a day of 24 hours, a week of seven).
//!
//! ```text
//! Time64(1), 1 row: -00:00:01.5
//!   ticks      f1 ff ff ff ff ff ff ff      -15: tenths of a second
//! IntervalHour, 1 row: 3
//!   count      03 00 00 00 00 00 00 00
//! ```
//!
//! Time and Time64 hold -999:59:59 to 999:59:59 and their fractions. A span with more digits than they have is rounded
//! down, as an instant is. A count of hours stands for itself: into an Interval only whole units are written.

use super::builder::builds_in;
use super::fixed::{Fixed, FixedCursor};
use super::instant::ticks_per_second;
use super::{BindError, CellError, Shape};
use crate::column::{FixedBuilder, View, Wrapping};
#[cfg(any(feature = "chrono", feature = "time"))]
use crate::types::Kind;
use crate::types::calendar::Span;
use crate::types::{DataType, IntervalUnit};

/// The first second that Time does not hold any more, 1000:00:00.
const END_OF_TIME: i128 = 3_600_000;

/// A place in a column of spans: counts, and the nanoseconds of each count.
#[derive(Debug)]
pub struct SpanCursor<'a> {
    counts: FixedCursor<'a, i64, 8>,
    nanoseconds: i64,
}

/// Which columns hold spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// Time and Time64: what a time of the day is read from.
    #[cfg(any(feature = "chrono", feature = "time"))]
    Times,
    /// Intervals as well.
    TimesAndIntervals,
}

impl Of {
    /// The nanoseconds of one count in a column.
    fn nanoseconds(self, data_type: &DataType) -> Option<i64> {
        match data_type {
            DataType::Time => Some(1_000_000_000),
            DataType::Time64(digits) => Some(1_000_000_000 / ticks_per_second(*digits)),
            DataType::Interval(unit) if self == Of::TimesAndIntervals => i64::try_from(unit.nanoseconds()?).ok(),
            DataType::LowCardinality(inner) | DataType::Nullable(inner) => self.nanoseconds(inner),
            DataType::SimpleAggregateFunction(function) => self.nanoseconds(&function.data_type),
            _ => None,
        }
    }

    pub(super) const fn shape(self) -> Shape {
        match self {
            #[cfg(any(feature = "chrono", feature = "time"))]
            Of::Times => Shape::plain(&[Kind::Time, Kind::Time64]),
            Of::TimesAndIntervals => Shape::Span,
        }
    }
}

impl<'a> SpanCursor<'a> {
    pub(super) fn bind(view: View<'a>, of: Of) -> Result<Self, BindError> {
        let nanoseconds = of.nanoseconds(view.data_type()).ok_or_else(BindError::types)?;
        let counts = FixedCursor::bind(view, i64::from_le_bytes, |view| match view.data_type() {
            DataType::Time64(_) | DataType::Interval(_) => Some(Fixed::Wire(view.fixed()?)),
            DataType::Time => {
                let seconds = view.fixed()?.iter().map(|seconds| i64::from(i32::from_le_bytes(*seconds)));
                Some(Fixed::Ready(seconds.collect()))
            }
            _ => None,
        })?;
        Ok(SpanCursor { counts, nanoseconds })
    }

    /// The span of `row`, which `of` makes from nanoseconds; `otherwise` says what a span is that it cannot make.
    #[inline]
    pub(super) fn read<T>(&self, row: usize, of: impl Fn(i128) -> Option<T>, otherwise: &str) -> Result<T, CellError> {
        let count = self.counts.read(row, i64::from_le_bytes)?;
        let nanoseconds = i128::from(count) * i128::from(self.nanoseconds);
        of(nanoseconds).ok_or_else(|| CellError::new(format!("{} {otherwise}", Span(nanoseconds))))
    }
}

/// Gathers spans for Time, Time64 or an Interval.
#[derive(Debug)]
pub struct SpanBuilder {
    counts: FixedBuilder,
    unit: Unit,
}

#[derive(Debug, Clone, Copy)]
enum Unit {
    Second,
    /// Decimal digits of a second, and the nanoseconds of a tick.
    Tick(u8, i128),
    /// The unit of an Interval, and its nanoseconds.
    Interval(IntervalUnit, i128),
}

impl SpanBuilder {
    pub(super) fn new(data_type: &DataType, of: Of) -> Result<Self, BindError> {
        let (wrapping, data_type) = Wrapping::of(data_type);
        let nanoseconds = i128::from(of.nanoseconds(data_type).ok_or_else(BindError::types)?);
        let (width, unit) = match data_type {
            DataType::Time => (4, Unit::Second),
            DataType::Time64(digits) => (8, Unit::Tick(*digits, nanoseconds)),
            DataType::Interval(unit) => (8, Unit::Interval(*unit, nanoseconds)),
            _ => return Err(BindError::types()),
        };
        Ok(SpanBuilder { counts: FixedBuilder::new(width, wrapping), unit })
    }

    /// Gathers a span of so many nanoseconds.
    #[inline]
    pub(super) fn push(&mut self, nanoseconds: i128) -> Result<(), CellError> {
        match self.unit {
            Unit::Second => match i32::try_from(nanoseconds.div_euclid(1_000_000_000)) {
                Ok(seconds) if i128::from(seconds).abs() < END_OF_TIME => self.counts.push(seconds.to_le_bytes()),
                _ => return Err(out_of_range(nanoseconds, "Time".to_owned())),
            },
            Unit::Tick(digits, tick) => match i64::try_from(nanoseconds.div_euclid(tick)) {
                Ok(ticks) if i128::from(ticks).abs() * tick < END_OF_TIME * 1_000_000_000 => {
                    self.counts.push(ticks.to_le_bytes());
                }
                _ => return Err(out_of_range(nanoseconds, format!("Time64({digits})"))),
            },
            Unit::Interval(unit, length) => match i64::try_from(nanoseconds.div_euclid(length)) {
                Ok(count) if nanoseconds.rem_euclid(length) == 0 => self.counts.push(count.to_le_bytes()),
                Ok(_) => {
                    let (span, unit) = (Span(nanoseconds), unit.name());
                    let text = format!("{span} is no whole count of Interval{unit}; use a shorter unit or round it");
                    return Err(CellError::new(text));
                }
                Err(_) => {
                    let text = format!("{} is more than an Interval{} counts", Span(nanoseconds), unit.name());
                    return Err(CellError::new(text));
                }
            },
        }
        Ok(())
    }
}

#[cold]
#[inline(never)]
fn out_of_range(nanoseconds: i128, data_type: String) -> CellError {
    CellError::new(format!("{} is outside {data_type}, which holds -999:59:59 to 999:59:59", Span(nanoseconds)))
}

builds_in!(SpanBuilder, counts);

/// A type of spans: from and to nanoseconds, and what is said of those that it does not hold.
macro_rules! span_value {
    ($span:ty, $of:ident, $from:expr, $to:expr, $otherwise:literal) => {
        impl crate::value::RowShape for $span {
            type Shape = crate::value::OneColumn;
        }

        impl crate::value::ColumnValue for $span {
            /// Nanoseconds, so that no digit is lost.
            fn data_type() -> crate::types::DataType {
                crate::types::DataType::Time64(9)
            }

            const SHAPE: crate::value::Shape = crate::value::span::Of::$of.shape();
        }

        impl<'a> crate::value::ReadValue<'a> for $span {
            type Cursor = crate::value::span::SpanCursor<'a>;

            fn bind(view: crate::column::View<'a>) -> Result<Self::Cursor, crate::value::BindError> {
                crate::value::span::SpanCursor::bind(view, crate::value::span::Of::$of)
            }

            #[inline]
            fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, crate::value::CellError> {
                cursor.read(row, $from, $otherwise)
            }
        }

        impl crate::value::WriteValue for $span {
            type Builder = crate::value::span::SpanBuilder;

            fn builder(data_type: &crate::types::DataType) -> Result<Self::Builder, crate::value::BindError> {
                crate::value::span::SpanBuilder::new(data_type, crate::value::span::Of::$of)
            }

            #[inline]
            fn write(&self, builder: &mut Self::Builder) -> Result<(), crate::value::CellError> {
                let to: fn(&$span) -> i128 = $to;
                builder.push(to(self))
            }
        }
    };
}
pub(super) use span_value;
