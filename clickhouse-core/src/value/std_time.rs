//! The standard library's `SystemTime` as DateTime and DateTime64, and its `Duration` as any Time, Time64 or Interval with
//! a length that is not below zero.

use super::instant::{Instant, InstantCursor, instant_value};
use super::span::span_value;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

instant_value!(
    SystemTime,
    InstantCursor,
    |instant: Instant| {
        let seconds = Duration::from_secs(instant.seconds.unsigned_abs());
        let second =
            if instant.seconds < 0 { UNIX_EPOCH.checked_sub(seconds) } else { UNIX_EPOCH.checked_add(seconds) };
        second?.checked_add(Duration::from_nanos(instant.nanoseconds.into()))
    },
    |instant| match instant.duration_since(UNIX_EPOCH) {
        Ok(since) => Instant { seconds: seconds(since), nanoseconds: since.subsec_nanos() },
        Err(before) => {
            let before = before.duration();
            match before.subsec_nanos() {
                0 => Instant { seconds: -seconds(before), nanoseconds: 0 },
                nanoseconds => Instant { seconds: -1 - seconds(before), nanoseconds: 1_000_000_000 - nanoseconds },
            }
        }
    },
    "std::time"
);

/// More seconds than 63 bits hold are as far out of every column's range as the last that they hold.
fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}

span_value!(
    Duration,
    TimesAndIntervals,
    |nanoseconds: i128| {
        let nanoseconds = u128::try_from(nanoseconds).ok()?;
        let seconds = u64::try_from(nanoseconds / 1_000_000_000).ok()?;
        Some(Duration::new(seconds, (nanoseconds % 1_000_000_000) as u32))
    },
    |span| i128::try_from(span.as_nanos()).unwrap_or(i128::MAX),
    "is below zero, which a `std::time::Duration` cannot be; read it as `time::Duration`"
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::{OneColumn, assert_round_trip, try_written, written};

    #[test]
    fn system_times_come_back_on_both_sides_of_1970() {
        let second = Duration::from_secs(1);
        let rows = vec![UNIX_EPOCH, UNIX_EPOCH - second, UNIX_EPOCH + 1_700_000_000 * second];
        assert_round_trip("DateTime64(0)", rows.clone());
        assert_round_trip("Nullable(DateTime64(9))", rows.iter().map(|row| Some(*row + second / 3)).collect());
        assert_eq!(written("DateTime64(3)", &[UNIX_EPOCH - second / 2]), (-500i64).to_le_bytes());
        assert_eq!(written("DateTime64(0)", &[UNIX_EPOCH - second / 2]), (-1i64).to_le_bytes());
        let text = try_written("DateTime", &[UNIX_EPOCH - second / 2]).unwrap_err();
        assert!(text.starts_with("1969-12-31 23:59:59.5 UTC is outside DateTime"), "{text}");
        if let Some(far) = UNIX_EPOCH.checked_add(Duration::from_secs(i64::MAX as u64)) {
            assert!(try_written("DateTime64(9)", &[far]).unwrap_err().contains("is outside DateTime64(9)"));
        }
    }

    #[test]
    fn durations_are_never_below_zero() {
        let rows = vec![Duration::ZERO, Duration::from_secs(3_599_999)];
        for data_type in ["Time", "Time64(0)", "Time64(9)", "IntervalSecond", "IntervalNanosecond"] {
            assert_round_trip(data_type, rows.clone());
        }
        let column = OneColumn::decode("Time", 1, (-5i32).to_le_bytes().to_vec());
        let text = column.try_read::<Duration>().unwrap_err();
        assert!(text.starts_with("-00:00:05 is below zero"), "{text}");
        assert!(try_written("IntervalNanosecond", &[Duration::MAX]).unwrap_err().contains("is more than an Interval"));
    }
}
