//! What a full pass does about notifications: it takes up what was interrupted,
//! and tries once more what failed.

use std::collections::HashSet;

use super::recorder::{Mode, Outcome};
use crate::cli::CheckArgs;
use crate::config::Config;
use crate::error::CommandError;
use crate::ledger;
use crate::recovery::process::{clear_up, process_unfinished};
use crate::session::Session;
use crate::store::{Store, StoreError};

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
    if !store.records().unfinished_notifications()?.is_empty() {
        let before = open_requests(store)?;
        process_unfinished(session, config, store)?;
        let after = open_requests(store)?;
        outcome.opened.extend(after.difference(&before));
        outcome.closed.extend(before.difference(&after));
    }
    if config.inventory.equipment.iter().any(|equipment| equipment.status_page.is_some()) {
        let now = session.now();
        store.transaction(|records| ledger::follow_reported(records, config, now))?;
    }
    clear_up(session, config, store)
}

fn open_requests(store: &Store) -> Result<HashSet<i64>, StoreError> {
    Ok(store.records().open_requests()?.into_iter().map(|request| request.id).collect())
}
