//! What waits for which destination, since when, and why.

use std::fmt::Write;

use jiff::Timestamp;
use serde::Serialize;

use super::{Page, escaped, moment};
use crate::domain::{Waiting, brief_reason};

/// Kuma's push monitors are a destination each: a list of them helps nobody.
const MOST_LINES: usize = 5;

/// A destination for which something waits.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct WaitingView {
    destination: String,
    /// As it is called in a sentence.
    #[serde(skip)]
    called: String,
    waiting: u64,
    #[serde(serialize_with = "moment::serialize")]
    since: Timestamp,
    last_error: Option<String>,
}

impl WaitingView {
    /// What waits for a destination.
    #[must_use]
    pub(crate) fn new(waiting: Waiting) -> Self {
        Self {
            called: waiting.destination.to_string(),
            destination: waiting.destination.name,
            waiting: waiting.count,
            since: waiting.since,
            last_error: waiting.last_error,
        }
    }

    fn line(&self, page: &Page) -> String {
        let wait = if self.waiting == 1 { "waits" } else { "wait" };
        let reason =
            self.last_error.as_deref().map(|reason| format!(" ({})", brief_reason(reason)));
        format!(
            "deliveries: {} {wait} for {} since {}{}",
            self.waiting,
            self.called,
            page.since(self.since),
            reason.unwrap_or_default()
        )
    }
}

/// A line for each destination, as many as help.
pub(super) fn lines(waiting: &[WaitingView], page: &Page) -> String {
    let mut text = String::new();
    for each in waiting.iter().take(MOST_LINES) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", escaped(&each.line(page)));
    }
    let rest = waiting.get(MOST_LINES..).unwrap_or_default();
    if !rest.is_empty() {
        let count: u64 = rest.iter().map(|each| each.waiting).sum();
        let _ = writeln!(text, "deliveries: {count} wait for {} more destinations", rest.len());
    }
    text
}
