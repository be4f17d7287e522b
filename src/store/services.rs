//! Services: what is remembered of each between two passes.

use std::collections::HashMap;

use super::{Records, StoreError};
use crate::domain::{Inventory, Name, ServiceId, ServiceState};

impl Records<'_> {
    /// Follows every `renamed_from` of the configuration, so that history and requests move along.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn follow_renames(&self, inventory: &Inventory) -> Result<(), StoreError> {
        let _ = inventory;
        todo!()
    }

    /// The memory of every service that was ever checked.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn service_states(&self) -> Result<HashMap<ServiceId, ServiceState>, StoreError> {
        todo!()
    }

    /// The memory of one service; `None` when it was never recorded.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn service_state(&self, id: &ServiceId) -> Result<Option<ServiceState>, StoreError> {
        let _ = id;
        todo!()
    }

    /// Replaces the memory of one service.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn save_service_state(
        &self,
        id: &ServiceId,
        state: &ServiceState,
    ) -> Result<(), StoreError> {
        let _ = (id, state);
        todo!()
    }

    /// Drops the memory and the results of one service; its requests stay.
    /// Whether there was anything to drop.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn forget_service(&self, id: &ServiceId) -> Result<bool, StoreError> {
        let _ = id;
        todo!()
    }

    /// A stable UUID for an equipment, derived from its name at first sight and
    /// kept over renames.
    ///
    /// # Errors
    ///
    /// A failure of the database.
    pub fn source_host_uuids(&self) -> Result<HashMap<Name, String>, StoreError> {
        todo!()
    }
}
