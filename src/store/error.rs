//! Why the database could not be used, in words a user can act on.

use crate::error::{CommandError, ErrorKind};

/// What kind of failure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreErrorKind {
    /// The pass lock is held by another process.
    PassRunning,
    /// Everything else: exit code 74.
    Unusable,
}

/// A failure of the database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct StoreError {
    /// Decides on the exit code.
    pub kind: StoreErrorKind,
    /// What is wrong, with the file's name.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl From<StoreError> for CommandError {
    fn from(error: StoreError) -> Self {
        let kind = match error.kind {
            StoreErrorKind::PassRunning => ErrorKind::Busy,
            StoreErrorKind::Unusable => ErrorKind::Storage,
        };
        Self { kind, message: error.message, hint: error.hint }
    }
}
