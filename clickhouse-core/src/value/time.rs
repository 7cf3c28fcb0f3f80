//! The `time` crate's values: `Date` as Date and Date32, `OffsetDateTime` and `PrimitiveDateTime` as DateTime and
//! DateTime64 of any precision.
//!
//! ```text
//! DateTime64(3), 1 row: 1969-12-31 23:59:59.123 UTC
//!   ticks      93 fc ff ff ff ff ff ff      -877: thousandths of a second since 1970 in UTC
//! ```
//!
//! A column's time zone is for display only: what is stored, read and written are instants. A `PrimitiveDateTime` has no
//! zone and stands for that time in UTC. An instant with more digits than the column has is rounded down, before 1970
//! as well; one outside the column's range is refused.

use super::Shape;
use super::fixed::{Fixed, FixedCursor};
use super::{BindError, CellError, ColumnValue, ReadValue, WriteValue, single_value};
use crate::column::{ColumnBuilder, FixedBuilder, Sink, View, Wrapping};
use crate::types::{DataType, Kind};
use time::{Date, OffsetDateTime, PrimitiveDateTime, Time};

single_value!(Date, OffsetDateTime, PrimitiveDateTime);

/// The Julian day of 1970-01-01.
const EPOCH_DAY: i32 = 2_440_588;
/// 1900-01-01 and 2299-12-31, in days since 1970.
const DATE32: std::ops::RangeInclusive<i32> = -25_567..=120_529;
/// 1900-01-01 00:00:00 and 2299-12-31 23:59:59, in seconds since 1970.
const DATE_TIME_64: std::ops::RangeInclusive<i64> = -2_208_988_800..=10_413_791_999;

impl ColumnValue for Date {
    fn data_type() -> DataType {
        DataType::Date32
    }

    const SHAPE: Shape = Shape::plain(&[Kind::Date32, Kind::Date]);
}

impl<'a> ReadValue<'a> for Date {
    type Cursor = FixedCursor<'a, i32, 4>;

    fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
        FixedCursor::bind(view, i32::from_le_bytes, |view| match view.data_type() {
            DataType::Date32 => Some(Fixed::Wire(view.fixed()?)),
            DataType::Date => {
                let days = view.fixed()?.iter().map(|days| i32::from(u16::from_le_bytes(*days)));
                Some(Fixed::Ready(days.collect()))
            }
            _ => None,
        })
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
        let days = cursor.read(row, i32::from_le_bytes)?;
        date_of(i64::from(days))
            .ok_or_else(|| CellError::new(format!("{days} days since 1970 are beyond the calendar of `time`")))
    }
}

/// Gathers days for Date or Date32.
#[derive(Debug)]
pub struct DateBuilder {
    days: FixedBuilder,
    is_date32: bool,
}

impl WriteValue for Date {
    type Builder = DateBuilder;

    fn builder(data_type: &DataType) -> Result<DateBuilder, BindError> {
        match Wrapping::of(data_type) {
            (wrapping, DataType::Date) => Ok(DateBuilder { days: FixedBuilder::new(2, wrapping), is_date32: false }),
            (wrapping, DataType::Date32) => Ok(DateBuilder { days: FixedBuilder::new(4, wrapping), is_date32: true }),
            _ => Err(BindError::types()),
        }
    }

    #[inline]
    fn write(&self, builder: &mut DateBuilder) -> Result<(), CellError> {
        if builder.is_date32 {
            builder.days.push(date32(*self)?);
        } else {
            builder.days.push(date(*self)?);
        }
        Ok(())
    }

    #[inline]
    fn write_each<'v>(
        values: impl ExactSizeIterator<Item = &'v Self> + Clone,
        builder: &mut DateBuilder,
    ) -> Result<(), CellError>
    where
        Self: 'v,
    {
        if builder.is_date32 {
            builder.days.try_push_each(values.map(|value| date32(*value)))
        } else {
            builder.days.try_push_each(values.map(|value| date(*value)))
        }
    }
}

/// The value of a Date.
#[inline]
fn date(date: Date) -> Result<[u8; 2], CellError> {
    let days = date.to_julian_day() - EPOCH_DAY;
    u16::try_from(days).map(u16::to_le_bytes).map_err(|_| {
        CellError::new(match days {
            ..0 => format!("{date} is before the first Date, 1970-01-01; Date32 begins in 1900"),
            _ => format!("{date} is after the last Date, 2149-06-06; Date32 reaches to 2299"),
        })
    })
}

/// The value of a Date32.
#[inline]
fn date32(date: Date) -> Result<[u8; 4], CellError> {
    let days = date.to_julian_day() - EPOCH_DAY;
    if DATE32.contains(&days) {
        return Ok(days.to_le_bytes());
    }
    let (side, last) = if days < 0 { ("before the first", "1900-01-01") } else { ("after the last", "2299-12-31") };
    Err(CellError::new(format!("{date} is {side} Date32, {last}")))
}

