//! `ronde heartbeat`: lists the heartbeats, signals for one, or runs a job.

mod job;
mod passing_on;
mod protocol;
mod reporter;
mod signal;

use crate::cli::HeartbeatArgs;
use crate::error::{CommandError, Exit};
use crate::ledger;
use crate::output::{HeartbeatDocument, HeartbeatView};
use crate::session::{Opened, Session};
use crate::store::StoreError;

/// Runs the command.
pub(crate) fn run(arguments: &HeartbeatArgs, session: &Session<'_>) -> Result<Exit, CommandError> {
    if !arguments.command.is_empty() {
        return Ok(job::run(arguments, session));
    }
    match &arguments.name {
        Some(name) => signal::run(&name.to_string_lossy(), arguments, session),
        None => list(session),
    }
}

fn list(session: &Session<'_>) -> Result<Exit, CommandError> {
    let Opened { config, mut store, .. } = session.open_for_reading()?;
    let now = session.now();
    let document = store.snapshot(|records| {
        let known = records.heartbeats()?;
        let seen = ledger::look_at_heartbeats(records, &config, now)?;
        let views = seen.iter().map(|seen| {
            // As it is recorded: nobody has begun to watch one that is not.
            let record = known.get(&seen.heartbeat.name).cloned().unwrap_or_default();
            HeartbeatView::new(seen.heartbeat, &record.not_after(now), seen.request_id, now)
        });
        Ok::<_, StoreError>(HeartbeatDocument::new(views.collect()))
    })?;
    session.print(&document)?;
    Ok(Exit::Done)
}
