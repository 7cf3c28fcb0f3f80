//! Time zones, for showing instants as the server shows them: offsets out of the system's zone database.
//!
//! ```text
//! TZif 2            header, data in 32 bits (passed over)
//! TZif 2            header: counts of 4 bytes, the highest first
//!   transitions     8 bytes each: seconds since 1970, ascending
//!   which           1 byte each: the place of the type that begins there
//!   types           6 bytes each: offset from UTC in 4 bytes, whether it is summer time, where its name begins
//!   ..              names, leap seconds, flags
//! \nCET-1CEST,M3.5.0,M10.5.0/3\n    the rule after the last transition
//! ```
//!
//! Where the system has no such database, or does not know the zone, there is no offset, and instants are shown in UTC
//! and say so. Source: RFC 9636.

use super::calendar::{civil, days_before};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// Where systems keep their zones.
const FOLDERS: [&str; 4] = ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"];
/// There are about 600 zones; results can name as many others as they like.
const MAX_KNOWN_ZONES: usize = 1000;
/// The largest file has 4 KiB.
const MAX_FILE_BYTES: u64 = 1 << 20;

const SECONDS_OF_DAY: i64 = 86_400;
/// A million years from now the clocks are what they are then; 64 bits of seconds are not to overflow.
const FARTHEST_SECONDS: i64 = 31_556_952_000_000;

/// Seconds that the clocks of `zone` are ahead of UTC at an instant; `None` where the zone is not known here.
pub(super) fn offset_at(zone: &str, seconds: i64) -> Option<i64> {
    if matches!(zone, "UTC" | "Etc/UTC") {
        return Some(0);
    }
    known(zone).map(|zone| zone.offset_at(seconds))
}

/// Zones by name; `None` for those that the system does not know.
type Zones = HashMap<Box<str>, Option<Arc<Zone>>>;

fn known(name: &str) -> Option<Arc<Zone>> {
    static ZONES: LazyLock<Mutex<Zones>> = LazyLock::new(Mutex::default);
    let mut zones = ZONES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(zone) = zones.get(name) {
        return zone.clone();
    }
    if zones.len() >= MAX_KNOWN_ZONES {
        zones.clear();
    }
    let zone = read(name).map(Arc::new);
    zones.insert(name.into(), zone.clone());
    zone
}

/// Reads the zone's file. A name comes from a server, so that it must not lead out of the folder.
fn read(name: &str) -> Option<Zone> {
    let is_name = |part: &str| {
        !part.is_empty() && part.bytes().all(|letter| letter.is_ascii_alphanumeric() || b"_-+".contains(&letter))
    };
    if name.len() > 100 || !name.split('/').all(is_name) {
        return None;
    }
    FOLDERS.iter().find_map(|folder| {
        let path = Path::new(folder).join(name);
        let size = std::fs::metadata(&path).ok().filter(std::fs::Metadata::is_file)?.len();
        let bytes = (size <= MAX_FILE_BYTES).then(|| std::fs::read(&path).ok()).flatten()?;
        Zone::parse(&bytes)
    })
}

/// The offsets of a zone.
#[derive(Debug)]
struct Zone {
    /// The offset before all transitions.
    first: i64,
    /// From when on, and the offset then.
    transitions: Vec<(i64, i64)>,
    after: Option<Rule>,
}

impl Zone {
    fn parse(bytes: &[u8]) -> Option<Zone> {
        let old = Counts::parse(bytes)?;
        let bytes = bytes.get(Counts::BYTES + old.bytes(4)?..)?;
        let counts = Counts::parse(bytes)?;
        let (data, rest) = bytes.get(Counts::BYTES..)?.split_at_checked(counts.bytes(8)?)?;
        let (times, data) = data.split_at_checked(counts.times * 8)?;
        let (places, data) = data.split_at_checked(counts.times)?;
        let (types, _) = data.split_at_checked(counts.types * 6)?;
        let offsets: Vec<i64> = types
            .chunks_exact(6)
            .map(|of_type| i64::from(i32::from_be_bytes([of_type[0], of_type[1], of_type[2], of_type[3]])))
            .collect();
        let times = times.as_chunks::<8>().0.iter().map(|time| i64::from_be_bytes(*time));
        let offsets_from = places.iter().map(|place| offsets.get(usize::from(*place)).copied());
        let transitions = times.zip(offsets_from).map(|(time, offset)| Some((time, offset?))).collect::<Option<_>>()?;
        let rule = str::from_utf8(rest).ok().and_then(|rest| Rule::parse(rest.trim_matches('\n')));
        Some(Zone { first: *offsets.first()?, transitions, after: rule })
    }

