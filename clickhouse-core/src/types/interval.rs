//! Counts of a unit of time: [`IntervalDay`] and its siblings, one type for each unit that ClickHouse has.
//!
//! The unit is part of the type, here as in ClickHouse: a count alone would be an hour as readily as a month.

use super::IntervalUnit;

macro_rules! interval {
    ($($interval:ident: $unit:ident, $word:literal;)*) => {
        $(
            #[doc = concat!("A count of ", $word, ": ", stringify!($interval), ".")]
            #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $interval(pub i64);

            impl $interval {
                /// The unit that is counted.
                pub const UNIT: IntervalUnit = IntervalUnit::$unit;
            }

            impl From<i64> for $interval {
                fn from(count: i64) -> Self {
                    $interval(count)
                }
            }

            impl From<$interval> for i64 {
                fn from(interval: $interval) -> i64 {
                    interval.0
                }
            }
        )*
    };
}

interval! {
    IntervalNanosecond: Nanosecond, "nanoseconds";
    IntervalMicrosecond: Microsecond, "microseconds";
    IntervalMillisecond: Millisecond, "milliseconds";
    IntervalSecond: Second, "seconds";
    IntervalMinute: Minute, "minutes";
    IntervalHour: Hour, "hours";
    IntervalDay: Day, "days";
    IntervalWeek: Week, "weeks";
    IntervalMonth: Month, "months";
    IntervalQuarter: Quarter, "quarters";
    IntervalYear: Year, "years";
}

impl IntervalUnit {
    /// The nanoseconds of one, if each is as long as the other: a day is 24 hours here, a month has no length.
    pub const fn nanoseconds(self) -> Option<u64> {
        Some(match self {
            IntervalUnit::Nanosecond => 1,
            IntervalUnit::Microsecond => 1_000,
            IntervalUnit::Millisecond => 1_000_000,
            IntervalUnit::Second => 1_000_000_000,
            IntervalUnit::Minute => 60_000_000_000,
            IntervalUnit::Hour => 3_600_000_000_000,
            IntervalUnit::Day => 86_400_000_000_000,
            IntervalUnit::Week => 604_800_000_000_000,
            IntervalUnit::Month | IntervalUnit::Quarter | IntervalUnit::Year => return None,
        })
    }
}
