//! What a full pass does about notifications: it takes up what was interrupted,
//! and tries once more what failed.

use super::recorder::{Mode, Outcome};
use crate::cli::CheckArgs;
use crate::config::Config;
use crate::error::CommandError;
use crate::ledger;
use crate::recovery::{self, Recoverer};
use crate::session::Session;
use crate::store::Store;

/// Works on what is unfinished, then tells the status page what it does not know; a pass over selected services leaves it alone.
pub(crate) fn take_up(
    session: &Session<'_>,
    config: &Config,
    store: &mut Store,
    arguments: &CheckArgs,
    mode: Mode<'_>,
    outcome: &mut Outcome,
) -> Result<(), CommandError> {
    let Mode::Record(_) = mode else { return Ok(()) };
    if !arguments.selectors.is_empty() {
        return Ok(());
    }
    let location = session.location(config);
    let mut recoverer = Recoverer::new(config, &location, &*session.world.clock, store);
    recoverer.process_unfinished()?;
    let report = recoverer.report;
    outcome.opened.extend(report.opened);
    outcome.closed.extend(report.closed);
    report.warnings.iter().for_each(|warning| session.warn(warning));
    if config.inventory.equipment.iter().any(|equipment| equipment.status_page.is_some()) {
        let now = session.now();
        store.transaction(|records| ledger::follow_reported(records, config, now))?;
    }
    Ok(recovery::sweep_notes(&location, store)?)
}
