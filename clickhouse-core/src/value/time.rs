//! The `time` crate's values: `Date` as Date and Date32, `OffsetDateTime` and `PrimitiveDateTime` as DateTime and
//! DateTime64, `Time` as a Time or Time64 within a day, `Duration` as any Time, Time64 or Interval with a length.
//!
//! A `PrimitiveDateTime` has no zone and stands for that time in UTC.

use super::date::date_value;
use super::instant::{Instant, InstantCursor, beyond_calendar, instant_value};
use super::span::span_value;
use super::{BindError, CellError};
use crate::column::View;
use time::{Date, Duration, OffsetDateTime, PrimitiveDateTime, Time};

/// The Julian day of 1970-01-01.
const EPOCH_DAY: i32 = 2_440_588;

/// The date so many days after 1970-01-01, if `time` has it.
#[inline]
fn date_of(days: i32) -> Option<Date> {
    Date::from_julian_day(days.checked_add(EPOCH_DAY)?).ok()
}

date_value!(Date, date_of, |date| date.to_julian_day() - EPOCH_DAY, "time");

/// A place in a column of instants.
#[derive(Debug)]
pub struct DateTimeCursor<'a> {
    instants: InstantCursor<'a>,
    /// The day of the instant before, in days since 1970, and its date: most instants have the same.
    day: (i64, Date),
}

impl<'a> DateTimeCursor<'a> {
    fn bind(view: View<'a>) -> Result<Self, BindError> {
        let first = date_of(0).ok_or_else(BindError::types)?;
        Ok(DateTimeCursor { instants: InstantCursor::bind(view)?, day: (0, first) })
    }

    #[inline]
    fn read<T>(&mut self, row: usize, of: impl Fn(PrimitiveDateTime) -> T, name: &str) -> Result<T, CellError> {
        let Instant { seconds, nanoseconds } = self.instants.instant(row)?;
        let (day, second) = (seconds.div_euclid(DAY_SECONDS), seconds.rem_euclid(DAY_SECONDS) as u32);
        if day != self.day.0 {
            let date = i32::try_from(day).ok().and_then(date_of);
            self.day = (day, date.ok_or_else(|| beyond_calendar(seconds, name))?);
        }
        let (minute, hour) = (second / 60, (second / 3600) as u8);
        match Time::from_hms_nano(hour, (minute % 60) as u8, (second % 60) as u8, nanoseconds) {
            Ok(time) => Ok(of(PrimitiveDateTime::new(self.day.1, time))),
            Err(_) => Err(beyond_calendar(seconds, name)),
        }
    }
}

const DAY_SECONDS: i64 = 86_400;

instant_value!(
    OffsetDateTime,
    DateTimeCursor,
    PrimitiveDateTime::assume_utc,
    |instant| Instant { seconds: instant.unix_timestamp(), nanoseconds: instant.nanosecond() },
    "time"
);
instant_value!(
    PrimitiveDateTime,
    DateTimeCursor,
    |instant| instant,
    |instant| {
        let instant = instant.assume_utc();
        Instant { seconds: instant.unix_timestamp(), nanoseconds: instant.nanosecond() }
    },
    "time"
);

/// The nanoseconds of a day.
const DAY: i128 = 86_400_000_000_000;

