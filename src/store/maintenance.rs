//! Maintenance modes.

use jiff::Timestamp;

use super::{Records, StoreError};
use crate::domain::{MaintenanceMode, Place};

impl Records<'_> {
    /// Every mode that is in force at `now`, by place.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn maintenance_in_force(&self, now: Timestamp) -> Result<Vec<MaintenanceMode>, StoreError> {
        let _ = now;
        todo!()
    }

    /// Switches a mode on; one that is on already gets the new end and reason.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn switch_maintenance_on(&self, mode: &MaintenanceMode) -> Result<(), StoreError> {
        let _ = mode;
        todo!()
    }

    /// Switches a mode off; the mode that was in force, if one was.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn switch_maintenance_off(
        &self,
        place: &Place,
        now: Timestamp,
    ) -> Result<Option<MaintenanceMode>, StoreError> {
        let _ = (place, now);
        todo!()
    }

    /// Removes every mode that has ended, and answers with them.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn remove_ended_maintenance(
        &self,
        now: Timestamp,
    ) -> Result<Vec<MaintenanceMode>, StoreError> {
        let _ = now;
        todo!()
    }
}
