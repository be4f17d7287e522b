//! Exit codes, and failures as a user sees them: a message, its causes, hints.
//!
//! Every conversion of a room's own error stands here.

use std::fmt;

use crate::config::ConfigError;
use crate::domain::SelectorError;
use crate::pass::PassError;
use crate::store::{StoreError, StoreErrorKind};

/// How a command ended that did what it was asked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done; nothing is KO.
    Done,
    /// Done; at least one selected service is KO.
    SomethingIsKo,
    /// The monitor itself is cut off.
    CutOff,
    /// What is shown is old.
    Stale,
    /// A job was run, and ended with this.
    OfJob(u8),
}

impl Exit {
    /// The process's exit code.
    #[must_use]
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::SomethingIsKo => 1,
            Self::CutOff => 5,
            Self::Stale => 6,
            Self::OfJob(code) => code,
        }
    }
}

/// Why a command did not do what it was asked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrorKind {
    /// The command line, or a value given on it or on standard input, is wrong.
    Usage,
    /// It conflicts with what is recorded.
    Refused,
    /// There is no such thing.
    NotFound,
    /// The database or a file cannot be read or written.
    Storage,
    /// Another pass is running.
    Busy,
    /// The configuration is invalid.
    Configuration,
}

impl ErrorKind {
    /// The process's exit code.
    #[must_use]
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Usage => 2,
            Self::Refused => 3,
            Self::NotFound => 4,
            Self::Storage => 74,
            Self::Busy => 75,
            Self::Configuration => 78,
        }
    }
}

/// A failure as a user sees it.
///
/// The error keeps its sources, which `-v` prints below it.
#[derive(Debug)]
pub(crate) struct CommandError {
    /// Decides on the exit code.
    pub kind: ErrorKind,
    /// What failed: lower-case fragments, one line each.
    pub error: anyhow::Error,
    /// How to fix it, one line each.
    pub hints: Vec<String>,
}

impl CommandError {
    /// A failure without a source and without a hint.
    #[must_use]
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, error: anyhow::Error::msg(message.into()), hints: Vec::new() }
    }

    /// A failure that another error is the cause of, in that error's words.
    #[must_use]
    pub(crate) fn from_error(kind: ErrorKind, error: impl Into<anyhow::Error>) -> Self {
        Self { kind, error: error.into(), hints: Vec::new() }
    }

    /// The same failure with one more hint.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// What failed, without its causes.
    #[must_use]
    pub(crate) fn message(&self) -> String {
        self.error.to_string()
    }

    /// The causes in their own words, the nearest first; a cause that says
    /// nothing new is left out.
    #[must_use]
    pub(crate) fn causes(&self) -> Vec<String> {
        let mut said = self.message();
        let mut causes = Vec::new();
        for cause in self.error.chain().skip(1).map(ToString::to_string) {
            if !said.contains(&cause) {
                causes.push(cause.clone());
            }
            said = cause;
        }
        causes
    }
}

/// Failures are equal when a user sees no difference.
impl PartialEq for CommandError {
    fn eq(&self, other: &Self) -> bool {
        let seen = |failure: &Self| (failure.kind, failure.message(), failure.hints.clone());
        seen(self) == seen(other)
    }
}

impl Eq for CommandError {}

impl fmt::Display for CommandError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.error)
    }
}

impl From<ConfigError> for CommandError {
    fn from(error: ConfigError) -> Self {
        let mut hints: Vec<String> = Vec::new();
        for hint in error.problems.iter().filter_map(|problem| problem.hint.as_ref()) {
            if !hints.contains(hint) {
                hints.push(hint.clone());
            }
        }
        Self { hints, ..Self::from_error(ErrorKind::Configuration, error) }
    }
}

impl From<PassError> for CommandError {
    fn from(error: PassError) -> Self {
        match error {
            PassError::Store(error) => error.into(),
            PassError::NoThread(error) => Self::from_error(ErrorKind::Storage, error)
                .hint("lower check.concurrency, or raise the limit on processes (ulimit -u)"),
        }
    }
}

impl From<SelectorError> for CommandError {
    fn from(error: SelectorError) -> Self {
        let (kind, hint) = match &error {
            SelectorError::NoMatch(_) => (
                ErrorKind::NotFound,
                "a selector is EQUIPMENT/SERVICE, an equipment, a service, a glob or tag:T",
            ),
            SelectorError::Ambiguous { .. } => {
                (ErrorKind::Usage, "name one of them as EQUIPMENT/SERVICE")
            }
        };
        Self::from_error(kind, error).hint(hint)
    }
}

impl From<StoreError> for CommandError {
    fn from(error: StoreError) -> Self {
        let kind = match error.kind {
            StoreErrorKind::PassRunning => ErrorKind::Busy,
            StoreErrorKind::Unusable => ErrorKind::Storage,
        };
        let hints = error.hint.iter().cloned().collect();
        Self { hints, ..Self::from_error(kind, error) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the disk is full")]
    struct Cause;

    #[derive(Debug, thiserror::Error)]
    #[error("{0}")]
    struct Failure(&'static str, #[source] Cause);

    #[test]
    fn causes_are_kept_and_said_once() {
        let failure = CommandError::from_error(ErrorKind::Storage, Failure("cannot write", Cause));
        assert_eq!(failure.message(), "cannot write");
        assert_eq!(failure.causes(), ["the disk is full"]);
        let said = Failure("cannot write: the disk is full", Cause);
        let failure = CommandError::from_error(ErrorKind::Storage, said);
        assert_eq!(failure.causes(), Vec::<String>::new());
    }

    /// The README, the help and the manual have this list; a test of the binary
    /// compares them.
    #[test]
    fn the_exit_codes_are_those_that_are_promised() {
        let done = [Exit::Done, Exit::SomethingIsKo, Exit::CutOff, Exit::Stale].map(Exit::code);
        let failed = [
            ErrorKind::Usage,
            ErrorKind::Refused,
            ErrorKind::NotFound,
            ErrorKind::Storage,
            ErrorKind::Busy,
            ErrorKind::Configuration,
        ]
        .map(ErrorKind::code);
        let mut codes = [&done[..], &failed].concat();
        codes.sort_unstable();
        assert_eq!(codes, [0, 1, 2, 3, 4, 5, 6, 74, 75, 78]);
    }
}
