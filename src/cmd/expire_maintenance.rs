//! `ronde expire-maintenance`: for a crontab of its own.

use crate::error::{CommandError, Exit};
use crate::output::{MaintenanceDocument, MaintenanceReport};
use crate::session::Session;
use crate::store::Store;

/// Runs the command.
///
/// # Errors
///
/// Whatever kept it from doing its work.
pub fn run(session: &Session<'_>) -> Result<Exit, CommandError> {
    let config = session.config()?;
    let mut store = Store::open_for_writing(&session.location(&config))?;
    let ended = store.transaction(|records| records.remove_ended_maintenance(session.now()))?;
    session.print(&MaintenanceDocument::new(&ended, MaintenanceReport::Ended))?;
    Ok(Exit::Done)
}
