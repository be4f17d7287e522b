//! `ronde expire-maintenance`: for a crontab of its own.

use crate::domain::After;
use crate::error::{CommandError, Exit};
use crate::ledger;
use crate::output::{MaintenanceDocument, MaintenanceReport};
use crate::session::{Opened, Session, send};
use crate::store::StoreError;

/// Runs the command.
pub(crate) fn run(session: &Session<'_>) -> Result<Exit, CommandError> {
    let Opened { config, mut store, .. } = session.open_for_writing()?;
    let after = After::ExpireMaintenance;
    let ended = store.transaction(|records| {
        let ended = records.remove_ended_maintenance(session.now())?;
        ledger::signal_after(records, &config, after, session.now())?;
        Ok::<_, StoreError>(ended)
    })?;
    let document = MaintenanceDocument::new(&ended, MaintenanceReport::Ended);
    if config.heartbeats.iter().any(|heartbeat| heartbeat.after == Some(after)) {
        return send::print_then_send(session, &config, &mut store, &document);
    }
    session.print(&document)?;
    Ok(Exit::Done)
}