/// A place in a column of instants: ticks, and how many decimal digits of a second they have.
#[derive(Debug)]
pub struct InstantCursor<'a> {
    ticks: FixedCursor<'a, i64, 8>,
    digits: u8,
    /// The day of the instant before, in days since 1970, and its date: most instants have the same.
    day: (i64, Date),
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

fn ticks_per_second(digits: u8) -> i64 {
    10i64.pow(u32::from(digits.min(9)))
}

impl<'a> InstantCursor<'a> {
    fn bind(view: View<'a>) -> Result<Self, BindError> {
        let digits = digits(view.data_type()).ok_or_else(BindError::types)?;
        let ticks = FixedCursor::bind(view, i64::from_le_bytes, |view| match view.data_type() {
            DataType::DateTime64(..) => Some(Fixed::Wire(view.fixed()?)),
            DataType::DateTime(_) => {
                let seconds = view.fixed()?.iter().map(|seconds| i64::from(u32::from_le_bytes(*seconds)));
                Some(Fixed::Ready(seconds.collect()))
            }
            _ => None,
        })?;
        Ok(InstantCursor { ticks, digits, day: (0, Date::from_julian_day(EPOCH_DAY).map_err(|_| BindError::types())?) })
    }

    #[inline]
    fn read(&mut self, row: usize) -> Result<PrimitiveDateTime, CellError> {
        let ticks = self.ticks.read(row, i64::from_le_bytes)?;
        // Divisions by constants are multiplications.
        let (seconds, nanosecond) = match self.digits {
            0 => (ticks, 0),
            3 => (ticks.div_euclid(1_000), ticks.rem_euclid(1_000) * 1_000_000),
            6 => (ticks.div_euclid(1_000_000), ticks.rem_euclid(1_000_000) * 1_000),
            9 => (ticks.div_euclid(1_000_000_000), ticks.rem_euclid(1_000_000_000)),
            digits => {
                let per_second = ticks_per_second(digits);
                (ticks.div_euclid(per_second), ticks.rem_euclid(per_second) * (1_000_000_000 / per_second))
            }
        };
        let (day, second) = (seconds.div_euclid(DAY_SECONDS), seconds.rem_euclid(DAY_SECONDS) as u32);
        if day != self.day.0 {
            self.day = (day, date_of(day).ok_or_else(|| beyond_calendar(seconds))?);
        }
        let (minute, hour) = (second / 60, (second / 3600) as u8);
        match Time::from_hms_nano(hour, (minute % 60) as u8, (second % 60) as u8, nanosecond as u32) {
            Ok(time) => Ok(PrimitiveDateTime::new(self.day.1, time)),
            Err(_) => Err(beyond_calendar(seconds)),
        }
    }
}

const DAY_SECONDS: i64 = 86_400;

/// The date so many days after 1970-01-01, if `time` has it.
#[inline]
fn date_of(day: i64) -> Option<Date> {
    let day = i32::try_from(day).ok()?.checked_add(EPOCH_DAY)?;
    Date::from_julian_day(day).ok()
}

