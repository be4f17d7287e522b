//! What an answer must be, as configured. Judging is in [`crate::judge`].

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::request::FailureClass;
use crate::text::pattern::Pattern;

/// One expectation of a service.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Expectation {
    /// What is looked at.
    pub check: Check,
    /// How bad it is when it fails.
    pub incident: Incident,
    /// Somebody has said so of a status: it then holds for no answer at all too.
    pub is_incident_said: bool,
}

impl Expectation {
    /// An expectation that is as bad when it fails as those of its type are.
    #[must_use]
    pub(crate) fn new(check: Check) -> Self {
        Self { incident: check.default_incident(), is_incident_said: false, check }
    }
}

/// What an expectation looks at.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Check {
    /// The status code is one of these.
    HttpStatus(StatusCodes),
    /// The time from the beginning of the last hop to its headers is at most this.
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
pub(crate) struct JsonCheck {
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
    pub(crate) fn kind(&self) -> &'static str {
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
    pub(crate) fn needs_body(&self) -> bool {
        matches!(self, Self::Regex(_) | Self::Contains(_) | Self::Json(_) | Self::BodySize { .. })
    }

    /// Whether judging it can take any time.
    #[must_use]
    pub(crate) fn needs_backtracking(&self) -> bool {
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
    pub(crate) fn failure_class(&self) -> FailureClass {
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
    pub(crate) fn default_incident(&self) -> Incident {
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
pub(crate) enum Incident {
    /// Nobody outside needs to know.
    None,
    /// `PERFORMANCE`.
    Performance,
    /// `PARTIAL`.
    Partial,
    /// `MAJOR`.
    Major,
}

/// Status codes that are as they should be, in one or several ranges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StatusCodes(Vec<StatusRange>);

impl StatusCodes {
    /// The codes of all these ranges; `None` where there is no range.
    #[must_use]
    pub(crate) fn new(ranges: Vec<StatusRange>) -> Option<Self> {
        if ranges.is_empty() { None } else { Some(Self(ranges)) }
    }

    /// The ranges as they were written; never none.
    #[must_use]
    pub(crate) fn ranges(&self) -> &[StatusRange] {
        &self.0
    }

    /// Whether `status` is one of the codes.
    #[must_use]
    pub(crate) fn contains(&self, status: u16) -> bool {
        self.0.iter().any(|range| range.contains(status))
    }

    /// The codes that are also among `others`; `None` where there is none.
    #[must_use]
    pub(crate) fn common(&self, others: &Self) -> Option<Self> {
        let pairs = self.0.iter().flat_map(|one| others.0.iter().map(move |other| (one, other)));
        let ranges = pairs.map(|(one, other)| StatusRange {
            from: one.from.max(other.from),
            until: one.until.min(other.until),
        });
        let mut ranges: Vec<StatusRange> =
            ranges.filter(|range| range.from < range.until).collect();
        ranges.sort_unstable_by_key(|range| (range.from, range.until));
        ranges.dedup();
        Self::new(ranges)
    }
}

impl From<StatusRange> for StatusCodes {
    fn from(range: StatusRange) -> Self {
        Self(vec![range])
    }
}

impl fmt::Display for StatusCodes {
    /// As it is written in a configuration.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, range) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(formatter, "{comma}{range}")?;
        }
        Ok(())
    }
}

/// A half-open range of status codes: `200-205` is 200, 201, 202, 203, 204.
/// Source: cachet-url-monitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StatusRange {
    /// The first code of the range.
    pub from: u16,
    /// The first code after the range; always greater than `from`.
    pub until: u16,
}

impl StatusRange {
    /// Exactly 200, the default of the Odoo add-on.
    pub(crate) const OK: Self = Self { from: 200, until: 201 };

    /// Whether the range has `status`.
    #[must_use]
    pub(crate) fn contains(self, status: u16) -> bool {
        (self.from..self.until).contains(&status)
    }

    /// Whether it is one code and no more.
    #[must_use]
    pub(crate) fn is_one(self) -> bool {
        self.until == self.from + 1
    }
}

impl fmt::Display for StatusRange {
    /// As it is written in a configuration.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, until } = self;
        if self.is_one() {
            write!(formatter, "{from}")
        } else {
            write!(formatter, "{from}-{until}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(ranges: &[(u16, u16)]) -> Option<StatusCodes> {
        StatusCodes::new(ranges.iter().map(|&(from, until)| StatusRange { from, until }).collect())
    }

    #[test]
    fn codes_in_common() {
        let success = codes(&[(200, 300), (401, 402)]).unwrap();
        for (others, common) in [
            (vec![(200, 300)], Some("200-300")),
            (vec![(401, 402)], Some("401")),
            (vec![(100, 1000)], Some("200-300, 401")),
            (vec![(299, 402), (250, 260)], Some("250-260, 299, 401")),
            (vec![(300, 401)], None),
            (vec![(402, 1000), (100, 200)], None),
        ] {
            let others = codes(&others).unwrap();
            for both in [success.common(&others), others.common(&success)] {
                assert_eq!(both.map(|both| both.to_string()).as_deref(), common, "{others}");
            }
        }
        assert_eq!(codes(&[]), None);
    }
}