    fn offset_at(&self, seconds: i64) -> i64 {
        let seconds = seconds.clamp(-FARTHEST_SECONDS, FARTHEST_SECONDS);
        let place = self.transitions.partition_point(|(from, _)| *from <= seconds);
        match (&self.after, place.checked_sub(1)) {
            (Some(rule), _) if place == self.transitions.len() => rule.offset_at(seconds),
            (_, Some(place)) => self.transitions[place].1,
            (_, None) => self.first,
        }
    }
}

/// The counts in the header.
struct Counts {
    flags: usize,
    leaps: usize,
    times: usize,
    types: usize,
    letters: usize,
}

impl Counts {
    const BYTES: usize = 44;

    fn parse(bytes: &[u8]) -> Option<Counts> {
        let counts = bytes.strip_prefix(b"TZif")?.get(16..40)?.as_chunks::<4>().0;
        let count = |place: usize| usize::try_from(u32::from_be_bytes(counts[place])).ok();
        let flags = count(0)?.checked_add(count(1)?)?;
        Some(Counts { flags, leaps: count(2)?, times: count(3)?, types: count(4)?, letters: count(5)? })
    }

    /// The bytes of the data, of whose instants each takes `width`.
    fn bytes(&self, width: usize) -> Option<usize> {
        let parts =
            [(self.times, width + 1), (self.types, 6), (self.letters, 1), (self.leaps, width + 4), (self.flags, 1)];
        parts.iter().try_fold(0usize, |sum, (count, width)| sum.checked_add(count.checked_mul(*width)?))
    }
}

/// The rule of POSIX's `TZ`: `CET-1CEST,M3.5.0,M10.5.0/3`.
#[derive(Debug, PartialEq)]
struct Rule {
    standard: i64,
    /// Summer time: its offset, and when it begins and ends on the clocks of the time before.
    summer: Option<(i64, Change, Change)>,
}

/// The day of a change, and the time of that day in seconds.
#[derive(Debug, PartialEq)]
struct Change {
    day: Day,
    time: i64,
}

#[derive(Debug, PartialEq)]
enum Day {
    /// Month, week (5 is the last one) and weekday (0 is Sunday).
    Weekday(i64, i64, i64),
    /// The day of the year from 0, with February 29.
    OfYear(i64),
    /// The day of the year from 1, with no number for February 29.
    OfPlainYear(i64),
}

impl Rule {
    fn parse(text: &str) -> Option<Rule> {
        let mut rest = text;
        name(&mut rest)?;
        let standard = -clock(&mut rest)?;
        if rest.is_empty() {
            return Some(Rule { standard, summer: None });
        }
        name(&mut rest)?;
        let offset = if rest.starts_with(',') { standard + 3600 } else { -clock(&mut rest)? };
        let (begins, ends) = rest.strip_prefix(',')?.split_once(',')?;
        Some(Rule { standard, summer: Some((offset, Change::parse(begins)?, Change::parse(ends)?)) })
    }

    fn offset_at(&self, seconds: i64) -> i64 {
        let Some((summer, begins, ends)) = &self.summer else { return self.standard };
        let (year, ..) = civil((seconds + self.standard).div_euclid(SECONDS_OF_DAY));
        let begins = begins.seconds(year) - self.standard;
        let ends = ends.seconds(year) - summer;
        let is_summer =
            if begins < ends { (begins..ends).contains(&seconds) } else { !(ends..begins).contains(&seconds) };
        if is_summer { *summer } else { self.standard }
    }
}

impl Change {
    fn parse(text: &str) -> Option<Change> {
        let (day, time) = text.split_once('/').map_or((text, None), |(day, time)| (day, Some(time)));
        let day = match (day.strip_prefix('M'), day.strip_prefix('J')) {
            (Some(weekday), _) => {
                let mut parts = weekday.split('.').map(|part| part.parse::<i64>().ok());
                let (month, week, day) = (parts.next()??, parts.next()??, parts.next()??);
                let is_day = (1..=12).contains(&month) && (1..=5).contains(&week) && (0..=6).contains(&day);
                is_day.then_some(Day::Weekday(month, week, day))?
            }
            (_, Some(day)) => Day::OfPlainYear(day.parse().ok().filter(|day| (1..=365).contains(day))?),
            _ => Day::OfYear(day.parse().ok().filter(|day| (0..=365).contains(day))?),
        };
        let time = match time {
            Some(mut time) => clock(&mut time)?,
            None => 7200,
        };
        Some(Change { day, time })
    }