#[cold]
#[inline(never)]
fn beyond_calendar(seconds: i64) -> CellError {
    CellError::new(format!("{seconds} seconds since 1970 are beyond the calendar of `time`"))
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
    fn new(data_type: &DataType) -> Result<Self, BindError> {
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
    fn push(&mut self, instant: OffsetDateTime) -> Result<(), CellError> {
        match self.digits {
            None => self.ticks.push(seconds(instant)?),
            Some(digits) => self.ticks.push(ticks(instant, digits, self.per_second, self.nanoseconds)?),
        }
        Ok(())
    }

    #[inline]
    fn push_each(&mut self, instants: impl ExactSizeIterator<Item = OffsetDateTime>) -> Result<(), CellError> {
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
fn seconds(instant: OffsetDateTime) -> Result<[u8; 4], CellError> {
    match u32::try_from(instant.unix_timestamp()) {
        Ok(seconds) => Ok(seconds.to_le_bytes()),
        Err(_) => Err(out_of_range(instant, "DateTime", "1970-01-01 00:00:00 to 2106-02-07 06:28:15 UTC")),
    }
}

/// The value of a DateTime64 with so many digits: so many ticks in a second, each of so many nanoseconds.
#[inline]
fn ticks(instant: OffsetDateTime, digits: u8, per_second: i64, nanoseconds: u32) -> Result<[u8; 8], CellError> {
    let seconds = instant.unix_timestamp();
    let fraction = i64::from(instant.nanosecond() / nanoseconds);
    // Only nanoseconds after 2262 take more than 64 bits.
    let ticks = seconds.checked_mul(per_second).and_then(|ticks| ticks.checked_add(fraction));
    match ticks {
        Some(ticks) if DATE_TIME_64.contains(&seconds) => Ok(ticks.to_le_bytes()),
        _ if digits == 9 => {
            Err(out_of_range(instant, "DateTime64(9)", "1900-01-01 00:00:00 to 2262-04-11 23:47:16 UTC"))
        }
        _ => {
            let data_type = format!("DateTime64({digits})");
            Err(out_of_range(instant, &data_type, "1900-01-01 00:00:00 to 2299-12-31 23:59:59 UTC"))
        }
    }
}

#[cold]
#[inline(never)]
fn out_of_range(instant: OffsetDateTime, data_type: &str, range: &str) -> CellError {
    CellError::new(format!("{instant} is outside {data_type}, which holds {range}"))
}

macro_rules! builder {
    ($builder:ident, $inner:ident) => {
        impl ColumnBuilder for $builder {
            fn len(&self) -> usize {
                self.$inner.len()
            }

            fn bytes(&self) -> usize {
                self.$inner.bytes()
            }

            fn reserve(&mut self, rows: usize) {
                self.$inner.reserve(rows);
            }

            fn push_null(&mut self) {
                self.$inner.push_null();
            }

            fn truncate(&mut self, len: usize) {
                self.$inner.truncate(len);
            }

            fn write_prefix(&self, out: &mut dyn Sink) {
                self.$inner.write_prefix(out);
            }

            fn write_values(&mut self, out: &mut dyn Sink) {
                self.$inner.write_values(out);
            }
        }
    };
}

builder!(DateBuilder, days);
builder!(InstantBuilder, ticks);

macro_rules! instant {
    ($instant:ident, $from:expr, $to:expr) => {
        impl ColumnValue for $instant {
            /// Nanoseconds, so that no digit is lost.
            fn data_type() -> DataType {
                DataType::DateTime64(9, None)
            }

            const SHAPE: Shape = Shape::plain(&[Kind::DateTime64, Kind::DateTime]);
        }

        impl<'a> ReadValue<'a> for $instant {
            type Cursor = InstantCursor<'a>;

            fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
                InstantCursor::bind(view)
            }

            #[inline]
            fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
                cursor.read(row).map($from)
            }
        }

        impl WriteValue for $instant {
            type Builder = InstantBuilder;

            fn builder(data_type: &DataType) -> Result<InstantBuilder, BindError> {
                InstantBuilder::new(data_type)
            }

            #[inline]
            fn write(&self, builder: &mut InstantBuilder) -> Result<(), CellError> {
                let to: fn($instant) -> OffsetDateTime = $to;
                builder.push(to(*self))
            }

            #[inline]
            fn write_each<'v>(
                values: impl ExactSizeIterator<Item = &'v Self> + Clone,
                builder: &mut InstantBuilder,
            ) -> Result<(), CellError>
            where
                Self: 'v,
            {
                let to: fn($instant) -> OffsetDateTime = $to;
                builder.push_each(values.map(|value| to(*value)))
            }
        }
    };
}

instant!(OffsetDateTime, PrimitiveDateTime::assume_utc, |instant| instant);
instant!(PrimitiveDateTime, |instant| instant, PrimitiveDateTime::assume_utc);

#[cfg(test)]
mod tests {
    use super::*;
    use time::Duration;

    fn date(text: &str) -> Date {
        let mut parts = text.rsplitn(3, '-').map(|part| part.parse::<i32>().unwrap());
        let (day, month, year) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        Date::from_calendar_date(year, time::Month::try_from(month as u8).unwrap(), day as u8).unwrap()
    }

    fn refusal<T: WriteValue>(value: T, data_type: &str) -> Option<String> {
        let mut builder = T::builder(&DataType::parse(data_type).unwrap()).unwrap();
        value.write(&mut builder).err().map(|error| error.to_string())
    }

    #[test]
    fn dates_are_refused_one_day_beyond_the_ends() {
        for (data_type, first, last) in [("Date", "1970-01-01", "2149-06-06"), ("Date32", "1900-01-01", "2299-12-31")] {
            assert_eq!(refusal(date(first), data_type), None);
            assert_eq!(refusal(date(last), data_type), None);
            assert!(refusal(date(first).previous_day().unwrap(), data_type).is_some());
            assert!(refusal(date(last).next_day().unwrap(), data_type).is_some());
        }
        let text = refusal(date("1899-12-31"), "Date32").unwrap();
        assert_eq!(text, "1899-12-31 is before the first Date32, 1900-01-01");
    }

