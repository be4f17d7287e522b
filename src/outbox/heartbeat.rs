//! Passes a heartbeat's signal on at once, without waiting for whoever sends what
//! is queued: a job's end must never wait for a pass.

use std::time::Duration;

use jiff::Timestamp;

use super::Sending;
use super::attempt::{claimed, concluded};
use super::news::note_outage;
use super::push::{PushCaller, PushTarget};
use super::schedule::{Arrival, Outcome};
use crate::domain::{DeliveryStatus, Heartbeat, NewDelivery, PushNews};
use crate::store::{Records, StoreError};

/// Where a heartbeat is passed on to, if it is.
pub(super) fn target(heartbeat: &Heartbeat) -> Option<PushTarget<'_>> {
    let url = heartbeat.passed_on_to()?;
    Some(PushTarget { url, tls: Some(&heartbeat.tls) })
}

/// What came of passing news on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PassedOn(Outcome);

impl PassedOn {
    /// News that were not even sent, for that reason.
    #[must_use]
    pub(crate) fn not_tried(reason: &str) -> Self {
        Self(failure(reason.to_owned()))
    }

    /// Why they did not arrive, without anything secret.
    #[must_use]
    pub(crate) fn trouble(&self) -> Option<&str> {
        match &self.0 {
            Outcome::Arrived | Outcome::Superseded(_) => None,
            Outcome::Refused(reason) | Outcome::Failed { reason, .. } => Some(reason),
        }
    }
}

fn failure(reason: String) -> Outcome {
    Outcome::Failed { reason, retry_after: None, arrival: Arrival::Excluded }
}

/// Passes news on at once, within `timeout`; nothing where they are not to be passed on.
#[must_use]
pub(crate) fn push_now(
    heartbeat: &Heartbeat,
    news: &PushNews,
    sending: &Sending<'_>,
    timeout: Duration,
) -> PassedOn {
    let Some(target) = target(heartbeat) else { return PassedOn(Outcome::Arrived) };
    PassedOn(match PushCaller::prepare(target, sending) {
        Ok(caller) => caller.tell(news, timeout),
        Err(reason) => failure(reason),
    })
}

/// Queues news that are about to be passed on by [`push_now`]: whatever kills
/// this process meanwhile, whoever sends next passes them on. The delivery's id.
pub(crate) fn claim(
    records: &Records<'_>,
    new: &NewDelivery,
    now: Timestamp,
) -> Result<String, StoreError> {
    let id = records.enqueue(new, now)?;
    if let Some(queued) = records.delivery(&id)? {
        records.update_delivery(&claimed(queued, now))?;
    }
    Ok(id)
}

/// Records what came of passing news on; what failed is left to later passes.
pub(crate) fn record(
    records: &Records<'_>,
    id: &str,
    told: &PassedOn,
    now: Timestamp,
) -> Result<(), StoreError> {
    // One that was pruned meanwhile was somebody else's to conclude.
    let Some(delivery) = records.delivery(id)? else { return Ok(()) };
    // Another sender took it for an orphan, and knows better what became of it.
    if delivery.status != DeliveryStatus::Running && told.0 != Outcome::Arrived {
        return Ok(());
    }
    let content = &delivery.content;
    let mut destination = records.destination(content.kind, &content.destination)?;
    records.update_delivery(&concluded(delivery, &mut destination, &told.0, now))?;
    note_outage(records, &destination, &told.0, now)?;
    records.update_destination(&destination)
}
