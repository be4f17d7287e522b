//! What one probe says of a service, before its past is considered.

use super::expectation::Incident;
use super::listing::Listing;
use super::monitoring::Report;
use super::request::{FailureClass, FailureKind};

/// The HTTP side of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HttpReading {
    /// An answer came, with this status code.
    Status(u16),
    /// No answer came.
    NoAnswer,
}

impl HttpReading {
    /// The status code of an answer.
    #[must_use]
    pub(crate) fn status(self) -> Option<u16> {
        match self {
            Self::Status(code) => Some(code),
            Self::NoAnswer => None,
        }
    }
}

/// The reading of one exchange against a service's expectations.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Assessment {
    /// An HTTP answer came and the status expectation holds; `None` of a command.
    pub http_status_ok: Option<bool>,
    /// `None` of a command, which has nothing to do with HTTP.
    pub http: Option<HttpReading>,
    /// Each expectation, in order; empty when no HTTP answer came.
    pub expectations: Vec<ExpectationResult>,
    /// What is wrong, if anything.
    pub failure: Option<Failure>,
    /// What the service says of itself when nothing is wrong.
    pub remark: Option<String>,
    /// What it told beside; `None` when nothing could be read.
    pub report: Option<Report>,
    /// The instances that it listed; `None` unless it is a server manager that did.
    pub listing: Option<Listing>,
}

impl Assessment {
    /// Why an expectation could not be held against the answer, for each of
    /// those: without a failure, the service is unknown then.
    pub(crate) fn undecided(&self) -> impl Iterator<Item = &str> {
        let undecided = self.expectations.iter().filter(|result| result.ok.is_none());
        undecided.map(|result| result.message.as_str())
    }
}

/// Whether one expectation holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ExpectationResult {
    /// The expectation's `type`.
    pub kind: &'static str,
    /// Whether it holds; `None` when that could not be found out.
    pub ok: Option<bool>,
    /// What was seen, for people.
    pub message: String,
}

/// What is wrong with a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// What failed: the status, another expectation, or the network.
    pub kind: FailureKind,
    /// A warning, or down.
    pub class: FailureClass,
    /// How bad it is for the public.
    pub incident: Incident,
    /// The description of a maintenance request.
    pub description: String,
}
