//! Passes: when the monitor itself last ran.

use jiff::Timestamp;

use super::{Records, StoreError};
use crate::domain::{PassRecord, PassTally};

impl Records<'_> {
    /// Records that a pass began. Its id.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn begin_pass(&self, is_full: bool, now: Timestamp) -> Result<i64, StoreError> {
        let _ = (is_full, now);
        todo!()
    }

    /// Records that a pass completed.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn finish_pass(
        &self,
        id: i64,
        exit_code: u8,
        tally: &PassTally,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let _ = (id, exit_code, tally, now);
        todo!()
    }

    /// The last full pass that completed.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn last_full_pass(&self) -> Result<Option<PassRecord>, StoreError> {
        todo!()
    }
}
