//! Days, instants and spans of time as parameters, of the standard library and of the crates `time` and `chrono`.
//!
//! ```text
//! -1.5 s since 1970    -0000000001.5     DateTime64, whatever its zone
//! the day before 1970  1969-12-31        Date32
//! -5 s                 -00:00:05         Time, Time64
//! ```

use super::{Param, Write};
use crate::types::calendar::{Day, Span};

/// Seconds since 1970 with as many decimal digits of a second as are not 0; `nanoseconds` come after `seconds`.
///
/// Ten digits at least: fewer than five are refused (code 41), and four could be a year. The server reads `-0.5` as 0.5
/// (26.7), and no other number means that instant in every zone, so the second before 1970 is sent in a form that it
/// refuses (code 457).
pub(in crate::sql) fn instant(seconds: i64, nanoseconds: u32) -> String {
    let nanoseconds = i128::from(seconds) * 1_000_000_000 + i128::from(nanoseconds);
    let (sign, nanoseconds) = (if nanoseconds < 0 { "-" } else { "" }, nanoseconds.unsigned_abs());
    let (whole, fraction) = (nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000);
    let digits = format!("{fraction:09}");
    match (fraction, whole) {
        (0, _) => format!("{sign}{whole:010}"),
        (_, 0) if sign == "-" => format!("1969-12-31T23:59:59.{:09}Z", 1_000_000_000 - fraction),
        _ => format!("{sign}{whole:010}.{}", digits.trim_end_matches('0')),
    }
}

fn day(days: i32) -> String {
    Day(days.into()).to_string()
}

fn span(nanoseconds: i128) -> String {
    Span(nanoseconds).to_string()
}

/// Values with their text, which stands in quotes inside others.
macro_rules! moments {
    ($($moment:ty: |$value:ident| $text:expr;)+) => {
        $(impl Param for $moment {
            fn write_literal(&self, out: &mut String) {
                let _ = write!(out, "'{}'", self.to_param());
            }

            fn to_param(&self) -> String {
                let $value = self;
                $text
            }
        })+
    };
}

moments! {
    std::time::SystemTime: |time| match time.duration_since(std::time::UNIX_EPOCH) {
        Ok(since) => instant(i64::try_from(since.as_secs()).unwrap_or(i64::MAX), since.subsec_nanos()),
        Err(before) => {
            let before = before.duration();
            let seconds = i64::try_from(before.as_secs()).unwrap_or(i64::MAX);
            match before.subsec_nanos() {
                0 => instant(-seconds, 0),
                nanoseconds => instant(-1 - seconds, 1_000_000_000 - nanoseconds),
            }
        }
    };
    std::time::Duration: |duration| span(i128::try_from(duration.as_nanos()).unwrap_or(i128::MAX));
}

#[cfg(feature = "time")]
moments! {
    time::OffsetDateTime: |time| instant(time.unix_timestamp(), time.nanosecond());
    time::PrimitiveDateTime: |time| time.assume_utc().to_param();
    time::Date: |date| day(date.to_julian_day() - 2_440_588);
    time::Time: |time| span(time.duration_since(time::Time::MIDNIGHT).whole_nanoseconds());
    time::Duration: |duration| span(duration.whole_nanoseconds());
}

#[cfg(feature = "chrono")]
mod of_chrono {
    use super::{Param, Write, day, instant, span};
    use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike};

    impl<Z: TimeZone> Param for DateTime<Z> {
        fn write_literal(&self, out: &mut String) {
            let _ = write!(out, "'{}'", self.to_param());
        }

        /// A leap second is the second after it.
        fn to_param(&self) -> String {
            let nanoseconds = self.timestamp_subsec_nanos();
            instant(self.timestamp() + i64::from(nanoseconds / 1_000_000_000), nanoseconds % 1_000_000_000)
        }
    }

    moments! {
        NaiveDateTime: |time| time.and_utc().to_param();
        NaiveDate: |date| day(date.num_days_from_ce() - 719_163);
        NaiveTime: |time| {
            span(i128::from(time.num_seconds_from_midnight()) * 1_000_000_000 + i128::from(time.nanosecond()))
        };
        TimeDelta: |delta| span(i128::from(delta.num_seconds()) * 1_000_000_000 + i128::from(delta.subsec_nanos()));
    }
}