span_value!(
    Time,
    Times,
    |nanoseconds: i128| match nanoseconds {
        0..DAY => Some(Time::MIDNIGHT + Duration::nanoseconds(nanoseconds as i64)),
        _ => None,
    },
    |time| time.duration_since(Time::MIDNIGHT).whole_nanoseconds(),
    "is no time of a day; read it as `time::Duration`"
);
span_value!(
    Duration,
    TimesAndIntervals,
    |nanoseconds: i128| {
        let seconds = i64::try_from(nanoseconds.div_euclid(1_000_000_000)).ok()?;
        Duration::seconds(seconds).checked_add(Duration::nanoseconds(nanoseconds.rem_euclid(1_000_000_000) as i64))
    },
    |span| span.whole_nanoseconds(),
    "is more than a `time::Duration` holds"
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::column::ColumnBuilder;
    use crate::types::DataType;
    use crate::value::WriteValue;
    use crate::value::testing::{OneColumn, assert_round_trip, refusal as bind_refusal, try_written, written};

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
            ("DateTime64(0)", at(-62_135_596_800, 0), at(253_402_300_799, 999_999_999)),
            ("DateTime64(7)", at(-62_135_596_800, 0), at(253_402_300_799, 999_999_999)),
            ("DateTime64(8)", at(-62_135_596_800, 0), at(92_233_720_368, 547_758_079)),
            ("DateTime64(9)", at(-9_223_372_037, 145_224_192), at(9_223_372_036, 854_775_807)),
        ] {
            assert_eq!(refusal(first, data_type), None);
            assert_eq!(refusal(last, data_type), None);
            assert!(refusal(first - Duration::nanoseconds(1), data_type).is_some(), "{data_type}");
            // 9999-12-31 is the last day of `time` as well.
            let beyond = last.checked_add(Duration::nanoseconds(1)).map(|beyond| refusal(beyond, data_type));
            assert!(beyond.is_none_or(|refusal| refusal.is_some()), "{data_type}");
        }
        for (digits, range) in [
            (0, "0001-01-01 00:00:00 to 9999-12-31 23:59:59 UTC"),
            (8, "0001-01-01 00:00:00 to 4892-10-07 21:52:48.54775807 UTC"),
            (9, "1677-09-21 00:12:43.145224192 to 2262-04-11 23:47:16.854775807 UTC"),
        ] {
            let data_type = format!("DateTime64({digits})");
            let text = refusal(at(-62_135_596_801, 999_999_999), &data_type).unwrap();
            assert_eq!(text, format!("0000-12-31 23:59:59.999999999 UTC is outside {data_type}, which holds {range}"));
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

    #[test]
    fn spans_come_back_in_every_precision() {
        let end = Duration::seconds(3_599_999);
        assert_round_trip("Time", vec![-end, -Duration::SECOND, Duration::ZERO, end]);
        assert_round_trip("LowCardinality(Time)", vec![end, -end, end]);
        for digits in 0..=9u32 {
            let tick = Duration::nanoseconds(10i64.pow(9 - digits));
            let last = Duration::seconds(3_600_000) - tick;
            let data_type = format!("Time64({digits})");
            assert_round_trip(&data_type, vec![-last, -tick, Duration::ZERO, tick, last]);
            assert_round_trip(&format!("Array(Nullable({data_type}))"), vec![vec![Some(-tick), None], vec![]]);
            let beyond = [last + tick, -last - Duration::NANOSECOND];
            for beyond in beyond {
                let text = try_written(&data_type, &[beyond]).unwrap_err();
                assert!(
                    text.ends_with(&format!("is outside {data_type}, which holds -999:59:59 to 999:59:59")),
                    "{text}"
                );
            }
        }
        // Rounded down, as instants are.
        assert_eq!(written("Time64(1)", &[Duration::milliseconds(-1_510)]), (-16i64).to_le_bytes());
        assert_eq!(written("Time", &[Duration::milliseconds(1_999)]), 1i32.to_le_bytes());
        for far in [Duration::MIN, Duration::MAX] {
            assert!(try_written("Time", &[far]).is_err() && try_written("Time64(9)", &[far]).is_err());
        }
    }

    #[test]
    fn intervals_take_whole_counts_only() {
        for (unit, seconds) in [("Second", 1), ("Minute", 60), ("Hour", 3_600), ("Day", 86_400), ("Week", 604_800)] {
            let data_type = format!("Interval{unit}");
            assert_round_trip(&data_type, [-2, 0, 3].map(|count| Duration::seconds(count * seconds)).to_vec());
            let text = try_written(&data_type, &[Duration::seconds(seconds) + Duration::NANOSECOND]).unwrap_err();
            assert!(text.contains(&format!("is no whole count of Interval{unit}")), "{text}");
        }
        assert_round_trip("IntervalNanosecond", vec![Duration::nanoseconds(i64::MIN), Duration::NANOSECOND]);
        let text = try_written("IntervalNanosecond", &[Duration::MAX]).unwrap_err();
        assert!(text.ends_with("is more than an IntervalNanosecond counts"), "{text}");
        let weeks = OneColumn::decode("IntervalWeek", 1, i64::MAX.to_le_bytes().to_vec());
        assert!(weeks.try_read::<Duration>().unwrap_err().ends_with("is more than a `time::Duration` holds"));
        for unit in ["Month", "Quarter", "Year"] {
            let data_type = format!("Interval{unit}");
            assert!(OneColumn::of_no_rows(&data_type).is_refused_by::<Duration>());
            bind_refusal::<Duration>(&data_type);
        }
    }

    #[test]
    fn a_time_of_the_day_is_within_it() {
        let last = Time::from_hms_nano(23, 59, 59, 999_999_999).unwrap();
        assert_round_trip("Time64(9)", vec![Time::MIDNIGHT, last]);
        assert_eq!(written("Time", &[last]), 86_399i32.to_le_bytes());
        for seconds in [-1i32, 86_400, i32::MAX, i32::MIN] {
            let column = OneColumn::decode("Time", 1, seconds.to_le_bytes().to_vec());
            let text = column.try_read::<Time>().unwrap_err();
            assert!(text.ends_with("is no time of a day; read it as `time::Duration`"), "{text}");
            assert!(column.try_read::<Duration>().is_ok());
        }
        assert!(OneColumn::of_no_rows("IntervalHour").is_refused_by::<Time>());
        bind_refusal::<Time>("IntervalHour");
    }
}
