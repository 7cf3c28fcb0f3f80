//! Days, instants and spans of time as text, as ClickHouse writes them: `1969-12-31`, `1969-12-31 23:59:59.5`, `-01:02:03`.
//!
//! The calendar is the Gregorian one at any distance, as the server and the crates of dates have it.

use std::fmt;

/// A day, counted from 1970-01-01.
pub(crate) struct Day(pub(crate) i64);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Years begin in March here, so that the day that only some of them have is their last.
        let days = i128::from(self.0) + 719_468;
        let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
        let year = era * 400 + year_of_era + i128::from(month <= 2);
        let sign = if year < 0 { "-" } else { "" };
        write!(f, "{sign}{:04}-{month:02}-{day:02}", year.unsigned_abs())
    }
}

/// An instant: seconds since 1970 in UTC, rounded down, and nanoseconds.
pub(crate) struct Moment(pub(crate) i64, pub(crate) u32);

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (day, second) = (self.0.div_euclid(86_400), self.0.rem_euclid(86_400));
        write!(f, "{} {:02}:{:02}:{:02}", Day(day), second / 3600, second / 60 % 60, second % 60)?;
        write_fraction(f, self.1)
    }
}

/// A span of time in nanoseconds.
pub(crate) struct Span(pub(crate) i128);

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanoseconds = self.0.unsigned_abs();
        let seconds = nanoseconds / 1_000_000_000;
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)?;
        write_fraction(f, (nanoseconds % 1_000_000_000) as u32)
    }
}

/// The digits after the point that are not 0.
fn write_fraction(f: &mut fmt::Formatter<'_>, nanoseconds: u32) -> fmt::Result {
    match nanoseconds {
        0 => Ok(()),
        _ => write!(f, ".{}", format!("{nanoseconds:09}").trim_end_matches('0')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_instants_read_as_the_server_writes_them() {
        for (days, text) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (-25_567, "1900-01-01"),
            (11_016, "2000-02-29"),
            (11_017, "2000-03-01"),
            (65_535, "2149-06-06"),
            (120_529, "2299-12-31"),
            (-719_162, "0001-01-01"),
            (-719_163, "0000-12-31"),
            (-719_529, "-0001-12-31"),
            (2_932_896, "9999-12-31"),
        ] {
            assert_eq!(Day(days).to_string(), text);
        }
        assert_eq!(Moment(-1, 500_000_000).to_string(), "1969-12-31 23:59:59.5");
        assert_eq!(Moment(i64::MAX, 0).to_string(), "292277026596-12-04 15:30:07");
        assert_eq!(Moment(i64::MIN, 1).to_string(), "-292277022657-01-27 08:29:52.000000001");
    }

    #[test]
    fn spans_have_hours_without_end() {
        assert_eq!(Span(-1_500_000_000).to_string(), "-00:00:01.5");
        assert_eq!(Span(3_599_999_000_000_001).to_string(), "999:59:59.000000001");
        assert_eq!(Span(0).to_string(), "00:00:00");
    }
}