    #[test]
    fn instants_are_refused_one_tick_beyond_the_ends() {
        let at = |seconds, nanoseconds| {
            OffsetDateTime::from_unix_timestamp(seconds).unwrap() + Duration::nanoseconds(nanoseconds)
        };
        for (data_type, first, last) in [
            ("DateTime", at(0, 0), at(u32::MAX.into(), 999_999_999)),
            ("DateTime64(3)", at(-2_208_988_800, 0), at(10_413_791_999, 999_999_999)),
            ("DateTime64(9)", at(-2_208_988_800, 0), at(9_223_372_036, 854_775_807)),
        ] {
            assert_eq!(refusal(first, data_type), None);
            assert_eq!(refusal(last, data_type), None);
            assert!(refusal(first - Duration::nanoseconds(1), data_type).is_some(), "{data_type}");
            assert!(refusal(last + Duration::nanoseconds(1), data_type).is_some(), "{data_type}");
        }
    }

    #[test]
    fn instants_before_1970_are_rounded_down() {
        let mut builder = OffsetDateTime::builder(&DataType::DateTime64(3, None)).unwrap();
        let instant = OffsetDateTime::UNIX_EPOCH - Duration::nanoseconds(876_500_001);
        instant.write(&mut builder).unwrap();
        let mut bytes = Vec::new();
        builder.write_values(&mut bytes);
        assert_eq!(bytes, (-877i64).to_le_bytes());
    }

    #[test]
    fn dates_come_back_from_both_types() {
        use crate::value::testing::{OneColumn, assert_round_trip};
        assert_round_trip("Date", vec![date("1970-01-01"), date("2149-06-06")]);
        assert_round_trip("LowCardinality(Date)", vec![date("1970-01-01"), date("2149-06-06")]);
        assert_round_trip("Date32", vec![date("1900-01-01"), date("1969-12-31"), date("2299-12-31")]);
        assert_round_trip("Nullable(Date32)", vec![Some(date("1900-01-01")), None]);
        // 26.7 takes days beyond its own text range.
        for days in [i32::MIN, i32::MAX] {
            let column = OneColumn::decode("Date32", 1, days.to_le_bytes().to_vec());
            assert!(column.try_read::<Date>().unwrap_err().contains("beyond the calendar"));
        }
        assert!(OneColumn::of_no_rows("DateTime").is_refused_by::<Date>());
    }

    #[test]
    fn instants_come_back_in_every_precision() {
        use crate::value::testing::{OneColumn, assert_round_trip, written};
        let at = |nanoseconds: i128| OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).unwrap();
        for digits in 0..=9u32 {
            let tick = 10i128.pow(9 - digits);
            let rows = vec![at(0), at(tick), at(-tick), at(-1_000_000_000 - tick), at(1_700_000_000_000_000_000)];
            assert_round_trip(&format!("DateTime64({digits})"), rows.clone());
            assert_round_trip(&format!("DateTime64({digits}, 'Asia/Kathmandu')"), rows.clone());
            assert_round_trip(&format!("Array(DateTime64({digits}))"), vec![rows]);
        }
        assert_round_trip("DateTime", vec![at(0), at(i128::from(u32::MAX) * 1_000_000_000)]);
        assert_round_trip("LowCardinality(DateTime('UTC'))", vec![at(0), at(1_000_000_000), at(0)]);
        // The same instant in a zone of an odd offset, and the wall clock in UTC.
        let offset = time::UtcOffset::from_hms(5, 45, 0).unwrap();
        let instant = at(1_700_000_000_000_000_000);
        assert_eq!(written("DateTime", &[instant.to_offset(offset)]), written("DateTime", &[instant]));
        let clock = PrimitiveDateTime::new(instant.date(), instant.time());
        assert_eq!(OneColumn::of("DateTime", &[instant]).read::<PrimitiveDateTime>(), [clock]);
        assert_eq!(OneColumn::of("DateTime", &[clock]).read::<OffsetDateTime>(), [instant]);
        assert!(OneColumn::of_no_rows("Date").is_refused_by::<OffsetDateTime>());
    }

    #[test]
    fn ticks_beyond_the_calendar_are_refused() {
        use crate::value::testing::OneColumn;
        for ticks in [i64::MIN, i64::MAX] {
            let column = OneColumn::decode("DateTime64(0)", 1, ticks.to_le_bytes().to_vec());
            assert!(column.try_read::<OffsetDateTime>().unwrap_err().contains("beyond the calendar"));
            let column = OneColumn::decode("DateTime64(9)", 1, ticks.to_le_bytes().to_vec());
            assert_eq!(column.read::<OffsetDateTime>()[0].unix_timestamp_nanos(), i128::from(ticks));
        }
    }
}
