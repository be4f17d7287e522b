//! What is remembered of a service between two passes.

use jiff::Timestamp;

use super::expectation::Incident;
use super::monitoring::Report;
use super::request::{FailureClass, FailureKind};
use super::verdict::HttpReading;

/// What is known of a service, as shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Condition {
    /// The last check was good.
    Ok,
    /// It is down, or warned of, and a maintenance request was due.
    Ko,
    /// Failed, but not yet more than `allowed_fails` times.
    Suspect,
    /// Never checked, or the last check could not be trusted.
    Unknown,
}

impl Condition {
    /// The word in JSON, in the database and in tables.
    #[must_use]
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Ko => "ko",
            Self::Suspect => "suspect",
            Self::Unknown => "unknown",
        }
    }

    /// The condition that `word` names.
    #[must_use]
    pub(crate) fn parse(word: &str) -> Option<Self> {
        [Self::Ok, Self::Ko, Self::Suspect, Self::Unknown]
            .into_iter()
            .find(|condition| condition.as_str() == word)
    }
}

/// Why a pass did not check a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum SkipReason {
    /// It or its equipment is in maintenance mode.
    Maintenance,
    /// `active: false`.
    Inactive,
    /// `frequency` says that it is too early.
    NotDue,
    /// Its equipment has `monitoring: false`.
    NotMonitored,
    /// There is nothing to call.
    NoUrl,
    /// The pass ran out of time.
    Deadline,
    /// Its host, which would tell of it, gave no answer that could be used.
    NoAnswer,
}

impl SkipReason {
    /// The word in JSON and in tables.
    #[must_use]
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Maintenance => "maintenance",
            Self::Inactive => "inactive",
            Self::NotDue => "not-due",
            Self::NotMonitored => "not-monitored",
            Self::NoUrl => "no-url",
            Self::Deadline => "deadline",
            Self::NoAnswer => "no-answer",
        }
    }
}

/// The memory of a service: read by the judge, replaced by the judge.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ServiceState {
    /// As shown.
    pub condition: Condition,
    /// Since when it is so.
    pub condition_since: Option<Timestamp>,
    /// An outage was declared and no good check has ended it. Kept apart from
    /// `condition`, so that neither an untrusted pass nor a raised
    /// `allowed_fails` can take a declaration back.
    pub is_declared_ko: bool,
    /// Failed passes in a row; a good one resets it.
    pub consecutive_fails: u32,
    /// Good passes in a row; a failed one resets it.
    pub consecutive_oks: u32,
    /// `None` before the first check, and of a command.
    pub last_http: Option<HttpReading>,
    /// An HTTP answer came and the status expectation held.
    pub http_status_ok: Option<bool>,
    /// When the last check was made.
    pub last_check_at: Option<Timestamp>,
    /// When the pass of the last check that counted began; `frequency` counts from here.
    pub last_pass_began: Option<Timestamp>,
    /// From the beginning of the last hop to its headers, in ms, rounded up.
    pub latency_ms: Option<u64>,
    /// The text that a request's description would have.
    pub detail: Option<String>,
    /// The last check was repeated.
    pub retested: bool,
    /// The last failure's kind, class and incident, while the last check is bad.
    pub failure: Option<(FailureKind, FailureClass, Incident)>,
    /// When the certificate ends that the server last showed.
    pub certificate_expires_at: Option<Timestamp>,
    /// What its monitoring API last told.
    pub report: Report,
}

impl ServiceState {
    /// The memory of a service that was never checked.
    #[must_use]
    pub(crate) fn unknown() -> Self {
        Self {
            condition: Condition::Unknown,
            condition_since: None,
            is_declared_ko: false,
            consecutive_fails: 0,
            consecutive_oks: 0,
            last_http: None,
            http_status_ok: None,
            last_check_at: None,
            last_pass_began: None,
            latency_ms: None,
            detail: None,
            retested: false,
            failure: None,
            certificate_expires_at: None,
            report: Report::default(),
        }
    }
}