    /// On the clocks of the zone, seconds since their 1970.
    fn seconds(&self, year: i64) -> i64 {
        let day = match self.day {
            Day::Weekday(month, week, weekday) => {
                let first = days_before(year, month);
                // 1970-01-01 was a Thursday.
                let first_such = first + (weekday - (first + 4)).rem_euclid(7);
                let next_month = if month == 12 { days_before(year + 1, 1) } else { days_before(year, month + 1) };
                let day = first_such + 7 * (week - 1);
                if day >= next_month { day - 7 } else { day }
            }
            Day::OfYear(day) => days_before(year, 1) + day,
            Day::OfPlainYear(day) => {
                let is_leap = days_before(year, 3) - days_before(year, 2) == 29;
                days_before(year, 1) + day - 1 + i64::from(is_leap && day >= 60)
            }
        };
        day * SECONDS_OF_DAY + self.time
    }
}

/// Passes the name of a time: letters, or anything within `<>`.
fn name(rest: &mut &str) -> Option<()> {
    let end = match rest.strip_prefix('<') {
        Some(quoted) => quoted.find('>')? + 2,
        None => rest.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(rest.len()),
    };
    *rest = &rest[end..];
    (end > 0).then_some(())
}

/// Passes `[+-]hh[:mm[:ss]]`: seconds.
fn clock(rest: &mut &str) -> Option<i64> {
    let end = rest.find(|letter: char| !matches!(letter, '+' | '-' | ':' | '0'..='9')).unwrap_or(rest.len());
    let (text, after) = rest.split_at(end);
    *rest = after;
    let (sign, text) = match text.strip_prefix('-') {
        Some(text) => (-1, text),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut seconds = 0;
    for (part, unit) in text.split(':').zip([3600, 60, 1]) {
        seconds += part.parse::<i64>().ok().filter(|part| (0..=167).contains(part))? * unit;
    }
    Some(sign * seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_gives_the_offset_of_every_season() {
        let berlin = Rule::parse("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
        // 2024-03-31 01:00 UTC and 2024-10-27 01:00 UTC.
        let (begins, ends) = (1_711_846_800, 1_729_990_800);
        assert_eq!((berlin.offset_at(begins - 1), berlin.offset_at(begins)), (3600, 7200));
        assert_eq!((berlin.offset_at(ends - 1), berlin.offset_at(ends)), (7200, 3600));
        let sydney = Rule::parse("AEST-10AEDT,M10.1.0,M4.1.0/3").unwrap();
        assert_eq!((sydney.offset_at(1_704_067_200), sydney.offset_at(1_719_792_000)), (39_600, 36_000));
        let lima = Rule::parse("<-05>5").unwrap();
        assert_eq!(lima, Rule { standard: -18_000, summer: None });
        for text in ["", "CET", "CET-1CEST", "CET-1CEST,M13.1.0,M1.1.1", "<+05", "CET-x"] {
            assert_eq!(Rule::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_name_never_leads_out_of_the_folder() {
        for zone in ["../../etc/passwd", "/etc/passwd", "", "Europe", "Europe/", "No/Such", "a\0b"] {
            assert_eq!(offset_at(zone, 0), None, "{zone}");
        }
        assert_eq!(offset_at("UTC", 0), Some(0));
    }

    #[test]
    fn broken_files_are_no_zones() {
        let Ok(bytes) = std::fs::read("/usr/share/zoneinfo/Europe/Berlin") else {
            eprintln!("skipped: this system has no zone database");
            return;
        };
        let berlin = Zone::parse(&bytes).unwrap();
        assert_eq!((berlin.offset_at(1_704_067_200), berlin.offset_at(1_719_792_000)), (3600, 7200));
        assert_eq!((berlin.offset_at(4_118_000_000), berlin.offset_at(-5_000_000_000)), (7200, 3208));
        for cut in 0..bytes.len() - 40 {
            let _ = Zone::parse(&bytes[..cut]).map(|zone| zone.offset_at(i64::MAX / 2));
        }
        for place in 0..200 {
            let mut bytes = bytes.clone();
            bytes[place] ^= 0xff;
            let _ = Zone::parse(&bytes);
        }
    }
}
