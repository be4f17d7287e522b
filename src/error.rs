//! What a user sees of a failure: an exit code, a message and sometimes a hint.

use std::fmt;

/// How a command ended that did what it was asked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
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
    pub fn code(self) -> u8 {
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
pub enum ErrorKind {
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
    pub fn code(self) -> u8 {
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandError {
    /// Decides on the exit code.
    pub kind: ErrorKind,
    /// What is wrong: lower-case fragments, one line each.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl CommandError {
    /// A failure without a hint.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hint: None }
    }

    /// The same failure with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for CommandError {}
