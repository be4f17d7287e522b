//! Where the database is.

use std::path::PathBuf;

/// Where the database is, and who may use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Location {
    /// The database file.
    pub file: PathBuf,
    /// The group that may use it beside its owner.
    pub group: Option<String>,
}
