//! Instances that a server manager lists: the inventory as the database
//! completes it with them, and how one is asked about that was only named.

use crate::config::Config;
use crate::session::Session;
use crate::store::{Records, Store, StoreError};

/// Adds to the configuration what was listed in earlier passes.
///
/// # Errors
///
/// A failure of the database.
pub(crate) fn add_listed(config: &mut Config, records: &Records<'_>) -> Result<(), StoreError> {
    if config.inventory.has_managers() {
        config.inventory.add_instances(records.instances()?);
    }
    Ok(())
}

/// The same for a command that may yet refuse what it is asked, and then leaves
/// nothing behind: where there is no database, nothing was listed.
///
/// # Errors
///
/// A failure of the database.
pub(crate) fn add_listed_if_any(
    config: &mut Config,
    session: &Session<'_>,
) -> Result<(), StoreError> {
    let location = session.location(config);
    if config.inventory.has_managers() && location.file.exists() {
        let store = Store::open_for_writing(&location)?;
        add_listed(config, &store.records())?;
    }
    Ok(())
}
