//! What a full pass does about heartbeats: it signals for itself, and opens
//! requests for those that are late.

use jiff::Timestamp;

use super::outcome::Outcome;
use super::plan::Scope;
use super::recorder::Mode;
use crate::config::Config;
use crate::domain::After;
use crate::ledger::{self, JudgedHeartbeat};
use crate::store::{Store, StoreError};

/// Judges the heartbeats; a pass over selected services leaves them alone.
pub(super) fn judge<'c>(
    config: &'c Config,
    store: &mut Store,
    scope: Scope<'_>,
    mode: Mode<'_>,
    outcome: &mut Outcome,
    now: Timestamp,
) -> Result<Vec<JudgedHeartbeat<'c>>, StoreError> {
    if !scope.is_everything() || config.heartbeats.is_empty() {
        return Ok(Vec::new());
    }
    let Mode::Record(_) = mode else {
        let mut seen =
            store.snapshot(|records| ledger::look_at_heartbeats(records, config, now))?;
        // The pass would have signalled for these.
        seen.retain(|judged| judged.heartbeat.after != Some(After::Check));
        return Ok(seen);
    };
    let (closed, judged) = store.transaction(|records| {
        // By now all is checked: what remains is to tell of it.
        let closed = ledger::signal_after(records, config, After::Check, now)?;
        Ok::<_, StoreError>((closed, ledger::judge_heartbeats(records, config, now)?))
    })?;
    outcome.closed.extend(closed);
    let opened = judged.iter().filter(|judged| judged.is_new);
    outcome.opened.extend(opened.filter_map(|judged| judged.request_id));
    Ok(judged)
}
