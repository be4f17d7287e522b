//! The open database: transactions, and what is read and written within them.

use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;
use super::held::{Fate, HeldFiles};

/// An open database.
pub(crate) struct Store {
    // Closed before the descriptors of its files, which would take its locks with them.
    pub(super) connection: Connection,
    pub(super) file: PathBuf,
    /// The files, where it is written to.
    pub(super) held: Option<HeldFiles>,
}

/// What can be read and written, within a transaction or outside of one.
///
/// Its methods are in one file per group of tables.
pub(crate) struct Records<'c> {
    pub(super) connection: &'c Connection,
    pub(super) file: &'c Path,
    held: Option<&'c HeldFiles>,
}

impl Store {
    /// Runs `work` in one `BEGIN IMMEDIATE` transaction: all of it is recorded, or nothing.
    ///
    /// # Errors
    ///
    /// The error of `work`, or of the database.
    pub(crate) fn transaction<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&Records<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.within(TransactionBehavior::Immediate, work)
    }

    /// Runs `work` on one consistent view of the database.
    ///
    /// # Errors
    ///
    /// The error of `work`, or of the database.
    pub(crate) fn snapshot<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&Records<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.within(TransactionBehavior::Deferred, work)
    }

    /// Dropping the transaction, on an error of `work` too, undoes it.
    fn within<T, E: From<StoreError>>(
        &mut self,
        behavior: TransactionBehavior,
        work: impl FnOnce(&Records<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.records().ensure_same_files()?;
        let Self { connection, file, held } = self;
        let failure = |error: rusqlite::Error| E::from(StoreError::sqlite(file, &error));
        let transaction = connection.transaction_with_behavior(behavior).map_err(failure)?;
        let held = held.as_ref();
        let answer = work(&Records { connection: &transaction, file, held })?;
        transaction.commit().map_err(failure)?;
        // What is not there any more is not recorded, and nobody may be told of it.
        self.records().ensure_same_files()?;
        Ok(answer)
    }

    /// Access without a transaction: each statement is its own.
    #[must_use]
    pub(crate) fn records(&self) -> Records<'_> {
        Records { connection: &self.connection, file: &self.file, held: self.held.as_ref() }
    }
}

impl Records<'_> {
    /// Runs statements, and says which file is concerned when one fails.
    pub(super) fn run<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let answer =
            work(self.connection).map_err(|error| StoreError::sqlite(self.file, &error))?;
        if self.connection.is_autocommit() {
            self.ensure_same_files()?;
        }
        Ok(answer)
    }

    /// Fails when the database was deleted, replaced or overwritten since it was
    /// opened. Whoever opens what is there now must not find in the log what
    /// belongs to this one.
    pub(super) fn ensure_same_files(&self) -> Result<(), StoreError> {
        let Some(held) = self.held else { return Ok(()) };
        let failed = |error| StoreError::io(self.file, "look at the files of the database", &error);
        match held.fate().map_err(failed)? {
            Fate::Same => Ok(()),
            Fate::Lost(path, what) => {
                if path == held.path().database() {
                    let empty = "PRAGMA wal_checkpoint(TRUNCATE)";
                    let _ = self.connection.query_row(empty, [], |_| Ok(()));
                }
                Err(StoreError::lost(path, what))
            }
            Fate::Overwritten => {
                let stay = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
                let _ = self.connection.set_db_config(stay, true);
                let _ = held.empty_log();
                Err(StoreError::lost(self.file, "overwritten"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Location;
    use crate::store::testing::{at, id, state, store};

    #[test]
    fn a_failed_transaction_leaves_nothing() {
        let (_directory, mut store) = store();
        let failed: Result<(), StoreError> = store.transaction(|records| {
            records.save_service_state(&id("web/shop"), &state())?;
            Err(StoreError::pass_running())
        });
        assert!(failed.is_err());
        assert_eq!(store.records().service_state(&id("web/shop")), Ok(None));
        let done: Result<(), StoreError> =
            store.transaction(|records| records.save_service_state(&id("web/shop"), &state()));
        assert_eq!(done, Ok(()));
        assert_eq!(store.records().service_state(&id("web/shop")), Ok(Some(state())));
    }

    #[test]
    fn a_snapshot_does_not_see_what_is_written_meanwhile() {
        let (directory, mut writer) = store();
        let location = Location { file: directory.path().join("ronde.db"), group: None };
        let mut reader = Store::open_for_reading(&location).unwrap();
        let seen: Result<_, StoreError> = reader.snapshot(|records| {
            let before = records.last_full_pass()?;
            writer.transaction(|records| {
                let pass = records.begin_pass(true, at("2026-01-01T00:00:00Z"))?;
                records.finish_pass(
                    pass,
                    0,
                    &crate::domain::PassTally::default(),
                    at("2026-01-01T00:00:01Z"),
                )
            })?;
            Ok((before, records.last_full_pass()?))
        });
        assert_eq!(seen, Ok((None, None)));
        assert!(reader.records().last_full_pass().unwrap().is_some());
    }
}
