//! Sends what is queued, until it has arrived.
//!
//! Queueing happens in the transaction that records the news (see
//! `ledger` and `compose`); sending happens after it, outside of any transaction.

mod attempt;
mod cachet;
mod call;
mod desk;
mod fold;
mod healthchecks;
pub(crate) mod heartbeat;
mod lane;
mod lanes;
mod news;
mod push;
mod queue;
mod receiver;
#[cfg(test)]
mod scenarios;
mod schedule;
mod sending;
mod supersede;
#[cfg(test)]
pub(crate) mod testing;
mod trial;
mod webhook;
mod wire;

pub(crate) use healthchecks::is_healthchecks;
pub(crate) use sending::{DeliveryTally, Selection, Sending};
pub(crate) use trial::{destinations, try_out};

use std::thread::Builder;
use std::time::{Duration, Instant};

use desk::Desk;
use lanes::{Lanes, MOST_THREADS};

use crate::secrets::{Need, read_ahead};
use crate::store::{SendingLock, Store, StoreError};

/// The warning about a failure that keeps the queued deliveries from being sent.
#[must_use]
pub(crate) fn not_sent(error: &StoreError) -> String {
    format!("could not send the queued deliveries ({error}); the next pass will retry them")
}

/// Sends what is queued. Somebody else sending is not an error, nor is a lock
/// that cannot be opened, which is a warning: nothing is done then.
///
/// # Errors
///
/// A failure of the database. A destination that fails is no error.
pub(crate) fn send_queued(
    store: &mut Store,
    sending: &Sending<'_>,
    selection: &Selection,
) -> Result<DeliveryTally, StoreError> {
    let warnings = match SendingLock::try_take(sending.location) {
        Ok(Some(lock)) => return send_as_holder(store, sending, selection, &lock),
        Ok(None) => Vec::new(),
        Err(error) => vec![not_sent(&error)],
    };
    let queued = store.snapshot(|records| {
        let outboxes = records.outboxes()?;
        let queued = outboxes.iter().map(|outbox| outbox.deliveries.len()).sum::<usize>();
        Ok::<_, StoreError>(u64::try_from(queued).unwrap_or(u64::MAX))
    })?;
    Ok(DeliveryTally { queued, warnings, ..DeliveryTally::default() })
}

/// The same for a caller that took the sending lock itself.
pub(crate) fn send_as_holder(
    store: &mut Store,
    sending: &Sending<'_>,
    selection: &Selection,
    _lock: &SendingLock,
) -> Result<DeliveryTally, StoreError> {
    let work = store.transaction(|records| {
        queue::prepare(records, sending.config, selection, sending.clock.now())
    })?;
    let threads = work.lanes.len().min(MOST_THREADS);
    let desk = Desk::new(store, sending, work.unfinished);
    let (lanes, needs) = Lanes::new(work.lanes);
    std::thread::scope(|scope| {
        if !needs.is_empty() {
            let reading = || read_secrets(&lanes, &needs, sending);
            if Builder::new().spawn_scoped(scope, reading).is_err() {
                // Without another thread they are read before anything is sent.
                read_secrets(&lanes, &needs, sending);
            }
        }
        for _ in 1..threads {
            // Without another thread this one serves every destination.
            let _ = Builder::new()
                .stack_size(THREAD_STACK)
                .spawn_scoped(scope, || serve_lanes(&lanes, &desk));
        }
        serve_lanes(&lanes, &desk);
    });
    desk.close()
}

const THREAD_STACK: usize = 1024 * 1024;
/// The end of the time for sending, kept to record that a secret did not come.
const LAST_MOMENT: Duration = Duration::from_secs(2);

/// Reads what the lanes need, and lets each be served as soon as that is known.
fn read_secrets(lanes: &Lanes<'_>, needs: &[Need<'_>], sending: &Sending<'_>) {
    let until = Instant::now() + sending.budget.saturating_sub(LAST_MOMENT);
    read_ahead(sending.secrets, needs, Some(until), &|position| lanes.release(position));
    lanes.close();
}

fn serve_lanes(lanes: &Lanes<'_>, desk: &Desk<'_>) {
    while let Some(lane) = lanes.next() {
        if let Err(failure) = lane::serve(lane, desk) {
            desk.fail(failure);
        }
    }
}
