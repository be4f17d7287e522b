//! The two locks beside the database, released by the kernel when their holder dies.

use super::{Location, StoreError};

/// Held by the one pass (or migration) that may run.
#[derive(Debug)]
pub struct PassLock {
    _file: std::fs::File,
}

/// Held by the one process that sends deliveries.
#[derive(Debug)]
pub struct SendingLock {
    _file: std::fs::File,
}

impl SendingLock {
    /// Takes the lock, or answers `None` at once when somebody else has it.
    ///
    /// # Errors
    ///
    /// Why the lock file cannot be used.
    pub fn try_take(location: &Location) -> Result<Option<Self>, StoreError> {
        let _ = location;
        todo!()
    }
}
