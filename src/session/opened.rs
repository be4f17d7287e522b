//! Opening what a command works with: configuration, inventory and database together.

use super::Session;
use crate::config::Config;
use crate::error::CommandError;
use crate::store::{Location, PassLock, Store};

/// A command's configuration and its open database.
///
/// The inventory in the configuration is complete: with the instances that
/// server managers have listed in earlier passes.
pub(crate) struct Opened {
    /// The configuration.
    pub config: Config,
    /// Where the database lies.
    pub location: Location,
    /// The database.
    pub store: Store,
}

impl Session<'_> {
    /// The configuration with its complete inventory, for a command that reads
    /// nothing else: without a server manager the database is left alone.
    ///
    /// # Errors
    ///
    /// Exit code 78 or 74.
    pub(crate) fn complete_config(&self) -> Result<Config, CommandError> {
        let config = self.config()?;
        if !config.inventory.has_managers() {
            return Ok(config);
        }
        let location = self.location(&config);
        let store = Store::open_for_reading(&location)?;
        complete(config, location, store).map(|opened| opened.config)
    }

    /// Opens for reading; a database that does not exist reads as an empty one.
    ///
    /// # Errors
    ///
    /// Exit code 78 or 74.
    pub(crate) fn open_for_reading(&self) -> Result<Opened, CommandError> {
        let config = self.config()?;
        let location = self.location(&config);
        let store = Store::open_for_reading(&location)?;
        complete(config, location, store)
    }

    /// Opens for writing beside a pass; creates the database where there is none.
    ///
    /// # Errors
    ///
    /// Exit code 78 or 74.
    pub(crate) fn open_for_writing(&self) -> Result<Opened, CommandError> {
        let config = self.config()?;
        let location = self.location(&config);
        let store = Store::open_for_writing(&location)?;
        complete(config, location, store)
    }

    /// Opens for writing once `decide` has agreed: a command that refuses what it
    /// is asked leaves no new database behind.
    ///
    /// # Errors
    ///
    /// Exit code 78 or 74, or the failure of `decide`.
    pub(crate) fn open_for_writing_after<T>(
        &self,
        decide: impl FnOnce(&Config) -> Result<T, CommandError>,
    ) -> Result<(Opened, T), CommandError> {
        let config = self.config()?;
        let location = self.location(&config);
        if config.inventory.has_managers() && location.file.exists() {
            let store = Store::open_for_writing(&location)?;
            let opened = complete(config, location, store)?;
            let decided = decide(&opened.config)?;
            return Ok((opened, decided));
        }
        let decided = decide(&config)?;
        let store = Store::open_for_writing(&location)?;
        Ok((Opened { config, location, store }, decided))
    }

    /// Opens for a pass, under the pass lock. Where the configuration is all
    /// there is, `check` may refuse it before anything is touched.
    ///
    /// # Errors
    ///
    /// Exit code 78, 74, or 75 when another pass holds the lock; the failure of `check`.
    pub(crate) fn open_for_pass(
        &self,
        check: impl FnOnce(&Config) -> Result<(), CommandError>,
    ) -> Result<(PassLock, Opened), CommandError> {
        let config = self.config()?;
        if !config.inventory.has_managers() {
            check(&config)?;
        }
        let location = self.location(&config);
        let (lock, mut store) = Store::open_for_pass(&location)?;
        store.transaction(|records| records.follow_renames(&config.inventory))?;
        Ok((lock, complete(config, location, store)?))
    }
}

fn complete(mut config: Config, location: Location, store: Store) -> Result<Opened, CommandError> {
    if config.inventory.has_managers() {
        config.inventory.add_instances(store.records().instances()?);
    }
    Ok(Opened { config, location, store })
}
