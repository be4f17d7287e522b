//! The notifications of a full pass: interrupted ones are taken up, failed ones
//! tried once more.

use super::context::PassContext;
use super::outcome::Outcome;
use super::plan::Scope;
use super::recorder::Mode;
use crate::ledger;
use crate::recovery::{self, Recoverer};
use crate::store::{Store, StoreError};

/// Works on what is unfinished, then tells the status page what it does not
/// know; lines for standard error. A pass over selected services leaves it alone.
pub(super) fn take_up(
    context: PassContext<'_>,
    store: &mut Store,
    scope: Scope<'_>,
    mode: Mode<'_>,
    outcome: &mut Outcome,
) -> Result<Vec<String>, StoreError> {
    let Mode::Record(_) = mode else { return Ok(Vec::new()) };
    if !scope.is_everything() {
        return Ok(Vec::new());
    }
    let PassContext { config, location, ports, .. } = context;
    let mut recoverer = Recoverer::new(config, location, ports.clock, store);
    recoverer.process_unfinished()?;
    let report = recoverer.report;
    outcome.opened.extend(report.opened);
    outcome.closed.extend(report.closed);
    if config.inventory.equipment.iter().any(|equipment| equipment.status_page.is_some()) {
        let now = ports.clock.now();
        store.transaction(|records| ledger::follow_reported(records, config, now))?;
    }
    if config.cachet.is_some() {
        let now = ports.clock.now();
        store.transaction(|records| ledger::tell_anew(records, config, now))?;
    }
    recovery::sweep_notes(location, store)?;
    Ok(report.warnings)
}
