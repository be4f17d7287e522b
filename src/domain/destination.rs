//! Whom deliveries are for, how they fare, and what waits for them.

use std::fmt;

use jiff::Timestamp;

use super::delivery::DeliveryKind;

/// Whom deliveries are for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DestinationName {
    /// What kind of receiver it is.
    pub kind: DeliveryKind,
    /// Its name among those of its kind.
    pub name: String,
}

/// As it is called in a sentence.
impl fmt::Display for DestinationName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            DeliveryKind::Webhook | DeliveryKind::Cachet => formatter.write_str(&self.name),
            DeliveryKind::Push => write!(formatter, "push of {}", self.name),
        }
    }
}

/// What came of trying a destination with a message that is marked as a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trial {
    /// Which it is.
    pub destination: DestinationName,
    /// Whether it took the message; `None`: it was not tried.
    pub is_taken: Option<bool>,
    /// What it answered, or why it was not asked.
    pub answer: String,
}

/// Why a try failed, in a word or two: without the host that answered, and without
/// when it wants to be asked again.
#[must_use]
pub(crate) fn brief_reason(reason: &str) -> String {
    let (reason, days) = match reason.strip_prefix(GIVEN_UP_LATE) {
        Some(rest) => (rest, ", for 3 days"),
        None => (reason, ""),
    };
    let reason = reason.split_once(" answered ").map_or(reason, |(_, answer)| answer);
    let reason = match reason.split_once(": ") {
        Some((host, rest)) if !host.contains(' ') => rest,
        _ => reason,
    };
    let reason = reason.split_once(", to be tried again").map_or(reason, |(first, _)| first);
    format!("{reason}{days}")
}

/// What the reason begins with when a delivery was given up for its age.
pub(crate) const GIVEN_UP_LATE: &str = "given up after 3 days: ";

/// A delivery that was given up, in words for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GivenUp {
    /// Its id.
    pub delivery: String,
    /// Whom it was for.
    pub destination: String,
    /// Why, without the host.
    pub reason: String,
}

impl fmt::Display for GivenUp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "given up: {}: {}", self.destination, self.reason)
    }
}

/// What a full pass has to tell of a destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OutageNews {
    /// Which it is.
    pub destination: DestinationName,
    /// When it first failed.
    pub since: Timestamp,
    /// Why it failed last.
    pub reason: String,
    /// It works again.
    pub is_over: bool,
}

/// What waits for a destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waiting {
    /// Which it is.
    pub destination: DestinationName,
    /// How many deliveries.
    pub count: u64,
    /// When the first of them was queued.
    pub since: Timestamp,
    /// Why the last try failed, where there was one.
    pub last_error: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_in_brief_names_no_host() {
        for (reason, expected) in [
            ("n8n.example answered HTTP 503", "HTTP 503"),
            ("n8n.example:81 answered HTTP 429, to be tried again in 120 s", "HTTP 429"),
            ("n8n.example: connection refused", "connection refused"),
            ("[::1]:81: TLS error: unknown issuer", "TLS error: unknown issuer"),
            ("given up after 3 days: n8n: connection closed", "connection closed, for 3 days"),
            ("the environment variable X is not set", "the environment variable X is not set"),
            (
                "c.example answered HTTP 404: there is no component 1",
                "HTTP 404: there is no component 1",
            ),
            ("", ""),
        ] {
            assert_eq!(brief_reason(reason), expected, "{reason}");
        }
    }
}
