//! Passes a heartbeat's signal on: at once where that is possible, and through
//! the outbox where it is not.

use std::time::Duration;

use jiff::Timestamp;

use super::Sending;
use super::push::{PushCaller, PushTarget};
use super::schedule::{Outcome, delay_after, later};
use crate::domain::{
    Delivery, DeliveryKind, DeliveryStatus, Event, Heartbeat, JobNews, NewDelivery, Payload,
    PushNews, PushStatus, Subject,
};
use crate::store::{Destination, Records, StoreError};

/// Where a heartbeat is passed on to, if it is.
pub(super) fn target(heartbeat: &Heartbeat) -> Option<PushTarget<'_>> {
    let url = heartbeat.push_url.as_ref().filter(|_| heartbeat.enabled)?;
    Some(PushTarget { url, tls: Some(&heartbeat.tls) })
}

/// Why news could not be passed on, without anything secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Unpushed {
    reason: String,
    /// The receiver may have them all the same.
    may_have_arrived: bool,
}

impl Unpushed {
    /// News that the receiver has nothing of.
    #[must_use]
    pub fn for_certain(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), may_have_arrived: false }
    }
}

/// Passes news on at once, within `timeout`; nothing where they are not to be passed on.
///
/// # Errors
///
/// Why they did not arrive.
pub fn push_now(
    heartbeat: &Heartbeat,
    news: &PushNews,
    sending: &Sending<'_>,
    timeout: Duration,
) -> Result<(), Unpushed> {
    let Some(target) = target(heartbeat) else { return Ok(()) };
    match PushCaller::prepare(target, sending).map_err(Unpushed::for_certain)?.tell(news, timeout) {
        Outcome::Arrived | Outcome::Superseded(_) => Ok(()),
        Outcome::Refused(reason) => Err(Unpushed::for_certain(reason)),
        Outcome::Failed { reason, arrival, .. } => {
            Err(Unpushed { reason, may_have_arrived: arrival.is_possible() })
        }
    }
}

/// Queues news that are to be passed on by whoever sends next; nothing where
/// they are not to be passed on. The delivery.
///
/// # Errors
///
/// A failure of the database.
pub fn enqueue(
    records: &Records<'_>,
    heartbeat: &Heartbeat,
    news: PushNews,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    if target(heartbeat).is_none() {
        return Ok(None);
    }
    let event = match (&news.job, news.status) {
        (Some(JobNews::Started { .. }), _) => Event::HeartbeatStarted,
        (_, PushStatus::Up) => Event::HeartbeatUp,
        (_, PushStatus::Down) => Event::HeartbeatDown,
    };
    let new = NewDelivery {
        destination: heartbeat.name.to_string(),
        kind: DeliveryKind::Push,
        event,
        subject: Subject::Heartbeat(heartbeat.name.clone()),
        request_id: None,
        payload: Payload::Push(news),
    };
    records.enqueue(&new, now).map(Some)
}

/// Queues news that are about to be passed on by [`push_now`]: whatever kills
/// this process meanwhile, whoever sends next passes them on. The delivery, to
/// be concluded with [`conclude`].
///
/// # Errors
///
/// A failure of the database.
pub fn begin(
    records: &Records<'_>,
    heartbeat: &Heartbeat,
    news: PushNews,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    let id = enqueue(records, heartbeat, news, now)?;
    if let Some(delivery) = id.as_deref().map(|id| records.delivery(id)).transpose()?.flatten() {
        let status = DeliveryStatus::Running;
        records.update_delivery(&Delivery { status, attempts: 1, ..delivery })?;
    }
    Ok(id)
}

/// Records what came of passing news on; what failed is left to later passes.
///
/// # Errors
///
/// A failure of the database.
pub fn conclude(
    records: &Records<'_>,
    heartbeat: &Heartbeat,
    id: &str,
    told: &Result<(), Unpushed>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(delivery) = records.delivery(id)? else { return Ok(()) };
    let (status, failures, next_attempt_at) = match told {
        Ok(()) => (DeliveryStatus::Finished, 0, None),
        // Another sender took it for an orphan, and knows better what became of it.
        Err(_) if delivery.status != DeliveryStatus::Running => return Ok(()),
        Err(_) => (DeliveryStatus::Error, 1, Some(later(now, delay_after(1)))),
    };
    let unpushed = told.as_ref().err();
    let last_error = unpushed.map(ToString::to_string);
    records.update_delivery(&Delivery {
        status,
        may_have_arrived: unpushed.is_some_and(|unpushed| unpushed.may_have_arrived),
        next_attempt_at,
        last_error,
        updated_at: now,
        ..delivery
    })?;
    let (kind, name) = (DeliveryKind::Push, heartbeat.name.to_string());
    records.update_destination(&Destination { kind, name, failures, next_attempt_at })
}
