//! When a delivery is tried again, and when no more. Pure.

use std::time::Duration;

use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};

use crate::domain::Exchange;
use crate::text::time::elapsed;

/// What came of one try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The receiver has it.
    Arrived,
    /// The receiver said no, and will say so again.
    Refused(String),
    /// What it tells is no longer true.
    Superseded(String),
    /// It may work later.
    Failed {
        /// Why, without anything secret.
        reason: String,
        /// When the receiver wants to be asked again.
        retry_after: Option<Duration>,
        /// The chance that the receiver has it all the same.
        arrival: Arrival,
    },
}

impl Outcome {
    /// The same of a try of which an earlier part may have arrived.
    pub(super) fn or(self, earlier: Arrival) -> Self {
        match self {
            Self::Failed { reason, retry_after, arrival } => {
                Self::Failed { reason, retry_after, arrival: earlier.or(arrival) }
            }
            other => other,
        }
    }
}

/// The chance that a try that failed has reached the receiver all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arrival {
    /// It failed before anything was sent, or the receiver did not take it.
    Excluded,
    /// It broke after the request had begun to be sent.
    Possible,
}

impl Arrival {
    /// That of an exchange that brought no answer.
    pub(super) fn of(exchange: &Exchange) -> Self {
        if exchange.was_sent { Self::Possible } else { Self::Excluded }
    }

    /// That of two tries: what may have arrived once is not taken back.
    pub(super) fn or(self, other: Self) -> Self {
        if self.is_possible() { self } else { other }
    }

    /// The try may have arrived.
    pub(super) fn is_possible(self) -> bool {
        self == Self::Possible
    }
}

const FIRST_DELAY: Duration = Duration::from_secs(60);
/// Half a minute less than a quarter of an hour: a pass that cron starts every
/// 15 minutes would otherwise find that it came some seconds too early, and
/// leave every second one out.
const LONGEST_DELAY: Duration = Duration::from_secs(15 * 60 - 30);
/// The longest that any failure delays a destination.
pub(super) const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(24 * 3600);
const GIVEN_UP_AFTER: Duration = Duration::from_secs(3 * 24 * 3600);

/// How long a destination is left alone after so many failures in a row.
#[must_use]
pub(super) fn delay_after(failures: u32) -> Duration {
    let doublings = failures.saturating_sub(1).min(10);
    (FIRST_DELAY * 2_u32.pow(doublings)).min(LONGEST_DELAY)
}

/// Reads a `Retry-After`: seconds or an HTTP date. Never more than a day, for a
/// receiver that asks for years would lose everything.
#[must_use]
pub(super) fn parse_retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    let wait = if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // What does not fit is longer than a day all the same.
        Duration::from_secs(value.parse().unwrap_or(u64::MAX))
    } else {
        elapsed(now, DateTimeParser::new().parse_timestamp(value).ok()?)
    };
    Some(wait.min(LONGEST_RETRY_AFTER))
}

/// Whether a delivery that failed again is given up.
#[must_use]
pub(super) fn is_too_old(created_at: Timestamp, now: Timestamp) -> bool {
    elapsed(created_at, now) >= GIVEN_UP_AFTER
}

/// `now` and so much later.
#[must_use]
pub(super) fn later(now: Timestamp, delay: Duration) -> Timestamp {
    SignedDuration::try_from(delay)
        .ok()
        .and_then(|delay| now.checked_add(delay).ok())
        .unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn delays_double_up_to_a_quarter_of_an_hour() {
        let cases =
            [(0, 60), (1, 60), (2, 120), (3, 240), (4, 480), (5, 870), (6, 870), (u32::MAX, 870)];
        for (failures, seconds) in cases {
            assert_eq!(delay_after(failures), Duration::from_secs(seconds), "{failures}");
        }
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_and_at_most_a_day() {
        let now = at("2026-06-01T12:00:00Z");
        let cases = [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("Mon, 01 Jun 2026 12:05:00 GMT", Some(300)),
            ("Mon, 01 Jun 2026 11:00:00 GMT", Some(0)),
            ("Tue, 01 Jun 2027 12:00:00 GMT", Some(86_400)),
            ("99999999999999999999999", Some(86_400)),
            ("-5", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
        ];
        for (value, seconds) in cases {
            let expected = seconds.map(Duration::from_secs);
            assert_eq!(parse_retry_after(value, now), expected, "{value:?}");
        }
    }

    #[test]
    fn three_days_are_enough() {
        let queued = at("2026-06-01T12:00:00Z");
        assert!(!is_too_old(queued, at("2026-06-04T11:59:59Z")));
        assert!(is_too_old(queued, at("2026-06-04T12:00:00Z")));
        assert!(!is_too_old(queued, at("2026-05-01T12:00:00Z")), "the clock went backwards");
    }

    #[test]
    fn the_end_of_time_is_no_panic() {
        assert_eq!(later(at("2026-06-01T12:00:00Z"), Duration::MAX), Timestamp::MAX);
    }
}
