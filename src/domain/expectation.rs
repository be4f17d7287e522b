//! What an answer must be, as configured. Judging is in [`crate::judge`].

use std::sync::Arc;
use std::time::Duration;

use super::request::FailureClass;
use crate::text::pattern::Pattern;

/// One expectation of a service.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// What is looked at.
    pub check: Check,
    /// How bad it is when it fails.
    pub incident: Incident,
}

/// What an expectation looks at.
#[derive(Debug, Clone, PartialEq)]
pub enum Check {
    /// The status code lies in a half-open range.
    HttpStatus(StatusRange),
    /// The time to the headers is at most this.
    Latency(Duration),
    /// The body matches at its start.
    Regex(Pattern),
    /// The body contains this text.
    Contains(Arc<str>),
    /// The answer has a header field, and one of its values matches at its start.
    Header {
        /// Whatever its case.
        name: Arc<str>,
        /// `None`: any value will do.
        pattern: Option<Pattern>,
    },
    /// A value in a JSON body.
    Json(Arc<JsonCheck>),
    /// The certificate is valid for at least this many days.
    Certificate {
        /// Whole days of 24 hours.
        min_days: u32,
    },
    /// The disk that a monitoring API tells of, bounds included.
    Disk {
        /// Of the whole.
        max_percent: Option<f64>,
        /// In bytes.
        max_bytes: Option<u64>,
    },
    /// The size of the decompressed body, bounds included.
    BodySize {
        /// In bytes.
        min: Option<u64>,
        /// In bytes.
        max: Option<u64>,
    },
}

/// What a value in a JSON body must be; all that is said must hold, and
/// nothing said means that it must be there.
#[derive(Debug, Clone, PartialEq)]
pub struct JsonCheck {
    /// Where it is: a JSON pointer (RFC 6901).
    pub path: String,
    /// It is this.
    pub equals: Option<serde_json::Value>,
    /// Its text matches at its start.
    pub pattern: Option<Pattern>,
    /// It is a number and at least this.
    pub min: Option<f64>,
    /// It is a number and at most this.
    pub max: Option<f64>,
}

impl Check {
    /// The name in the configuration's `type` and in the JSON output.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::HttpStatus(_) => "HTTP_STATUS",
            Self::Latency(_) => "LATENCY",
            Self::Regex(_) => "REGEX",
            Self::Contains(_) => "CONTAINS",
            Self::Header { .. } => "HEADER",
            Self::Json(_) => "JSON",
            Self::Certificate { .. } => "CERTIFICATE",
            Self::BodySize { .. } => "BODY_SIZE",
            Self::Disk { .. } => "DISK",
        }
    }

    /// Whether judging it needs the answer's body.
    #[must_use]
    pub fn needs_body(&self) -> bool {
        matches!(self, Self::Regex(_) | Self::Contains(_) | Self::Json(_) | Self::BodySize { .. })
    }

    /// Whether judging it can take any time.
    #[must_use]
    pub fn needs_backtracking(&self) -> bool {
        let pattern = match self {
            Self::Regex(pattern) => Some(pattern),
            Self::Header { pattern, .. } => pattern.as_ref(),
            Self::Json(check) => check.pattern.as_ref(),
            Self::HttpStatus(_)
            | Self::Latency(_)
            | Self::Contains(_)
            | Self::Certificate { .. }
            | Self::BodySize { .. }
            | Self::Disk { .. } => None,
        };
        pattern.is_some_and(Pattern::needs_backtracking)
    }

    /// A warning leaves the service usable; anything else means it is down.
    #[must_use]
    pub fn failure_class(&self) -> FailureClass {
        match self {
            Self::Latency(_) | Self::Certificate { .. } | Self::Disk { .. } => {
                FailureClass::Warning
            }
            Self::HttpStatus(_)
            | Self::Regex(_)
            | Self::Contains(_)
            | Self::Header { .. }
            | Self::Json(_)
            | Self::BodySize { .. } => FailureClass::Down,
        }
    }

    /// The incident that a failure means unless the configuration says otherwise.
    /// Source: cachet-url-monitor for `HTTP_STATUS`, `LATENCY` and `REGEX`.
    #[must_use]
    pub fn default_incident(&self) -> Incident {
        match self {
            Self::HttpStatus(_)
            | Self::Regex(_)
            | Self::Contains(_)
            | Self::Header { .. }
            | Self::Json(_)
            | Self::BodySize { .. } => Incident::Partial,
            Self::Latency(_) => Incident::Performance,
            Self::Certificate { .. } | Self::Disk { .. } => Incident::None,
        }
    }
}

/// How bad a failed expectation is for the public; ordered, worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Incident {
    /// Nobody outside needs to know.
    None,
    /// `PERFORMANCE`.
    Performance,
    /// `PARTIAL`.
    Partial,
    /// `MAJOR`.
    Major,
}

/// A half-open range of status codes: `200-205` is 200, 201, 202, 203, 204.
/// Source: cachet-url-monitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusRange {
    /// The first code of the range.
    pub from: u16,
    /// The first code after the range; always greater than `from`.
    pub until: u16,
}

impl StatusRange {
    /// Exactly 200, the default of the Odoo add-on.
    pub const OK: Self = Self { from: 200, until: 201 };

    /// Whether the range has `status`.
    #[must_use]
    pub fn contains(self, status: u16) -> bool {
        (self.from..self.until).contains(&status)
    }
}
