//! Times as people read them in tables, and as scripts read them in JSON.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Serializer;

use super::Page;
use crate::text::time::rfc3339;

impl Page {
    /// A time in the page's zone, with its offset: `2026-01-31 14:00:05 +01:00`.
    #[must_use]
    pub(crate) fn time(&self, time: Timestamp) -> String {
        local(time, &self.zone)
    }

    /// A time in a column: its age on a terminal, where somebody reads it now. A
    /// mail or a file is read later, and there an age would mislead.
    #[must_use]
    pub(crate) fn when(&self, time: Timestamp) -> String {
        if self.width.is_some() { self.age(time) } else { self.time(time) }
    }

    /// Since when, in a sentence: the time alone for today's.
    #[must_use]
    pub(crate) fn since(&self, time: Timestamp) -> String {
        let local = |time: Timestamp| time.to_zoned(self.zone.clone());
        let is_today = local(time).date() == local(self.now).date();
        local(time).strftime(if is_today { "%H:%M" } else { "%Y-%m-%d %H:%M" }).to_string()
    }

    /// How long ago a time was, or how far it is ahead: `3m ago`, `in 2h`.
    #[must_use]
    pub(crate) fn age(&self, time: Timestamp) -> String {
        let distance = self.now.duration_since(time);
        match distance.as_secs() {
            0 => "now".to_owned(),
            1.. => format!("{} ago", rough(distance)),
            _ => format!("in {}", rough(nearest_minute(distance))),
        }
    }
}

/// A time in `zone`, with its offset.
#[must_use]
pub(crate) fn local(time: Timestamp, zone: &TimeZone) -> String {
    time.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S %:z").to_string()
}

/// A duration in its largest one or two units: `45s`, `12m`, `3h 20m`, `4d`.
#[must_use]
pub(crate) fn rough(duration: SignedDuration) -> String {
    let seconds = duration.unsigned_abs().as_secs();
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    if seconds < 60 {
        format!("{seconds}s")
    } else if hours == 0 {
        format!("{minutes}m")
    } else if days == 0 && minutes % 60 != 0 {
        format!("{hours}h {}m", minutes % 60)
    } else if days < 2 {
        format!("{hours}h")
    } else {
        format!("{days}d")
    }
}

/// What was asked to last three hours must not read as 2h 59m a moment later.
fn nearest_minute(duration: SignedDuration) -> SignedDuration {
    let seconds = duration.unsigned_abs().as_secs();
    if seconds < 59 {
        return duration;
    }
    let minutes = seconds.saturating_add(30) / 60;
    SignedDuration::from_mins(i64::try_from(minutes).unwrap_or(i64::MAX / 60))
}

/// For `serialize_with`: a time as RFC 3339.
pub(super) fn serialize<S: Serializer>(time: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&rfc3339(*time))
}

/// For `serialize_with`: a time as RFC 3339, or `null`.
#[expect(clippy::ref_option, reason = "the signature that serde calls")]
pub(super) fn serialize_option<S: Serializer>(
    time: &Option<Timestamp>,
    to: S,
) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => serialize(time, to),
        None => to.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use crate::output::testing::page;

    #[test]
    fn times_are_local_with_their_offset() {
        let time = "2026-01-31T13:00:05.250Z".parse().unwrap();
        assert_eq!(page(None).time(time), "2026-01-31 14:00:05 +01:00");
    }

    #[test]
    fn todays_times_go_without_their_date() {
        let cases =
            [("2026-06-01T08:36:59Z", "10:36"), ("2026-05-31T21:59:00Z", "2026-05-31 23:59")];
        for (time, expected) in cases {
            assert_eq!(page(None).since(time.parse().unwrap()), expected, "{time}");
        }
    }

    #[test]
    fn only_a_terminal_shows_ages_in_columns() {
        let time = "2026-06-01T11:57:01Z".parse().unwrap();
        assert_eq!(page(Some(80)).when(time), "2m ago");
        assert_eq!(page(None).when(time), "2026-06-01 13:57:01 +02:00");
    }

    #[test]
    fn ages_have_at_most_two_units() {
        let cases = [
            ("2026-06-01T12:00:00Z", "now"),
            ("2026-06-01T11:59:15Z", "45s ago"),
            ("2026-06-01T11:57:01Z", "2m ago"),
            ("2026-06-01T09:00:00Z", "3h ago"),
            ("2026-06-01T08:40:00Z", "3h 20m ago"),
            ("2026-05-31T09:00:00Z", "27h ago"),
            ("2026-05-20T12:00:00Z", "12d ago"),
            ("2026-06-01T12:00:20Z", "in 20s"),
            ("2026-06-01T13:59:59.5Z", "in 2h"),
            ("2026-06-01T14:00:00Z", "in 2h"),
        ];
        for (time, expected) in cases {
            assert_eq!(page(None).age(time.parse().unwrap()), expected, "{time}");
        }
    }
}
