//! The only SQL: one SQLite file with everything that is remembered.

mod deliveries;
mod error;
mod lock;
mod maintenance;
mod passes;
mod requests;
mod results;
mod services;

use std::path::{Path, PathBuf};

use rusqlite::Connection;

pub use deliveries::{Destination, Outbox};
pub use error::{StoreError, StoreErrorKind};
pub use lock::{PassLock, SendingLock};
pub use requests::{RequestFilter, RequestPage, RequestSort};
pub use results::{DaySummary, ResultRecord};

/// Where the database is, and who may use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The database file.
    pub file: PathBuf,
    /// The group that may use it beside its owner.
    pub group: Option<String>,
}

/// An open database.
pub struct Store {
    connection: Connection,
}

/// What can be read and written, within a transaction or outside of one.
///
/// Its methods are in one file per group of tables.
pub struct Records<'c> {
    connection: &'c Connection,
}

impl Store {
    /// Opens the database for a pass: takes the pass lock, creates or migrates the file.
    ///
    /// # Errors
    ///
    /// [`StoreErrorKind::PassRunning`] when the lock is held, else why it cannot be used.
    pub fn open_for_pass(location: &Location) -> Result<(PassLock, Self), StoreError> {
        let _ = location;
        todo!()
    }

    /// Opens the database for writing beside a pass: creates the file when there is
    /// none, migrates it under the pass lock when it is of an older version.
    ///
    /// # Errors
    ///
    /// Why it cannot be used.
    pub fn open_for_writing(location: &Location) -> Result<Self, StoreError> {
        let _ = location;
        todo!()
    }

    /// Opens the database for reading; without a file, as an empty one. Creates nothing.
    ///
    /// # Errors
    ///
    /// Why it cannot be used, also when it is of an older version.
    pub fn open_for_reading(location: &Location) -> Result<Self, StoreError> {
        let _ = location;
        todo!()
    }

    /// Runs `work` in one `BEGIN IMMEDIATE` transaction: all of it is recorded, or nothing.
    ///
    /// # Errors
    ///
    /// The error of `work`, or of the database.
    pub fn transaction<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&Records<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let _ = work;
        todo!()
    }

    /// Runs `work` on one consistent view of the database.
    ///
    /// # Errors
    ///
    /// The error of `work`, or of the database.
    pub fn snapshot<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&Records<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let _ = work;
        todo!()
    }

    /// Access without a transaction: each statement is its own.
    #[must_use]
    pub fn records(&self) -> Records<'_> {
        Records { connection: &self.connection }
    }

    /// Writes a copy of the database at `location` to `target`, which must not
    /// exist; also while a pass runs.
    ///
    /// # Errors
    ///
    /// Why it cannot be read or written.
    pub fn backup(location: &Location, target: &Path) -> Result<(), StoreError> {
        let _ = (location, target);
        todo!()
    }

    /// What is wrong with the database: SQLite's integrity and foreign key checks.
    /// Empty when nothing is.
    ///
    /// # Errors
    ///
    /// Why it cannot be read at all.
    pub fn integrity_problems(&self) -> Result<Vec<String>, StoreError> {
        todo!()
    }
}
