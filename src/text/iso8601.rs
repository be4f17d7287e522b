//! Times as the services of `OpenStack` read them: ISO 8601 in all its widths, the day
//! and the time apart by a `T` or a space, UTC where no offset is given.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

/// Reads a time; `None` for what is none.
///
/// The forms are those that Masakari accepts: `2017`, `2017-4`, `2017-04-24`,
/// `20170424`, then `T` or a space, hours, and as much as is wanted of minutes,
/// seconds, a fraction and an offset, with or without the colons.
#[must_use]
pub(crate) fn parse_iso8601(text: &str) -> Option<Timestamp> {
    // As the last thing of a text, a newline is not looked at there either.
    let text = text.strip_suffix('\n').unwrap_or(text);
    let (day, clock) = match text.split_once(['T', ' ']) {
        Some((day, clock)) => (day, Some(clock)),
        None => (text, None),
    };
    let (year, month, day) = read_day(day, clock.is_some())?;
    let (clock, offset) = match clock {
        Some(clock) => read_clock(clock)?,
        None => (Clock::default(), 0),
    };
    // There is no year 0 there.
    let day = Date::new(year, month, day).ok().filter(|_| year > 0)?;
    let time = Time::new(clock.hour, clock.minute, clock.second, clock.nanosecond).ok()?;
    let utc = Offset::UTC.to_timestamp(DateTime::from_parts(day, time)).ok()?;
    utc.checked_sub(SignedDuration::from_mins(offset)).ok()
}

/// Year, month and day; what is left out is the first.
fn read_day(text: &str, is_whole: bool) -> Option<(i16, i8, i8)> {
    let (year, rest) = digits(text, 4)?;
    if rest.is_empty() {
        return (!is_whole).then_some((year, 1, 1));
    }
    for width in [2, 1] {
        let has_dash = rest.starts_with('-');
        let Some((month, rest)) = digits(rest.strip_prefix('-').unwrap_or(rest), width) else {
            continue;
        };
        if !has_dash && width == 1 {
            continue;
        }
        // Six digits could be a date of the last century as well.
        if rest.is_empty() && has_dash && !is_whole {
            return Some((year, narrow(month)?, 1));
        }
        if let Some(day) = read_last(rest) {
            return Some((year, narrow(month)?, day));
        }
    }
    None
}

/// The day of a month: two digits, or one or two after a dash.
fn read_last(text: &str) -> Option<i8> {
    let widths: &[usize] = if text.starts_with('-') { &[2, 1] } else { &[2] };
    let text = text.strip_prefix('-').unwrap_or(text);
    widths.iter().find_map(|width| match digits(text, *width) {
        Some((day, "")) => narrow(day),
        _ => None,
    })
}

#[derive(Default)]
struct Clock {
    hour: i8,
    minute: i8,
    second: i8,
    nanosecond: i32,
}

/// The time of the day, and the offset in minutes.
fn read_clock(text: &str) -> Option<(Clock, i64)> {
    let (hour, rest) = digits(text, 2)?;
    let after_minute = digits(rest.strip_prefix(':').unwrap_or(rest), 2);
    let without = Some((0, rest));
    // Where what follows the minutes is nonsense, they were seconds after all.
    for (minute, rest) in [after_minute, without].into_iter().flatten() {
        for (second, nanosecond, rest) in seconds(rest) {
            if let Some(offset) = read_offset(rest) {
                let clock = Clock {
                    hour: narrow(hour)?,
                    minute: narrow(minute)?,
                    second: narrow(second)?,
                    nanosecond,
                };
                return Some((clock, offset));
            }
        }
    }
    None
}

/// Every way to read seconds, the longest first, and to read none.
fn seconds(text: &str) -> Vec<(i16, i32, &str)> {
    let after = text.strip_prefix(':').unwrap_or(text);
    let mut ways = Vec::new();
    for (second, rest) in [digits(after, 2), digits(after, 1)].into_iter().flatten() {
        if let Some(fraction) = rest.strip_prefix(['.', ',']) {
            let end = fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
            if let Some((number, rest)) = fraction.split_at_checked(end).filter(|_| end > 0) {
                let nine: String = number.chars().chain("000000000".chars()).take(9).collect();
                ways.push((second, nine.parse().unwrap_or(0), rest));
            }
        }
        ways.push((second, 0, rest));
    }
    ways.push((0, 0, text));
    ways
}

