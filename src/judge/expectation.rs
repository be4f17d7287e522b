//! One file per kind of expectation; each reads an answer and says what it saw.

mod body_size;
mod certificate;
mod contains;
mod disk;
mod header;
mod http_status;
mod json;
mod latency;
mod regex;

use std::time::Duration;

use jiff::Timestamp;

use crate::domain::{Answer, Body, Check, Disk, Exchange};
use crate::text::pattern::Matcher;
use crate::text::{GivenUp, Pattern};

/// What one expectation saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    /// Whether the expectation holds.
    pub(super) ok: bool,
    /// What was seen, for people.
    pub(super) message: String,
}

/// Why it cannot be said whether an expectation holds, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Undecided(pub(super) String);

impl Undecided {
    fn matching(pattern: &Pattern, reason: &GivenUp) -> Self {
        // The expression as it was written, so that it is found again.
        Self(format!("matching the regex \"{}\" was given up: {reason}", pattern.as_str()))
    }
}

/// Holds `check` against an answer, and against the disk that it tells of.
pub(super) fn examine(
    check: &Check,
    answer: &Answer,
    exchange: &Exchange,
    disk: Disk,
    matcher: &dyn Matcher,
    now: Timestamp,
) -> Result<Finding, Undecided> {
    if let Some(finding) = unread(check, answer) {
        return Ok(finding);
    }
    Ok(match check {
        Check::HttpStatus(codes) => http_status::examine(codes, answer),
        Check::Latency(threshold) => latency::examine(*threshold, answer.latency),
        Check::Regex(pattern) => regex::examine(pattern, answer, matcher)?,
        Check::Contains(text) => contains::examine(text, answer),
        Check::Header { name, pattern } => {
            header::examine(name, pattern.as_ref(), answer, matcher)?
        }
        Check::Json(check) => json::examine(check, answer, matcher)?,
        Check::Certificate { min_days } => certificate::examine(*min_days, exchange, now),
        Check::BodySize { min, max } => body_size::examine(*min, *max, answer),
        Check::Disk { max_percent, max_bytes } => disk::examine(*max_percent, *max_bytes, disk),
    })
}

/// Holds `check` against a command that ended after `duration`; `None` for one
/// that a command has nothing to do with.
pub(super) fn examine_command(check: &Check, duration: Duration, disk: Disk) -> Option<Finding> {
    match check {
        Check::Latency(threshold) => Some(latency::examine(*threshold, duration)),
        Check::Disk { max_percent, max_bytes } => {
            Some(disk::examine(*max_percent, *max_bytes, disk))
        }
        _ => None,
    }
}

/// Holds `check` against a connection; `None` for one that needs an answer.
pub(super) fn examine_connection(
    check: &Check,
    answer: &Answer,
    exchange: &Exchange,
    now: Timestamp,
) -> Option<Finding> {
    match check {
        Check::Latency(threshold) => Some(latency::examine(*threshold, answer.latency)),
        Check::Certificate { min_days } => Some(certificate::examine(*min_days, exchange, now)),
        _ => None,
    }
}

/// Holds `check` against what a host tells of an instance; `None` for one that
/// needs more than that.
pub(super) fn examine_instance(check: &Check, disk: Disk) -> Option<Finding> {
    match check {
        Check::Disk { max_percent, max_bytes } => {
            Some(disk::examine(*max_percent, *max_bytes, disk))
        }
        _ => None,
    }
}

/// What is said of a body that nobody could look into.
fn unread(check: &Check, answer: &Answer) -> Option<Finding> {
    let looks_inside = matches!(
        check,
        Check::Regex(_) | Check::Contains(_) | Check::Json(_) | Check::BodySize { .. }
    );
    let message = answer.body.objection().filter(|_| looks_inside)?;
    Some(Finding { ok: false, message })
}

/// Says that only the beginning of a body was looked at.
fn cut_note(answer: &Answer) -> String {
    let Body { bytes, is_cut, .. } = &answer.body;
    if !is_cut {
        return String::new();
    }
    let read = (bytes.len() >> 20).max(1);
    format!(" (only the first {read} MiB was read)")
}

/// As much of a value from outside as a message should quote.
pub(super) fn shortened(text: &str) -> String {
    const LONGEST: usize = 100;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
pub(super) mod samples {
    use std::time::Duration;

    use crate::domain::{Answer, Body, Exchange, Phases};

    /// An answer with that status and body.
    pub(crate) fn answer(status: u16, body: &str) -> Answer {
        Answer {
            status,
            headers: Vec::new(),
            body: Body { bytes: body.as_bytes().to_vec(), ..Body::default() },
            latency: Duration::from_millis(120),
            url: "https://shop.example.com/".to_owned(),
        }
    }

    /// The exchange that brought it.
    pub(crate) fn exchange(answer: Answer) -> Exchange {
        Exchange {
            result: Ok(answer),
            was_sent: true,
            phases: Phases::default(),
            reached_server: true,
            hops: Vec::new(),
            address: None,
            certificate_expires_at: None,
            expiring_issuer: None,
        }
    }
}
