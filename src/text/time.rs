//! Times as people type them, and durations as scripts read them.

use std::time::Duration;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Which way a bare duration points when a time is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// `2h` is two hours ago.
    Ago,
    /// `2h` is two hours from now.
    Ahead,
}

/// Reads a time: RFC 3339, a local `2026-01-31 14:00`, or a duration from `now`.
///
/// # Errors
///
/// What is wrong with it, in words.
pub(crate) fn parse_time(
    text: &str,
    direction: Direction,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<Timestamp, String> {
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Ok(timestamp);
    }
    if let Ok(duration) = humantime::parse_duration(text) {
        let duration = SignedDuration::try_from(duration).map_err(|_| out_of_range(text))?;
        let moved = match direction {
            Direction::Ago => now.checked_sub(duration),
            Direction::Ahead => now.checked_add(duration),
        };
        return moved.map_err(|_| out_of_range(text));
    }
    // A civil time can be written without seconds, or as a bare date.
    if let Ok(local) = text.parse::<DateTime>() {
        return local
            .to_zoned(zone.clone())
            .map(|zoned| zoned.timestamp())
            .map_err(|_| out_of_range(text));
    }
    Err(format!(
        "{text:?} is not a time (use 2026-01-31T14:00:00Z, \"2026-01-31 14:00\" or a duration such as 2h)"
    ))
}

fn out_of_range(text: &str) -> String {
    format!("{text:?} is too far away")
}

/// RFC 3339 in UTC with `Z`, without a fraction when it is zero; milliseconds otherwise.
#[must_use]
pub(crate) fn rfc3339(time: Timestamp) -> String {
    let whole = time.as_millisecond() % 1000 == 0;
    if whole { format!("{time:.0}") } else { format!("{time:.3}") }
}

/// Whole milliseconds, rounded up, so that something that took time never took 0.
#[must_use]
pub(crate) fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX)
}

/// Whole seconds, rounded up.
#[must_use]
pub(crate) fn seconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos().div_ceil(1_000_000_000)).unwrap_or(u64::MAX)
}

/// The time so many milliseconds after 1970; `None` beyond what can be told. The
/// last millisecond of all counts too, which [`Timestamp::from_millisecond`] refuses.
#[must_use]
pub(crate) fn from_milliseconds(milliseconds: i64) -> Option<Timestamp> {
    let nanoseconds = i32::try_from(milliseconds.rem_euclid(1000) * 1_000_000).ok()?;
    Timestamp::new(milliseconds.div_euclid(1000), nanoseconds).ok()
}

/// How much later `end` is than `start`; zero when the clock went backwards.
#[must_use]
pub(crate) fn elapsed(start: Timestamp, end: Timestamp) -> Duration {
    Duration::try_from(end.duration_since(start)).unwrap_or(Duration::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn every_time_is_its_milliseconds_also_the_first_and_the_last() {
        let whole = |time: Timestamp| from_milliseconds(time.as_millisecond());
        assert_eq!(whole(Timestamp::MAX), Some(at("9999-12-30T22:00:00.999Z")));
        assert_eq!(whole(Timestamp::MIN), Some(Timestamp::MIN));
        for text in ["1969-12-31T23:59:59.999Z", "1970-01-01T00:00:00.001Z"] {
            assert_eq!(whole(at(text)), Some(at(text)));
        }
        let beyond = [Timestamp::MAX.as_millisecond() + 1, Timestamp::MIN.as_millisecond() - 1];
        for milliseconds in beyond.into_iter().chain([i64::MAX, i64::MIN]) {
            assert_eq!(from_milliseconds(milliseconds), None, "{milliseconds}");
        }
    }

    #[test]
    fn times_are_read_in_three_forms() {
        let now = at("2026-06-01T12:00:00Z");
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let cases = [
            ("2026-01-31T14:00:00Z", "2026-01-31T14:00:00Z"),
            ("2026-01-31T14:00:00+02:00", "2026-01-31T12:00:00Z"),
            ("2026-01-31 14:00", "2026-01-31T13:00:00Z"),
            ("2026-07-31 14:00:30", "2026-07-31T12:00:30Z"),
            ("2026-01-31", "2026-01-30T23:00:00Z"),
            ("2h", "2026-06-01T10:00:00Z"),
            ("1h 30m", "2026-06-01T10:30:00Z"),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_time(text, Direction::Ago, &zone, now), Ok(at(expected)), "{text}");
        }
        assert_eq!(parse_time("2h", Direction::Ahead, &zone, now), Ok(at("2026-06-01T14:00:00Z")));
    }

    #[test]
    fn nonsense_is_not_a_time() {
        let now = at("2026-06-01T12:00:00Z");
        for text in ["", "soon", "2026-13-01", "14:00", "99999999y"] {
            assert!(parse_time(text, Direction::Ago, &TimeZone::UTC, now).is_err(), "{text}");
        }
    }

    #[test]
    fn printed_times_have_no_useless_fraction() {
        assert_eq!(rfc3339(at("2026-06-01T12:00:00Z")), "2026-06-01T12:00:00Z");
        assert_eq!(rfc3339(at("2026-06-01T12:00:00.25Z")), "2026-06-01T12:00:00.250Z");
    }

    #[test]
    fn durations_round_up() {
        assert_eq!(milliseconds(Duration::from_micros(1)), 1);
        assert_eq!(milliseconds(Duration::from_millis(7)), 7);
        assert_eq!(seconds(Duration::from_millis(1001)), 2);
    }
}
