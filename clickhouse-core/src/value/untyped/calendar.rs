//! Days since 1970-01-01 and dates of the Gregorian calendar, at any distance.
//!
//! Source: Howard Hinnant, "chrono-compatible low-level date algorithms": years begin in March, so that the leap day is
//! the last one, and 400 of them are an era of 146,097 days.

/// Year, month and day of the date so many days after 1970-01-01.
pub(super) fn civil(days: i64) -> (i64, i64, i64) {
    let day = days.saturating_add(719_468);
    let (era, day) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + i64::from(month <= 2), month, day)
}

/// Days from 1970-01-01 to the first day of the month.
pub(super) fn days_before(year: i64, month: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    era * 146_097 + year * 365 + year / 4 - year / 100 + (153 * month + 2) / 5 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_are_each_others_inverse() {
        for day in (-800_000..800_000).step_by(13) {
            let (year, month, of_month) = civil(day);
            assert_eq!(days_before(year, month) + of_month - 1, day);
        }
        assert_eq!((civil(0), civil(-1), civil(11_016)), ((1970, 1, 1), (1969, 12, 31), (2000, 2, 29)));
        for day in [i64::MIN, i64::MAX] {
            civil(day);
        }
    }
}
