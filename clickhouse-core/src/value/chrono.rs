//! The `chrono` crate's values: `NaiveDate` as Date and Date32, `DateTime` and `NaiveDateTime` as DateTime and DateTime64,
//! `NaiveTime` as a Time or Time64 within a day, `TimeDelta` as any Time, Time64 or Interval with a length.
//!
//! A `NaiveDateTime` has no zone and stands for that time in UTC. A `DateTime<FixedOffset>` is read with the offset 0: a
//! column keeps instants, not the offsets they were written with. A leap second is the second after it, as for chrono's
//! own timestamps.

use super::date::date_value;
use super::instant::{Instant, InstantCursor, instant_value};
use super::span::span_value;
use chrono::{
    DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike, Utc,
};

/// 1970-01-01 in days since the day before 0001-01-01.
const EPOCH_DAY: i32 = 719_163;

date_value!(
    NaiveDate,
    |days: i32| NaiveDate::from_num_days_from_ce_opt(days.checked_add(EPOCH_DAY)?),
    |date| date.num_days_from_ce() - EPOCH_DAY,
    "chrono"
);

fn utc(instant: Instant) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(instant.seconds, instant.nanoseconds)
}

fn instant<Z: TimeZone>(date_time: &DateTime<Z>) -> Instant {
    // A leap second has more than a second's nanoseconds.
    let nanoseconds = date_time.timestamp_subsec_nanos();
    Instant {
        seconds: date_time.timestamp() + i64::from(nanoseconds / 1_000_000_000),
        nanoseconds: nanoseconds % 1_000_000_000,
    }
}

instant_value!(DateTime<Utc>, InstantCursor, utc, instant, "chrono");
instant_value!(
    DateTime<FixedOffset>,
    InstantCursor,
    |instant| utc(instant).map(|utc| utc.fixed_offset()),
    instant,
    "chrono"
);
instant_value!(
    NaiveDateTime,
    InstantCursor,
    |instant| utc(instant).map(|utc| utc.naive_utc()),
    |naive| instant(&naive.and_utc()),
    "chrono"
);

/// Whole seconds and nanoseconds.
fn parts(nanoseconds: i128) -> Option<(i64, u32)> {
    let seconds = i64::try_from(nanoseconds.div_euclid(1_000_000_000)).ok()?;
    Some((seconds, nanoseconds.rem_euclid(1_000_000_000) as u32))
}

span_value!(
    NaiveTime,
    Times,
    |nanoseconds: i128| {
        let (seconds, nanoseconds) = parts(nanoseconds)?;
        NaiveTime::from_num_seconds_from_midnight_opt(u32::try_from(seconds).ok()?, nanoseconds)
    },
    |time| i128::from(time.num_seconds_from_midnight()) * 1_000_000_000 + i128::from(time.nanosecond()),
    "is no time of a day; read it as `chrono::TimeDelta`"
);
span_value!(
    TimeDelta,
    TimesAndIntervals,
    |nanoseconds: i128| parts(nanoseconds).and_then(|(seconds, nanoseconds)| TimeDelta::new(seconds, nanoseconds)),
    |span| i128::from(span.num_seconds()) * 1_000_000_000 + i128::from(span.subsec_nanos()),
    "is more than a `chrono::TimeDelta` holds"
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::{OneColumn, assert_round_trip, try_written, written};

    #[test]
    fn dates_and_instants_come_back_at_both_ends() {
        let date = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        assert_round_trip("Date", vec![date(1970, 1, 1), date(2149, 6, 6)]);
        assert_round_trip("Date32", vec![date(1900, 1, 1), date(1969, 12, 31), date(2299, 12, 31)]);
        assert_eq!(
            try_written("Date32", &[date(1899, 12, 31)]).unwrap_err(),
            "1899-12-31 is before the first Date32, 1900-01-01"
        );
        assert!(try_written("Date", &[NaiveDate::MAX]).is_err() && try_written("Date32", &[NaiveDate::MIN]).is_err());
        let at = |seconds, nanoseconds| DateTime::from_timestamp(seconds, nanoseconds).unwrap();
        let rows = vec![at(0, 0), at(-1, 500_000_000), at(1_700_000_000, 0), at(-62_135_596_800, 0)];
        assert_round_trip("DateTime64(3)", rows.clone());
        assert_round_trip("DateTime64(1)", rows.iter().map(DateTime::naive_utc).collect());
        assert_round_trip("Nullable(DateTime64(6, 'Asia/Kolkata'))", rows.iter().copied().map(Some).collect());
        assert!(try_written("DateTime64(3)", &[DateTime::<Utc>::MAX_UTC]).is_err());
        assert!(try_written("DateTime64(9)", &[DateTime::<Utc>::MIN_UTC]).is_err());
        assert_eq!(written("DateTime64(0)", &[at(-1, 500_000_000)]), (-1i64).to_le_bytes());
        let offset = FixedOffset::east_opt(20_700).unwrap();
        assert_eq!(written("DateTime", &[rows[2].with_timezone(&offset)]), 1_700_000_000u32.to_le_bytes());
        let far = OneColumn::decode("DateTime64(0)", 1, i64::MAX.to_le_bytes().to_vec());
        assert!(far.try_read::<DateTime<Utc>>().unwrap_err().contains("beyond the calendar of `chrono`"));
    }

    #[test]
    fn a_leap_second_is_the_second_after_it() {
        let leap = NaiveDate::from_ymd_opt(2016, 12, 31).unwrap().and_hms_nano_opt(23, 59, 59, 1_500_000_000).unwrap();
        let next = NaiveDate::from_ymd_opt(2017, 1, 1).unwrap().and_hms_nano_opt(0, 0, 0, 500_000_000).unwrap();
        assert_eq!(written("DateTime64(3)", &[leap]), written("DateTime64(3)", &[next]));
        assert_eq!(written("Time", &[leap.time()]), 86_400i32.to_le_bytes());
    }

    #[test]
    fn spans_come_back_and_times_are_within_a_day() {
        let spans = vec![TimeDelta::seconds(-3_599_999), TimeDelta::milliseconds(-1_500), TimeDelta::zero()];
        assert_round_trip("Time64(3)", spans);
        assert_round_trip("IntervalHour", vec![TimeDelta::hours(-5), TimeDelta::hours(7)]);
        assert!(try_written("IntervalHour", &[TimeDelta::minutes(90)]).unwrap_err().contains("no whole count"));
        assert!(
            try_written("Time", &[TimeDelta::MAX]).is_err() && try_written("Time64(9)", &[TimeDelta::MIN]).is_err()
        );
        assert_round_trip(
            "Time64(9)",
            vec![NaiveTime::MIN, NaiveTime::from_hms_nano_opt(23, 59, 59, 999_999_999).unwrap()],
        );
        for seconds in [-1i32, 86_400] {
            let column = OneColumn::decode("Time", 1, seconds.to_le_bytes().to_vec());
            assert!(column.try_read::<NaiveTime>().unwrap_err().contains("is no time of a day"));
        }
        let weeks = OneColumn::decode("IntervalWeek", 1, i64::MIN.to_le_bytes().to_vec());
        assert!(weeks.try_read::<TimeDelta>().unwrap_err().contains("is more than a `chrono::TimeDelta`"));
    }
}