/// Minutes east of Greenwich.
fn read_offset(text: &str) -> Option<i64> {
    if text.is_empty() || text == "Z" {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hours, rest) = digits(text.strip_prefix(['+', '-'])?, 2)?;
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let minutes = match digits(rest, 2) {
        Some((minutes, "")) => minutes,
        None if rest.is_empty() => 0,
        _ => return None,
    };
    let offset = i64::from(hours) * 60 + i64::from(minutes);
    // As long as a day is no offset.
    (offset < 24 * 60).then_some(sign * offset)
}

/// A number of exactly `width` digits, and what follows it.
fn digits(text: &str, width: usize) -> Option<(i16, &str)> {
    let (number, rest) = text.split_at_checked(width)?;
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    number.parse().ok().filter(|_| is_number).map(|number| (number, rest))
}

fn narrow(number: i16) -> Option<i8> {
    i8::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_that_masakari_accepts_is_read() {
        let cases = [
            ("2017-04-24T08:34:46.120000", "2017-04-24T08:34:46.12Z"),
            ("2017-04-24 08:34:46", "2017-04-24T08:34:46Z"),
            ("2017-04-24T08:34:46Z", "2017-04-24T08:34:46Z"),
            ("2017-04-24T08:34:46,5Z", "2017-04-24T08:34:46.5Z"),
            ("2017-04-24T08:34:46+02:00", "2017-04-24T06:34:46Z"),
            ("2017-04-24T08:34:46-0230", "2017-04-24T11:04:46Z"),
            ("2017-04-24T08:34:46+05", "2017-04-24T03:34:46Z"),
            ("2017-04-24T08:34:46+05:", "2017-04-24T03:34:46Z"),
            ("20170424T083446Z", "2017-04-24T08:34:46Z"),
            ("20170424 0834", "2017-04-24T08:34:00Z"),
            ("2017-04-24T08", "2017-04-24T08:00:00Z"),
            ("2017-04-24T08:34:4", "2017-04-24T08:34:04Z"),
            ("2017-04-24T08:34.5", "2017-04-24T08:00:34.5Z"),
            ("2017-4-2", "2017-04-02T00:00:00Z"),
            ("201704-24", "2017-04-24T00:00:00Z"),
            ("2017-0424", "2017-04-24T00:00:00Z"),
            ("2017-412", "2017-04-12T00:00:00Z"),
            ("2017-04", "2017-04-01T00:00:00Z"),
            ("2017-4", "2017-04-01T00:00:00Z"),
            ("20170424", "2017-04-24T00:00:00Z"),
            ("2017", "2017-01-01T00:00:00Z"),
            ("2017\n", "2017-01-01T00:00:00Z"),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_iso8601(text), Some(expected.parse().unwrap()), "{text:?}");
        }
    }

    #[test]
    fn nothing_else_is() {
        let cases = [
            "",
            "now",
            "201704",
            "2017-13-01",
            "2017-02-30",
            "2017-00-01",
            "0000-01-01",
            "17-04-24",
            "2017-04-24T",
            "2017-04-24T8:34",
            "2017-04-24T24:00",
            "2017-04-24T08:60",
            "2017-04-24T08:34:60",
            "2017-04-24t08:34:46",
            "2017-04-24T08:34:46z",
            "2017-04-24T08:34:46.",
            "2017-04-24T08:34:46+24:00",
            "2017-04-24T08:34:46+5",
            "2017-04-24T08:34:46 Z",
            " 2017-04-24",
            "2017-04-24 ",
            "2017T08:34",
            "2017-04T08:34",
            "2017/04/24",
            "1493022886",
            "２０１７",
        ];
        for text in cases {
            assert_eq!(parse_iso8601(text), None, "{text:?}");
        }
    }
}
